/** Replies as redis-cli shows them: for a terminal, raw, as CSV. */
import type { Reply } from './resp.ts'

const quote = (text: string): string =>
  `"${text
    .replace(/[\\"]/g, '\\$&')
    .replace(/[\n\r\t\x07\b]/g, (c) => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b' })[c]!)
    .replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`

export function formatTty(reply: Reply, prefix = ''): string {
  if (reply === null) return '(nil)\n'
  if (typeof reply === 'number') return `(integer) ${reply}\n`
  if (typeof reply === 'string') return `${quote(reply)}\n`
  if ('simple' in reply) return `${reply.simple}\n`
  if ('error' in reply) return `(error) ${reply.error}\n`
  if ('nullArray' in reply) return '(nil)\n'
  if ('several' in reply) return reply.several.map((one) => formatTty(one, prefix)).join('')
  if (!reply.length) return '(empty array)\n'
  const width = String(reply.length).length
  const inner = `${prefix}${' '.repeat(width + 2)}`
  return reply
    .map((one, i) => `${i === 0 ? '' : prefix}${String(i + 1).padStart(width)}) ${formatTty(one, inner)}`)
    .join('')
}
/** Without the last newline. */
export function formatRaw(reply: Reply): string {
  if (reply === null) return ''
  if (typeof reply === 'number') return String(reply)
  if (typeof reply === 'string') return reply
  if ('simple' in reply) return reply.simple
  if ('error' in reply) return `${reply.error}\n`
  if ('nullArray' in reply) return ''
  if ('several' in reply) return reply.several.map(formatRaw).join('\n')
  return reply.map(formatRaw).join('\n')
}
export function formatCsv(reply: Reply): string {
  if (reply === null) return 'NULL'
  if (typeof reply === 'number') return String(reply)
  if (typeof reply === 'string') return quote(reply)
  if ('simple' in reply) return quote(reply.simple)
  if ('error' in reply) return `ERROR,${quote(reply.error)}`
  if ('nullArray' in reply) return 'NULL'
  if ('several' in reply) return reply.several.map(formatCsv).join(',')
  return reply.map(formatCsv).join(',')
}
