/** Files that a pattern of Include names, sorted, hidden ones only by name. */
import { SysError } from '../../../../base/abi/errno.ts'
import { isDir } from '../../../../base/abi/files.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'

/** fnmatch(3) for one path component. */
export function wildcard(pattern: string): RegExp {
  let out = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!
    if (char === '*') out += '[^/]*'
    else if (char === '?') out += '[^/]'
    else if (char === '[') {
      const end = pattern.indexOf(']', i + 2)
      if (end < 0) out += '\\['
      else {
        out += `[${pattern
          .slice(i + 1, end)
          .replace(/^!/, '^')
          .replace(/\\/g, '\\\\')}]`
        i = end
      }
    } else out += char.replace(/[.+^${}()|\\]/g, '\\$&')
  }
  return new RegExp(`^${out}$`)
}

export function globFiles(sys: Sys, pattern: string): string[] {
  let paths = ['']
  for (const part of pattern.split('/').filter(Boolean)) {
    const next: string[] = []
    for (const dir of paths) {
      if (!/[*?[]/.test(part)) {
        if (exists(sys, `${dir}/${part}`)) next.push(`${dir}/${part}`)
        continue
      }
      const match = wildcard(part)
      for (const name of list(sys, dir || '/'))
        if (match.test(name) && (name[0] !== '.' || part[0] === '.')) next.push(`${dir}/${name}`)
    }
    paths = next
  }
  return paths.flatMap((path) => (directory(sys, path) ? everyFile(sys, path) : [path]))
}
/** Include of a directory takes all that is in it. */
const everyFile = (sys: Sys, dir: string): string[] =>
  list(sys, dir).flatMap((name) =>
    directory(sys, `${dir}/${name}`) ? everyFile(sys, `${dir}/${name}`) : [`${dir}/${name}`],
  )

function quiet<T>(fn: () => T, otherwise: T): T {
  try {
    return fn()
  } catch (error) {
    if (error instanceof SysError) return otherwise
    throw error
  }
}
const exists = (sys: Sys, path: string): boolean => quiet(() => (sys.stat(path), true), false)
const directory = (sys: Sys, path: string): boolean => quiet(() => isDir(sys.stat(path)), false)
const list = (sys: Sys, dir: string): string[] =>
  quiet(() => sys.readdir(dir).map((entry) => entry.name), []).sort((a, b) => (a < b ? -1 : 1))
