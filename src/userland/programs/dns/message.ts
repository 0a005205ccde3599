/** DNS messages (RFC 1035): asking over UDP, and reading what comes back. */
import { concat, decode, encode } from '../../../base/bytes.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { TimedOut, within } from '../http/client.ts'

export const TYPES: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  ANY: 255,
}
const NAMES: Record<number, string> = Object.fromEntries(Object.entries(TYPES).map(([name, number]) => [number, name]))
export const typeName = (type: number): string => NAMES[type] ?? `TYPE${type}`
export const STATUS = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const

export interface Resource {
  name: string
  type: number
  ttl: number
  /** An address, or a name with its last dot; "" for other types. */
  data: string
}
export interface Answer {
  id: number
  status: number
  flags: { qr: boolean; aa: boolean; tc: boolean; rd: boolean; ra: boolean }
  question: { name: string; type: number }
  answers: Resource[]
  size: number
  ms: number
  server: string
}

const nameBytes = (name: string): Uint8Array =>
  concat([
    ...name
      .replace(/\.$/, '')
      .split('.')
      .filter(Boolean)
      .map((label) => {
        const bytes = encode(label)
        return concat([Uint8Array.of(bytes.length), bytes])
      }),
    Uint8Array.of(0),
  ])

function readName(message: Uint8Array, start: number): { name: string; end: number } {
  const labels: string[] = []
  let at = start
  let end = -1
  for (let hops = 0; hops < 64;) {
    const length = message[at] ?? 0
    if (length >= 0xc0) {
      if (end < 0) end = at + 2
      at = ((length & 0x3f) << 8) | (message[at + 1] ?? 0)
      hops++
      continue
    }
    at++
    if (length === 0) break
    labels.push(decode(message.subarray(at, at + length)))
    at += length
  }
  return { name: labels.join('.'), end: end < 0 ? at : end }
}
function ipv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[i * 2]! << 8) | bytes[i * 2 + 1]!).toString(16))
  const text = groups.join(':')
  const zeros = [...text.matchAll(/(?:^|:)0(?::0)+(?:$|:)/g)].sort((a, b) => b[0].length - a[0].length)[0]
  return zeros ? `${text.slice(0, zeros.index)}::${text.slice(zeros.index + zeros[0].length)}` : text
}

/** No name server answered. */
export class NoServer extends Error {}

/** Asks one server. Throws NoServer with libc's reason as its message; '' after the timeout. */
export async function ask(
  sys: Sys,
  server: { address: string; port: number },
  name: string,
  type: number,
  timeout = 5000,
): Promise<Answer> {
  const id = sys.rng.int(65536)
  const question = concat([nameBytes(name), Uint8Array.of(0, type, 0, 1)])
  const query = concat([Uint8Array.of(id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0), question])
  const fd = sys.socket(server.address.includes(':') ? 'inet6' : 'inet', 'dgram')
  const started = sys.monotonic()
  try {
    await sys.sendto(fd, query, server)
    const { data } = await within(sys, sys.recvfrom(fd), timeout)
    return { ...parse(data), ms: Math.round(sys.monotonic() - started), server: server.address }
  } catch (error) {
    if (error instanceof TimedOut) throw new NoServer('')
    if (error instanceof SysError) throw new NoServer(error.message)
    throw error
  } finally {
    sys.close(fd)
  }
}
function parse(message: Uint8Array): Omit<Answer, 'ms' | 'server'> {
  const word = (at: number): number => ((message[at] ?? 0) << 8) | (message[at + 1] ?? 0)
  const bits = word(2)
  const asked = readName(message, 12)
  let at = asked.end + 4
  const answers: Resource[] = []
  for (let i = 0; i < word(6); i++) {
    const { name, end } = readName(message, at)
    const type = word(end)
    const ttl = word(end + 4) * 65536 + word(end + 6)
    const length = word(end + 8)
    const start = end + 10
    const data = message.subarray(start, start + length)
    answers.push({
      name,
      type,
      ttl,
      data:
        type === TYPES['A']
          ? [...data].join('.')
          : type === TYPES['AAAA']
            ? ipv6(data)
            : type === TYPES['PTR'] || type === TYPES['CNAME'] || type === TYPES['NS']
              ? `${readName(message, start).name}.`
              : '',
    })
    at = start + length
  }
  const flag = (bit: number): boolean => (bits & bit) !== 0
  return {
    id: word(0),
    status: bits & 15,
    flags: { qr: flag(0x8000), aa: flag(0x400), tc: flag(0x200), rd: flag(0x100), ra: flag(0x80) },
    question: { name: asked.name, type: word(asked.end) },
    answers,
    size: message.length,
  }
}

export interface ResolvConf {
  servers: string[]
  search: string[]
  ndots: number
}
export function resolvConf(sys: Sys): ResolvConf {
  const out: ResolvConf = { servers: [], search: [], ndots: 1 }
  let text = ''
  try {
    text = sys.readText('/etc/resolv.conf')
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  for (const line of text.split('\n')) {
    const [key, ...values] = line.trim().split(/\s+/)
    if (key === 'nameserver' && values[0]) out.servers.push(values[0])
    else if (key === 'search' || key === 'domain') out.search = values
    else if (key === 'options')
      for (const value of values) if (value.startsWith('ndots:')) out.ndots = Number(value.slice(6)) || 1
  }
  if (!out.servers.length) out.servers.push('127.0.0.1')
  return out
}
/** The names that are tried for `name`, in order. */
export function candidates(name: string, { search, ndots }: ResolvConf): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const with_ = search.map((domain) => `${name}.${domain}`)
  return name.split('.').length - 1 >= ndots ? [name, ...with_] : [...with_, name]
}
/** 172.18.0.3 → 3.0.18.172.in-addr.arpa; null when it is no address. */
export function reverseName(address: string): string | null {
  if (/^\d+(\.\d+){3}$/.test(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa`
  if (!/^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/.test(address)) return null
  const [head = '', tail] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = (tail ?? '').split(':').filter(Boolean)
  const groups =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return `${[...groups.map((group) => group.padStart(4, '0')).join('')].reverse().join('.')}.ip6.arpa`
}
