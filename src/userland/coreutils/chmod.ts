/** chmod(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isLink } from '../../base/abi/files.ts'
import type { Stat } from '../../base/abi/files.ts'
import { gnu } from './lib/command.ts'
import { applyMode, modeString, parseMode } from './lib/modes.ts'
import type { ModeChange } from './lib/modes.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { walkTree } from './lib/tree.ts'

const octal = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0')
const letters = (mode: number): string => modeString(mode).slice(1)

/** "-x" and "-rw" are modes, not options. */
export function modeArguments(args: readonly string[]): string[] {
  let done = false
  return args.flatMap((arg) => {
    if (done || arg === '--') {
      done = true
      return [arg]
    }
    if (/^-[rwxXstugoa0-7,+=-]*[rwxXst0-7=][rwxXstugoa0-7,+=-]*$/.test(arg) && !arg.startsWith('--')) {
      done = true
      return ['--', arg]
    }
    return [arg]
  })
}

export const chmod = gnu(
  {
    help: 'chmod',
    short: 'RcfvV',
    prepare: modeArguments,
    long: {
      changes: 'c',
      recursive: 'R',
      'no-preserve-root': 'no-preserve-root',
      'preserve-root': 'preserve-root',
      quiet: 'f',
      reference: 'reference=',
      silent: 'f',
      verbose: 'v',
    },
  },
  async (command) => {
    const { sys } = command
    const reference = command.value('reference')
    let files = command.args
    let change: ModeChange | undefined
    if (reference !== undefined) {
      const stat = attempt(() => sys.stat(reference))
      if (stat instanceof SysError)
        return command.die(`failed to get attributes of ${quoteaf(reference)}: ${strerror(stat.code)}`)
      change = { absolute: stat.mode & 0o7777, digits: 5 }
      if (!files.length) await command.usage('missing operand')
    } else {
      const text = files[0]
      if (text === undefined) return command.usage('missing operand')
      files = files.slice(1)
      if (!files.length) await command.usage(`missing operand after ${quote(text)}`)
      change = parseMode(text)
      if (!change) return command.usage(`invalid mode: ${quote(text)}`)
    }
    const [quiet, verbose, changes] = [command.has('f'), command.has('v'), command.has('c')]
    const one = async (path: string, stat: Stat): Promise<void> => {
      if (isLink(stat)) return
      const wanted = applyMode(change, stat.mode, sys.umask())
      const failure = attempt(() => sys.chmod(path, wanted))
      if (failure instanceof SysError) {
        command.status = 1
        if (!quiet) await command.warn(`changing permissions of ${quoteaf(path)}: ${strerror(failure.code)}`)
        if (verbose)
          await command.put(
            `failed to change mode of ${quoteaf(path)} from ${octal(stat.mode)} (${letters(stat.mode)}) to ${octal(wanted)} (${letters((stat.mode & ~0o7777) | wanted)})\n`,
          )
        return
      }
      const same = (stat.mode & 0o7777) === wanted
      if (same ? verbose : verbose || changes)
        await command.put(
          same
            ? `mode of ${quoteaf(path)} retained as ${octal(wanted)} (${letters(stat.mode)})\n`
            : `mode of ${quoteaf(path)} changed from ${octal(stat.mode)} (${letters(stat.mode)}) to ${octal(wanted)} (${letters((stat.mode & ~0o7777) | wanted)})\n`,
        )
    }
    for (const path of files) {
      if (!command.has('R')) {
        const stat = attempt(() => sys.stat(path))
        if (!(stat instanceof SysError)) {
          await one(path, stat)
          continue
        }
        command.status = 1
        if (quiet) continue
        const dangling = !(attempt(() => sys.lstat(path)) instanceof SysError) && stat.code === 'ENOENT'
        if (verbose) await command.put(`${quoteaf(path)} could not be accessed\n`)
        await command.warn(
          dangling
            ? `cannot operate on dangling symlink ${quoteaf(path)}`
            : `cannot access ${quoteaf(path)}: ${strerror(stat.code)}`,
        )
        continue
      }
      await walkTree(sys, path, 'arguments', {
        visit: (where, stat) => one(where, stat),
        unreadable: async (where, error) => {
          command.status = 1
          if (!quiet) await command.warn(`cannot read directory ${quoteaf(where)}: ${strerror(error.code)}`)
        },
        missing: async (where, error) => {
          command.status = 1
          if (!quiet) await command.warn(`cannot access ${quoteaf(where)}: ${strerror(error.code)}`)
        },
      })
    }
    return command.status
  },
)
