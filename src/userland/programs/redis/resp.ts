/** RESP, Redis's protocol: requests as the server reads them, replies as it writes and the client reads them. Strings hold bytes (Latin-1). */
import { concat } from '../../../base/bytes.ts'
import { fromBinary, toBinary } from '../../coreutils/lib/text.ts'

export type Reply =
  | number
  /** A bulk string; null is none. */
  | string
  | null
  | readonly Reply[]
  | { simple: string }
  | { error: string }
  /** *-1 */
  | { nullArray: true }
  /** Several replies at once (subscribe), or none. */
  | { several: readonly Reply[] }
export const OK: Reply = { simple: 'OK' }
export const isError = (reply: Reply): reply is { error: string } =>
  typeof reply === 'object' && reply !== null && 'error' in reply

export function serialise(reply: Reply): string {
  if (reply === null) return '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`
  if ('simple' in reply) return `+${reply.simple}\r\n`
  if ('error' in reply) return `-${reply.error.replace(/[\r\n]/g, ' ')}\r\n`
  if ('nullArray' in reply) return '*-1\r\n'
  if ('several' in reply) return reply.several.map(serialise).join('')
  return `*${reply.length}\r\n${reply.map(serialise).join('')}`
}
export const bytes = (text: string): Uint8Array => fromBinary(text)

/** Breaks the protocol: the server answers and closes. */
export class ProtocolError extends Error {}

/** Collects bytes; gives whole requests. */
export class RequestParser {
  private pending = ''
  add(data: Uint8Array): void {
    this.pending += toBinary(data)
  }
  /** Null: not whole yet. Throws ProtocolError. */
  next(): string[] | null {
    for (;;) {
      const line = this.line(0)
      if (line === null) return null
      if (line.text[0] !== '*') {
        this.pending = this.pending.slice(line.end)
        const words = splitInline(line.text)
        if (words === null) throw new ProtocolError('unbalanced quotes in request')
        if (words.length) return words
        continue
      }
      const count = Number(line.text.slice(1))
      if (!/^\*-?\d+$/.test(line.text) || count > 1024 * 1024) throw new ProtocolError('invalid multibulk length')
      const args: string[] = []
      let at = line.end
      for (let i = 0; i < count; i++) {
        const head = this.line(at)
        if (head === null) return null
        if (head.text[0] !== '$') throw new ProtocolError(`expected '$', got '${head.text[0] ?? ' '}'`)
        const length = Number(head.text.slice(1))
        if (!/^\$\d+$/.test(head.text)) throw new ProtocolError('invalid bulk length')
        if (this.pending.length < head.end + length + 2) return null
        args.push(this.pending.slice(head.end, head.end + length))
        at = head.end + length + 2
      }
      this.pending = this.pending.slice(at)
      if (args.length) return args
    }
  }
  private line(from: number): { text: string; end: number } | null {
    const end = this.pending.indexOf('\n', from)
    if (end < 0) return null
    return { text: this.pending.slice(from, end).replace(/\r$/, ''), end: end + 1 }
  }
}

/** Words as redis-cli and inline commands have them: "a \x41 b" and 'a b'. Null: quotes do not match (sdssplitargs). */
export function splitInline(text: string): string[] | null {
  const words: string[] = []
  let i = 0
  for (;;) {
    while (i < text.length && /\s/.test(text[i]!)) i++
    if (i >= text.length) return words
    let word = ''
    for (; i < text.length && !/\s/.test(text[i]!);) {
      const quote = text[i]
      if (quote === '"' || quote === "'") {
        i++
        for (;;) {
          if (i >= text.length) return null
          if (text[i] === quote) {
            i++
            break
          }
          if (quote === '"' && text[i] === '\\' && i + 1 < text.length) {
            const hex = /^\\x([0-9a-fA-F]{2})/.exec(text.slice(i, i + 4))
            if (hex) {
              word += String.fromCharCode(parseInt(hex[1]!, 16))
              i += 4
            } else {
              const char = text[i + 1]!
              word += { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }[char] ?? char
              i += 2
            }
          } else if (quote === "'" && text.startsWith("\\'", i)) {
            word += "'"
            i += 2
          } else word += text[i++]!
        }
        if (i < text.length && !/\s/.test(text[i]!)) return null
      } else word += text[i++]!
    }
    words.push(word)
  }
}

/** Reads replies, for the client. */
export class ReplyReader {
  private readonly read: () => Promise<Uint8Array>
  private pending = ''
  constructor(read: () => Promise<Uint8Array>) {
    this.read = read
  }
  private async more(): Promise<void> {
    const data = await this.read()
    if (!data.length) throw new ConnectionLost()
    this.pending += toBinary(data)
  }
  private async line(): Promise<string> {
    for (;;) {
      const end = this.pending.indexOf('\r\n')
      if (end >= 0) {
        const text = this.pending.slice(0, end)
        this.pending = this.pending.slice(end + 2)
        return text
      }
      await this.more()
    }
  }
  /** Throws ConnectionLost, ProtocolError. */
  async next(): Promise<Reply> {
    const line = await this.line()
    const rest = line.slice(1)
    switch (line[0]) {
      case '+':
        return { simple: rest }
      case '-':
        return { error: rest }
      case ':':
        return Number(rest)
      case '$': {
        const length = Number(rest)
        if (length < 0) return null
        while (this.pending.length < length + 2) await this.more()
        const text = this.pending.slice(0, length)
        this.pending = this.pending.slice(length + 2)
        return text
      }
      case '*': {
        const count = Number(rest)
        if (count < 0) return { nullArray: true }
        const out: Reply[] = []
        for (let i = 0; i < count; i++) out.push(await this.next())
        return out
      }
    }
    throw new ProtocolError(`Protocol error, got "${line[0]}" as reply type byte`)
  }
}
export class ConnectionLost extends Error {}

export const request = (args: readonly string[]): Uint8Array =>
  concat([bytes(`*${args.length}\r\n${args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join('')}`)])
