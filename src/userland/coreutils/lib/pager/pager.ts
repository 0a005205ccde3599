/** The core of less(1): lines of files on a screen, moving and searching in them. */
import { strerror, SysError } from '../../../../base/abi/errno.ts'
import { isError, tryAsync } from '../command.ts'
import type { Command } from '../command.ts'
import { LineReader, openInput } from '../io.ts'
import { baseName } from '../paths.ts'
import { compile, RegexError } from '../regex/regex.ts'
import type { Regex } from '../regex/regex.ts'
import { wide } from '../screen.ts'
import type { Screen } from '../screen.ts'

export interface PagerOptions {
  quitAtEof: boolean
  quitIfOneScreen: boolean
  ignoreCase: boolean
  lineNumbers: boolean
  chop: boolean
  raw: boolean
  longPrompt: boolean
  noTildes: boolean
  /** Leaves the text on the screen at the end. */
  noInit: boolean
}
export interface PagerFace {
  name: string
  /** The bottom line. */
  prompt(state: {
    file: string
    first: boolean
    top: number
    bottom: number
    total: number
    percent: number
    atEnd: boolean
    index: number
    count: number
  }): string
  version: string
}
const STANDOUT = '\x1b[7m'
const OFF = '\x1b[27m'

export class Pager {
  private readonly command: Command
  private readonly screen: Screen
  private readonly options: PagerOptions
  private readonly face: PagerFace
  private lines: string[] = []
  private files: string[]
  private index = 0
  /** The line at the top, and the row of it where the screen begins. */
  private top = 0
  private left = 0
  private message: string | undefined
  private pattern: Regex | undefined
  private backwards = false
  private fresh = true
  private count = ''
  constructor(command: Command, screen: Screen, files: string[], options: PagerOptions, face: PagerFace) {
    this.command = command
    this.screen = screen
    this.files = files
    this.options = options
    this.face = face
  }
  private async read(name: string): Promise<string[] | SysError> {
    return tryAsync(async () => {
      const input = await openInput(this.command.sys, name)
      const reader = new LineReader(this.command.sys, input.fd)
      const lines: string[] = []
      for (let line = await reader.next(); line !== null; line = await reader.next()) lines.push(line)
      input.close()
      return lines
    })
  }
  private async load(index: number): Promise<boolean> {
    const name = this.files[index]!
    const lines = await this.read(name)
    if (isError(lines)) {
      this.message = lines.code === 'EISDIR' ? `${name} is a directory` : `${name}: ${strerror(lines.code)}`
      return false
    }
    this.lines = lines
    this.index = index
    this.top = 0
    this.fresh = true
    return true
  }
  private get height(): number {
    return Math.max(1, this.screen.size.rows - 1)
  }
  /** The rows a line takes, as text. */
  private rows(at: number): string[] {
    const width = this.screen.size.cols
    const prefix = this.options.lineNumbers ? `${String(at + 1).padStart(7)} ` : ''
    const raw = this.lines[at]!
    const cells = this.cells(prefix + (this.options.raw ? raw.replace(/\x1b\[[0-9;]*m/g, '') : raw))
    if (this.options.chop) return [this.mark(cells.slice(this.left, this.left + width).join(''))]
    const out: string[] = []
    let row = ''
    let column = 0
    for (const cell of cells) {
      const size = cell.length > 1 && cell.startsWith('\x1b') ? 0 : wide(cell.codePointAt(0)!) ? 2 : [...cell].length
      if (column + size > width) {
        out.push(row)
        row = ''
        column = 0
      }
      row += cell
      column += size
    }
    out.push(row)
    return out.map((text) => this.mark(text))
  }
  private cells(text: string): string[] {
    const out: string[] = []
    let column = 0
    for (const char of text) {
      const code = char.codePointAt(0)!
      if (code === 9) {
        const blanks = 8 - (column % 8)
        for (let i = 0; i < blanks; i++) out.push(' ')
        column += blanks
        continue
      }
      const shown = code < 32 ? `^${String.fromCharCode(code + 64)}` : code === 127 ? '^?' : char
      for (const piece of code < 32 || code === 127 ? [...shown] : [shown]) out.push(piece)
      column += shown.length
    }
    return out
  }
  private mark(text: string): string {
    if (!this.pattern) return text
    let out = ''
    let at = 0
    for (let from = 0; from <= text.length;) {
      const match = this.pattern.exec(text, from)
      if (!match) break
      if (match.end === match.index) {
        from = match.end + 1
        continue
      }
      out += text.slice(at, match.index) + STANDOUT + text.slice(match.index, match.end) + OFF
      at = from = match.end
    }
    return out + text.slice(at)
  }
  /** The last line that is on the screen. */
  private bottom(): number {
    let left = this.height
    let at = this.top
    for (; at < this.lines.length; at++) {
      left -= this.rows(at).length
      if (left < 0) break
      if (left === 0) return at
    }
    return Math.min(at, this.lines.length - 1)
  }
  private get atEnd(): boolean {
    return this.bottom() >= this.lines.length - 1
  }
  /** The first top with which the end is on the screen. */
  private lastTop(): number {
    let left = this.height
    for (let at = this.lines.length - 1; at >= 0; at--) {
      left -= this.rows(at).length
      if (left < 0) return at + 1
    }
    return 0
  }
  private async draw(): Promise<void> {
    const body: string[] = []
    for (let at = this.top; at < this.lines.length && body.length < this.height; at++) body.push(...this.rows(at))
    body.length = Math.min(body.length, this.height)
    while (body.length < this.height && !(this.fresh && this.lines.length < this.height && this.options.noTildes))
      body.push(this.options.noTildes ? '' : '\x1b[1m~\x1b[0m')
    await this.screen.write(`\x1b[H${body.map((line) => `${line}\x1b[K\r\n`).join('')}\x1b[J`)
    await this.drawPrompt()
  }
  private async drawPrompt(): Promise<void> {
    const bottom = this.bottom()
    const total = this.lines.length
    const text =
      this.message ??
      this.face.prompt({
        file: this.files[this.index] ?? '',
        first: this.fresh,
        top: this.top + 1,
        bottom: bottom + 1,
        total,
        percent: total ? Math.floor(((bottom + 1) * 100) / total) : 100,
        atEnd: this.atEnd,
        index: this.index,
        count: this.files.length,
      })
    const standout = this.message !== undefined || text !== ':'
    this.message = undefined
    await this.screen.write(`\r\x1b[K${standout ? `${STANDOUT}${text}${OFF}` : text}${this.count}`)
  }
  private move(lines: number): void {
    const before = this.top
    if (lines > 0) this.top = Math.min(Math.max(before, this.lastTop()), before + lines)
    else this.top = Math.max(0, before + lines)
    if (this.top !== before) this.fresh = false
  }
  /** Screens are counted in rows, lines may take several. */
  private page(direction: 1 | -1, rows: number): void {
    let left = rows
    let at = this.top
    while (left > 0) {
      const next = direction > 0 ? at : at - 1
      if (next < 0 || next >= this.lines.length) break
      left -= this.rows(next).length
      at += direction
    }
    this.move(at - this.top)
  }
  private async input(prefix: string): Promise<string | undefined> {
    let text = ''
    for (;;) {
      await this.screen.write(`\r\x1b[K${prefix}${text}`)
      const key = await this.screen.key()
      if (key === undefined || key === 'esc' || key === '\x03' || key === '\x07') return undefined
      if (key === '\r' || key === '\n') return text
      if (key === '\x7f' || key === '\b') {
        if (text === '') return undefined
        text = text.slice(0, -1)
      } else if (key === '\x15') text = ''
      else if ([...key].length === 1 && key >= ' ') text += key
    }
  }
  private find(forward: boolean, from: number): number {
    if (!this.pattern) return -1
    for (let at = from; at >= 0 && at < this.lines.length; at += forward ? 1 : -1)
      if (this.pattern.test(this.lines[at]!)) return at
    return -1
  }
  private async search(forward: boolean): Promise<void> {
    const text = await this.input(forward ? '/' : '?')
    if (text === undefined) return
    if (text !== '') {
      try {
        const fold = this.options.ignoreCase && text === text.toLowerCase()
        this.pattern = compile(text, { extended: true }, fold)
      } catch (error) {
        if (!(error instanceof RegexError)) throw error
        this.message = error.message
        return
      }
    }
    this.backwards = !forward
    this.again(false)
  }
  private again(reverse: boolean): void {
    if (!this.pattern) {
      this.message = 'No previous regular expression'
      return
    }
    const forward = this.backwards === reverse
    const found = this.find(forward, forward ? this.top + 1 : this.top - 1)
    if (found < 0) this.message = 'Pattern not found'
    else {
      this.top = found
      this.fresh = false
    }
  }

  /** Shows the files until q. False when none could be opened. */
  async run(): Promise<boolean> {
    let index = 0
    while (index < this.files.length && !(await this.load(index))) {
      await this.command.complain(this.message!)
      index++
    }
    if (index >= this.files.length) return false
    this.message = undefined
    if (this.options.quitIfOneScreen && this.files.length === 1 && this.lastTop() === 0) {
      for (const line of this.lines) await this.command.put(`${line}\n`)
      await this.command.out.flush()
      return true
    }
    this.screen.enter()
    if (!this.options.noInit) await this.screen.write('\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=')
    try {
      await this.draw()
      for (;;) {
        const key = await this.screen.key()
        if (key === undefined || (await this.press(key))) break
      }
    } finally {
      this.screen.leave()
    }
    await this.screen.write(this.options.noInit ? '\r\x1b[K' : '\r\x1b[K\x1b[?1l\x1b>\x1b[?1049l\x1b[23;0;0t')
    return true
  }
  /** True: leave. */
  private async press(key: string): Promise<boolean> {
    const n = this.count === '' ? undefined : Number(this.count)
    if (/^\d$/.test(key)) {
      this.count += key
      await this.drawPrompt()
      return false
    }
    this.count = ''
    const endBefore = this.atEnd
    switch (key) {
      case 'q':
      case 'Q':
      case '\x03':
        return true
      case ' ':
      case 'f':
      case '\x06':
      case '\x16':
      case 'pagedown':
      case 'z':
        this.page(1, n ?? this.height)
        break
      case 'b':
      case '\x02':
      case 'pageup':
      case 'w':
        this.page(-1, n ?? this.height)
        break
      case 'd':
      case '\x04':
        this.page(1, n ?? Math.floor(this.height / 2))
        break
      case 'u':
      case '\x15':
        this.page(-1, n ?? Math.floor(this.height / 2))
        break
      case '\r':
      case '\n':
      case 'e':
      case 'j':
      case 'down':
      case '\x0e':
        this.move(n ?? 1)
        break
      case 'y':
      case 'k':
      case 'up':
      case '\x10':
        this.move(-(n ?? 1))
        break
      case 'right':
        this.options.chop = true
        this.left += Math.floor(this.screen.size.cols / 2)
        break
      case 'left':
        this.left = Math.max(0, this.left - Math.floor(this.screen.size.cols / 2))
        break
      case 'g':
      case '<':
      case 'home':
      case 'p':
        this.top =
          n === undefined || key === 'p'
            ? key === 'p' && n !== undefined
              ? Math.floor(((this.lines.length - 1) * Math.min(100, n)) / 100)
              : 0
            : Math.min(this.lines.length - 1, Math.max(0, n - 1))
        break
      case 'G':
      case '>':
      case 'end':
        this.top = n === undefined ? this.lastTop() : Math.min(this.lines.length - 1, Math.max(0, n - 1))
        this.fresh = false
        break
      case '/':
        await this.search(true)
        break
      case '?':
        await this.search(false)
        break
      case 'n':
        this.again(false)
        break
      case 'N':
        this.again(true)
        break
      case '=':
      case '\x07': {
        const bottom = this.bottom() + 1
        this.message = `${baseName(this.files[this.index] ?? '')} lines ${this.top + 1}-${bottom}/${this.lines.length} ${Math.floor((bottom * 100) / Math.max(1, this.lines.length))}%`
        break
      }
      case ':': {
        const sub = await this.input(':')
        if (sub === 'q') return true
        if (sub === 'n') await this.other(1)
        else if (sub === 'p') await this.other(-1)
        break
      }
      case '-': {
        const flag = await this.screen.key()
        if (flag === 'N') this.options.lineNumbers = !this.options.lineNumbers
        else if (flag === 'S') this.options.chop = !this.options.chop
        else if (flag === 'i' || flag === 'I') this.options.ignoreCase = !this.options.ignoreCase
        else this.message = `There is no ${flag ?? ''} option ("h" for help)`
        break
      }
      case 'F': {
        this.top = this.lastTop()
        this.message = 'Waiting for data... (interrupt to abort)'
        await this.draw()
        await this.followFile()
        break
      }
      case 'h':
      case 'H': {
        const saved = { lines: this.lines, top: this.top, files: this.files, index: this.index }
        this.lines = HELP.split('\n')
        this.files = ['HELP']
        this.index = 0
        this.top = 0
        await this.draw()
        await this.screen.key()
        Object.assign(this, saved)
        break
      }
      case 'v':
        this.message = 'v: editors are not started from here'
        break
      case 'V':
        this.message = this.face.version
        break
      case 'resize':
      case '\x0c':
      case 'r':
        break
      case 'interrupt':
        break
      default:
        await this.drawPrompt()
        return false
    }
    if (
      this.options.quitAtEof &&
      endBefore &&
      this.atEnd &&
      [' ', 'f', '\r', '\n', 'j', 'pagedown', 'down'].includes(key)
    )
      return true
    await this.draw()
    return false
  }
  private async other(step: 1 | -1): Promise<void> {
    const next = this.index + step
    if (next < 0 || next >= this.files.length) {
      this.message = step > 0 ? 'No next file' : 'No previous file'
      return
    }
    await this.load(next)
  }
  /** F: as tail -f, until ^C. */
  private async followFile(): Promise<void> {
    for (;;) {
      const key = await this.screen.key(1000)
      if (key !== 'timeout' && key !== 'resize') return
      const lines = await this.read(this.files[this.index]!)
      if (isError(lines) || lines.length === this.lines.length) continue
      this.lines = lines
      this.top = this.lastTop()
      this.message = 'Waiting for data... (interrupt to abort)'
      await this.draw()
    }
  }
}
const HELP = `
                   SUMMARY OF COMMANDS

      Commands marked with * may be preceded by a number, N.

  h  H                 Display this help.
  q  :q  Q             Exit.

  e  ^N  j  CR      *  Forward  one line   (or N lines).
  y  ^P  k          *  Backward one line   (or N lines).
  f  ^F  SPACE      *  Forward  one window (or N lines).
  b  ^B             *  Backward one window (or N lines).
  d  ^D             *  Forward  one half-window.
  u  ^U             *  Backward one half-window.
  F                    Forward forever; like "tail -f".
  g  <              *  Go to first line in file (or line N).
  G  >              *  Go to last line in file (or line N).
  p                 *  Go to beginning of file (or N percent into file).

  /pattern             Search forward for matching line.
  ?pattern             Search backward for matching line.
  n  N                 Repeat previous search, in the same or reverse direction.
  :n  :p               Examine the next, previous file.
  =  ^G                Print current file name and position.
  -N  -S  -i           Toggle line numbers, chopping, ignoring of case.

                   Press any key to return.`
