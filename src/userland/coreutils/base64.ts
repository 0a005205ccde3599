/** base64(1), base32(1), basenc(1). */
import { strerror } from '../../base/abi/errno.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { quote, quotef } from './lib/quote.ts'
import { toBinary } from './lib/text.ts'

export interface Encoding {
  alphabet: string
  bits: 4 | 5 | 6 | 1
  /** Characters a padded group has. */
  group: number
  pad: boolean
}
const B64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const B32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
export const ENCODINGS: Record<string, Encoding> = {
  base64: { alphabet: B64, bits: 6, group: 4, pad: true },
  base64url: { alphabet: B64.slice(0, 62) + '-_', bits: 6, group: 4, pad: true },
  base32: { alphabet: B32, bits: 5, group: 8, pad: true },
  base32hex: { alphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUV', bits: 5, group: 8, pad: true },
  base16: { alphabet: '0123456789ABCDEF', bits: 4, group: 2, pad: false },
  base2msbf: { alphabet: '01', bits: 1, group: 8, pad: false },
}
export function encodeBase(bytes: Uint8Array, encoding: Encoding): string {
  const { alphabet, bits, group, pad } = encoding
  let out = ''
  let value = 0
  let have = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    have += 8
    while (have >= bits) {
      have -= bits
      out += alphabet[(value >> have) & ((1 << bits) - 1)]!
    }
    value &= (1 << have) - 1
  }
  if (have) out += alphabet[(value << (bits - have)) & ((1 << bits) - 1)]!
  while (pad && out.length % group) out += '='
  return out
}
/** The bytes; `valid` is false when something did not belong, `bytes` holds what came before. */
export function decodeBase(
  text: string,
  encoding: Encoding,
  ignoreGarbage: boolean,
): { bytes: Uint8Array; valid: boolean } {
  const { alphabet, bits, group, pad } = encoding
  const out: number[] = []
  let value = 0
  let have = 0
  let count = 0
  let padding = 0
  let valid = true
  for (const given of text) {
    if (given === '\n') continue
    const char = bits === 4 ? given.toUpperCase() : given
    const index = alphabet.indexOf(char)
    if (char === '=' && pad && index < 0) {
      padding++
      count++
      if (count % group === 0) {
        have = value = padding = 0
      }
      continue
    }
    if (index < 0) {
      if (ignoreGarbage) continue
      valid = false
      break
    }
    if (padding) {
      valid = false
      break
    }
    count++
    value = (value << bits) | index
    have += bits
    if (have >= 8) {
      have -= 8
      out.push((value >> have) & 255)
      value &= (1 << have) - 1
    }
  }
  if (valid && count % group !== 0) valid = false
  return { bytes: Uint8Array.from(out), valid }
}
export function wrap(text: string, columns: number): string {
  if (columns === 0 || text === '') return text
  let out = ''
  for (let i = 0; i < text.length; i += columns) out += text.slice(i, i + columns) + '\n'
  return out
}

async function run(command: Command, encoding: Encoding): Promise<number> {
  if (command.args.length > 1) await command.usage(`extra operand ${quote(command.args[1]!)}`)
  const width = command.value('w') ?? '76'
  if (!/^\d+$/.test(width)) await command.die(`invalid wrap size: ${quote(width)}`)
  const name = command.args[0] ?? '-'
  const bytes = await tryAsync(async () => {
    const input = await openInput(command.sys, name)
    const all = await command.sys.readAll(input.fd)
    input.close()
    return all
  })
  if (isError(bytes))
    return command.die(
      bytes.code === 'EISDIR' ? `read error: ${strerror(bytes.code)}` : `${quotef(name)}: ${strerror(bytes.code)}`,
    )
  if (command.has('d')) {
    const decoded = decodeBase(toBinary(bytes), encoding, command.has('i'))
    await command.put(decoded.bytes)
    if (!decoded.valid) return command.die('invalid input')
    return 0
  }
  const text = encodeBase(bytes, encoding)
  await command.put(wrap(text, Number(width)))
  return 0
}
const LONG = { decode: 'd', 'ignore-garbage': 'i', wrap: 'w' }
export const base64 = gnu({ help: 'base64', short: 'diw:', long: LONG }, (command) =>
  run(command, ENCODINGS['base64']!),
)
export const base32 = gnu({ help: 'base32', short: 'diw:', long: LONG }, (command) =>
  run(command, ENCODINGS['base32']!),
)
export const basenc = gnu(
  {
    help: 'basenc',
    short: 'diw:',
    long: { ...LONG, ...Object.fromEntries(Object.keys(ENCODINGS).map((name) => [name, name])) },
  },
  async (command) => {
    const kind = command.options.findLast((option) => option.key in ENCODINGS)
    if (!kind) return command.usage('missing encoding type')
    return run(command, ENCODINGS[kind.key]!)
  },
)
