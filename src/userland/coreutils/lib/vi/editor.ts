/** vi: normal, insert, replace, visual and command modes on a screen. */
import { attempt, strerror, SysError } from '../../../../base/abi/errno.ts'
import { isDir, W_OK } from '../../../../base/abi/files.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import { fit, wide } from '../screen.ts'
import type { Key, Screen } from '../screen.ts'
import { fromText, toText } from '../text.ts'
import { Buffer, before } from './buffer.ts'
import type { Position } from './buffer.ts'
import { runEx } from './ex.ts'
import {
  find,
  firstNonBlank,
  innerPair,
  innerWord,
  matching,
  paragraph,
  wordBack,
  wordEnd,
  wordForward,
} from './motions.ts'

export type Mode = 'normal' | 'insert' | 'replace' | 'visual' | 'visual-line'
export interface ViFace {
  /** The bottom line outside of command mode. */
  status(editor: Editor): string
  opened(editor: Editor, isNew: boolean, bytes: number): string
  written(editor: Editor, path: string, lines: number, bytes: number, isNew: boolean): string
  words: {
    noWrite: string
    noName: string
    notEditor(command: string): string
    notFound(pattern: string): string
    readOnly: string
  }
  /** Visual mode and redo. */
  vim: boolean
}
interface Motion {
  to: Position
  /** Whole lines, or including the character at the end. */
  linewise?: boolean
  inclusive?: boolean
  from?: Position
}
export class Editor {
  readonly sys: Sys
  readonly screen: Screen
  readonly face: ViFace
  readonly buffer = new Buffer()
  mode: Mode = 'normal'
  path: string | undefined
  readOnly = false
  message = ''
  done = false
  status = 0
  numbers = false
  ignoreCase = false
  pattern = ''
  private searchForward = true
  private top = 0
  private leftColumn = 0
  private wanted = 0
  private register: { text: string; linewise: boolean } = { text: '', linewise: false }
  private readonly registers = new Map<string, { text: string; linewise: boolean }>()
  private readonly marks = new Map<string, Position>()
  private lastFind: { how: string; char: string } | undefined
  private anchor: Position = { line: 0, column: 0 }
  /** Keys of the last change, for '.', and what is being typed now. */
  private recorded: Key[] = []
  private recording: Key[] = []
  private replay: Key[] = []
  private replaying = false

  constructor(sys: Sys, screen: Screen, face: ViFace) {
    this.sys = sys
    this.screen = screen
    this.face = face
  }
  // ---- files
  open(path: string | undefined): void {
    this.path = path
    if (path === undefined) {
      this.buffer.load('')
      return
    }
    const stat = attempt(() => this.sys.stat(path))
    if (!(stat instanceof SysError) && isDir(stat)) {
      this.message = `"${path}" is a directory`
      this.buffer.load('')
      return
    }
    const bytes = attempt(() => this.sys.readFile(path))
    if (bytes instanceof SysError) {
      this.buffer.load('')
      this.message = bytes.code === 'ENOENT' ? this.face.opened(this, true, 0) : `"${path}" ${strerror(bytes.code)}`
      return
    }
    this.buffer.load(toText(bytes))
    this.buffer.hadContent = bytes.length > 0
    if (!this.sys.access(path, W_OK)) this.readOnly = true
    this.message = this.face.opened(this, false, bytes.length)
  }
  /** True when it was written. */
  write(path: string | undefined, force: boolean, range?: [number, number]): boolean {
    const target = path ?? this.path
    if (target === undefined) {
      this.message = this.face.words.noName
      return false
    }
    if (this.readOnly && !force && target === this.path) {
      this.message = this.face.words.readOnly
      return false
    }
    const isNew = attempt(() => this.sys.stat(target)) instanceof SysError
    const lines = range ? this.buffer.lines.slice(range[0], range[1] + 1) : this.buffer.lines
    const text = range ? `${lines.join('\n')}\n` : this.buffer.text()
    const bytes = fromText(text)
    const failure = attempt(() => this.sys.writeFile(target, bytes))
    if (failure instanceof SysError) {
      this.message = `"${target}" ${strerror(failure.code)}`
      return false
    }
    this.path ??= target
    if (!range && target === this.path) this.buffer.saved()
    this.message = this.face.written(this, target, text === '' ? 0 : lines.length, bytes.length, isNew)
    return true
  }

