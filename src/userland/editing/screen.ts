/**
 * Redisplay (readline's display.c): where prompt and line lie on the screen, and what to write so that the terminal shows it. Only what differs from
 * the last time is written. Rows come into being by writing on past the last column, so that terminals know that they belong together.
 */
import { wcwidth } from '../../base/wcwidth.ts'
import { caret, characters, isControl, type Char } from './text.ts'

interface Cell {
  text: string
  /** 0: the right half of a wide character. */
  width: 0 | 1 | 2
  /** Shown in reverse video. */
  standout: boolean
}
interface Row {
  cells: Cell[]
  /** Ends with a newline of the text, not by wrapping. */
  hard: boolean
}
export interface View {
  /** The prompt's last line, with \x01…\x02 around what takes no room. */
  prompt: string
  chars: readonly Char[]
  point: number
  /** Characters [from, to) in reverse video. */
  standout?: readonly [from: number, to: number]
}
interface Layout {
  rows: Row[]
  row: number
  col: number
}

export class Screen {
  private cols: number
  private rows: Row[] = []
  private row = 0
  private col = 0
  /** The last column was written; the next character wraps. */
  private pending = false
  private out = ''

  constructor(cols: number) {
    this.cols = Math.max(2, cols)
  }
  resize(cols: number): void {
    this.cols = Math.max(2, cols)
  }
  get width(): number {
    return this.cols
  }
  /** Back to where the prompt began, everything from there on erased. */
  clear(): string {
    this.out = ''
    this.move(0, 0)
    this.reset()
    return `${this.out}\r\x1b[J`
  }
  /** The cursor is at the start of a fresh row: nothing of the line is on the screen. */
  reset(): void {
    this.rows = []
    this.row = 0
    this.col = 0
    this.pending = false
  }

  /** What to write to show `view`. */
  show(view: View): string {
    const next = this.layout(view)
    const old = this.rows
    this.out = ''
    for (let r = 0; r < next.rows.length; r++) this.showRow(r, next.rows[r]!, old[r])
    for (let r = next.rows.length; r < old.length; r++) {
      if (!old[r]!.cells.length) continue
      this.move(r, 0)
      this.out += '\x1b[K'
    }
    this.rows = next.rows
    this.move(next.row, next.col)
    return this.out
  }
  /** Leaves the line: the cursor goes to the start of the row behind it. */
  finish(): string {
    this.out = ''
    let last = this.rows.length - 1
    // A row that is there only because the one above is full.
    if (last > 0 && !this.rows[last]!.cells.length && !this.rows[last - 1]!.hard) last--
    this.move(Math.max(0, last), 0)
    this.reset()
    return `${this.out}\n`
  }
  /** To the row and column of the last character, for what is written behind the line (^C). */
  end(): string {
    this.out = ''
    const last = Math.max(0, this.rows.length - 1)
    this.move(last, this.rows[last]?.cells.length ?? 0)
    return this.out
  }

