/**
 * BusyBox's line editor (libbb/lineedit.c of 1.35), which ash uses: fewer keys than readline, TAB lists at the second press, C-r. Redisplay gives the
 * same screen with other bytes. Left out: vi mode.
 */
import { Line } from './line.ts'
import { Keys } from './keys.ts'
import { columns } from './completion/busybox-list.ts'
import { busyboxMatches, insertBusyboxMatch, type BusyboxMatches } from './completion/busybox.ts'
import { readSequence } from './lineedit-keys.ts'
import { Screen } from './screen.ts'
import { EditorTerminal } from './terminal.ts'
import { characters, isControl, join, type Char } from './text.ts'
import type { LineEditor, LineEditorOptions, LineResult } from './types.ts'

const isDelimiter = (char: Char): boolean => char === ' ' || /^[!-/:-@[-`{-~]$/.test(char)
const isSpace = (char: Char): boolean => /^\s$/.test(char)
class Leave {
  readonly result: LineResult
  constructor(result: LineResult) {
    this.result = result
  }
}

export const createLineedit = (options: LineEditorOptions): LineEditor => new Lineedit(options)

class Lineedit implements LineEditor {
  private readonly options: LineEditorOptions
  private readonly keys: Keys
  private readonly terminal: EditorTerminal
  private screen = new Screen(80)
  private line = new Line()
  /** Index into the history; its length: the new line, kept in `fresh` meanwhile. */
  private at = 0
  private fresh = ''
  private prompt = ''
  private bells = 0
  private stale = false
  /** Of the last TAB, for the list that a second one shows. */
  private matches: BusyboxMatches | null = null

  constructor(options: LineEditorOptions) {
    this.options = options
    this.keys = new Keys(options.sys, options.input)
    this.terminal = new EditorTerminal(options.sys, options.input, options.output)
  }

  async readLine(prompt: string): Promise<LineResult> {
    const { terminal } = this
    const cut = prompt.lastIndexOf('\n') + 1
    this.prompt = prompt.slice(cut)
    this.line = new Line()
    this.at = this.options.history.lines.length
    this.fresh = ''
    this.matches = null
    this.screen = new Screen(terminal.size.cols)
    terminal.enter({ signals: false, literalReturn: false })
    try {
      await terminal.write(prompt.slice(0, cut).replace(/[\x01\x02]/g, ''))
      await this.redisplay()
      if (this.options.askCursor && !(await this.keys.ready(0))) await terminal.write('\x1b[6n')
      for (;;) {
        this.stale = true
        await this.key(await this.nextKey())
      }
    } catch (leave) {
      if (!(leave instanceof Leave)) throw leave
      terminal.leave()
      return leave.result
    }
  }

  private async redisplay(prompt = this.prompt): Promise<void> {
    this.stale = false
    const bells = '\x07'.repeat(this.bells)
    this.bells = 0
    await this.terminal.write(this.screen.show({ prompt, chars: this.line.chars, point: this.line.point }) + bells)
  }
  private async leave(result: LineResult, last: string): Promise<never> {
    await this.terminal.write(last)
    throw new Leave(result)
  }
  /** The cursor to the start of the row below the line. */
  private async newRow(): Promise<void> {
    this.line.point = this.line.length
    await this.redisplay()
    await this.terminal.write(this.screen.finish())
  }

  private async nextKey(prompt?: string): Promise<string> {
    for (;;) {
      if (this.stale && !(await this.keys.ready(0))) await this.redisplay(prompt)
      const next = await readSequence(this.keys)
      if (next === null) await this.leave({ kind: 'eof' }, '\n')
      else if (next === 'signal') await this.signal()
      else return next.key
    }
  }
  private async signal(): Promise<void> {
    const what = this.options.onSignal?.() ?? 'continue'
    if (what === 'abort') await this.interrupt()
    const { cols } = this.terminal.size
    if (this.terminal.takeResized() || cols !== this.screen.width) {
      await this.terminal.write(this.screen.clear())
      this.screen.resize(cols)
    } else if (what === 'redraw') this.screen.reset()
    else return
    await this.redisplay()
  }
  private async interrupt(): Promise<never> {
    this.keys.drop()
    this.line.point = this.line.length
    await this.redisplay()
    return this.leave({ kind: 'interrupt' }, `^C\n`)
  }

  private async key(key: string): Promise<void> {
    const { line } = this
    if (key === '\t') return this.tab()
    this.matches = null
    switch (key) {
      case '\r':
      case '\n': {
        await this.newRow()
        const { text } = line
        return this.leave({ kind: 'line', text }, '')
      }
      case '\x01':
      case 'home':
        line.point = 0
        return
      case '\x05':
      case 'end':
        line.point = line.length
        return
      case '\x02':
      case 'left':
        if (line.point > 0) line.point--
        return
      case '\x06':
      case 'right':
        if (line.point < line.length) line.point++
        return
      case 'word-left':
        line.point = this.wordLeft()
        return
      case 'word-right':
        line.point = this.wordRight()
        return
      case '\x03':
        return this.interrupt()
      case '\x04':
        if (!line.length) return this.leave({ kind: 'eof' }, '\n')
        line.delete(line.point, Math.min(line.length, line.point + 1))
        return
      case 'delete':
        line.delete(line.point, Math.min(line.length, line.point + 1))
        return
      case '\x08':
      case '\x7f':
        if (line.point > 0) line.delete(line.point - 1, line.point)
        return
      case '\x0b':
        line.delete(line.point, line.length)
        return
      case '\x15':
        line.delete(0, line.point)
        return
      case '\x17':
        return this.rubout()
      case 'delete-word-left':
        line.delete(this.wordLeft(), line.point)
        return
      case 'delete-word-right':
        line.delete(line.point, this.wordRight())
        return
      case '\x0c':
        await this.terminal.write('\x1b[H\x1b[J')
        this.screen.reset()
        return this.redisplay()
      case '\x10':
      case 'up':
        return this.history(-1)
      case '\x0e':
      case 'down':
        return this.history(1)
      case '\x12':
        return this.search()
      default:
        if ([...key].length === 1 && !isControl(key)) line.insert(characters(key))
    }
  }

  private wordLeft(): number {
    const { chars } = this.line
    let at = this.line.point
    while (at > 0 && isDelimiter(chars[at - 1]!)) at--
    while (at > 0 && !isDelimiter(chars[at - 1]!)) at--
    return at
  }
  private wordRight(): number {
    const { chars } = this.line
    let at = this.line.point
    while (at < chars.length && isDelimiter(chars[at]!)) at++
    while (at < chars.length && !isDelimiter(chars[at]!)) at++
    return at
  }
  private rubout(): void {
    const { line } = this
    let at = line.point
    while (at > 0 && isSpace(line.chars[at - 1]!)) at--
    while (at > 0 && !isSpace(line.chars[at - 1]!)) at--
    line.delete(at, line.point)
  }

  // ---- history

  /** Lines that were edited stay so. */
  private keep(): void {
    const { lines } = this.options.history
    if (this.at >= lines.length) this.fresh = this.line.text
    else if (this.line.length) lines[this.at] = this.line.text
  }
  private history(step: -1 | 1): void {
    const { lines } = this.options.history
    const next = this.at + step
    if (next < 0 || next > lines.length) {
      this.bells++
      return
    }
    this.keep()
    this.at = next
    this.line = new Line(next === lines.length ? this.fresh : lines[next])
  }
  private async search(): Promise<void> {
    const { lines } = this.options.history
    let wanted: Char[] = []
    for (;;) {
      const prompt = `(reverse-i-search)'${join(wanted)}': `
      await this.redisplay(prompt)
      const key = await this.nextKey(prompt)
      const before = wanted
      if (key === '\x7f' || key === '\b') wanted = wanted.slice(0, -1)
      else if (key !== '\x12') {
        if ([...key].length !== 1 || isControl(key)) {
          this.stale = true
          return this.key(key)
        }
        wanted = [...wanted, key]
      }
      const text = join(wanted)
      let found = key === '\x12' ? this.at - 1 : this.at
      while (found >= 0 && !(lines[found] ?? '').includes(text)) found--
      if (found < 0) {
        wanted = before
        this.bells++
        continue
      }
      if (found < lines.length) {
        this.at = found
        const line = lines[found]!
        this.line = new Line(line)
        this.line.point = characters(line.slice(0, line.indexOf(text))).length
      }
    }
  }

  // ---- completion

  private async tab(): Promise<void> {
    const { line, matches: last, options } = this
    if (last) {
      if (!last.names.length) return
      const { point } = line
      await this.newRow()
      await this.terminal.write(
        columns(last.names, this.terminal.size.cols)
          .map((row) => `${row}\n`)
          .join(''),
      )
      line.point = point
      return
    }
    const matches = busyboxMatches(line.slice(0, line.point), options.sys, options.completer)
    this.matches = matches
    if (matches.names.length !== 1) this.bells++
    if (insertBusyboxMatch(line, matches)) this.matches = null
  }
}
