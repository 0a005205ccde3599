/** vi: what an editor is, its files, its keys and its searches. The commands are in normal.ts, insert.ts, visual.ts and ex.ts. */
import { attempt, strerror, SysError } from '../../../../base/abi/errno.ts'
import { isDir, W_OK } from '../../../../base/abi/files.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import type { Key, Screen } from '../screen.ts'
import { fromText, toText } from '../text.ts'
import { Buffer } from './buffer.ts'
import type { Position } from './buffer.ts'
import { insertKey } from './insert.ts'
import { normalKey } from './normal.ts'
import { draw, drawCommandLine } from './view.ts'
import type { ViFace } from './face.ts'

export type Mode = 'normal' | 'insert' | 'replace' | 'visual' | 'visual-line'
export interface Register {
  text: string
  linewise: boolean
}
export type Matcher = (
  text: string,
  at: number,
) => { index: number; end: number; groups: (string | undefined)[] } | null

export class Editor {
  readonly sys: Sys
  readonly screen: Screen
  readonly face: ViFace
  readonly buffer = new Buffer()
  mode: Mode = 'normal'
  path: string | undefined
  readOnly = false
  /** What the bottom line says until the next key, and whether it is a complaint. */
  message = ''
  tone: 'plain' | 'warning' | 'failure' = 'plain'
  done = false
  status = 0
  numbers = false
  ignoreCase = false
  /** Before the first key, on an empty buffer without a name. */
  intro = false
  pattern = ''
  searchForward = true
  /** The first line shown and, where lines are not wrapped, the first column. */
  top = 0
  leftColumn = 0
  /** The column that j and k try to keep. */
  wanted = 0
  register: Register = { text: '', linewise: false }
  readonly registers = new Map<string, Register>()
  readonly marks = new Map<string, Position>()
  lastFind: { how: string; char: string } | undefined
  /** Where the selection began. */
  anchor: Position = { line: 0, column: 0 }
  /** Keys of the last change, for '.', and what is being typed now. */
  recorded: Key[] = []
  recording: Key[] = []
  replay: Key[] = []
  replaying = false

  constructor(sys: Sys, screen: Screen, face: ViFace) {
    this.sys = sys
    this.screen = screen
    this.face = face
  }
  say(text: string): void {
    this.message = text
    this.tone = 'plain'
  }
  warn(text: string): void {
    this.message = text
    this.tone = 'warning'
  }
  fail(text: string): void {
    this.message = text
    this.tone = 'failure'
  }

  open(path: string | undefined): void {
    this.path = path
    if (path === undefined) {
      this.buffer.load('')
      return
    }
    const stat = attempt(() => this.sys.stat(path))
    if (!(stat instanceof SysError) && isDir(stat)) {
      this.fail(this.face.words.directory(path))
      this.buffer.load('')
      return
    }
    const bytes = attempt(() => this.sys.readFile(path))
    if (bytes instanceof SysError) {
      this.buffer.load('')
      if (bytes.code === 'ENOENT') this.say(this.face.opened(this, true, 0))
      else this.fail(this.face.words.unreadable(path, strerror(bytes.code)))
      return
    }
    this.buffer.load(toText(bytes))
    this.buffer.hadContent = bytes.length > 0
    if (!this.sys.access(path, W_OK)) this.readOnly = true
    this.say(this.face.opened(this, false, bytes.length))
  }
  /** True when it was written. */
  write(path: string | undefined, force: boolean, range?: [number, number]): boolean {
    const target = path ?? this.path
    if (target === undefined) {
      this.fail(this.face.words.noName)
      return false
    }
    const isNew = attempt(() => this.sys.stat(target)) instanceof SysError
    if (!force) {
      if (this.readOnly && target === this.path) {
        this.fail(this.face.words.readOnly(target))
        return false
      }
      if (!isNew && target !== this.path && this.face.words.exists) {
        this.fail(this.face.words.exists)
        return false
      }
    }
    const lines = range ? this.buffer.lines.slice(range[0], range[1] + 1) : this.buffer.lines
    const text = range ? `${lines.join('\n')}\n` : this.buffer.text()
    const bytes = fromText(text)
    const failure = attempt(() => this.sys.writeFile(target, bytes))
    if (failure instanceof SysError) {
      this.fail(this.face.words.unwritable(target, strerror(failure.code)))
      return false
    }
    this.path ??= target
    if (!range && target === this.path) this.buffer.saved()
    this.say(this.face.written(this, target, text === '' ? 0 : lines.length, bytes.length, isNew))
    return true
  }

  /** The next key, from the keyboard or from what '.' repeats; undefined: there is none any more. */
  async key(): Promise<Key | undefined> {
    const replayed = this.replay.shift()
    if (replayed !== undefined) return replayed
    if (this.replaying) return undefined
    for (;;) {
      await draw(this)
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
      if (!this.face.vim) this.message = ''
      this.intro = false
      if (this.mode === 'insert' || this.mode === 'replace') await insertKey(this, key)
      else await normalKey(this, key)
    }
    return this.status
  }
  /** Text typed on the bottom line; undefined: given up. */
  async commandLine(prefix: string): Promise<string | undefined> {
    let text = ''
    for (;;) {
      if (!this.replaying) await drawCommandLine(this, prefix + text)
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
      if (column !== undefined) {
        if (step > 0 && (forward ? line <= from.line : line >= from.line)) this.warn(this.face.words.wrapped(forward))
        return { line, column }
      }
    }
    return undefined
  }
  /** A basic regular expression as a function, told in the message when it is wrong. */
  compile(pattern: string): Matcher | undefined {
    return this.compiler(pattern, this.ignoreCase, (text) => this.fail(text))
  }
  compiler: (pattern: string, ignoreCase: boolean, complain: (text: string) => void) => Matcher | undefined = () =>
    undefined
}
