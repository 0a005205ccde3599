/** mkdir(1), and the making of parents that others share. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir } from '../../base/abi/files.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu } from './lib/command.ts'
import { applyMode, parseMode } from './lib/modes.ts'
import type { ModeChange } from './lib/modes.ts'
import { quote, quoteaf } from './lib/quote.ts'

/** mkdir -p. Returns what was made, outermost first; throws with the path that failed. */
export function makeParents(sys: Sys, path: string, mode: number | undefined): string[] {
  const made: string[] = []
  const names = path.split('/')
  const last = names.findLastIndex((name) => name !== '')
  for (let i = 0; i <= last; i++) {
    if (names[i] === '') continue
    const part = names.slice(0, i + 1).join('/')
    // Parents must stay writable for their owner.
    const failure = attempt(() => sys.mkdir(part, 0o777))
    if (!(failure instanceof SysError)) {
      if (i === last && mode !== undefined) sys.chmod(part, mode)
      else if (i < last) {
        const bits = sys.stat(part).mode & 0o7777
        if ((bits & 0o300) !== 0o300) sys.chmod(part, bits | 0o300)
      }
      made.push(part)
      continue
    }
    const stat = attempt(() => sys.stat(part))
    if (stat instanceof SysError) throw new SysError(failure.code === 'EEXIST' ? stat.code : failure.code, part)
    if (!isDir(stat)) throw new SysError(i === last ? 'EEXIST' : 'ENOTDIR', part)
  }
  return made
}

export const mkdir = gnu(
  {
    help: 'mkdir',
    short: 'pm:vZ',
    long: { mode: 'm', parents: 'p', verbose: 'v', context: 'context=?' },
  },
  async (command) => {
    const { sys } = command
    if (!command.args.length) await command.usage('missing operand')
    const text = command.value('m')
    const change: ModeChange | undefined = text === undefined ? undefined : parseMode(text)
    if (text !== undefined && !change) await command.die(`invalid mode ${quote(text)}`)
    const mode = change && applyMode(change, 0o40777, sys.umask())
    for (const path of command.args) {
      const made = attempt(() => {
        if (command.has('p')) return makeParents(sys, path, mode)
        sys.mkdir(path, 0o777)
        if (mode !== undefined) sys.chmod(path, mode)
        return [path]
      })
      if (made instanceof SysError)
        await command.complain(
          `cannot create directory ${quote(command.has('p') ? (made.path ?? path) : path)}: ${strerror(made.code)}`,
        )
      else if (command.has('v'))
        for (const name of made) await command.put(`${command.name}: created directory ${quoteaf(name)}\n`)
    }
  },
)
