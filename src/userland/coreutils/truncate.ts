/** truncate(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { O_CREAT, O_NONBLOCK, O_WRONLY } from '../../base/abi/files.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { parseSize } from './lib/numbers.ts'
import { quote, quoteaf } from './lib/quote.ts'

export const truncate = gnu(
  { help: 'truncate', short: 'cor:s:', long: { 'no-create': 'c', 'io-blocks': 'o', reference: 'r', size: 's' } },
  async (command) => {
    const { sys } = command
    const text = command.value('s')
    const reference = command.value('r')
    const match = text === undefined ? null : /^\s*([-+<>/%]?)\s*(.*)$/.exec(text)
    const amount = match ? parseSize(match[2]!.replace(/^[-+]/, '')) : undefined
    if (text !== undefined && amount === undefined) return command.die(`Invalid number: ${quote(match![2]!)}`)
    const relative = match?.[1] ?? ''
    if ((relative === '/' || relative === '%') && amount === 0) return command.die('division by zero')
    if (text === undefined && reference === undefined)
      return command.usage(`you must specify either ${quote('--size')} or ${quote('--reference')}`)
    if (text !== undefined && reference !== undefined && !relative)
      return command.usage(`you must specify a relative ${quote('--size')} with ${quote('--reference')}`)
    if (!command.args.length) return command.usage('missing file operand')
    let referenceSize: number | undefined
    if (reference !== undefined) {
      const stat = attempt(() => sys.stat(reference))
      if (stat instanceof SysError) return command.die(`cannot stat ${quoteaf(reference)}: ${strerror(stat.code)}`)
      referenceSize = stat.size
    }
    for (const path of command.args) {
      const fd = await tryAsync(() => sys.open(path, O_WRONLY | O_NONBLOCK | (command.has('c') ? 0 : O_CREAT), 0o666))
      if (isError(fd)) {
        if (!(command.has('c') && fd.code === 'ENOENT'))
          await command.complain(`cannot open ${quoteaf(path)} for writing: ${strerror(fd.code)}`)
        continue
      }
      const stat = sys.fstat(fd)
      const old = referenceSize ?? stat.size
      const units = (amount ?? 0) * (command.has('o') ? stat.blksize : 1)
      const size =
        text === undefined
          ? referenceSize!
          : relative === '+'
            ? old + units
            : relative === '-'
              ? Math.max(0, old - units)
              : relative === '<'
                ? Math.min(old, units)
                : relative === '>'
                  ? Math.max(old, units)
                  : relative === '/'
                    ? Math.floor(old / units) * units
                    : relative === '%'
                      ? Math.ceil(old / units) * units
                      : units
      const failure = attempt(() => sys.ftruncate(fd, size))
      if (failure instanceof SysError)
        await command.complain(`failed to truncate ${quoteaf(path)} at ${size} bytes: ${strerror(failure.code)}`)
      sys.close(fd)
    }
    return command.status
  },
)