  // ---- the screen
  private get height(): number {
    return Math.max(1, this.screen.size.rows - 1)
  }
  private get gutter(): number {
    return this.numbers ? Math.max(4, String(this.buffer.lines.length).length + 1) : 0
  }
  /** Columns of the text before an index. */
  private columnOf(text: string, index: number): number {
    let column = 0
    for (const char of text.slice(0, index)) {
      const code = char.codePointAt(0)!
      column += code === 9 ? 8 - (column % 8) : code < 32 || code === 127 ? 2 : wide(code) ? 2 : 1
    }
    return column
  }
  async draw(): Promise<void> {
    const { rows, cols } = this.screen.size
    const height = this.height
    const b = this.buffer
    if (b.at.line < this.top)
      this.top = b.at.line - this.top < -height ? Math.max(0, b.at.line - Math.floor(height / 2)) : b.at.line
    if (b.at.line >= this.top + height)
      this.top =
        b.at.line >= this.top + 2 * height ? Math.max(0, b.at.line - Math.floor(height / 2)) : b.at.line - height + 1
    const cursor = this.columnOf(b.line, b.at.column)
    const room = cols - this.gutter
    if (cursor < this.leftColumn) this.leftColumn = cursor
    if (cursor >= this.leftColumn + room) this.leftColumn = cursor - room + 1
    let out = '\x1b[?25l\x1b[H'
    for (let row = 0; row < height; row++) {
      const index = this.top + row
      const text = b.lines[index]
      if (text === undefined) out += '~\x1b[K\r\n'
      else {
        const gutter = this.numbers ? `${String(index + 1).padStart(this.gutter - 1)} ` : ''
        out += `${gutter}${this.paint(fit(text, this.leftColumn + room).slice(this.leftColumn), index)}\x1b[K\r\n`
      }
    }
    const status = this.message || this.face.status(this)
    out += `\x1b[${rows};1H${fit(status, cols - 1)}\x1b[K\x1b[${b.at.line - this.top + 1};${cursor - this.leftColumn + this.gutter + 1}H\x1b[?25h`
    await this.screen.write(out)
  }
  private paint(shown: string, index: number): string {
    if (this.mode !== 'visual' && this.mode !== 'visual-line') return shown
    const [from, to] = before(this.anchor, this.buffer.at)
      ? [this.anchor, this.buffer.at]
      : [this.buffer.at, this.anchor]
    if (index < from.line || index > to.line) return shown
    if (this.mode === 'visual-line') return `\x1b[7m${shown || ' '}\x1b[27m`
    const text = this.buffer.lines[index]!
    const start = index === from.line ? this.columnOf(text, from.column) - this.leftColumn : 0
    const end = index === to.line ? this.columnOf(text, to.column + 1) - this.leftColumn : shown.length
    return `${shown.slice(0, start)}\x1b[7m${shown.slice(start, end) || ' '}\x1b[27m${shown.slice(end)}`
  }

