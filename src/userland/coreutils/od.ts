/** od(1). */
import { strerror } from '../../base/abi/errno.ts'
import { concat } from '../../base/bytes.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { quote, quotef } from './lib/quote.ts'

export interface OdType {
  kind: 'a' | 'c' | 'd' | 'o' | 'u' | 'x' | 'f'
  size: number
  /** trailing z: printable characters at the end of the line */
  text: boolean
}
const NAMED =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  )
const SIZE_LETTERS: Record<string, number> = { C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 }

/** "x1z", "oC", "a": several may follow each other. undefined when malformed. */
export function parseOdTypes(text: string): OdType[] | undefined {
  const out: OdType[] = []
  let rest = text
  while (rest) {
    const match = /^(?:([ac])|([doux])([CSIL]|\d+)?|(f)([FDL]|\d+)?)(z?)/.exec(rest)
    if (!match) return undefined
    rest = rest.slice(match[0].length)
    const kind = (match[1] ?? match[2] ?? match[4])!
    const sizeText = match[3] ?? match[5]
    const size = match[1]
      ? 1
      : sizeText === undefined
        ? match[4]
          ? 8
          : 4
        : (SIZE_LETTERS[sizeText] ?? Number(sizeText))
    if (match[4] ? ![4, 8].includes(size) : ![1, 2, 4, 8].includes(size)) return undefined
    out.push({ kind: kind as OdType['kind'], size, text: match[6] === 'z' })
  }
  return out.length ? out : undefined
}
const DIGITS: Record<string, Record<number, number>> = {
  o: { 1: 3, 2: 6, 4: 11, 8: 22 },
  x: { 1: 2, 2: 4, 4: 8, 8: 16 },
  u: { 1: 3, 2: 5, 4: 10, 8: 20 },
  d: { 1: 4, 2: 6, 4: 11, 8: 20 },
}
const fieldWidth = (type: OdType): number =>
  type.kind === 'a' || type.kind === 'c'
    ? 3
    : type.kind === 'f'
      ? type.size === 4
        ? 15
        : 24
      : DIGITS[type.kind]![type.size]!

const C_NAMES: Record<number, string> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
}
function cell(type: OdType, view: DataView, at: number): string {
  if (type.kind === 'a') {
    const byte = view.getUint8(at) & 127
    return byte === 127 ? 'del' : (NAMED[byte] ?? String.fromCharCode(byte))
  }
  if (type.kind === 'c') {
    const byte = view.getUint8(at)
    return C_NAMES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
  }
  if (type.kind === 'f') {
    const value = type.size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true)
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
    const precision = type.size === 4 ? 9 : 17
    for (let p = 1; p <= precision; p++) {
      const text = value.toPrecision(p)
      if (type.size === 4 ? Math.fround(Number(text)) === value : Number(text) === value) return shortFloat(value, p)
    }
    return String(value)
  }
  const big =
    type.size === 8 ? (type.kind === 'd' ? view.getBigInt64(at, true) : view.getBigUint64(at, true)) : undefined
  const signed = type.kind === 'd'
  const value =
    big ??
    BigInt(
      type.size === 1
        ? signed
          ? view.getInt8(at)
          : view.getUint8(at)
        : type.size === 2
          ? signed
            ? view.getInt16(at, true)
            : view.getUint16(at, true)
          : signed
            ? view.getInt32(at, true)
            : view.getUint32(at, true),
    )
  const digits = DIGITS[type.kind]![type.size]!
  return type.kind === 'o'
    ? value.toString(8).padStart(digits, '0')
    : type.kind === 'x'
      ? value.toString(16).padStart(digits, '0')
      : value.toString()
}
/** %.{p}g */
function shortFloat(value: number, precision: number): string {
  const e = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  if (e < -4 || e >= precision)
    return value
      .toExponential(precision - 1)
      .replace(/\.?0+e/, 'e')
      .replace(/e([-+])(\d)$/, 'e$10$2')
  const text = value.toPrecision(precision)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

export interface OdPlan {
  types: OdType[]
  width: number
  radix: 'o' | 'd' | 'x' | 'n'
  skip: number
  limit: number
  all: boolean
}
/** The dump of some bytes, line by line. */
export async function odDump(command: Command, bytes: Uint8Array, plan: OdPlan): Promise<void> {
  // Bytes of one block take the same width in all types: the widest decides.
  const perByte = (type: OdType): number => (fieldWidth(type) + 1) / type.size
  const widest = Math.max(...plan.types.map(perByte))
  const label = (at: number): string =>
    plan.radix === 'n'
      ? ''
      : plan.radix === 'o'
        ? at.toString(8).padStart(7, '0')
        : plan.radix === 'd'
          ? String(at).padStart(7, '0')
          : at.toString(16).padStart(6, '0')
  const data = bytes.subarray(0, plan.limit)
  let previous: Uint8Array | undefined
  let starred = false
  for (let at = 0; at < data.length; at += plan.width) {
    const slice = data.subarray(at, at + plan.width)
    const whole = slice.length === plan.width
    if (!plan.all && previous && whole && slice.every((byte, i) => byte === previous![i])) {
      if (!starred) await command.put('*\n')
      starred = true
      continue
    }
    starred = false
    previous = slice
    const padded = new Uint8Array(plan.width + 8)
    padded.set(slice)
    const view = new DataView(padded.buffer)
    for (const [i, type] of plan.types.entries()) {
      let line = i === 0 ? label(at + plan.skip) : ' '.repeat(label(0).length)
      const fields = plan.width / type.size
      const total = Math.round(widest * plan.width)
      // Blanks are spread over the fields from the left.
      const width = fieldWidth(type)
      const spare = total - fields * width
      for (let f = 0; f < fields; f++) {
        const pad = Math.floor((spare * (f + 1)) / fields) - Math.floor((spare * f) / fields)
        const offset = f * type.size
        if (offset < slice.length) line += cell(type, view, offset).padStart(width + pad)
        else if (type.text) line += ' '.repeat(width + pad)
      }
      if (type.text)
        line += `  >${[...slice].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}<`
      await command.put(line + '\n')
    }
    if ((at / plan.width) % 512 === 511) await command.sys.breathe()
  }
  if (plan.radix !== 'n') await command.put(`${label(data.length + plan.skip)}\n`)
}
const SHORT: Record<string, string> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  f: 'fF',
  i: 'dI',
  l: 'dL',
  o: 'o2',
  s: 'd2',
  x: 'x2',
  h: 'x2',
}
const number = (text: string): number | undefined => {
  const match = /^(0[xX][0-9a-fA-F]+|\d+)(b|kB|K|k|MB|M|m|G)?$/.exec(text)
  if (!match) return undefined
  const base = /^0[0-7]+$/.test(match[1]!) ? parseInt(match[1]!, 8) : Number(match[1])
  return (
    base * ({ b: 512, kB: 1000, K: 1024, k: 1024, MB: 1e6, M: 1048576, m: 1048576, G: 1073741824 }[match[2] ?? ''] ?? 1)
  )
}

