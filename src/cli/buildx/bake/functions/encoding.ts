/** Encodings, digests and identifiers (hashicorp/go-cty-funcs, go-cty function/stdlib/json.go, csv.go). */
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { base64, unbase64 } from '../../../../base/base64.ts'
import { decode, encode } from '../../../../base/bytes.ts'
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { parseCsv } from '../../../framework/flag-values.ts'
import { fromJson, toJson } from '../cty/json.ts'
import { list, number, object, string, type Value } from '../cty/value.ts'
import { DYNAMIC } from '../cty/type.ts'
import { ArgumentError, type HclFunction } from '../hcl/context.ts'
import { define, num, stringFunction, text } from './define.ts'

function decodeBase64(value: string): string {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value))
    throw new Error(`failed to decode base64 data '${value}'`)
  return decode(unbase64(value))
}
const NAMESPACES: Readonly<Record<string, string>> = {
  dns: '6ba7b8109dad11d180b400c04fd430c8',
  url: '6ba7b8119dad11d180b400c04fd430c8',
  oid: '6ba7b8129dad11d180b400c04fd430c8',
  x500: '6ba7b8149dad11d180b400c04fd430c8',
}
const dashed = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
/** The version and the variant go into two of the bytes. */
function uuid(bytes: Uint8Array, version: number): string {
  const out = bytes.slice(0, 16)
  out[6] = (out[6]! & 0x0f) | (version << 4)
  out[8] = (out[8]! & 0x3f) | 0x80
  return dashed(bytesToHex(out))
}
function uuidv5(namespace: string, name: string): string {
  const hex = NAMESPACES[namespace] ?? namespace.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw new Error(`uuidv5() doesn't support namespace ${namespace}`)
  const prefix = Uint8Array.from(hex.match(/../g)!, (pair) => parseInt(pair, 16))
  return uuid(sha1(Uint8Array.from([...prefix, ...encode(name)])), 5)
}
function csv(source: string): Value {
  const rows = source.split(/\r?\n/).filter((line) => line !== '')
  const header = rows.shift()
  if (header === undefined) throw new Error('missing header line')
  const names = parseCsv(header)
  for (const [i, name] of names.entries())
    if (names.indexOf(name) !== i) throw new Error(`duplicate column name ${goQuote(name)}`)
  const values = rows.map((row, i) => {
    const fields = parseCsv(row)
    if (fields.length !== names.length) throw new Error(`CSV parse error on line ${i + 2}: wrong number of fields`)
    return object(names.map((name, at) => [name, string(fields[at]!)]))
  })
  return list(values[0]?.type ?? DYNAMIC, values)
}
function bytesSlice(value: string, offset: number, length: number): Value {
  if (offset < 0 || length < 0) throw new Error('offset and length must be non-negative')
  return string(decode(encode(value).slice(offset, offset + length)))
}
const hex = (digest: (bytes: Uint8Array) => Uint8Array): HclFunction =>
  stringFunction('str:string', (value) => bytesToHex(digest(encode(value))))
/** url.QueryEscape. */
const escapeQuery = (value: string): string =>
  encodeURIComponent(value)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

export const encodings = (randomBytes: (count: number) => Uint8Array): Readonly<Record<string, HclFunction>> => ({
  base64decode: stringFunction('str:string', decodeBase64),
  base64encode: stringFunction('str:string', (value) => base64(encode(value))),
  byteslen: define('buf:string', ([value]) => number(encode(text(value!)).length)),
  bytesslice: define('buf:string offset:number length:number', ([value, offset, length]) =>
    bytesSlice(text(value!), num(offset!), num(length!)),
  ),
  csvdecode: define('str:string', ([value]) => csv(text(value!))),
  jsondecode: define('str:string', ([value]) => {
    try {
      return fromJson(text(value!))
    } catch (error) {
      const first = text(value!).trim()[0]
      if (first !== undefined && !/[{["\dtfn-]/.test(first))
        throw new ArgumentError(0, `a JSON document cannot begin with the character ${goQuote(first)}`)
      throw error
    }
  }),
  jsonencode: define('val:any?', ([value]) => string(toJson(value!))),
  md5: hex(md5),
  sha1: hex(sha1),
  sha256: hex(sha256),
  sha512: hex(sha512),
  urlencode: stringFunction('str:string', escapeQuery),
  uuidv4: define('', () => string(uuid(randomBytes(16), 4))),
  uuidv5: stringFunction('namespace:string name:string', uuidv5),
})
