/** vi's motions: where a command takes the cursor. */
import type { Buffer, Position } from './buffer.ts'

const kind = (char: string | undefined, big: boolean): number =>
  char === undefined || /\s/.test(char) ? 0 : big || /[\p{L}\p{N}_]/u.test(char) ? 1 : 2

export function wordForward(b: Buffer, from: Position, big: boolean): Position {
  let { line, column } = from
  const start = kind(b.lines[line]![column], big)
  if (start) while (kind(b.lines[line]![column], big) === start && column < b.lines[line]!.length) column++
  for (;;) {
    const text = b.lines[line]!
    while (column < text.length && kind(text[column], big) === 0) column++
    if (column < text.length || line >= b.lines.length - 1) return { line, column: Math.min(column, text.length) }
    line++
    column = 0
    if (b.lines[line] === '') return { line, column }
  }
}
export function wordEnd(b: Buffer, from: Position, big: boolean): Position {
  let { line } = from
  let column = from.column + 1
  for (;;) {
    const text = b.lines[line]!
    while (column < text.length && kind(text[column], big) === 0) column++
    if (column < text.length) break
    if (line >= b.lines.length - 1) return { line, column: Math.max(0, text.length - 1) }
    line++
    column = 0
  }
  const text = b.lines[line]!
  const own = kind(text[column], big)
  while (column + 1 < text.length && kind(text[column + 1], big) === own) column++
  return { line, column }
}
export function wordBack(b: Buffer, from: Position, big: boolean): Position {
  let { line } = from
  let column = from.column - 1
  for (;;) {
    const text = b.lines[line]!
    while (column >= 0 && kind(text[column], big) === 0) column--
    if (column >= 0) break
    if (line === 0) return { line: 0, column: 0 }
    line--
    column = b.lines[line]!.length - 1
    if (b.lines[line] === '') return { line, column: 0 }
  }
  const text = b.lines[line]!
  const own = kind(text[column], big)
  while (column > 0 && kind(text[column - 1], big) === own) column--
  return { line, column }
}
export const firstNonBlank = (text: string): number => Math.max(0, text.search(/\S/))
export function paragraph(b: Buffer, from: Position, step: 1 | -1): Position {
  let line = from.line + step
  while (line > 0 && line < b.lines.length - 1 && b.lines[line] !== '') line += step
  line = Math.max(0, Math.min(b.lines.length - 1, line))
  return { line, column: b.lines[line] === '' ? 0 : step > 0 ? Math.max(0, b.lines[line]!.length - 1) : 0 }
}
const PAIRS = '()[]{}'
/** % : the bracket that belongs to the next one on the line. */
export function matching(b: Buffer, from: Position): Position | undefined {
  let { line, column } = from
  const text = b.lines[line]!
  while (column < text.length && !PAIRS.includes(text[column]!)) column++
  const open = text[column]
  if (open === undefined) return undefined
  const index = PAIRS.indexOf(open)
  const close = PAIRS[index ^ 1]!
  const step = index % 2 ? -1 : 1
  let depth = 0
  for (;;) {
    const char = b.lines[line]![column]
    if (char === open) depth++
    else if (char === close && --depth === 0) return { line, column }
    column += step
    while (column < 0 || column >= b.lines[line]!.length) {
      line += step
      if (line < 0 || line >= b.lines.length) return undefined
      column = step > 0 ? 0 : b.lines[line]!.length - 1
      if (b.lines[line]!.length) break
    }
  }
}
/** f, F, t, T within a line; undefined when there is no such character. */
export function find(text: string, column: number, how: string, char: string, count: number): number | undefined {
  let at = column
  for (let n = 0; n < count; n++) {
    at = how === 'f' || how === 't' ? text.indexOf(char, at + 1) : at === 0 ? -1 : text.lastIndexOf(char, at - 1)
    if (at < 0) return undefined
  }
  return how === 't' ? at - 1 : how === 'T' ? at + 1 : at
}
/** iw and aw. */
export function innerWord(b: Buffer, at: Position, around: boolean): [Position, Position] {
  const text = b.lines[at.line]!
  const own = kind(text[at.column], false)
  let from = at.column
  let to = at.column
  while (from > 0 && kind(text[from - 1], false) === own) from--
  while (to < text.length && kind(text[to], false) === own) to++
  if (around) {
    const end = to
    while (to < text.length && kind(text[to], false) === 0) to++
    if (to === end) while (from > 0 && kind(text[from - 1], false) === 0) from--
  }
  return [
    { line: at.line, column: from },
    { line: at.line, column: to },
  ]
}
/** i" i( and the like. */
export function innerPair(b: Buffer, at: Position, mark: string, around: boolean): [Position, Position] | undefined {
  const text = b.lines[at.line]!
  const closing: Record<string, string> = { '(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', b: '(', B: '{' }
  if (!(mark in closing)) {
    const left = text.lastIndexOf(mark, at.column)
    const from = left < 0 ? text.indexOf(mark) : left
    const to = text.indexOf(mark, from + 1)
    if (from < 0 || to < 0) return undefined
    return [
      { line: at.line, column: around ? from : from + 1 },
      { line: at.line, column: around ? to + 1 : to },
    ]
  }
  const open = mark === 'b' ? '(' : mark === 'B' ? '{' : '([{'.includes(mark) ? mark : closing[mark]!
  let depth = 0
  for (let column = at.column; column >= 0; column--) {
    if (text[column] === closing[open] && column !== at.column) depth++
    if (text[column] === open && depth-- === 0) {
      const end = matching(b, { line: at.line, column })
      if (!end) return undefined
      return [
        { line: at.line, column: around ? column : column + 1 },
        { line: end.line, column: around ? end.column + 1 : end.column },
      ]
    }
  }
  return undefined
}