  // ---- keys
  private async key(): Promise<Key | undefined> {
    const replayed = this.replay.shift()
    if (replayed !== undefined) return replayed
    if (this.replaying) return undefined
    for (;;) {
      await this.draw()
      const key = await this.screen.key()
      if (key === 'resize' || key === 'interrupt') continue
      if (key !== undefined) this.recording.push(key)
      return key
    }
  }
  async run(): Promise<number> {
    while (!this.done) {
      this.recording = []
      const key = await this.key()
      if (key === undefined) break
      this.message = ''
      if (this.mode === 'insert' || this.mode === 'replace') await this.insertKey(key)
      else await this.normalKey(key)
    }
    return this.status
  }
  /** Types text until ESC; used for all commands that end in insert mode. */
  private async insertMode(mode: 'insert' | 'replace' = 'insert'): Promise<void> {
    this.mode = mode
    while (this.mode === 'insert' || this.mode === 'replace') {
      const key = await this.key()
      if (key === undefined) {
        this.mode = 'normal'
        break
      }
      await this.insertKey(key)
    }
  }
  private async insertKey(key: Key): Promise<void> {
    const b = this.buffer
    switch (key) {
      case 'esc':
      case '\x03':
        this.mode = 'normal'
        b.at.column = Math.max(0, b.at.column - 1)
        this.wanted = b.at.column
        return
      case '\r':
      case '\n':
        b.insert('\n')
        return
      case '\x7f':
      case '\b':
        if (b.at.column > 0) {
          if (this.mode === 'insert') b.remove({ line: b.at.line, column: b.at.column - 1 }, { ...b.at })
          else b.at.column--
        } else if (b.at.line > 0 && this.mode === 'insert')
          b.remove({ line: b.at.line - 1, column: b.lines[b.at.line - 1]!.length }, { line: b.at.line, column: 0 })
        return
      case '\x17': {
        const to = wordBack(b, b.at, false)
        if (to.line === b.at.line) b.remove(to, { ...b.at })
        return
      }
      case '\x15':
        b.remove({ line: b.at.line, column: 0 }, { ...b.at })
        return
      case 'delete':
        if (b.at.column < b.line.length) b.remove({ ...b.at }, { line: b.at.line, column: b.at.column + 1 })
        return
      case 'up':
      case 'down':
      case 'left':
      case 'right':
      case 'home':
      case 'end':
      case 'pageup':
      case 'pagedown': {
        const motion = await this.motion(key, 1)
        if (motion) b.at = { ...motion.to }
        if (key === 'end') b.at.column = b.line.length
        if (key === 'right' && motion && b.at.column === b.line.length - 1 && motion.to.column === b.at.column)
          b.clamp(true)
        b.clamp(true)
        return
      }
      case '\x16': {
        const literal = await this.key()
        if (literal !== undefined) b.insert(literal === 'esc' ? '\x1b' : literal)
        return
      }
      default:
        if ([...key].length !== 1 || (key < ' ' && key !== '\t')) return
        if (this.mode === 'replace' && b.at.column < b.line.length)
          b.remove({ ...b.at }, { line: b.at.line, column: b.at.column + 1 })
        b.insert(key)
    }
  }

  private yank(text: string, linewise: boolean, name: string | undefined): void {
    this.register = { text, linewise }
    if (name) this.registers.set(name, this.register)
  }
  /** d, c, y, >, < over a range. */
  private async operate(op: string, motion: Motion, name: string | undefined): Promise<void> {
    const b = this.buffer
    let [from, to] = [motion.from ?? { ...b.at }, { ...motion.to }]
    if (before(to, from)) [from, to] = [to, from]
    if (op === '>' || op === '<') {
      b.checkpoint()
      for (let line = from.line; line <= to.line; line++) {
        const text = b.lines[line]!
        b.lines[line] = op === '>' ? (text ? `\t${text}` : text) : text.replace(/^(\t| {1,8})/, '')
      }
      b.changed()
      b.at = { line: from.line, column: firstNonBlank(b.lines[from.line]!) }
      return
    }
    if (motion.linewise) {
      const lines = b.lines.slice(from.line, to.line + 1)
      this.yank(`${lines.join('\n')}\n`, true, name)
      if (op === 'y') {
        b.at = { line: Math.min(from.line, b.at.line), column: b.at.column }
        if (lines.length > 2) this.message = `${lines.length} lines yanked`
        return
      }
      b.checkpoint()
      if (op === 'c') {
        b.lines.splice(from.line, lines.length, '')
        b.at = { line: from.line, column: 0 }
        b.changed()
        return this.insertMode()
      }
      b.removeLines(from.line, lines.length)
      b.at.column = firstNonBlank(b.line)
      if (lines.length > 2) this.message = `${lines.length} fewer lines`
      return
    }
    if (motion.inclusive) to.column++
    this.yank(b.slice(from, to), false, name)
    if (op === 'y') {
      b.at = { ...from }
      return
    }
    b.checkpoint()
    b.remove(from, to)
    if (op === 'c') return this.insertMode()
    b.clamp()
  }
  private put(after: boolean, count: number, name: string | undefined): void {
    const b = this.buffer
    const { text, linewise } = (name ? this.registers.get(name) : undefined) ?? this.register
    if (text === '') return
    b.checkpoint()
    if (linewise) {
      const lines = Array.from({ length: count }, () => text.replace(/\n$/, '').split('\n')).flat()
      const at = b.at.line + (after ? 1 : 0)
      b.lines.splice(at, 0, ...lines)
      b.at = { line: at, column: firstNonBlank(lines[0]!) }
      b.changed()
      return
    }
    if (after && b.line.length) b.at.column++
    b.insert(text.repeat(count))
    b.at.column = Math.max(0, b.at.column - 1)
  }

