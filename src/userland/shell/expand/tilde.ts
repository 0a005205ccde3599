/** ~, ~user, ~+ and ~-. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Shell } from '../state/shell.ts'

/** Directory that a tilde prefix (without ~ and slash) stands for; undefined: it stays as it is. */
export function tildeDirectory(sh: Shell, prefix: string): string | undefined {
  if (prefix === '') return sh.get('HOME') ?? homeOf(sh, sh.sys.uid)
  if (sh.dialect.bash) {
    if (prefix === '+') return sh.get('PWD')
    if (prefix === '-') return sh.get('OLDPWD')
    if (/^[+-]?\d+$/.test(prefix)) {
      const stack = [sh.sys.cwd(), ...sh.directories]
      const n = Number(prefix.replace(/^[+-]/, ''))
      return prefix.startsWith('-') ? stack[stack.length - 1 - n] : stack[n]
    }
  }
  return passwdLines(sh).find((fields) => fields[0] === prefix)?.[5]
}
export function passwdLines(sh: Shell): string[][] {
  try {
    return sh.sys
      .readText('/etc/passwd')
      .split('\n')
      .map((line) => line.split(':'))
  } catch (error) {
    if (error instanceof SysError) return []
    throw error
  }
}
export function homeOf(sh: Shell, uid: number): string | undefined {
  return passwdLines(sh).find((fields) => fields[2] === String(uid))?.[5]
}
export function userName(sh: Shell, uid: number): string | undefined {
  return passwdLines(sh).find((fields) => fields[2] === String(uid))?.[0]
}
