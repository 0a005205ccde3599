/** What a step printed, as lines of coloured text: SGR colours are kept, other control sequences dropped, a bare \r starts the line anew. */
import type { BuildVertexLog } from '../../api/types/build.ts'

export interface Span {
  text: string
  /** 0–15, as terminals number them; null: the usual colour. */
  colour: number | null
  bold: boolean
}
export type LogLine = Span[]

/** More than anybody reads; the last lines count. */
const MOST_LINES = 3000
const CONTROL =
  /\x1b\[([\d;?]*)([ -/]*[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\^_]|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]/g

export function bytesOf(logs: readonly BuildVertexLog[], vertex: string): Uint8Array {
  const parts = logs.filter((log) => log.vertex === vertex).map((log) => atob(log.data))
  return Uint8Array.from(parts.join(''), (char) => char.charCodeAt(0))
}
export function logLines(bytes: Uint8Array): { lines: LogLine[]; left: number } {
  const text = new TextDecoder().decode(bytes).replace(/\r+\n/g, '\n').replace(/\n$/, '')
  if (!text) return { lines: [], left: 0 }
  const all = text.split('\n')
  const left = Math.max(0, all.length - MOST_LINES)
  const style: Omit<Span, 'text'> = { colour: null, bold: false }
  return { lines: all.slice(left).map((line) => spans(line.slice(line.lastIndexOf('\r') + 1), style)), left }
}
/** `style` goes on into the next line. */
function spans(line: string, style: Omit<Span, 'text'>): LogLine {
  const out: LogLine = []
  let from = 0
  for (const match of line.matchAll(CONTROL)) {
    if (match.index > from) out.push({ text: line.slice(from, match.index), ...style })
    from = match.index + match[0].length
    if (match[2] === 'm') change(style, match[1] ?? '')
  }
  if (from < line.length) out.push({ text: line.slice(from), ...style })
  return out
}
function change(style: Omit<Span, 'text'>, parameters: string): void {
  const codes = (parameters || '0').split(';').map(Number)
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!
    if (code === 0) Object.assign(style, { colour: null, bold: false })
    else if (code === 1) style.bold = true
    else if (code === 22) style.bold = false
    else if (code >= 30 && code <= 37) style.colour = code - 30
    else if (code >= 90 && code <= 97) style.colour = code - 82
    else if (code === 39) style.colour = null
    else if (code === 38 || code === 48) {
      // 256 colours: the first sixteen are the terminal's; others keep the usual one.
      if (codes[at + 1] === 5) {
        if (code === 38) style.colour = (codes[at + 2] ?? 16) < 16 ? codes[at + 2]! : null
        at += 2
      } else at += 4
    }
  }
}
