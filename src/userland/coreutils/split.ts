/** split(1): by lines, bytes, or into a number of files. */
import { strerror } from '../../base/abi/errno.ts'
import { isFile, O_CREAT, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { parseSize } from './lib/numbers.ts'
import { quote, quoteaf, quotef } from './lib/quote.ts'

interface Names {
  prefix: string
  alphabet: string
  length: number
  auto: boolean
  start: number
  suffix: string
}
/** xaa … xyz, then xzaaa: the length grows when the last but one letter is used up. */
export function suffixOf(index: number, names: Names): string | undefined {
  const base = names.alphabet.length
  let length = names.length
  let n = index
  let lead = ''
  if (names.auto) {
    // All but the last first letter belong to this length.
    let room = (base - 1) * base ** (length - 1)
    while (n >= room) {
      n -= room
      lead += names.alphabet.at(-1)!
      length++
      room = (base - 1) * base ** (length - 1)
    }
  } else if (n >= base ** length) return undefined
  let text = ''
  for (let i = 0; i < length; i++) {
    text = names.alphabet[n % base]! + text
    n = Math.floor(n / base)
  }
  return lead + text
}

class Splitter {
  private readonly command: Command
  private readonly names: Names
  private index = 0
  private fd = -1
  constructor(command: Command, names: Names) {
    this.command = command
    this.names = names
    this.index = names.start
  }
  get isOpen(): boolean {
    return this.fd >= 0
  }
  async open(): Promise<void> {
    const suffix = suffixOf(this.index++, this.names)
    if (suffix === undefined) return this.command.die('output file suffixes exhausted')
    const name = this.names.prefix + suffix + this.names.suffix
    if (this.command.has('verbose')) await this.command.put(`creating file ${quoteaf(name)}\n`)
    const fd = await tryAsync(() => this.command.sys.open(name, O_WRONLY | O_CREAT | O_TRUNC, 0o666))
    if (isError(fd)) await this.command.die(`${quotef(name)}: ${strerror(fd.code)}`)
    else this.fd = fd
  }
  async write(bytes: Uint8Array): Promise<void> {
    if (this.fd < 0) await this.open()
    await this.command.sys.write(this.fd, bytes)
  }
  close(): void {
    if (this.fd >= 0) this.command.sys.close(this.fd)
    this.fd = -1
  }
}

export const split = gnu(
  {
    help: 'split',
    short: '0123456789C:a:b:del:n:t:ux',
    long: {
      bytes: 'b',
      lines: 'l',
      'line-bytes': 'C',
      number: 'n',
      'elide-empty-files': 'e',
      unbuffered: 'u',
      'suffix-length': 'a',
      'additional-suffix': 'additional-suffix=',
      'numeric-suffixes': 'numeric=?',
      'hex-suffixes': 'hex=?',
      filter: 'filter=',
      verbose: 'verbose',
      separator: 't',
    },
  },
  async (command) => {
    const { sys, args } = command
    if (args.length > 2) await command.usage(`extra operand ${quote(args[2]!)}`)
    let mode = 'l' as 'l' | 'b' | 'C' | 'n'
    let amount = 1000
    let chunk: { k: number | undefined; n: number; kind: 'bytes' | 'lines' | 'round' } | undefined
    let digits = ''
    let ways = 0
    for (const { key, value } of command.options) {
      if (/^\d$/.test(key)) {
        digits += key
        continue
      }
      if (key === 'filter') await command.die('--filter is not simulated yet')
      if (!'lbCn'.includes(key)) continue
      if (++ways > 1) await command.usage('cannot split in more than one way')
      mode = key as 'l'
      if (key === 'n') {
        const match = /^(?:(l|r)\/)?(?:(\d+)\/)?(\d+)$/.exec(value!)
        if (!match || match[3] === '0') await command.die(`invalid number of chunks: ${quote(value!)}`)
        else
          chunk = {
            k: match[2] === undefined ? undefined : Number(match[2]),
            n: Number(match[3]),
            kind: match[1] === 'l' ? 'lines' : match[1] === 'r' ? 'round' : 'bytes',
          }
        if (chunk?.k !== undefined && (chunk.k < 1 || chunk.k > chunk.n))
          await command.die(`invalid chunk number: ${quote(match![2]!)}`)
      } else {
        const size = parseSize(value!, { b: 512 })
        if (!size) await command.die(`invalid number of ${key === 'l' ? 'lines' : 'bytes'}: ${quote(value!)}`)
        else amount = size
      }
    }
    if (digits) amount = Number(digits)
    const numeric = command.options.findLast((option) => option.key === 'd' || option.key === 'numeric')
    const hexadecimal = command.options.findLast((option) => option.key === 'x' || option.key === 'hex')
    const alphabet = numeric ? '0123456789' : hexadecimal ? '0123456789abcdef' : 'abcdefghijklmnopqrstuvwxyz'
    const length = command.value('a')
    if (length !== undefined && !/^\d+$/.test(length)) await command.die(`invalid suffix length: ${quote(length)}`)
    const startText = numeric?.value ?? hexadecimal?.value
    const names: Names = {
      prefix: args[1] ?? 'x',
      alphabet,
      length: Number(length) || Math.max(2, mode === 'n' ? String(chunk!.n - 1).length : 0),
      auto: !Number(length) && mode !== 'n' && startText === undefined,
      start: startText === undefined ? 0 : parseInt(startText, hexadecimal ? 16 : 10),
      suffix: command.value('additional-suffix') ?? '',
    }
    const separatorText = command.value('t')
    const separator = separatorText === undefined ? 10 : separatorText === '\\0' ? 0 : separatorText.charCodeAt(0)
    const name = args[0] ?? '-'
    const input = await tryAsync(() => openInput(sys, name))
    if (isError(input)) return command.die(`cannot open ${quoteaf(name)} for reading: ${strerror(input.code)}`)
    const out = new Splitter(command, names)
    if (mode === 'n') {
      const stat = sys.fstat(input.fd)
      if (name === '-' && !isFile(stat) && chunk!.kind !== 'round')
        return command.die(`${name}: cannot determine file size`)
      const all = await sys.readAll(input.fd)
      const { n, k, kind } = chunk!
      const size = Math.floor(all.length / n) || 0
      const extra = all.length - size * n
      const pieces: Uint8Array[] = []
      if (kind === 'bytes') {
        let at = 0
        for (let i = 0; i < n; i++) {
          const end = at + size + (i < extra ? 1 : 0)
          pieces.push(all.subarray(at, end))
          at = end
        }
      } else {
        const lines: Uint8Array[] = []
        for (let at = 0; at < all.length;) {
          const end = all.indexOf(separator, at)
          lines.push(all.subarray(at, end < 0 ? all.length : end + 1))
          at = end < 0 ? all.length : end + 1
        }
        const groups: Uint8Array[][] = Array.from({ length: n }, () => [])
        let at = 0
        let index = 0
        for (const [i, line] of lines.entries()) {
          if (kind === 'round') groups[i % n]!.push(line)
          else {
            while (index < n - 1 && at >= size * (index + 1) + Math.min(extra, index + 1)) index++
            groups[index]!.push(line)
            at += line.length
          }
        }
        for (const group of groups) {
          const joined = new Uint8Array(group.reduce((sum, line) => sum + line.length, 0))
          let offset = 0
          for (const line of group) {
            joined.set(line, offset)
            offset += line.length
          }
          pieces.push(joined)
        }
      }
      if (k !== undefined) {
        await command.put(pieces[k - 1]!)
        return 0
      }
      for (const piece of pieces) {
        if (!piece.length && command.has('e')) continue
        await out.open()
        await out.write(piece)
        out.close()
      }
      return 0
    }
    let left = amount
    let line: Uint8Array[] = []
    let lineSize = 0
    const flushLine = async (): Promise<void> => {
      if (!lineSize) return
      if (out.isOpen && lineSize > left) {
        out.close()
        left = amount
      }
      for (let piece of line)
        while (piece.length) {
          if (left === 0) {
            out.close()
            left = amount
          }
          const part = piece.subarray(0, left)
          await out.write(part)
          left -= part.length
          piece = piece.subarray(part.length)
        }
      line = []
      lineSize = 0
    }
    for (;;) {
      let bytes = await sys.read(input.fd)
      if (!bytes.length) break
      while (bytes.length) {
        if (mode === 'b') {
          const part = bytes.subarray(0, left)
          await out.write(part)
          left -= part.length
          bytes = bytes.subarray(part.length)
          if (left === 0) {
            out.close()
            left = amount
          }
          continue
        }
        const at = bytes.indexOf(separator)
        const part = at < 0 ? bytes : bytes.subarray(0, at + 1)
        bytes = bytes.subarray(part.length)
        if (mode === 'l') {
          await out.write(part)
          if (at >= 0 && --left === 0) {
            out.close()
            left = amount
          }
        } else {
          line.push(part)
          lineSize += part.length
          if (at >= 0) await flushLine()
        }
      }
    }
    if (mode === 'C') await flushLine()
    out.close()
    input.close()
    return 0
  },
)
