/** Names of contexts for the shell's completion. */
import type { Completer } from '../../framework/command.ts'
import { NO_FILES } from '../../framework/complete.ts'
import { compareNaturally } from '../../formatter/natural.ts'
import { listContexts, readContext } from './store.ts'

/** `limit` arguments at most, -1 = any number. With their description; the current one says so. */
export const contextNames =
  (limit: number): Completer =>
  ({ cli, args }, typed) => {
    if (limit > 0 && args.length >= limit) return { candidates: [], directive: NO_FILES }
    const contexts = [readContext(cli, 'default'), ...listContexts(cli)]
      .filter(({ Name }) => !args.includes(Name) && Name.startsWith(typed))
      .sort((a, b) => compareNaturally(a.Name, b.Name))
    const candidates = contexts.map(({ Name, Metadata }) => {
      const description = Metadata.Description ?? (Name === cli.contextName ? 'current' : '')
      return description === '' ? Name : `${Name}\t${Name === cli.contextName ? 'current' : description}`
    })
    return { candidates, directive: NO_FILES }
  }
