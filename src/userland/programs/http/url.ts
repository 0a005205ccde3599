/** URLs as clients read them, and percent-encoding on bytes. */
import { decode, encode } from '../../../base/bytes.ts'

export interface Url {
  scheme: string
  user?: string
  password?: string
  /** An IPv6 address without its brackets. */
  host: string
  port: number
  explicitPort: boolean
  /** Begins with a slash. */
  path: string
  /** With the question mark, or ''. */
  query: string
  /** With the hash, or ''. */
  fragment: string
}
export const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21 }

export type UrlProblem = 'scheme' | 'host' | 'port'
/** A URL; without a scheme it is http. A problem as a word. */
export function parseUrl(text: string): Url | UrlProblem {
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text)
  if (!match) return 'host'
  const scheme = (match[1] ?? 'http').toLowerCase()
  let authority = match[2]!
  const url: Partial<Url> = { scheme }
  const at = authority.lastIndexOf('@')
  if (at >= 0) {
    const [user, ...password] = authority.slice(0, at).split(':')
    url.user = percentDecode(user!)
    if (password.length) url.password = percentDecode(password.join(':'))
    authority = authority.slice(at + 1)
  }
  const host = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*))(?::(.*))?$/.exec(authority)
  if (!host) return 'port'
  url.host = host[1] ?? host[2]!
  if (url.host === '') return 'host'
  const port = host[3]
  if (port !== undefined && port !== '' && (!/^\d+$/.test(port) || +port > 65535)) return 'port'
  url.explicitPort = port !== undefined && port !== ''
  url.port = url.explicitPort ? +port! : (DEFAULT_PORTS[scheme] ?? 80)
  url.path = match[3] || '/'
  url.query = match[4] ?? ''
  url.fragment = match[5] ?? ''
  return url as Url
}
export const hostForUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)
/** host[:port] as in the Host header: the scheme's own port is left out. */
export const authorityOf = (url: Url): string =>
  url.port === DEFAULT_PORTS[url.scheme] ? hostForUrl(url.host) : `${hostForUrl(url.host)}:${url.port}`

/** An absolute or relative reference, resolved against `base` (RFC 3986, section 5). */
export function resolveUrl(base: Url, reference: string): string {
  const origin = `${base.scheme}://${authorityOf(base)}`
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(reference)) return reference
  if (reference.startsWith('//')) return `${base.scheme}:${reference}`
  if (reference.startsWith('/')) return origin + reference
  if (reference.startsWith('?')) return origin + base.path + reference
  if (reference.startsWith('#') || reference === '') return origin + base.path + base.query + reference
  const [, path, rest] = /^([^?#]*)(.*)$/s.exec(base.path.slice(0, base.path.lastIndexOf('/') + 1) + reference)!
  return origin + removeDots(path!) + rest
}
export function removeDots(path: string): string {
  const out: string[] = []
  const parts = path.split('/')
  parts.forEach((part, i) => {
    const last = i === parts.length - 1
    if (part === '..') {
      if (out.length > 1) out.pop()
      if (last) out.push('')
    } else if (part === '.') {
      if (last) out.push('')
    } else out.push(part)
  })
  return out.join('/')
}

/** Bytes of "%41" forms, the rest as UTF-8. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text
  const bytes = encode(text)
  const out = new Uint8Array(bytes.length)
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    const pair = bytes[i] === 37 ? decode(bytes.subarray(i + 1, i + 3)) : ''
    if (/^[0-9a-fA-F]{2}$/.test(pair)) {
      out[length++] = parseInt(pair, 16)
      i += 2
    } else out[length++] = bytes[i]!
  }
  return decode(out.subarray(0, length))
}
/** Encodes every byte that is not a letter, a digit or in `safe`. */
export function percentEncode(text: string, safe: string): string {
  let out = ''
  for (const byte of encode(text)) {
    const char = String.fromCharCode(byte)
    out +=
      /[A-Za-z0-9]/.test(char) || safe.includes(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)