  /** A motion's target; undefined: the key is none, null: it leads nowhere. */
  private async motion(key: Key, count: number, given = false): Promise<Motion | null | undefined> {
    const b = this.buffer
    const at = { ...b.at }
    const repeat = (step: (p: Position) => Position): Position => {
      let p = at
      for (let i = 0; i < count; i++) p = step(p)
      return p
    }
    const toLine = (line: number): Motion => {
      const target = Math.max(0, Math.min(b.lines.length - 1, line))
      return { to: { line: target, column: firstNonBlank(b.lines[target]!) }, linewise: true }
    }
    const vertical = (lines: number): Motion | null => {
      const target = Math.max(0, Math.min(b.lines.length - 1, at.line + lines))
      if (target === at.line) return null
      return {
        to: { line: target, column: Math.min(this.wanted, Math.max(0, b.lines[target]!.length - 1)) },
        linewise: true,
      }
    }
    switch (key) {
      case 'h':
      case 'left':
      case '\b':
      case '\x7f':
        return at.column > 0 ? { to: { line: at.line, column: Math.max(0, at.column - count) } } : null
      case 'l':
      case 'right':
      case ' ':
        return { to: { line: at.line, column: Math.min(b.line.length, at.column + count) } }
      case 'j':
      case 'down':
      case '\x0e':
        return vertical(count)
      case 'k':
      case 'up':
      case '\x10':
        return vertical(-count)
      case '\r':
      case '+':
        return toLine(at.line + count)
      case '-':
        return toLine(at.line - count)
      case '_':
        return toLine(at.line + count - 1)
      case '0':
      case 'home':
        return { to: { line: at.line, column: 0 } }
      case '^':
        return { to: { line: at.line, column: firstNonBlank(b.line) } }
      case '$':
      case 'end': {
        const line = Math.min(b.lines.length - 1, at.line + count - 1)
        return { to: { line, column: Math.max(0, b.lines[line]!.length - 1) }, inclusive: b.lines[line]!.length > 0 }
      }
      case '|':
        return { to: { line: at.line, column: count - 1 } }
      case 'w':
      case 'W':
        return { to: repeat((p) => wordForward(b, p, key === 'W')) }
      case 'b':
      case 'B':
        return { to: repeat((p) => wordBack(b, p, key === 'B')) }
      case 'e':
      case 'E':
        return { to: repeat((p) => wordEnd(b, p, key === 'E')), inclusive: true }
      case 'G':
        return toLine(given ? count - 1 : b.lines.length - 1)
      case 'g': {
        const next = await this.key()
        return next === 'g' ? toLine(given ? count - 1 : 0) : null
      }
      case 'H':
        return toLine(this.top + count - 1)
      case 'M':
        return toLine(this.top + Math.floor((Math.min(this.height, b.lines.length - this.top) - 1) / 2))
      case 'L':
        return toLine(Math.min(b.lines.length, this.top + this.height) - count)
      case '{':
        return { to: repeat((p) => paragraph(b, p, -1)) }
      case '}':
        return { to: repeat((p) => paragraph(b, p, 1)) }
      case '%': {
        const to = matching(b, at)
        return to ? { to, inclusive: true } : null
      }
      case 'f':
      case 'F':
      case 't':
      case 'T': {
        const char = await this.key()
        if (char === undefined || [...char].length !== 1) return null
        this.lastFind = { how: key, char }
        return this.findChar(key, char, count)
      }
      case ';':
        return this.lastFind ? this.findChar(this.lastFind.how, this.lastFind.char, count) : null
      case ',': {
        if (!this.lastFind) return null
        const { how, char } = this.lastFind
        return this.findChar(how === how.toLowerCase() ? how.toUpperCase() : how.toLowerCase(), char, count)
      }
      case '/':
      case '?': {
        const text = await this.commandLine(key)
        if (text === undefined) return null
        if (text) this.pattern = text
        this.searchForward = key === '/'
        return this.searchFrom(this.searchForward)
      }
      case 'n':
        return this.searchFrom(this.searchForward)
      case 'N':
        return this.searchFrom(!this.searchForward)
      case '*':
      case '#': {
        const [from, to] = innerWord(b, at, false)
        const text = b.slice(from, to)
        if (!/\S/.test(text)) return null
        this.pattern = `\\<${text.replace(/[\\^$.*[\]~/]/g, '\\$&')}\\>`
        this.searchForward = key === '*'
        return this.searchFrom(this.searchForward)
      }
      case "'":
      case '`': {
        const name = await this.key()
        const mark = name === undefined ? undefined : this.marks.get(name === '`' ? "'" : name)
        if (!mark) return null
        return key === "'" ? toLine(mark.line) : { to: { ...mark } }
      }
      case '\x06':
      case 'pagedown':
        this.top = Math.min(Math.max(0, b.lines.length - 1), this.top + (this.height - 2) * count)
        return toLine(Math.max(at.line, this.top))
      case '\x02':
      case 'pageup':
        this.top = Math.max(0, this.top - (this.height - 2) * count)
        return toLine(Math.min(at.line, this.top + this.height - 1))
      case '\x04':
        this.top = Math.min(Math.max(0, b.lines.length - this.height), this.top + Math.floor(this.height / 2))
        return toLine(at.line + Math.floor(this.height / 2))
      case '\x15':
        this.top = Math.max(0, this.top - Math.floor(this.height / 2))
        return toLine(at.line - Math.floor(this.height / 2))
      default:
        return undefined
    }
  }
  private findChar(how: string, char: string, count: number): Motion | null {
    const b = this.buffer
    const column = find(b.line, b.at.column, how, char, count)
    return column === undefined ? null : { to: { line: b.at.line, column }, inclusive: how === how.toLowerCase() }
  }
  private searchFrom(forward: boolean): Motion | null {
    const found = this.search(this.pattern, forward, this.buffer.at)
    if (!found) {
      if (!this.message) this.message = this.face.words.notFound(this.pattern)
      return null
    }
    return { to: found }
  }
  /** The next match, around the end of the text. */
  search(pattern: string, forward: boolean, from: Position): Position | undefined {
    const regex = this.compile(pattern)
    if (!regex) return undefined
    const b = this.buffer
    const count = b.lines.length
    for (let step = 0; step <= count; step++) {
      const line = (((from.line + (forward ? step : -step)) % count) + count) % count
      const matches: number[] = []
      const text = b.lines[line]!
      for (let at = 0; at <= text.length;) {
        const match = regex(text, at)
        if (!match) break
        matches.push(match.index)
        at = Math.max(match.end, match.index + 1)
      }
      const usable =
        step === 0
          ? matches.filter((column) => (forward ? column > from.column : column < from.column))
          : step === count
            ? matches.filter((column) => (forward ? column <= from.column : column >= from.column))
            : matches
      const column = forward ? usable[0] : usable.at(-1)
      if (column !== undefined) return { line, column }
    }
    return undefined
  }
  /** A basic regular expression as a function, told in the message when it is wrong. */
  compile(
    pattern: string,
  ): ((text: string, at: number) => { index: number; end: number; groups: (string | undefined)[] } | null) | undefined {
    return this.compiler(pattern, this.ignoreCase, (text) => {
      this.message = text
    })
  }
  compiler: (pattern: string, ignoreCase: boolean, complain: (text: string) => void) => ReturnType<Editor['compile']> =
    () => undefined

