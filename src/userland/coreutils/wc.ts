/** wc(1). */
import { strerror } from '../../base/abi/errno.ts'
import { isFile } from '../../base/abi/files.ts'
import type { Fd, Sys } from '../../kernel/sys/types.ts'
import { attempt, SysError } from '../../base/abi/errno.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { quotef } from './lib/quote.ts'
import { charWidth, toText } from './lib/text.ts'

export interface Counts {
  lines: number
  words: number
  chars: number
  bytes: number
  longest: number
}
export const zeroCounts = (): Counts => ({ lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 })

/** Counts what is read; `detail` off counts lines and bytes only. */
export async function countDescriptor(sys: Sys, fd: Fd, detail: boolean): Promise<Counts> {
  const counts = zeroCounts()
  let inWord = false
  let column = 0
  let pending: Uint8Array = new Uint8Array(0)
  for (let reads = 1; ; reads++) {
    const chunk = await sys.read(fd)
    if (reads % 32 === 0) await sys.breathe()
    counts.bytes += chunk.length
    if (!chunk.length && !pending.length) break
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) counts.lines++
    if (!detail) continue
    const joined = new Uint8Array(pending.length + chunk.length)
    joined.set(pending)
    joined.set(chunk, pending.length)
    // A character may continue in the next chunk.
    let end = joined.length
    if (chunk.length)
      for (let back = 1; back <= 3 && back <= joined.length; back++) {
        const byte = joined[joined.length - back]!
        if (byte >= 0xc0) {
          end = joined.length - back
          break
        }
        if (byte < 0x80) break
      }
    pending = joined.slice(end)
    for (const char of toText(joined.subarray(0, end))) {
      const code = char.codePointAt(0)!
      const invalid = code >= 0xdc80 && code <= 0xdcff
      if (!invalid) counts.chars++
      if (code === 10 || code === 13 || code === 12) {
        counts.longest = Math.max(counts.longest, column)
        column = 0
        inWord = false
      } else if (code === 9) {
        column += 8 - (column % 8)
        inWord = false
      } else if (
        code === 32 ||
        code === 11 ||
        code === 0x3000 ||
        code === 0x2028 ||
        code === 0x2029 ||
        (code >= 0x2000 && code <= 0x200a && code !== 0x2007)
      ) {
        if (code !== 11) column++
        inWord = false
      } else {
        const width = invalid ? 0 : charWidth(code)
        if (width > 0) column += width
        if (!inWord && (width >= 0 || invalid)) {
          inWord = true
          counts.words++
        }
      }
    }
  }
  counts.longest = Math.max(counts.longest, column)
  return counts
}

export const wc = gnu(
  {
    help: 'wc',
    short: 'clLmw',
    long: {
      bytes: 'c',
      chars: 'm',
      lines: 'l',
      words: 'w',
      'files0-from': 'files0-from=',
      'max-line-length': 'L',
    },
  },
  async (command) => {
    const { sys } = command
    command.out.lineBuffered(true)
    const any = command.options.some((option) => 'clLmw'.includes(option.key))
    const want = (key: string): boolean => (any ? command.has(key) : 'lwc'.includes(key))
    let names = command.args
    const from = command.value('files0-from')
    if (from !== undefined) {
      if (names.length)
        await command.usage(`extra operand ‘${names[0]}’\nfile operands cannot be combined with --files0-from`)
      const input = await tryAsync(() => openInput(sys, from))
      if (isError(input)) return command.die(`cannot open '${from}' for reading: ${strerror(input.code)}`)
      names = toText(await sys.readAll(input.fd))
        .split('\0')
        .filter((name) => name !== '')
      input.close()
      if (!names.length) return 0
    }
    const given = names.length > 0
    if (!given) names = ['-']
    const columns = (['l', 'w', 'm', 'c', 'L'] as const).filter(want)
    // The width of a number: that of the sizes' sum, 7 when something has no size, 1 for one number alone.
    let width = 1
    if (names.length > 1 || columns.length > 1) {
      let total = 0
      for (const name of names) {
        const stat = attempt(() => (name === '-' ? sys.fstat(0) : sys.stat(name)))
        if (stat instanceof SysError) continue
        if (isFile(stat)) total += stat.size
        else width = 7
      }
      width = Math.max(width, String(total).length)
    }
    const detail = want('w') || want('m') || want('L')
    const total = zeroCounts()
    const print = async (counts: Counts, label: string): Promise<void> => {
      const value = { l: counts.lines, w: counts.words, m: counts.chars, c: counts.bytes, L: counts.longest }
      const numbers = columns.map((key) => String(value[key]).padStart(width)).join(' ')
      await command.put(`${numbers}${label}\n`)
    }
    for (const name of names) {
      const input = await tryAsync(() => openInput(sys, name))
      if (isError(input)) {
        await command.complain(`${quotef(name)}: ${strerror(input.code)}`)
        continue
      }
      const counts = await tryAsync(() => countDescriptor(sys, input.fd, detail))
      input.close()
      if (isError(counts)) {
        await command.complain(`${quotef(name)}: ${strerror(counts.code)}`)
        if (counts.code === 'EISDIR') await print(zeroCounts(), ` ${quotef(name)}`)
        continue
      }
      for (const key of ['lines', 'words', 'chars', 'bytes'] as const) total[key] += counts[key]
      total.longest = Math.max(total.longest, counts.longest)
      await print(counts, given ? ` ${quotef(name)}` : '')
    }
    if (names.length > 1) await print(total, ' total')
    return command.status
  },
)
