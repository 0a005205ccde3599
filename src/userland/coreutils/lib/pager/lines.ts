/** A pager's lines as cells of the screen: control characters spelt out, overstriking as bold and underlined, matches in reverse. */
import type { Regex } from '../regex/regex.ts'
import { wide } from '../screen.ts'

export interface Cell {
  text: string
  width: number
  /** The escape sequence that gives it its look, '' for none. */
  style: string
}
const REVERSE = '\x1b[7m'
const OFF = '\x1b[m'
const visible = (char: string, style: string): Cell => {
  const code = char.codePointAt(0)!
  if (code < 32) return { text: `^${String.fromCharCode(code + 64)}`, width: 2, style: REVERSE }
  if (code === 127) return { text: '^?', width: 2, style: REVERSE }
  return { text: char, width: wide(code) ? 2 : 1, style }
}
/** `raw`: colours in the text are kept; otherwise ESC is shown as "ESC". */
export function cellsOf(text: string, raw: boolean): Cell[] {
  const out: Cell[] = []
  let column = 0
  let colour = ''
  const chars = [...text]
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    if (char === '\t') {
      const blanks = 8 - (column % 8)
      for (let n = 0; n < blanks; n++) out.push({ text: ' ', width: 1, style: colour })
      column += blanks
      continue
    }
    if (char === '\x1b') {
      const sequence = raw ? /^\x1b\[[0-9;:]*m/.exec(chars.slice(i, i + 24).join('')) : null
      if (sequence) {
        colour = /^\x1b\[0*m$/.test(sequence[0]) ? '' : colour + sequence[0]
        i += sequence[0].length - 1
        continue
      }
      out.push({ text: 'ESC', width: 3, style: REVERSE })
      column += 3
      continue
    }
    const over = chars[i + 1] === '\b' ? chars[i + 2] : undefined
    const cell =
      over === undefined
        ? visible(char, colour)
        : visible(
            over === '_' ? char : over,
            char === '_' && over !== '_' ? '\x1b[4m' : over === '_' ? '\x1b[4m' : '\x1b[1m',
          )
    if (over !== undefined) i += 2
    out.push(cell)
    column += cell.width
  }
  return out
}
/** The cells with what the pattern matches in reverse. */
export function marked(cells: readonly Cell[], pattern: Regex): Cell[] {
  const starts: number[] = []
  let text = ''
  for (const cell of cells) {
    starts.push(text.length)
    text += cell.text
  }
  const out = [...cells]
  for (let from = 0; from <= text.length;) {
    const match = pattern.exec(text, from)
    if (!match) break
    starts.forEach((start, i) => {
      if (start >= match.index && start < match.end) out[i] = { ...cells[i]!, style: REVERSE }
    })
    from = match.end > match.index ? match.end : match.end + 1
  }
  return out
}
/** The rows that the cells take at a width. */
export function wrapped(cells: readonly Cell[], width: number): Cell[][] {
  const out: Cell[][] = []
  let row: Cell[] = []
  let column = 0
  for (const cell of cells) {
    if (column + cell.width > width) {
      out.push(row)
      row = []
      column = 0
    }
    row.push(cell)
    column += cell.width
  }
  out.push(row)
  return out
}
/** The part of the cells from a column on. */
export function chopped(cells: readonly Cell[], left: number, width: number): Cell[] {
  const out: Cell[] = []
  let column = 0
  for (const cell of cells) {
    const cut = column + cell.width > left + width
    if (cut) {
      if (out.length) out[out.length - 1] = { text: '>', width: 1, style: REVERSE }
      break
    }
    if (column >= left) out.push(cell)
    column += cell.width
  }
  return out
}
export function painted(row: readonly Cell[]): string {
  let out = ''
  let style = ''
  for (const cell of row) {
    if (cell.style !== style) {
      if (style) out += OFF
      out += cell.style
      style = cell.style
    }
    out += cell.text
  }
  return out + (style && OFF)
}
