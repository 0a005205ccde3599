/** HTTP/1.1 messages (RFC 9112): heads as text, header fields in their order, names compared without case. */
import { decode, encode } from '../../../base/bytes.ts'

export class Headers {
  readonly fields: [name: string, value: string][] = []
  constructor(fields: Iterable<readonly [string, string]> = []) {
    for (const [name, value] of fields) this.add(name, value)
  }
  get(name: string): string | undefined {
    const lower = name.toLowerCase()
    return this.fields.find(([field]) => field.toLowerCase() === lower)?.[1]
  }
  has(name: string): boolean {
    return this.get(name) !== undefined
  }
  add(name: string, value: string): void {
    this.fields.push([name, value])
  }
  /** Replaces the first field of the name, drops further ones; adds it at the end when there is none. */
  set(name: string, value: string): void {
    const lower = name.toLowerCase()
    const at = this.fields.findIndex(([field]) => field.toLowerCase() === lower)
    if (at < 0) this.fields.push([name, value])
    else {
      this.fields[at] = [name, value]
      for (let i = this.fields.length - 1; i > at; i--)
        if (this.fields[i]![0].toLowerCase() === lower) this.fields.splice(i, 1)
    }
  }
  delete(name: string): void {
    const lower = name.toLowerCase()
    for (let i = this.fields.length - 1; i >= 0; i--)
      if (this.fields[i]![0].toLowerCase() === lower) this.fields.splice(i, 1)
  }
  /** Is `token` among the comma-separated values of the field? */
  lists(name: string, token: string): boolean {
    return (this.get(name) ?? '').split(',').some((part) => part.trim().toLowerCase() === token)
  }
}

export interface Request {
  method: string
  target: string
  /** '1.0', '1.1', or '0.9' for a line without a version */
  version: string
  headers: Headers
  /** The request line as it came, for logs. */
  line: string
}
export interface Response {
  version: string
  status: number
  reason: string
  headers: Headers
  /** The status line as it came. */
  line: string
}

/** What is wrong with a head; the server answers 400. */
export class BadMessage extends Error {
  readonly line: string
  constructor(message: string, line: string) {
    super(message)
    this.line = line
  }
}

function parseFields(lines: readonly string[], requestLine: string): Headers {
  const headers = new Headers()
  for (const line of lines) {
    if ((line.startsWith(' ') || line.startsWith('\t')) && headers.fields.length) {
      const last = headers.fields.at(-1)!
      last[1] = `${last[1]} ${line.trim()}`
      continue
    }
    const colon = line.indexOf(':')
    if (colon <= 0 || /\s/.test(line.slice(0, colon))) throw new BadMessage('malformed header field', requestLine)
    headers.add(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return headers
}
const splitHead = (head: Uint8Array): string[] =>
  decode(head)
    .replace(/(\r?\n)+$/, '')
    .split(/\r?\n/)

/** Throws BadMessage. */
export function parseRequest(head: Uint8Array): Request {
  const [line = '', ...rest] = splitHead(head)
  const match = /^([!#$%&'*+.^_`|~\w-]+) (\S+)(?: HTTP\/(\d)\.(\d))?$/.exec(line)
  if (!match) throw new BadMessage('malformed request line', line)
  const headers = parseFields(rest, line)
  const version = match[3] === undefined ? '0.9' : `${match[3]}.${match[4]}`
  return { method: match[1]!, target: match[2]!, version, headers, line }
}
/** Throws BadMessage. */
export function parseResponse(head: Uint8Array): Response {
  const [line = '', ...rest] = splitHead(head)
  const match = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: (.*))?$/.exec(line)
  if (!match) throw new BadMessage('malformed status line', line)
  return {
    version: match[1]!,
    status: +match[2]!,
    reason: match[3] ?? '',
    headers: parseFields(rest, line),
    line,
  }
}

export const serialiseHead = (firstLine: string, headers: Headers): Uint8Array =>
  encode(`${firstLine}\r\n${headers.fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
