/**
 * GNU readline 8.2 as bash 5.2 uses it, emacs mode with Debian's /etc/inputrc. Redisplay gives the same screen with other bytes. Left out: vi mode,
 * macros, inputrc files of the user, horizontal scrolling, and the commands keymap.ts names.
 */
import { browsing } from './browsing.ts'
import { changing } from './changing.ts'
import { findMatches, insertMatch, type Matches } from './completion/complete.ts'
import { columns, page, yesOrNo } from './completion/list.ts'
import { quoteMatch } from './completion/quoting.ts'
import { Editing, type Action } from './editing.ts'
import { lookUp, type Command } from './keymap.ts'
import { Keys } from './keys.ts'
import { moving } from './moving.ts'
import { Screen } from './screen.ts'
import { incrementalSearch } from './search.ts'
import { EditorTerminal } from './terminal.ts'
import { readInputrc, type ReadlineSettings } from './inputrc.ts'
import { characters } from './text.ts'
import type { LineEditor, LineEditorOptions, LineResult } from './types.ts'

const PASTE_ON = '\x1b[?2004h'
/** After the newline; the carriage return is readline's, too. */
const PASTE_OFF = '\x1b[?2004l\r'
const PASTE_END = '\x1b[201~'
/** rl_completion_query_items */
const QUERY_ITEMS = 100
const ACTIONS: Readonly<Partial<Record<Command, Action>>> = { ...moving, ...changing, ...browsing }
/** Thrown inside to leave the line. */
class Leave {
  readonly result: LineResult
  constructor(result: LineResult) {
    this.result = result
  }
}

export const createReadline = (options: LineEditorOptions): LineEditor => new Readline(options)

class Readline implements LineEditor {
  private readonly options: LineEditorOptions
  private readonly keys: Keys
  private readonly terminal: EditorTerminal
  private screen = new Screen(80)
  private kills: string[] = []
  private e: Editing
  /** The prompt's lines before the last, and the last. */
  private above = ''
  private prompt = ''
  /** Shown instead of the prompt while something is asked. */
  private message: string | null = null
  private lastKey = ''
  /** operate-and-get-next: where the next line comes from. */
  private nextAt: number | null = null
  private changedByCompletion = false
  private completionFailed = false
  /** The screen does not show the line as it is. */
  private stale = false

  private readonly settings: ReadlineSettings
  private readonly pasteOff: string

  constructor(options: LineEditorOptions) {
    this.options = options
    const settings = readInputrc(options.sys)
    this.settings = { ...settings, bracketedPaste: options.bracketedPaste ?? settings.bracketedPaste }
    this.pasteOff = this.settings.bracketedPaste ? PASTE_OFF : ''
    this.keys = new Keys(options.sys, options.input)
    this.terminal = new EditorTerminal(options.sys, options.input, options.output)
    this.e = new Editing(options.history, this.kills)
  }

  async readLine(prompt: string): Promise<LineResult> {
    const { terminal } = this
    const cut = prompt.lastIndexOf('\n') + 1
    this.above = prompt.slice(0, cut).replace(/[\x01\x02]/g, '')
    this.prompt = prompt.slice(cut)
    this.message = null
    this.lastKey = ''
    this.e = new Editing(this.options.history, this.kills)
    if (this.nextAt !== null && this.nextAt < this.options.history.lines.length) this.e.goTo(this.nextAt)
    this.nextAt = null
    this.screen = new Screen(terminal.size.cols)
    terminal.enter({ signals: true })
    try {
      await terminal.write((this.settings.bracketedPaste ? PASTE_ON : '') + this.above)
      for (;;) {
        this.stale = true
        await this.command()
      }
    } catch (leave) {
      if (!(leave instanceof Leave)) throw leave
      terminal.leave()
      return leave.result
    }
  }

  // ---- screen

  private async redisplay(standout = this.e.highlight): Promise<void> {
    const { e } = this
    this.stale = false
    const bells = '\x07'.repeat(e.bells)
    e.bells = 0
    const view = {
      prompt: this.message ?? this.prompt,
      chars: e.line.chars,
      point: e.line.point,
      standout: standout ?? undefined,
    }
    await this.terminal.write(bells + this.screen.show(view))
  }
  /** Prompt and line anew, on a fresh row. */
  private async redraw(): Promise<void> {
    this.screen.reset()
    await this.terminal.write(this.above)
    await this.redisplay()
  }

  // ---- keys

  /** The next key; signals are looked after meanwhile. Leaves the line at the end of the input. */
  private async nextKey(): Promise<string> {
    for (;;) {
      // What is typed ahead is worked off before the screen is brought up to date.
      if (this.stale && !(await this.keys.ready(0))) await this.redisplay()
      const next = await this.keys.next()
      if (next === null) {
        if (this.e.line.length) await this.accept()
        await this.leave({ kind: 'eof' }, this.options.endings?.eof ?? `\n${this.pasteOff}`)
      } else if (next === 'signal') await this.signal()
      else {
        this.lastKey = next.key
        return next.key
      }
    }
  }
  private async signal(): Promise<void> {
    const what = this.options.onSignal?.() ?? 'continue'
    if (what === 'abort') {
      this.keys.drop()
      await this.leave({ kind: 'interrupt' }, this.options.endings?.interrupt ?? `^C\n${this.pasteOff}`)
    }
    const { cols } = this.terminal.size
    if (what === 'redraw') await this.redraw()
    else if (this.terminal.takeResized() || cols !== this.screen.width) {
      await this.terminal.write(this.screen.clear())
      this.screen.resize(cols)
      await this.redraw()
    }
  }
  private async leave(result: LineResult, last: string): Promise<never> {
    await this.terminal.write(last)
    throw new Leave(result)
  }
  private async accept(): Promise<never> {
    const { e } = this
    e.highlight = null
    await this.redisplay()
    const text = e.commit()
    return this.leave({ kind: 'line', text }, this.screen.finish().replace(/\r?\n$/, '') + `\n${this.pasteOff}`)
  }

