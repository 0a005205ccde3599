/** head(1): lines or bytes from the start, or all but the last ones. */
import { strerror } from '../../base/abi/errno.ts'
import type { Fd } from '../../kernel/sys/types.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { parseSize } from './lib/numbers.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { concat } from '../../base/bytes.ts'

export interface HeadCount {
  amount: number
  unit: 'lines' | 'bytes'
  /** all but the last `amount` */
  butLast: boolean
}

/** Index just after the `count`th delimiter, or -1 with the number found. */
function afterLines(chunk: Uint8Array, count: number, delimiter: number): { at: number; found: number } {
  let found = 0
  for (let at = chunk.indexOf(delimiter); at >= 0; at = chunk.indexOf(delimiter, at + 1))
    if (++found === count) return { at: at + 1, found }
  return { at: -1, found }
}

export async function headDescriptor(command: Command, fd: Fd, count: HeadCount, delimiter: number): Promise<void> {
  const { sys } = command
  if (count.butLast) return headButLast(command, fd, count, delimiter)
  let left = count.amount
  while (left > 0) {
    const chunk = await sys.read(fd, count.unit === 'bytes' ? Math.min(left, 65536) : 65536)
    if (!chunk.length) return
    if (count.unit === 'bytes') {
      left -= chunk.length
      await command.put(chunk)
      continue
    }
    const { at, found } = afterLines(chunk, left, delimiter)
    left -= found
    await command.put(at < 0 ? chunk : chunk.subarray(0, at))
    if (at >= 0) {
      // What was read too much goes back, so that `(head -1; cat)` works on files.
      await tryAsync(() => sys.lseek(fd, at - chunk.length, 'cur'))
    }
  }
}

async function headButLast(command: Command, fd: Fd, count: HeadCount, delimiter: number): Promise<void> {
  const all = concat([await command.sys.readAll(fd)])
  if (count.unit === 'bytes') return void (await command.put(all.subarray(0, Math.max(0, all.length - count.amount))))
  let end = all.length
  let from = end - 1
  if (from >= 0 && all[from] === delimiter) from--
  for (let n = count.amount; n > 0 && end > 0; n--) {
    const before = from >= 0 ? all.lastIndexOf(delimiter, from) : -1
    end = before + 1
    from = before - 1
  }
  await command.put(all.subarray(0, Math.max(0, end)))
}

/** ==> name <== */
export async function banner(command: Command, name: string, first: boolean): Promise<void> {
  await command.put(`${first ? '' : '\n'}==> ${name} <==\n`)
}

/** head -5 is head -n 5, also with letters after it. */
export function obsoleteCount(args: readonly string[]): string[] {
  const match = /^-(\d+)([bkm]?)([cl]?)([qvz]*)$/.exec(args[0] ?? '')
  if (!match) return [...args]
  const [, number, multiplier, unit, rest] = match
  const out = unit === 'c' || multiplier ? ['-c', number! + (multiplier ?? '')] : ['-n', number!]
  return [...out, ...(rest ? [`-${rest}`] : []), ...args.slice(1)]
}

export const head = gnu(
  {
    help: 'head',
    short: 'c:n:qvz0123456789',
    long: { bytes: 'c', lines: 'n', quiet: 'q', silent: 'q', verbose: 'v', 'zero-terminated': 'z' },
    prepare: obsoleteCount,
  },
  async (command) => {
    const { sys } = command
    const digit = command.options.find((option) => /^\d$/.test(option.key))
    if (digit) await command.usage(`invalid trailing option -- ${digit.key}`)
    const count: HeadCount = { amount: 10, unit: 'lines', butLast: false }
    for (const { key, value } of command.options) {
      if (key !== 'c' && key !== 'n') continue
      count.unit = key === 'c' ? 'bytes' : 'lines'
      count.butLast = value!.startsWith('-')
      const amount = parseSize(value!.replace(/^[-+]/, ''), { b: 512 })
      if (amount === undefined) await command.die(`invalid number of ${count.unit}: ${quote(value!.replace(/^-/, ''))}`)
      else count.amount = amount
    }
    const names = command.args.length ? command.args : ['-']
    const verbosity = command.last('qv')
    const banners = verbosity === 'v' || (verbosity !== 'q' && names.length > 1)
    let first = true
    for (const name of names) {
      const input = await tryAsync(() => openInput(sys, name))
      if (isError(input)) {
        await command.complain(`cannot open ${quoteaf(name)} for reading: ${strerror(input.code)}`)
        continue
      }
      if (banners) await banner(command, name === '-' ? 'standard input' : name, first)
      first = false
      const failure = await tryAsync(() => headDescriptor(command, input.fd, count, command.has('z') ? 0 : 10))
      if (isError(failure))
        await command.complain(
          `error reading ${quoteaf(name === '-' ? 'standard input' : name)}: ${strerror(failure.code)}`,
        )
      input.close()
    }
    return command.status
  },
)