  /** Text typed on the bottom line; undefined: given up. */
  private async commandLine(prefix: string): Promise<string | undefined> {
    let text = ''
    const { rows, cols } = this.screen.size
    for (;;) {
      if (!this.replaying) await this.screen.write(`\x1b[${rows};1H${fit(prefix + text, cols - 1)}\x1b[K`)
      const key = this.replay.shift() ?? (this.replaying ? undefined : await this.screen.key())
      if (key === undefined || key === 'esc' || key === '\x03') return undefined
      this.recording.push(key)
      if (key === '\r' || key === '\n') return text
      if (key === '\x7f' || key === '\b') {
        if (text === '') return undefined
        text = text.slice(0, -1)
      } else if (key === '\x15') text = ''
      else if ([...key].length === 1) text += key
    }
  }

  private async normalKey(first: Key): Promise<void> {
    const b = this.buffer
    let key: Key | undefined = first
    let name: string | undefined
    let digits = ''
    while (key !== undefined) {
      if (key === '"') {
        name = await this.key()
        key = await this.key()
      } else if (/^[1-9]$/.test(key) || (key === '0' && digits !== '')) {
        digits += key
        key = await this.key()
      } else break
    }
    if (key === undefined) return
    const count = Number(digits || 1)
    const given = digits !== ''
    if (this.mode === 'visual' || this.mode === 'visual-line') return this.visualKey(key, count, given, name)
    if (await this.change(key, count, given, name)) {
      if (!this.replaying) this.recorded = this.recording
      b.clamp()
      this.wanted = b.at.column
      return
    }
    const motion = await this.motion(key, count, given)
    if (motion === null) return
    if (motion) {
      if (/^[G/?nN{}%`']$/.test(key)) this.marks.set("'", { ...b.at })
      b.at = { ...motion.to }
      b.clamp()
      if (!motion.linewise || !/^(j|k|up|down|\x0e|\x10)$/.test(key))
        this.wanted = key === '$' || key === 'end' ? Infinity : b.at.column
      return
    }
    await this.other(key, count)
  }
  /** Commands that change the text; true when the key was one. */
  private async change(key: Key, count: number, given: boolean, name: string | undefined): Promise<boolean> {
    const b = this.buffer
    const start = (): void => b.checkpoint()
    switch (key) {
      case 'i':
      case 'insert':
        start()
        await this.insertMode()
        return true
      case 'a':
        start()
        if (b.line.length) b.at.column++
        await this.insertMode()
        return true
      case 'I':
        start()
        b.at.column = firstNonBlank(b.line)
        await this.insertMode()
        return true
      case 'A':
        start()
        b.at.column = b.line.length
        await this.insertMode()
        return true
      case 'o':
      case 'O':
        start()
        b.lines.splice(b.at.line + (key === 'o' ? 1 : 0), 0, '')
        if (key === 'o') b.at.line++
        b.at.column = 0
        b.changed()
        await this.insertMode()
        return true
      case 'R':
        start()
        await this.insertMode('replace')
        return true
      case 'x':
      case 'delete':
        if (b.line.length)
          await this.operate(
            'd',
            { to: { line: b.at.line, column: Math.min(b.line.length, b.at.column + count) } },
            name,
          )
        return true
      case 'X':
        if (b.at.column > 0)
          await this.operate('d', { to: { line: b.at.line, column: Math.max(0, b.at.column - count) } }, name)
        return true
      case 's':
        await this.operate('c', { to: { line: b.at.line, column: Math.min(b.line.length, b.at.column + count) } }, name)
        return true
      case 'S':
        await this.operate(
          'c',
          { to: { line: Math.min(b.lines.length - 1, b.at.line + count - 1), column: 0 }, linewise: true },
          name,
        )
        return true
      case 'D':
      case 'C':
        await this.operate(key.toLowerCase(), { to: { line: b.at.line, column: b.line.length } }, name)
        return true
      case 'Y':
        await this.operate(
          'y',
          { to: { line: Math.min(b.lines.length - 1, b.at.line + count - 1), column: 0 }, linewise: true },
          name,
        )
        return true
      case 'r': {
        const char = await this.key()
        if (char === undefined || char === 'esc' || b.at.column + count > b.line.length) return true
        start()
        if (char === '\r') {
          b.remove({ ...b.at }, { line: b.at.line, column: b.at.column + count })
          b.insert('\n')
        } else {
          b.line = b.line.slice(0, b.at.column) + char.repeat(count) + b.line.slice(b.at.column + count)
          b.at.column += count - 1
        }
        return true
      }
      case '~': {
        start()
        const part = b.line.slice(b.at.column, b.at.column + count)
        b.line =
          b.line.slice(0, b.at.column) +
          [...part].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('') +
          b.line.slice(b.at.column + count)
        b.at.column = Math.min(b.line.length - 1, b.at.column + count)
        return true
      }
      case 'J': {
        start()
        for (let i = 0; i < Math.max(1, count - 1) && b.at.line + 1 < b.lines.length; i++) {
          const next = b.lines[b.at.line + 1]!.replace(/^\s+/, '')
          const left = b.line
          b.at.column = left.length
          b.lines.splice(b.at.line, 2, left + (next && left && !/\s$/.test(left) ? ' ' : '') + next)
          b.changed()
        }
        return true
      }
      case 'p':
      case 'P':
        this.put(key === 'p', count, name)
        return true
      case 'd':
      case 'c':
      case 'y':
      case '>':
      case '<': {
        let next = await this.key()
        let inner = ''
        while (next !== undefined && /^[1-9]$/.test(next)) {
          inner += next
          next = await this.key()
        }
        if (next === undefined || next === 'esc') return key !== 'y'
        const times = count * Number(inner || 1)
        if (next === key) {
          await this.operate(
            key,
            { to: { line: Math.min(b.lines.length - 1, b.at.line + times - 1), column: 0 }, linewise: true },
            name,
          )
          return key !== 'y'
        }
        if ((next === 'i' || next === 'a') && this.face.vim) {
          const object = await this.key()
          const around = next === 'a'
          const range =
            object === 'w'
              ? innerWord(b, b.at, around)
              : object === undefined
                ? undefined
                : innerPair(b, b.at, object, around)
          if (range) await this.operate(key, { from: range[0], to: range[1] }, name)
          return key !== 'y'
        }
        // "cw" on a word changes to its end only.
        if (key === 'c' && (next === 'w' || next === 'W') && /\S/.test(b.line[b.at.column] ?? ''))
          next = next === 'w' ? 'e' : 'E'
        const motion = await this.motion(next, times, given || inner !== '')
        if (!motion) return key !== 'y'
        // "dw" on a line's last word stays on the line.
        if ((next === 'w' || next === 'W') && motion.to.line > b.at.line && times === 1)
          motion.to = { line: b.at.line, column: b.line.length }
        await this.operate(key, motion, name)
        return key !== 'y'
      }
      default:
        return false
    }
  }
  private async other(key: Key, count: number): Promise<void> {
    const b = this.buffer
    switch (key) {
      case 'u':
        for (let i = 0; i < count; i++) if (!b.undo()) this.message = 'Already at oldest change'
        b.clamp()
        return
      case '\x12':
        if (this.face.vim && !b.redo()) this.message = 'Already at newest change'
        b.clamp()
        return
      case '.': {
        if (!this.recorded.length) return
        for (let i = 0; i < count; i++) {
          this.replay = [...this.recorded]
          this.replaying = true
          const head = this.replay.shift()!
          await this.normalKey(head)
          this.replaying = false
          this.replay = []
        }
        return
      }
      case ':': {
        const text = await this.commandLine(':')
        if (text !== undefined) await runEx(this, text)
        return
      }
      case 'm': {
        const mark = await this.key()
        if (mark !== undefined) this.marks.set(mark, { ...b.at })
        return
      }
      case 'v':
      case 'V':
        if (!this.face.vim) break
        this.mode = key === 'v' ? 'visual' : 'visual-line'
        this.anchor = { ...b.at }
        return
      case 'Z': {
        const next = await this.key()
        if (next === 'Z') {
          if (!b.modified || this.write(undefined, false)) this.done = true
        } else if (next === 'Q') this.done = true
        return
      }
      case '\x07': {
        const percent = Math.floor(((b.at.line + 1) * 100) / b.lines.length)
        this.message = this.face.vim
          ? `"${this.path ?? '[No Name]'}"${b.modified ? ' [Modified]' : ''} ${b.lines.length} lines --${percent}%--`
          : this.face.status(this)
        return
      }
      case '\x05':
        this.top = Math.min(b.lines.length - 1, this.top + count)
        if (b.at.line < this.top) b.at.line = this.top
        return
      case '\x19':
        this.top = Math.max(0, this.top - count)
        if (b.at.line >= this.top + this.height) b.at.line = this.top + this.height - 1
        return
      case 'z': {
        const next = await this.key()
        if (next === '\r' || next === 't') this.top = b.at.line
        else if (next === '.' || next === 'z') this.top = Math.max(0, b.at.line - Math.floor(this.height / 2))
        else if (next === '-' || next === 'b') this.top = Math.max(0, b.at.line - this.height + 1)
        return
      }
      case '\x0c':
        await this.screen.write('\x1b[2J')
        return
      case 'esc':
      case '\x03':
        if (key === '\x03' && this.face.vim)
          this.message = 'Type  :qa!  and press <Enter> to abandon all changes and exit Vim'
        return
    }
    if (key !== 'unknown') await this.screen.write('\x07')
  }
  private async visualKey(key: Key, count: number, given: boolean, name: string | undefined): Promise<void> {
    const b = this.buffer
    if (key === 'esc' || key === '\x03' || key === this.mode[0]) {
      this.mode = 'normal'
      return
    }
    if (key === 'v' || key === 'V') {
      this.mode = key === 'v' ? 'visual' : 'visual-line'
      return
    }
    if (key === 'o') {
      ;[this.anchor, b.at] = [{ ...b.at }, { ...this.anchor }]
      return
    }
    const ops: Record<string, string> = { d: 'd', x: 'd', delete: 'd', y: 'y', c: 'c', s: 'c', '>': '>', '<': '<' }
    const op = ops[key]
    if (op) {
      const linewise = this.mode === 'visual-line'
      this.mode = 'normal'
      const [from, to] = before(this.anchor, b.at) ? [this.anchor, b.at] : [b.at, this.anchor]
      b.at = { ...from }
      await this.operate(op, { from: { ...from }, to: { ...to }, linewise, inclusive: !linewise }, name)
      b.clamp()
      return
    }
    if (key === ':') {
      const [from, to] = [Math.min(this.anchor.line, b.at.line) + 1, Math.max(this.anchor.line, b.at.line) + 1]
      const text = await this.commandLine(":'<,'>")
      this.mode = 'normal'
      if (text !== undefined) await runEx(this, `${from},${to}${text}`)
      return
    }
    const motion = await this.motion(key, count, given)
    if (motion) {
      b.at = { ...motion.to }
      b.clamp()
    }
  }
  /** `a` to `z` and the others, for ex addresses. */
  mark(name: string): Position | undefined {
    return this.marks.get(name)
  }
}
