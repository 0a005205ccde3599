/** The last operand of cp, mv, ln and install: a directory to fill, or a name. With GNU's messages. */
import { attempt, strerror, SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import type { Command } from './command.ts'
import { quoteaf } from './quote.ts'

export interface Targets {
  sources: string[]
  /** Given with -t, or an existing directory as last operand. */
  directory: string | undefined
  /** Otherwise the name of the copy. */
  name: string | undefined
}

/** `single`: ln may have one operand only. */
export async function findTargets(
  command: Command,
  options: { t?: string; T: boolean },
  isTarget?: (path: string) => boolean,
): Promise<Targets> {
  const args = command.args
  const { sys } = command
  if (!args.length) await command.usage('missing file operand')
  if (options.t !== undefined) {
    if (options.T) await command.die('cannot combine --target-directory (-t) and --no-target-directory (-T)')
    const stat = attempt(() => sys.stat(options.t!))
    if (stat instanceof SysError) await command.die(`target directory ${quoteaf(options.t)}: ${strerror(stat.code)}`)
    else if (!isDir(stat)) await command.die(`target directory ${quoteaf(options.t)}: Not a directory`)
    return { sources: args, directory: options.t, name: undefined }
  }
  if (args.length === 1) await command.usage(`missing destination file operand after ${quoteaf(args[0]!)}`)
  const last = args.at(-1)!
  const sources = args.slice(0, -1)
  if (options.T) {
    if (sources.length > 1) await command.usage(`extra operand ${quoteaf(args[2]!)}`)
    return { sources, directory: undefined, name: last }
  }
  const stat = attempt(() => sys.stat(last))
  const directory = isTarget ? isTarget(last) : !(stat instanceof SysError) && isDir(stat)
  if (directory) return { sources, directory: last, name: undefined }
  if (sources.length > 1) {
    const why = stat instanceof SysError ? strerror(stat.code) : 'Not a directory'
    await command.die(`target ${quoteaf(last)}: ${why}`)
  }
  return { sources, directory: undefined, name: last }
}
