/**
 * DNS messages (RFC 1035, 3596) as name servers answer them: A, AAAA and PTR; other types get an empty answer. One question a message, no compression in
 * questions, as resolvers send them.
 */
import { decode, encode } from '../../base/bytes.ts'
import { canonical, isV6 } from './address.ts'
import type { Address, NameServer, NetworkNamespace } from './types.ts'

const TYPES = { A: 1, PTR: 12, AAAA: 28 } as const
const TTL_SECONDS = 600

interface Question {
  name: string
  type: number
  /** Where it ends in the message. */
  end: number
}
function parseQuestion(message: Uint8Array): Question | null {
  if (message.length < 17 || ((message[4]! << 8) | message[5]!) !== 1) return null
  const labels: string[] = []
  let at = 12
  for (;;) {
    const length = message[at]
    if (length === undefined || length > 63) return null
    at++
    if (length === 0) break
    labels.push(decode(message.subarray(at, at + length)))
    at += length
  }
  if (at + 4 > message.length) return null
  return { name: labels.join('.'), type: (message[at]! << 8) | message[at + 1]!, end: at + 4 }
}

/** 1.0.17.172.in-addr.arpa → 172.17.0.1 */
function reverseName(name: string): Address | null {
  const four = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/i.exec(name)
  if (four) return `${four[4]}.${four[3]}.${four[2]}.${four[1]}`
  if (!/^([0-9a-f]\.){32}ip6\.arpa$/i.test(name)) return null
  const digits = name.split('.').slice(0, 32).reverse().join('')
  return canonical(digits.match(/.{4}/g)!.join(':'))
}

const labelBytes = (name: string): number[] => [
  ...name.split('.').flatMap((label) => {
    const bytes = encode(label)
    return [bytes.length, ...bytes]
  }),
  0,
]
function addressBytes(address: Address): number[] {
  if (!isV6(address)) return address.split('.').map(Number)
  const [head, tail] = address.split('::') as [string, string?]
  const groups = (text: string | undefined): number[] =>
    text ? text.split(':').map((group) => parseInt(group, 16)) : []
  const left = groups(head)
  const right = groups(tail)
  const all = tail === undefined ? left : [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
  return all.flatMap((group) => [group >> 8, group & 0xff])
}

/** The answer to a query; null for what is none. */
export function answerDns(server: NameServer, query: Uint8Array, from: NetworkNamespace): Uint8Array | null {
  const question = parseQuestion(query)
  if (!question || query[2]! & 0x80) return null
  const { name, type } = question
  let records: number[][] = []
  let exists = true
  if (type === TYPES.PTR) {
    const address = reverseName(name)
    const found = address === null ? null : (server.reverse?.(address, from) ?? null)
    if (found === null) exists = false
    else records = [labelBytes(found)]
  } else {
    const four = server.resolve(name, 4, from)
    const six = server.resolve(name, 6, from)
    exists = four !== null || six !== null
    const wanted = type === TYPES.A ? four : type === TYPES.AAAA ? six : []
    records = (wanted ?? []).map(addressBytes)
  }
  // QR, RD copied, RA; NXDOMAIN is 3.
  const flags = 0x8080 | ((query[2]! & 1) << 8) | (exists ? 0 : 3)
  const out = [
    query[0]!,
    query[1]!,
    flags >> 8,
    flags & 0xff,
    0,
    1,
    0,
    records.length,
    0,
    0,
    0,
    0,
    ...query.subarray(12, question.end),
  ]
  for (const data of records)
    out.push(
      0xc0,
      12,
      type >> 8,
      type & 0xff,
      0,
      1,
      0,
      0,
      TTL_SECONDS >> 8,
      TTL_SECONDS & 0xff,
      data.length >> 8,
      data.length & 0xff,
      ...data,
    )
  return Uint8Array.from(out)
}
