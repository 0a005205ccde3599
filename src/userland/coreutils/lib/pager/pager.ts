/** The core of less(1): files, their lines on a screen, and moving in them. What the keys do is in keys.ts. */
import { strerror, SysError } from '../../../../base/abi/errno.ts'
import { isError, tryAsync } from '../command.ts'
import type { Command } from '../command.ts'
import { LineReader, openInput } from '../io.ts'
import type { Regex } from '../regex/regex.ts'
import type { Key, Screen } from '../screen.ts'
import { fromText } from '../text.ts'
import { press } from './keys.ts'
import { cellsOf, chopped, marked, painted, wrapped } from './lines.ts'
import type { Cell } from './lines.ts'

export interface PagerOptions {
  quitAtEof: boolean
  quitIfOneScreen: boolean
  ignoreCase: boolean
  lineNumbers: boolean
  chop: boolean
  raw: boolean
  noTildes: boolean
  /** Leaves the text on the screen at the end. */
  noInit: boolean
  squeeze: boolean
}
export interface PromptState {
  file: string
  first: boolean
  top: number
  bottom: number
  total: number
  percent: number
  atEnd: boolean
  index: number
  count: number
  /** The file after this one. */
  next: string | undefined
}
export interface PagerFace {
  /** GNU less; otherwise BusyBox's. */
  gnu: boolean
  /** The bottom line; '' for the plain ':'. */
  prompt(state: PromptState): string
  /** "file lines 1-23/100 …". */
  position(state: PromptState & { bytes: number; size: number }): string
  /** What h shows; undefined: nothing. */
  help(): Promise<string | undefined>
  version: string
}
interface View {
  index: number
  top: number
  left: number
}
export class Pager {
  readonly command: Command
  readonly screen: Screen
  readonly options: PagerOptions
  readonly face: PagerFace
  readonly files: readonly string[]
  lines: string[] = []
  /** Lines shown when & chose some, as indices of `lines`. */
  chosen: number[] | undefined
  index = 0
  /** The line at the top (of the chosen ones), and the first column. */
  top = 0
  left = 0
  message: string | undefined
  pattern: Regex | undefined
  backwards = false
  fresh = true
  count = ''
  helping = false
  readonly marks = new Map<string, View>()
  private readonly tops = new Map<number, number>()
  constructor(command: Command, screen: Screen, files: readonly string[], options: PagerOptions, face: PagerFace) {
    this.command = command
    this.screen = screen
    this.files = files
    this.options = options
    this.face = face
  }
  async read(name: string): Promise<string[] | SysError> {
    return tryAsync(async () => {
      const input = await openInput(this.command.sys, name)
      const reader = new LineReader(this.command.sys, input.fd)
      const lines: string[] = []
      for (let line = await reader.next(); line !== null; line = await reader.next())
        if (!this.options.squeeze || line !== '' || lines.at(-1) !== '') lines.push(line)
      input.close()
      return lines
    })
  }
  async load(index: number): Promise<boolean> {
    const name = this.files[index]!
    const lines = await this.read(name)
    if (isError(lines)) {
      this.message = lines.code === 'EISDIR' ? `${name} is a directory` : `${name}: ${strerror(lines.code)}`
      return false
    }
    this.tops.set(this.index, this.top)
    this.lines = lines
    this.chosen = undefined
    this.index = index
    this.top = this.tops.get(index) ?? 0
    this.fresh = true
    return true
  }
  get height(): number {
    return Math.max(1, this.screen.size.rows - 1)
  }
  /** Lines that can be shown. */
  get length(): number {
    return this.chosen?.length ?? this.lines.length
  }
  /** The number from 0 in the file of a line that is shown. */
  real(at: number): number {
    return this.chosen ? (this.chosen[at] ?? this.lines.length) : at
  }
  text(at: number): string {
    return this.lines[this.real(at)]!
  }
  private rows(at: number): Cell[][] {
    const width = this.screen.size.cols
    const numbers = this.options.lineNumbers && !this.helping
    const prefix = numbers ? cellsOf(`${String(this.real(at) + 1).padStart(7)} `, false) : []
    let cells = cellsOf(this.text(at), this.options.raw)
    if (this.pattern) cells = marked(cells, this.pattern)
    if (this.options.chop) return [[...prefix, ...chopped(cells, this.left, width - prefix.length)]]
    return wrapped([...prefix, ...cells], width)
  }
  /** The last line that is on the screen. */
  bottom(): number {
    let left = this.height
    let at = this.top
    for (; at < this.length; at++) {
      left -= this.rows(at).length
      if (left < 0) return at - 1
      if (left === 0) return at
    }
    return this.length - 1
  }
  get atEnd(): boolean {
    return this.bottom() >= this.length - 1
  }
  /** The first top with which the end is on the screen. BusyBox stops two rows later. */
  lastTop(): number {
    let left = this.height - (this.face.gnu ? 0 : 2)
    for (let at = this.length - 1; at >= 0; at--) {
      left -= this.rows(at).length
      if (left < 0) return at + 1
    }
    return 0
  }
  state(): PromptState {
    const bottom = this.bottom()
    const total = this.length
    return {
      file: this.files[this.index] ?? '',
      first: this.fresh,
      top: this.real(this.top) + 1,
      bottom: this.real(bottom) + 1,
      total: this.lines.length,
      percent: total ? Math.floor(((bottom + 1) * 100) / total) : 100,
      atEnd: this.atEnd,
      index: this.index,
      count: this.files.length,
      next: this.files[this.index + 1],
    }
  }
  position(): string {
    const state = this.state()
    const size = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + fromText(line).length + 1, 0)
    return this.face.position({
      ...state,
      bytes: size(this.lines.slice(0, state.bottom)),
      size: size(this.lines),
    })
  }
  async draw(): Promise<void> {
    const body: string[] = []
    for (let at = this.top; at < this.length && body.length < this.height; at++)
      for (const row of this.rows(at)) body.push(painted(row))
    body.length = Math.min(body.length, this.height)
    if (!this.face.gnu && this.length > this.height && body.length < this.height) body.push('')
    while (body.length < this.height) body.push(this.options.noTildes ? '' : this.face.gnu ? '\x1b[1m~\x1b[0m' : '~')
    await this.screen.write(`\x1b[H${body.map((line) => `\x1b[K${line}\r\n`).join('')}\x1b[J`)
    await this.drawPrompt()
  }
  async drawPrompt(): Promise<void> {
    if (this.count !== '') {
      await this.screen.write(`\r\x1b[K:${this.count}`)
      return
    }
    if (this.message !== undefined) {
      await this.standout(this.message + (this.face.gnu ? '  (press RETURN)' : ''))
      return
    }
    if (this.helping) {
      await this.standout(
        this.atEnd
          ? 'HELP -- END -- Press g to see it again, or q when done'
          : 'HELP -- Press RETURN for more, or q when done',
      )
      return
    }
    const text = this.face.prompt(this.state())
    const prefix = this.chosen ? '& ' : ''
    if (text === '') await this.screen.write(`\r\x1b[K${prefix}:`)
    else await this.standout(text, prefix)
  }
  private async standout(text: string, prefix = ''): Promise<void> {
    await this.screen.write(`\r\x1b[K${prefix}\x1b[7m${text}\x1b[27m`)
  }
  move(lines: number): void {
    const before = this.top
    if (lines > 0) this.top = Math.min(Math.max(before, this.lastTop()), before + lines)
    else this.top = Math.max(0, before + lines)
    if (this.top !== before) this.fresh = false
  }
  /** Screens are counted in rows, lines may take several. */
  page(direction: 1 | -1, rows: number): void {
    let left = rows
    let at = this.top
    while (left > 0) {
      const next = direction > 0 ? at : at - 1
      if (next < 0 || next >= this.length) break
      left -= this.rows(next).length
      at += direction
    }
    this.move(at - this.top)
  }
  go(line: number): void {
    const target = Math.max(0, Math.min(this.length - 1, line))
    this.top = this.face.gnu ? target : Math.min(target, this.lastTop())
    this.fresh = this.top === 0 && !this.face.gnu
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
    if (this.options.quitIfOneScreen && this.files.length === 1 && this.length <= this.height && this.atEnd) {
      for (const line of this.lines) await this.command.put(`${line}\n`)
      await this.command.out.flush()
      return true
    }
    this.screen.enter()
    if (!this.options.noInit) await this.screen.write('\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=')
    try {
      await this.draw()
      for (let key: Key | undefined = await this.screen.key(); key !== undefined; key = await this.screen.key()) {
        if (this.message !== undefined) {
          this.message = undefined
          if (this.face.gnu && /^[\r\n ]$/.test(key)) {
            await this.drawPrompt()
            continue
          }
        }
        if (await press(this, key)) break
      }
    } finally {
      this.screen.leave()
    }
    await this.screen.write(this.options.noInit ? '\r\x1b[K' : '\r\x1b[K\x1b[?1l\x1b>\x1b[?1049l\x1b[23;0;0t')
    return true
  }
}
