/** Environment variables and labels from flags and files (opts/env.go, pkg/kvfile). */
import { SysError } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { CommandError } from '../framework/errors.ts'
import { goErrno } from '../framework/go-errors.ts'
import { cut } from './validate.ts'

/** -e KEY takes the client's own value; without one it stays as it is and the engine unsets the variable. */
export const resolveEnv = (sys: Sys, values: readonly string[]): string[] =>
  values.map((value) => {
    const own = value.includes('=') ? undefined : sys.env[value]
    return own === undefined ? value : `${value}=${own}`
  })

/** Lines of KEY=value; KEY alone is looked up with `lookup` and left out when it is not there. Throws CommandError. */
function parseFile(sys: Sys, path: string, lookup: ((key: string) => string | undefined) | null): string[] {
  let bytes: Uint8Array
  try {
    bytes = sys.readFile(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    // Opening a directory works, reading it does not.
    if (error.code === 'EISDIR') throw new CommandError(`invalid env file (${path}): read ${path}: is a directory`)
    throw new CommandError(`open ${path}: ${goErrno(error.code)}`)
  }
  const fail = (reason: string): never => {
    throw new CommandError(`invalid env file (${path}): ${reason}`)
  }
  const out: string[] = []
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes)
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '').trimStart()
    if (line === '' || line.startsWith('#')) continue
    const [key, , hasValue] = cut(line, '=')
    if (key === '') fail(`no variable name on line '${line}'`)
    if (/[ \t]/.test(key)) fail(`variable '${key}' contains whitespaces`)
    if (hasValue) out.push(line)
    else {
      const value = lookup?.(line)
      if (value !== undefined) out.push(`${key}=${value}`)
    }
  }
  return out
}
/** Files first, so that flags win. */
export const readEnv = (sys: Sys, files: readonly string[], values: readonly string[]): string[] => [
  ...files.flatMap((file) => parseFile(sys, file, (key) => sys.env[key])),
  ...resolveEnv(sys, values),
]
export const readLabels = (sys: Sys, files: readonly string[], values: readonly string[]): string[] => [
  ...files.flatMap((file) => parseFile(sys, file, null)),
  ...values,
]
/** "key=value" strings as a record; later ones win. */
export function toMap(values: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {}
  for (const value of values) {
    const [key, rest] = cut(value, '=')
    out[key] = rest
  }
  return out
}
