/** BusyBox: hexdump (-b -c -C -d -o -x), hd, xxd (-p -r -c -g -l -s -u -i), hostid. hexdump's -e and -f formats are told of. */
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { openInput } from '../coreutils/lib/io.ts'
import { concat } from '../../base/bytes.ts'
import { toText } from '../coreutils/lib/text.ts'
import { applet, BKM } from './applet.ts'
import type { Applet } from './applet.ts'

async function bytesOf(command: Applet, names: readonly string[], colon: boolean): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (const name of names.length ? names : ['-']) {
    const bytes = await tryAsync(async () => {
      const input = await openInput(command.sys, name)
      const all = await command.sys.readAll(input.fd)
      input.close()
      return all
    })
    if (!isError(bytes)) parts.push(bytes)
    else if (colon) await command.perror(name, bytes)
    else await command.perrorAndDie(`can't open '${name}'`, bytes)
  }
  return concat(parts)
}
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
const printable = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')
const NAMED: Record<number, string> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
}

type Kind = 'b' | 'c' | 'C' | 'd' | 'o' | 'x' | 'plain'
function row(kind: Kind, bytes: Uint8Array): string {
  if (kind === 'C') {
    const cells = Array.from({ length: 16 }, (_, i) => (bytes[i] === undefined ? '  ' : hex(bytes[i], 2)))
    const text = [...bytes].map(printable).join('')
    return `  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${text}|`
  }
  if (kind === 'b' || kind === 'c') {
    let out = ''
    for (let i = 0; i < 16; i++) {
      const byte = bytes[i]
      const octal = (byte ?? 0).toString(8).padStart(3, '0')
      const cell =
        byte === undefined
          ? ''
          : kind === 'b'
            ? octal
            : (NAMED[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : octal))
      out += ` ${cell.padStart(3)}`
    }
    return out
  }
  const width = kind === 'plain' ? 4 : kind === 'o' ? 6 : kind === 'd' ? 5 : 4
  let out = ''
  for (let i = 0; i < 16; i += 2) {
    const lead = kind === 'plain' ? ' ' : ' '.repeat(8 - width)
    if (i >= bytes.length) {
      out += kind === 'plain' ? '' : ' '.repeat(8)
      continue
    }
    const word = bytes[i]! + 256 * (bytes[i + 1] ?? 0)
    out += lead + (kind === 'd' ? String(word) : word.toString(kind === 'o' ? 8 : 16)).padStart(width, '0')
  }
  return out
}
const makeHexdump = (canonical: boolean) =>
  applet({ short: 'bcdoxCe:f:n:s:vR' }, async (command) => {
    for (const key of 'efR') if (command.has(key)) return command.die(`-${key} is not simulated yet`)
    const kinds = command.options.map((option) => option.key).filter((key) => 'bcdoxC'.includes(key)) as Kind[]
    if (canonical) kinds.unshift('C')
    if (!kinds.length) kinds.push('plain')
    const skip = await command.number(command.value('s') ?? '0', { suffixes: BKM })
    const limit = command.has('n') ? await command.number(command.value('n')!) : Infinity
    const all = (await bytesOf(command, command.args, true)).subarray(skip, skip + limit)
    const digits = kinds[0] === 'C' ? 8 : 7
    let before = ''
    let starred = false
    for (let at = 0; at < all.length; at += 16) {
      const bytes = all.subarray(at, at + 16)
      const key = bytes.join()
      if (!command.has('v') && bytes.length === 16 && key === before) {
        if (!starred) await command.put('*\n')
        starred = true
        continue
      }
      starred = false
      before = key
      for (const [i, kind] of kinds.entries())
        await command.put(`${i ? ' '.repeat(digits) : hex(skip + at, digits)}${row(kind, bytes)}\n`)
    }
    if (all.length) await command.put(`${hex(skip + all.length, digits)}\n`)
    return command.status
  })
export const hexdump = makeHexdump(false)
export const hd = makeHexdump(true)

export const xxd = applet({ short: 'pruil:g:c:s:o:', max: 2 }, async (command) => {
  if (command.has('o')) return command.die('-o is not simulated yet')
  if (command.args.length > 1) return command.die('an output file is not simulated yet')
  const input = await bytesOf(command, command.args, false)
  if (command.has('r')) {
    const bytes: number[] = []
    for (const line of toText(input).split('\n')) {
      const body = command.has('p') ? line : line.replace(/^[0-9a-f]+: ?/i, '').replace(/ {2}.*$/, '')
      for (const pair of body.replace(/\s/g, '').match(/[0-9a-f]{2}/gi) ?? []) bytes.push(parseInt(pair, 16))
    }
    await command.put(Uint8Array.from(bytes))
    return 0
  }
  const skip = await command.number(command.value('s') ?? '0', { suffixes: BKM })
  const limit = command.has('l') ? await command.number(command.value('l')!, { suffixes: BKM }) : Infinity
  const all = input.subarray(skip, skip + limit)
  const cased = (text: string): string => (command.has('u') ? text.toUpperCase() : text)
  const plain = command.has('p')
  const include = command.has('i')
  const columns = (await command.number(command.value('c') ?? '0')) || (plain ? 30 : include ? 12 : 16)
  if (include) {
    const name = command.args[0]?.replace(/[^A-Za-z0-9]/g, '_')
    if (name !== undefined) await command.put(`unsigned char ${name}[] = {\n`)
    for (let at = 0; at < all.length; at += columns)
      await command.put(`  ${[...all.subarray(at, at + columns)].map((byte) => `0x${hex(byte, 2)},`).join(' ')}\n`)
    if (name !== undefined) await command.put(`};\nunsigned int ${name}_len = ${all.length};\n`)
    return 0
  }
  const group = command.has('g') ? await command.number(command.value('g')!) : 2
  for (let at = 0; at < all.length; at += columns) {
    const bytes = [...all.subarray(at, at + columns)]
    if (plain) {
      await command.put(`${cased(bytes.map((byte) => hex(byte, 2)).join(''))}\n`)
      continue
    }
    let cells = ''
    for (let i = 0; i < columns; i++) {
      cells += bytes[i] === undefined ? '  ' : hex(bytes[i]!, 2)
      if (group && (i + 1) % group === 0 && i + 1 < columns) cells += ' '
    }
    await command.put(`${hex(skip + at, 8)}: ${cased(cells)}  ${bytes.map(printable).join('')}\n`)
  }
  return 0
})
export const hostid = applet({ short: '', max: 0 }, (command) => command.put('007f0100\n'))