export async function odInput(command: Command, names: readonly string[], need: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for (const name of names) {
    if (size >= need) break
    const input = await tryAsync(() => openInput(command.sys, name))
    if (isError(input)) {
      await command.complain(`${quotef(name)}: ${strerror(input.code)}`)
      continue
    }
    const failure = await tryAsync(async () => {
      while (size < need) {
        const chunk = await command.sys.read(input.fd)
        if (!chunk.length) break
        parts.push(chunk)
        size += chunk.length
      }
    })
    input.close()
    if (isError(failure)) await command.complain(`${quotef(name)}: read error: ${strerror(failure.code)}`)
  }
  return parts.length ? concat(parts) : new Uint8Array(0)
}

export const od = gnu(
  {
    help: 'od',
    short: 'A:aBbcDdeFfHhIij:LlN:OoS:st:vw::Xx',
    long: {
      'skip-bytes': 'j',
      'address-radix': 'A',
      'read-bytes': 'N',
      format: 't',
      'output-duplicates': 'v',
      strings: 'S',
      traditional: 'traditional',
      width: 'w',
      endian: 'endian=',
    },
  },
  async (command) => {
    const plan: OdPlan = { types: [], width: 16, radix: 'o', skip: 0, limit: Infinity, all: false }
    for (const { key, value } of command.options) {
      if (key === 'A') {
        if (!/^[oxdn]/.test(value!))
          return command.die(`invalid output address radix '${value![0] ?? ''}'; it must be one character from [doxn]`)
        plan.radix = value![0] as OdPlan['radix']
      } else if (key === 't') {
        const types = parseOdTypes(value!)
        if (!types) {
          const bad = /^(?:[acdouxf][CSILFD\d]*z?)*([^acdouxf])/.exec(value!)?.[1]
          return command.die(
            bad ? `invalid character '${bad}' in type string ${quote(value!)}` : `invalid type string ${quote(value!)}`,
          )
        }
        plan.types.push(...types)
      } else if (key in SHORT) plan.types.push(...parseOdTypes(SHORT[key]!)!)
      else if (key === 'j' || key === 'N') {
        const size = number(value!)
        if (size === undefined) return command.die(`invalid -${key} argument ${quote(value!)}`)
        if (key === 'j') plan.skip = size
        else plan.limit = size
      } else if (key === 'v') plan.all = true
      else if (key === 'w') {
        const width = value === undefined ? 32 : number(value)
        if (width === undefined) return command.die(`invalid -w argument ${quote(value!)}`)
        plan.width = width
      } else return command.die(`-${key} is not simulated yet`)
    }
    if (!plan.types.length) plan.types.push({ kind: 'o', size: 2, text: false })
    const least = Math.max(...plan.types.map((type) => type.size))
    if (plan.width === 0 || plan.width % least) {
      await command.warn(`warning: invalid width ${plan.width}; using ${least} instead`)
      plan.width = least
    }
    const all = await odInput(command, command.args.length ? command.args : ['-'], plan.skip + plan.limit)
    if (plan.skip > all.length) return command.die('cannot skip past end of combined input')
    if (all.length || !command.status) await odDump(command, all.subarray(plan.skip), plan)
    return command.status
  },
)
