/** vi's screen. */
import { fit, wide } from '../screen.ts'
import { before } from './buffer.ts'
import type { Editor } from './editor.ts'

export const height = (e: Editor): number => Math.max(1, e.screen.size.rows - 1)
const gutter = (e: Editor): number => (e.numbers ? Math.max(4, String(e.buffer.lines.length).length + 1) : 0)

/** Columns of the text before an index. */
export function columnOf(text: string, index: number): number {
  let column = 0
  for (const char of text.slice(0, index)) {
    const code = char.codePointAt(0)!
    column += code === 9 ? 8 - (column % 8) : code < 32 || code === 127 ? 2 : wide(code) ? 2 : 1
  }
  return column
}
/** Rows that a line takes. */
function rowsOf(e: Editor, line: number): number {
  if (!e.face.wraps) return 1
  const room = e.screen.size.cols - gutter(e)
  const text = e.buffer.lines[line]!
  const width = columnOf(text, text.length) + (line === e.buffer.at.line && e.mode === 'insert' ? 1 : 0)
  return Math.max(1, Math.ceil(width / room))
}
/** The lowest line that can be first with `line` still whole on the screen. */
function firstFor(e: Editor, line: number): number {
  const rows = height(e)
  let used = 0
  let first = line
  while (first >= 0 && used + rowsOf(e, first) <= rows) used += rowsOf(e, first--)
  return Math.min(line, first + 1)
}
/** Moves the window so that the cursor's line is in it, with a few lines around it. */
function follow(e: Editor): void {
  const { at, lines } = e.buffer
  const rows = height(e)
  const margin = Math.min(e.face.margin, Math.floor((rows - 1) / 2))
  const above = Math.max(0, at.line - margin)
  const lowest = firstFor(e, Math.min(lines.length - 1, at.line + margin))
  const middle = (): number => {
    const first = firstFor(e, Math.min(lines.length - 1, at.line + Math.floor(rows / 2)))
    return margin ? first : Math.max(0, at.line - Math.floor(rows / 2))
  }
  if (above < e.top) e.top = e.top - above > e.face.far(rows) ? middle() : above
  else if (e.top < Math.min(lowest, at.line)) e.top = lowest - e.top > e.face.far(rows) ? middle() : lowest
}
/** A line's text cut into rows of the screen. */
function split(text: string, room: number): string[] {
  const whole = fit(text, 1_000_000)
  if (whole.length <= room && !/[\u1100-\uffff]/.test(whole)) return [whole]
  const out: string[] = []
  let row = ''
  let width = 0
  for (const char of whole) {
    const size = wide(char.codePointAt(0)!) ? 2 : 1
    if (width + size > room) {
      out.push(row)
      row = ''
      width = 0
    }
    row += char
    width += size
  }
  out.push(row)
  return out
}
const INTRO = [
  'VIM - Vi IMproved',
  '',
  'version 9.0.1378',
  'by Bram Moolenaar et al.',
  'Modified by team+vim@tracker.debian.org',
  'Vim is open source and freely distributable',
  '',
  'Become a registered Vim user!',
  'type  :help register<Enter>   for information',
  '',
  'type  :q<Enter>               to exit         ',
  'type  :help<Enter>  or  <F1>  for on-line help',
  'type  :help version9<Enter>   for version info',
]
/** vim's greeting in the rows of an empty screen. */
function greeting(e: Editor, rows: string[]): void {
  const { cols } = e.screen.size
  const first = Math.floor((rows.length - INTRO.length) / 2)
  if (first < 1) return
  INTRO.forEach((text, i) => {
    if (text) rows[first + i] = `~${' '.repeat(Math.max(0, Math.floor((cols - text.length) / 2) - 1))}${text}`
  })
}
export async function draw(e: Editor): Promise<void> {
  const { rows, cols } = e.screen.size
  const b = e.buffer
  const room = cols - gutter(e)
  const count = height(e)
  follow(e)
  const cursor = columnOf(b.line, b.at.column)
  if (!e.face.wraps) {
    if (cursor < e.leftColumn) e.leftColumn = cursor
    if (cursor >= e.leftColumn + room) e.leftColumn = cursor - room + 1
  }
  const { nothing } = e.face.colours
  const shown: string[] = []
  let cursorRow = 0
  let line = e.top
  for (; line < b.lines.length && shown.length < count; line++) {
    const label = e.numbers ? `${String(line + 1).padStart(gutter(e) - 1)} ` : ''
    if (line === b.at.line) cursorRow = shown.length
    if (!e.face.wraps) {
      shown.push(label + paint(e, fit(b.lines[line]!, e.leftColumn + room).slice(e.leftColumn), line))
      continue
    }
    const pieces = split(b.lines[line]!, room)
    if (shown.length + pieces.length > count) break
    const selected = e.mode === 'visual' || e.mode === 'visual-line'
    if (pieces.length === 1) shown.push(label + paint(e, pieces[0]!, line))
    else
      pieces.forEach((piece, i) =>
        shown.push(
          (i ? ' '.repeat(label.length) : label) + (selected && inside(e, line) ? `\x1b[7m${piece}\x1b[27m` : piece),
        ),
      )
    if (line === b.at.line && Math.floor(cursor / room) >= pieces.length) shown.push('')
  }
  const filler = line < b.lines.length ? '@@@' : '~'
  const empty = Array.from({ length: count - shown.length }, (_, i) =>
    filler === '~' || i === count - shown.length - 1 ? filler : '@',
  )
  if (e.intro) greeting(e, empty)
  let out = '\x1b[?25l\x1b[H'
  for (const row of shown.slice(0, count)) out += `\x1b[K${row}\r\n`
  for (const row of empty) out += `\x1b[K${nothing}${row}${nothing && '\x1b[m'}\r\n`
  const row = cursorRow + 1 + (e.face.wraps ? Math.floor(cursor / room) : 0)
  const column = (e.face.wraps ? cursor % room : cursor - e.leftColumn) + gutter(e) + 1
  out += `\x1b[${rows};1H${bottom(e)}\x1b[${row};${column}H\x1b[?25h`
  await e.screen.write(out)
}
function bottom(e: Editor): string {
  const { cols } = e.screen.size
  const { colours, statusColumns } = e.face
  const right = statusColumns && cols > 2 * statusColumns ? e.face.status(e) : ''
  const text = fit(
    e.message || e.face.mode(e) || (right ? '' : e.face.status(e)),
    right ? cols - statusColumns - 1 : cols - 1,
  )
  const style = e.message ? (e.tone === 'plain' ? '' : colours[e.tone]) : text === e.face.mode(e) ? colours.mode : ''
  const at = right ? `\x1b[${cols - statusColumns + 1}G${right}` : ''
  return `${style}${text}${style && '\x1b[m'}\x1b[K${at}`
}
export async function drawCommandLine(e: Editor, text: string): Promise<void> {
  const { rows, cols } = e.screen.size
  await e.screen.write(`\x1b[${rows};1H${fit(text, cols - 1)}\x1b[K`)
}
function selection(e: Editor): [typeof e.anchor, typeof e.anchor] {
  return before(e.anchor, e.buffer.at) ? [e.anchor, e.buffer.at] : [e.buffer.at, e.anchor]
}
function inside(e: Editor, index: number): boolean {
  const [from, to] = selection(e)
  return index >= from.line && index <= to.line
}
/** A line with what is selected of it in reverse. */
function paint(e: Editor, shown: string, index: number): string {
  if (e.mode !== 'visual' && e.mode !== 'visual-line') return shown
  if (!inside(e, index)) return shown
  if (e.mode === 'visual-line') return `\x1b[7m${shown || ' '}\x1b[27m`
  const [from, to] = selection(e)
  const text = e.buffer.lines[index]!
  const start = index === from.line ? columnOf(text, from.column) - e.leftColumn : 0
  const end = index === to.line ? columnOf(text, to.column + 1) - e.leftColumn : shown.length
  return `${shown.slice(0, start)}\x1b[7m${shown.slice(start, end) || ' '}\x1b[27m${shown.slice(end)}`
}
