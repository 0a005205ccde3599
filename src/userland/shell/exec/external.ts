/** Programs: replacing a process by one, and saying why that failed. */
import { strerror, SysError } from '../../../base/abi/errno.ts'
import type { Shell } from '../state/shell.ts'
import { fromBytes } from '../text/bytes.ts'
import { executableState } from './find.ts'
import { runScriptText } from './script.ts'

/** In a child (or with `exec`): becomes the program. Returns a status only when that fails. `name` is what the user typed. */
export async function become(
  sh: Shell,
  path: string,
  args: readonly string[],
  env: Record<string, string>,
  name: string,
): Promise<number> {
  try {
    return await sh.sys.exec(path, args, env)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (error.code === 'ENOEXEC') return runAsScript(sh, path, args, env)
    return execFailed(sh, path, name, error)
  }
}

export async function execFailed(sh: Shell, path: string, name: string, error: SysError): Promise<number> {
  const { code } = error
  if (sh.dialect.almquist) {
    const missing = code === 'ENOENT' || code === 'ENOTDIR'
    await sh.complain(`${name}: ${missing ? 'not found' : strerror(code)}`)
    return missing ? 127 : 126
  }
  const state = executableState(sh, path)
  if (state === 'directory') {
    await sh.complain(`${path}: Is a directory`)
    return 126
  }
  if (code === 'ENOENT' && state === 'ok') {
    await sh.complain(`${path}: cannot execute: required file not found`)
    return 127
  }
  const interpreter = state === 'ok' ? interpreterOf(sh, path) : undefined
  if (interpreter) {
    await sh.complain(`${path}: ${interpreter}: bad interpreter: ${strerror(code)}`)
    return 126
  }
  await sh.complain(`${path}: ${strerror(code)}`)
  return code === 'ENOENT' || code === 'ENOTDIR' ? (code === 'ENOENT' ? 127 : 126) : 126
}
function interpreterOf(sh: Shell, path: string): string | undefined {
  try {
    const head = fromBytes(sh.sys.readFile(path).subarray(0, 128))
    return /^#![ \t]*([^ \t\n\r]+\r?)/.exec(head)?.[1]?.replace('\r', '^M')
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

/** A file without a header that the kernel knows: a script for this shell, unless it is binary. */
async function runAsScript(
  sh: Shell,
  path: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  let data: Uint8Array
  try {
    data = sh.sys.readFile(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return execFailed(sh, path, path, error)
  }
  const firstLine = data.subarray(0, 80)
  const newline = firstLine.indexOf(10)
  if (firstLine.subarray(0, newline < 0 ? undefined : newline).includes(0)) {
    if (sh.dialect.bash) {
      await sh.complain(`${path}: cannot execute binary file: Exec format error`)
      return 126
    }
  }
  return runScriptText(sh, path, args, env, fromBytes(data))
}
