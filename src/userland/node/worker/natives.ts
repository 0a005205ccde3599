/** What built-in modules let the worker's own engine do: URLs, Intl, text encodings, digests, compression. Pure functions. */
import { blake2b, blake2s } from '@noble/hashes/blake2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js'
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { scrypt } from '@noble/hashes/scrypt.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { sha3_256, sha3_512 } from '@noble/hashes/sha3.js'
import { deflateSync, gunzipSync, gzipSync, inflateSync, unzlibSync, zlibSync } from 'fflate'

/** The web's URL, of which core code knows nothing. */
interface WebUrl {
  href: string
  [part: string]: unknown
}
const web = globalThis as unknown as {
  URL: new (input: string, base?: string) => WebUrl
  TextDecoder: new (
    label: string,
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string }
}

const PARTS = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
]
/** 'parse' (input, base) or 'set' (href, part, value): the parts of the URL, or null when it is none. */
export function url(op: string, args: readonly (string | null)[]): Record<string, unknown> | null {
  try {
    const made = op === 'parse' ? new web.URL(args[0]!, args[1] === null ? undefined : args[1]) : new web.URL(args[0]!)
    if (op === 'set') made[args[1]!] = args[2]
    return Object.fromEntries(PARTS.map((part) => [part, made[part]]))
  } catch {
    return null
  }
}

type Options = Record<string, unknown>
/** One call for all of Intl. `value`: number, milliseconds, pair of strings … */
export function intl(kind: string, locale: string | string[] | undefined, options: Options, value: unknown): unknown {
  const number = value as number
  // Without a locale, node in a container (LANG unset) speaks en-US.
  const tag = locale ?? 'en-US'
  switch (kind) {
    case 'number':
      return new Intl.NumberFormat(tag, options).format(number)
    case 'bigint':
      return new Intl.NumberFormat(tag, options).format(BigInt(value as string))
    case 'numberOptions':
      return new Intl.NumberFormat(tag, options).resolvedOptions()
    case 'datetime':
      return new Date(number).toLocaleString(tag, options)
    case 'date':
      return new Date(number).toLocaleDateString(tag, options)
    case 'time':
      return new Date(number).toLocaleTimeString(tag, options)
    case 'format':
      return new Intl.DateTimeFormat(tag, options).format(number)
    case 'parts':
      return new Intl.DateTimeFormat(tag, options).formatToParts(number)
    case 'dateOptions':
      return new Intl.DateTimeFormat(tag, options).resolvedOptions()
    case 'compare': {
      const [a, b] = value as [string, string]
      return a.localeCompare(b, tag, options)
    }
    case 'plural':
      return new Intl.PluralRules(tag, options).select(number)
    case 'relative': {
      const [amount, unit] = value as [number, Intl.RelativeTimeFormatUnit]
      return new Intl.RelativeTimeFormat(tag, options).format(amount, unit)
    }
    case 'list':
      return new Intl.ListFormat(tag, options).format(value as string[])
    case 'offset':
      return zoneOffset(options['timeZone'] as string, number)
  }
  throw new Error(`Intl: ${kind}`)
}
/** Minutes that the zone's clock is ahead of UTC at that time. */
function zoneOffset(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const get = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'))
  return Math.round((local - Math.floor(at / 1000) * 1000) / 60_000)
}

export const decodeText = (bytes: Uint8Array, label: string, fatal: boolean): string =>
  new web.TextDecoder(label, { fatal, ignoreBOM: false }).decode(bytes)

const HASHES = {
  md5,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  'sha3-256': sha3_256,
  'sha3-512': sha3_512,
  ripemd160,
  blake2b512: blake2b,
  blake2s256: blake2s,
}
const hashNamed = (name: string): (typeof HASHES)['sha256'] => {
  const found = Object.hasOwn(HASHES, name) ? HASHES[name as keyof typeof HASHES] : undefined
  if (!found) throw new Error(`Invalid digest: ${name}`)
  return found as (typeof HASHES)['sha256']
}
export const digest = (name: string, key: Uint8Array | null, data: Uint8Array): Uint8Array =>
  key ? hmac(hashNamed(name), key, data) : hashNamed(name)(data)

export function derive(
  kind: string,
  password: Uint8Array,
  salt: Uint8Array,
  args: readonly (number | string)[],
): Uint8Array {
  if (kind === 'pbkdf2')
    return pbkdf2(hashNamed(String(args[2])), password, salt, { c: Number(args[0]), dkLen: Number(args[1]) })
  return scrypt(password, salt, { N: Number(args[0]), r: Number(args[1]), p: Number(args[2]), dkLen: Number(args[3]) })
}

export function compress(kind: string, data: Uint8Array, given: number): Uint8Array {
  const level = (given < 0 ? 6 : given) as 6
  switch (kind) {
    case 'gzip':
      return gzipSync(data, { level, mtime: 0 })
    case 'gunzip':
      return gunzipSync(data)
    case 'deflate':
      return zlibSync(data, { level })
    case 'inflate':
      return unzlibSync(data)
    case 'deflateRaw':
      return deflateSync(data, { level })
    case 'inflateRaw':
      return inflateSync(data)
    case 'unzip':
      return data[0] === 0x1f && data[1] === 0x8b ? gunzipSync(data) : unzlibSync(data)
  }
  throw new Error(kind)
}
