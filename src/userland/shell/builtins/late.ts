/** Builtins that are fetched when they are first called: a prompt needs none of them. */
import type { Sys } from '../../../kernel/sys/types.ts'
import type { Builtin } from './call.ts'

/** Imports while simulated time stands still, where the machine can do that. */
export const fetched = <T>(sys: Sys, importer: () => Promise<T>): Promise<T> =>
  sys.load ? sys.load(importer) : importer()

export function late(importer: () => Promise<Builtin>): Builtin {
  let found: Builtin | null = null
  return (call) => {
    if (found) return found(call)
    return fetched(call.sh.sys, importer).then((builtin) => {
      found = builtin
      return builtin(call)
    })
  }
}