  /** Reads the keys of one command and does it. */
  private async command(): Promise<void> {
    const { e } = this
    let argument: { sign: number; digits: string } | null = null
    for (;;) {
      const before = this.lastKey
      let keys = await this.nextKey()
      let bound = lookUp(keys)
      while (bound === 'more') {
        keys += await this.nextKey()
        bound = lookUp(keys)
      }
      const digit = keys.at(-1)!
      if (bound === 'digit-argument' || (argument && /^\d$/.test(keys))) {
        argument ??= { sign: 1, digits: '' }
        if (digit === '-') argument.sign = -argument.sign
        // M-- M-2 is -12: the minus stands for a 1 that digits with Meta are put behind.
        else argument.digits += !argument.digits && keys.length > 1 && argument.sign < 0 ? `1${digit}` : digit
        const shown: number = argument.sign * Number(argument.digits || '1')
        this.message = `(arg: ${shown}) `
        await this.redisplay()
        continue
      }
      if (this.message !== null || e.highlight) this.stale = true
      this.message = null
      e.highlight = null
      if (!bound) {
        e.ding()
        return
      }
      const count = argument ? argument.sign * Number(argument.digits || '1') : 1
      e.lastKind = e.kind
      e.kind = ''
      await this.perform(bound, { count, explicit: argument !== null, key: digit, before })
      e.last = bound
      return
    }
  }

  private async perform(
    command: Command,
    how: { count: number; explicit: boolean; key: string; before: string },
  ): Promise<void> {
    const { e } = this
    switch (command) {
      case 'accept-line':
        return this.accept()
      case 'delete-char':
        // Not after a row of ^D that emptied the line.
        if (how.key === '\x04' && !e.line.length && how.before !== '\x04')
          return this.leave({ kind: 'eof' }, this.options.endings?.eof ?? `\n${this.pasteOff}`)
        break
      case 'insert-comment':
        e.line.point = 0
        e.line.insert(['#'])
        return this.accept()
      case 'operate-and-get-next':
        this.nextAt = e.at < e.history.lines.length ? e.at + 1 : null
        return this.accept()
      case 'clear-screen':
        await this.terminal.write('\x1b[H\x1b[2J')
        return this.redraw()
      case 'abort':
        return e.ding()
      case 'reverse-search-history':
      case 'forward-search-history':
        await incrementalSearch(e, command === 'reverse-search-history', {
          nextKey: () => this.nextKey(),
          show: (prompt, standout) => {
            this.message = prompt
            return this.redisplay(standout)
          },
          unread: (keys) => this.keys.unread(keys),
          waiting: () => this.keys.ready(20),
        })
        this.message = null
        return
      case 'bracketed-paste-begin':
        return this.paste()
      case 'complete':
      case 'possible-completions':
      case 'insert-completions':
        return this.complete(command)
    }
    await ACTIONS[command]?.(e, { ...how, nextKey: () => this.nextKey() })
  }

  /** What comes between \e[200~ and \e[201~ is text, whatever it is; it is shown in reverse until the next key. */
  private async paste(): Promise<void> {
    const { line } = this.e
    let text = ''
    while (!text.endsWith(PASTE_END)) text += await this.nextKey()
    const start = line.point
    line.insert(characters(text.slice(0, -PASTE_END.length).replaceAll('\r', '\n')))
    line.mark = start
    this.e.highlight = [start, line.point]
  }

  // ---- completion

  private async complete(command: Command): Promise<void> {
    const { e, options } = this
    const again = command === 'complete' && e.last === 'complete' && !this.changedByCompletion
    this.changedByCompletion = false
    const matches = await findMatches(e.line.slice(0, e.line.point), options.sys, options.completer)
    const failedBefore = this.completionFailed
    this.completionFailed = !matches.candidates.length
    if (this.completionFailed) return e.ding()
    if (command === 'insert-completions') return this.insertAll(matches)
    const only = matches.candidates.length === 1
    if ((command === 'possible-completions' && !(only && failedBefore)) || (again && !only)) return this.list(matches)
    this.changedByCompletion = insertMatch(e, matches, options.sys, options.completer)
    if (!only) e.ding()
  }
  private insertAll(matches: Matches): void {
    const { line } = this.e
    line.group(() => {
      line.delete(line.point - characters(matches.raw).length - matches.quote.length, line.point)
      for (const { text } of matches.candidates)
        line.insert(characters(`${matches.filenames ? quoteMatch(text, '') : text} `))
    })
  }
  private async list(matches: Matches): Promise<void> {
    const { terminal, screen } = this
    const shown = matches.candidates
    const { rows, cols } = terminal.size
    const pager = { write: (text: string) => terminal.write(text), key: () => this.nextKey() }
    await this.redisplay()
    await terminal.write(screen.finish())
    if (shown.length >= QUERY_ITEMS) {
      await terminal.write(`Display all ${shown.length} possibilities? (y or n)`)
      const answer = await yesOrNo(pager)
      await terminal.write('\n')
      if (!answer) return this.redraw()
    }
    await page(columns(shown, cols), rows, pager)
    await this.redraw()
  }
}