  private showRow(r: number, row: Row, old: Row | undefined): void {
    const before = old?.cells ?? []
    const { cells } = row
    let first = 0
    while (first < cells.length && first < before.length && same(cells[first]!, before[first]!)) first++
    // A new row must be entered even when it is empty.
    if (first === cells.length && first === before.length && old) return
    while (first > 0 && cells[first]?.width === 0) first--
    this.move(r, first, !old)
    let standout = false
    for (let c = first; c < cells.length; c++) {
      const cell = cells[c]!
      if (cell.standout !== standout) {
        standout = cell.standout
        this.out += standout ? '\x1b[7m' : '\x1b[27m'
      }
      this.put(cell)
    }
    if (standout) this.out += '\x1b[27m'
    if (before.length > cells.length && cells.length < this.cols) this.out += '\x1b[K'
  }
  private put(cell: Cell): void {
    this.out += cell.text
    if (this.pending && cell.width) {
      this.pending = false
      this.row++
      this.col = 0
    }
    this.col += cell.width
    if (this.col >= this.cols) {
      this.pending = true
      this.col = this.cols - 1
    }
  }
  /** `fresh`: the row is not on the screen yet. */
  private move(row: number, col: number, fresh = false): void {
    if (this.pending && fresh && row === this.row + 1 && col === 0) {
      // The next character wraps by itself; an empty row needs one that does.
      this.out += ' \r'
      this.pending = false
      this.row = row
      this.col = 0
      return
    }
    if (row < this.row) this.out += row === this.row - 1 ? '\x1b[A' : `\x1b[${this.row - row}A`
    else if (row > this.row) {
      this.out += '\n'.repeat(row - this.row)
      this.col = 0
      this.pending = false
    }
    this.row = row
    if (this.pending) {
      this.out += '\r'
      this.col = 0
      this.pending = false
    }
    if (col === this.col) return
    if (col === 0) this.out += '\r'
    else if (col > this.col) this.out += forward(col - this.col)
    else if (this.col - col <= 4) this.out += '\b'.repeat(this.col - col)
    else this.out += `\r${forward(col)}`
    this.col = col
  }

  private layout(view: View): Layout {
    const rows: Row[] = [{ cells: [], hard: false }]
    let cells = rows[0]!.cells
    const wrap = (): void => {
      cells = []
      rows.push({ cells, hard: false })
    }
    const put = (text: string, width: number, standout: boolean): void => {
      if (width === 0) {
        const last = (cells.length ? cells : (rows.at(-2)?.cells ?? [])).findLast((cell) => cell.width > 0)
        if (last) last.text += text
        return
      }
      // A wide character does not fit into the last column: what is left of the row stays empty.
      while (cells.length + width > this.cols) {
        if (cells.length >= this.cols) wrap()
        else cells.push({ text: ' ', width: 1, standout: false })
      }
      cells.push({ text, width: width as 1 | 2, standout })
      if (width === 2) cells.push({ text: '', width: 0, standout })
      if (cells.length >= this.cols) wrap()
    }
    promptCells(view.prompt, put)
    let row = 0
    let col = 0
    const here = (): void => {
      row = rows.length - 1
      col = cells.length
    }
    view.chars.forEach((char, i) => {
      const standout = !!view.standout && i >= view.standout[0] && i < view.standout[1]
      const width = isControl(char) ? 1 : wcwidth(char.codePointAt(0)!)
      if (width === 2 && cells.length === this.cols - 1) {
        cells.push({ text: ' ', width: 1, standout: false })
        wrap()
      }
      if (i === view.point) here()
      if (char === '\n') {
        rows.at(-1)!.hard = true
        wrap()
      } else if (char === '\t') {
        const spaces = 8 - (cells.length % 8)
        for (let s = 0; s < spaces; s++) put(' ', 1, standout)
      } else if (isControl(char)) for (const c of caret(char)) put(c, 1, standout)
      else put(char, width, standout)
    })
    if (view.point >= view.chars.length) here()
    return { rows, row, col }
  }
}

const same = (a: Cell, b: Cell): boolean => a.text === b.text && a.width === b.width && a.standout === b.standout
const forward = (count: number): string => (count === 1 ? '\x1b[C' : `\x1b[${count}C`)

/** The prompt as cells; escape sequences go with the character that follows, at the end with the last one. */
function promptCells(prompt: string, put: (text: string, width: number, standout: boolean) => void): void {
  let hidden = ''
  let seen = false
  for (const part of prompt.split(/(\x01[^\x02]*\x02?)/)) {
    if (part.startsWith('\x01')) {
      hidden += part.replace(/[\x01\x02]/g, '')
      continue
    }
    for (const char of characters(part)) {
      put(hidden + char, isControl(char) ? 0 : Math.max(1, wcwidth(char.codePointAt(0)!)), false)
      hidden = ''
      seen = true
    }
  }
  if (hidden) put(hidden, seen ? 0 : 1, false)
}
