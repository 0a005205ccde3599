/**
 * nano(1) 7.2 as Debian has it: edits one file on the whole screen. Keys: arrows, ^A ^E ^Y ^V ^P ^N ^B ^F, ^O ^S ^X ^R ^W M-W ^\ ^K M-6 ^U ^C ^/
 * M-U M-E ^D ^H Tab Enter ^L ^G. Left out: marks, justify, ^T, several buffers, colours, .nanorc; those keys say so.
 */
import { SysError, strerror } from '../../base/abi/errno.ts'
import { isDir } from '../../base/abi/files.ts'
import { Command, helpOf, leaving, load } from './lib/command.ts'
import { barLines, HELP } from './lib/nano-bar.ts'
import type { BarName } from './lib/nano-bar.ts'
import { OptionError, parseOptions } from './lib/options.ts'
import { fit, Screen } from './lib/screen.ts'
import { fromText, toText, width } from './lib/text.ts'
import type { Program, Sys } from '../../kernel/sys/types.ts'

const VERSION = 'GNU nano 7.2'
interface State {
  lines: string[]
  line: number
  column: number
  changed: boolean
}
interface Flags {
  view: boolean
  numbers: boolean
  autoindent: boolean
  spaces: boolean
  tab: number
}
const SHORT = 'ABC:DEFGHIJ:LMNOPQ:RST:UVWX:Y:Z!%_0abcdef:ghijklmno:pqr:s:tuvwxyz@:;'

class Nano {
  private readonly sys: Sys
  private readonly screen: Screen
  private readonly flags: Flags
  private file: string
  private state: State = { lines: [''], line: 0, column: 0, changed: false }
  private undo: State[] = []
  private redo: State[] = []
  private top = 0
  private message = ''
  private cut: string[] = []
  private lastWasCut = false
  private lastWasTyping = false
  private pattern = ''
  constructor(sys: Sys, screen: Screen, file: string, flags: Flags) {
    this.sys = sys
    this.screen = screen
    this.file = file
    this.flags = flags
  }
  /** Lines of text on the screen. */
  private get rows(): number {
    return Math.max(1, this.screen.size.rows - 4)
  }
  private get text(): string {
    return this.state.lines[this.state.line]!
  }
  /** Characters, so that a code point beyond the BMP is one step. */
  private step(by: 1 | -1): void {
    const s = this.state
    if (by < 0) {
      if (s.column > 0) s.column -= /[\udc00-\udfff]/.test(this.text[s.column - 1]!) && s.column > 1 ? 2 : 1
      else if (s.line > 0) {
        s.line--
        s.column = this.text.length
      }
    } else if (s.column < this.text.length) s.column += this.text.codePointAt(s.column)! > 0xffff ? 2 : 1
    else if (s.line < s.lines.length - 1) {
      s.line++
      s.column = 0
    }
  }
  private move(lines: number): void {
    const s = this.state
    const goal = s.column
    s.line = Math.max(0, Math.min(s.lines.length - 1, s.line + lines))
    s.column = Math.min(goal, this.text.length)
  }
  private remember(typing = false): void {
    if (!(typing && this.lastWasTyping)) this.undo.push({ ...this.state, lines: [...this.state.lines] })
    this.redo = []
    this.state.changed = true
    this.lastWasTyping = typing
  }
  private insert(text: string): void {
    const s = this.state
    const parts = text.split('\n')
    const [before, after] = [this.text.slice(0, s.column), this.text.slice(s.column)]
    const fresh = [...parts]
    fresh[0] = before + parts[0]!
    const last = fresh.length - 1
    s.column = fresh[last]!.length
    fresh[last] += after
    s.lines.splice(s.line, 1, ...fresh)
    s.line += last
  }

  load(): void {
    if (!this.file) return
    try {
      const stat = this.sys.stat(this.file)
      if (isDir(stat)) {
        this.message = `"${this.file}" is a directory`
        this.file = ''
        return
      }
      const text = toText(this.sys.readFile(this.file))
      const lines = text.split('\n')
      if (text.endsWith('\n')) lines.pop()
      // As nano: an empty line to stand on after the last one.
      this.state.lines = text === '' ? [''] : text.endsWith('\n') ? [...lines, ''] : lines
      const count = text === '' ? 0 : lines.length
      const writable = this.sys.access(this.file, 2)
      this.message = `Read ${count} line${count === 1 ? '' : 's'}`
      if (!writable && !this.flags.view) this.message = `File '${this.file}' is unwritable`
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (error.code === 'ENOENT') {
        const slash = this.file.lastIndexOf('/')
        const folder = slash > 0 ? this.file.slice(0, slash) : slash === 0 ? '/' : '.'
        let exists = true
        try {
          exists = isDir(this.sys.stat(folder))
        } catch (missing) {
          if (!(missing instanceof SysError)) throw missing
          exists = false
        }
        this.message = exists ? 'New File' : `Directory '${folder}' does not exist`
      } else {
        this.message = `Error reading ${this.file}: ${strerror(error.code)}`
        this.file = ''
      }
    }
  }
  goTo(line: number, column: number): void {
    this.state.line = Math.max(0, Math.min(this.state.lines.length, line) - 1)
    this.state.column = Math.max(0, Math.min(this.text.length, column - 1))
  }

  private async draw(bar: BarName = 'main', prompt?: string): Promise<void> {
    const { rows, cols } = this.screen.size
    const s = this.state
    // One line off scrolls by one; a jump puts the line into the middle.
    const below = s.line - (this.top + this.rows - 1)
    if (s.line === this.top - 1 || below === 1) this.top += below === 1 ? 1 : -1
    else if (s.line < this.top || below > 1) this.top = Math.max(0, s.line - Math.floor(this.rows / 2))
    const margin = this.flags.numbers ? String(s.lines.length).length + 1 : 0
    const room = cols - margin
    const left = `  ${VERSION}`
    const name = this.file || 'New Buffer'
    const flag = this.flags.view ? 'View' : s.changed ? 'Modified' : ''
    const middle = Math.max(left.length + 1, Math.floor((cols - width(name)) / 2))
    let title = left.padEnd(middle) + name
    title += ' '.repeat(Math.max(1, cols - width(title) - flag.length - 2)) + flag
    let out = `\x1b[?25l\x1b[H\x1b[7m${fit(title, cols)}${' '.repeat(Math.max(0, cols - width(title)))}\x1b[m`
    let cursor = [2, 1]
    for (let row = 0; row < this.rows; row++) {
      const line = s.lines[this.top + row]
      out += `\x1b[${row + 2};1H`
      if (line !== undefined) {
        let shown = line
        let cut = false
        if (this.top + row === s.line) {
          const at = width(expandTabs(line.slice(0, s.column), this.flags.tab))
          const page = at >= room - 1 ? Math.floor(at / (room - 8)) * (room - 8) : 0
          cursor = [row + 2, margin + at - page + 1 + (page ? 1 : 0)]
          shown = expandTabs(line, this.flags.tab)
          if (page) shown = `<${sliceColumns(shown, page)}`
        } else shown = expandTabs(line, this.flags.tab)
        if (width(shown) > room) cut = true
        if (margin) out += `\x1b[7m${String(this.top + row + 1).padStart(margin - 1)}\x1b[m `
        out += fit(shown, cut ? room - 1 : room) + (cut ? '\x1b[7m>\x1b[m' : '')
      }
      out += '\x1b[K'
    }
    out += `\x1b[${rows - 2};1H`
    if (prompt !== undefined) {
      const text = fit(prompt, cols - 1)
      out += `\x1b[7m${text}${' '.repeat(Math.max(0, cols - width(text)))}\x1b[m`
      cursor = [rows - 2, width(text) + 1]
    } else if (this.message) {
      const text = `[ ${fit(this.message, cols - 4)} ]`
      out += `\x1b[K\x1b[${rows - 2};${Math.max(1, Math.floor((cols - width(text)) / 2) + 1)}H\x1b[7m${text}\x1b[m`
    } else out += '\x1b[K'
    const [first, second] = barLines(bar, cols)
    out += `\x1b[${rows - 1};1H${first}\x1b[K\x1b[${rows};1H${second}\x1b[K\x1b[${cursor[0]};${cursor[1]}H\x1b[?25h`
    await this.screen.write(out)
  }

  /** A line typed at the bottom; undefined when cancelled. */
  private async ask(label: string, bar: BarName, initial = ''): Promise<string | undefined> {
    let text = initial
    for (;;) {
      await this.draw(bar, `${label}: ${text}`)
      const key = await this.screen.key()
      if (key === undefined || key === '\x03' || key === 'interrupt') {
        this.message = 'Cancelled'
        return undefined
      }
      if (key === '\r' || key === '\n') return text
      if (key === '\x7f' || key === '\b') text = [...text].slice(0, -1).join('')
      else if (key === '\x15' || key === '\x0b') text = ''
      else if (key >= ' ' && [...key].length === 1) text += key
    }
  }
  private async yesNo(question: string): Promise<boolean | undefined> {
    for (;;) {
      await this.draw('yesno', `${question} `)
      const key = await this.screen.key()
      if (key === 'y' || key === 'Y') return true
      if (key === 'n' || key === 'N') return false
      if (key === undefined || key === '\x03' || key === 'interrupt') {
        this.message = 'Cancelled'
        return undefined
      }
    }
  }
  private async write(ask: boolean): Promise<boolean> {
    let name: string | undefined = this.file
    if (ask || !name) {
      name = await this.ask('File Name to Write', 'write', this.file)
      if (name === undefined) return false
      if (name === '') {
        this.message = 'Cancelled'
        return false
      }
      if (name !== this.file && this.sys.access(name, 0)) {
        if (!(await this.yesNo(this.file ? `Save file under DIFFERENT NAME?` : `File "${name}" exists; OVERWRITE?`)))
          return false
      }
    }
    const lines = [...this.state.lines]
    // nano ends the last line, and does not count the line that is only stood on.
    if (lines.at(-1) !== '') {
      lines.push('')
      this.state.lines.push('')
    }
    const count = lines.length - 1
    try {
      this.sys.writeFile(name, fromText(count ? lines.join('\n') : ''), { mode: 0o666 })
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      this.message = `Error writing ${name}: ${strerror(error.code)}`
      return false
    }
    this.file = name
    this.state.changed = false
    this.message = `Wrote ${count} line${count === 1 ? '' : 's'}`
    return true
  }
  private find(pattern: string, from: { line: number; column: number }): { line: number; column: number } | undefined {
    const needle = pattern.toLowerCase()
    const { lines } = this.state
    for (let i = 0; i <= lines.length; i++) {
      const line = (from.line + i) % lines.length
      const at = lines[line]!.toLowerCase().indexOf(needle, i === 0 ? from.column : 0)
      if (at >= 0) return { line, column: at }
    }
    return undefined
  }
  private async search(again: boolean): Promise<void> {
    if (!again || !this.pattern) {
      const typed = await this.ask(`Search${this.pattern ? ` [${this.pattern}]` : ''}`, 'search')
      if (typed === undefined) return
      if (typed) this.pattern = typed
      if (!this.pattern) {
        this.message = 'Cancelled'
        return
      }
    }
    const s = this.state
    const found = this.find(this.pattern, { line: s.line, column: s.column + 1 })
    if (!found) this.message = `"${this.pattern}" not found`
    else {
      const wrapped = found.line < s.line || (found.line === s.line && found.column <= s.column)
      if (found.line === s.line && found.column === s.column) this.message = 'This is the only occurrence'
      else if (wrapped) this.message = 'Search Wrapped'
      Object.assign(s, found)
    }
  }
  private async replace(): Promise<void> {
    const what = await this.ask(`Search (to replace)${this.pattern ? ` [${this.pattern}]` : ''}`, 'search')
    if (what === undefined) return
    if (what) this.pattern = what
    if (!this.pattern) return
    const by = await this.ask('Replace with', 'search')
    if (by === undefined) return
    let all = false
    let count = 0
    const s = this.state
    let from = { line: s.line, column: s.column }
    this.remember()
    for (;;) {
      const found = this.find(this.pattern, from)
      if (!found || found.line < from.line || (found.line === from.line && found.column < from.column)) break
      Object.assign(s, found)
      let yes: boolean | undefined = true
      if (!all) {
        await this.draw('yesno', 'Replace this instance? (Yes/No/All) ')
        const key = await this.screen.key()
        if (key === 'a' || key === 'A') all = true
        else if (key === 'n' || key === 'N') yes = false
        else if (key !== 'y' && key !== 'Y') break
      }
      if (yes) {
        const line = this.text
        s.lines[s.line] = line.slice(0, s.column) + by + line.slice(s.column + this.pattern.length)
        s.column += by.length
        count++
      }
      from = { line: found.line, column: found.column + (yes ? by.length : this.pattern.length) }
    }
    this.message = count ? `Replaced ${count} occurrence${count === 1 ? '' : 's'}` : `"${this.pattern}" not found`
    if (!count) this.state.changed = this.undo.pop()!.changed
  }
  private restore(from: State[], to: State[], words: string): void {
    const state = from.pop()
    if (!state) {
      this.message = `Nothing to ${words}`
      return
    }
    to.push(this.state)
    this.state = state
    this.message = words === 'undo' ? 'Undid edit' : 'Redid edit'
  }
  private async help(): Promise<void> {
    const { rows, cols } = this.screen.size
    await this.screen.write(
      `\x1b[H\x1b[J${HELP.split('\n')
        .slice(0, rows - 2)
        .map((line) => fit(line, cols))
        .join('\r\n')}\x1b[${rows};1H\x1b[7m^X\x1b[m Close`,
    )
    for (let key = await this.screen.key(); key !== undefined && key !== '\x18' && key !== 'q';)
      key = await this.screen.key()
  }

  async run(): Promise<number> {
    for (;;) {
      await this.draw()
      const key = await this.screen.key()
      if (key === undefined) return 1
      this.message = ''
      const s = this.state
      const cutting = key === '\x0b'
      const typing = [...key].length === 1 && key >= ' ' && key !== '\x7f'
      if (this.flags.view && (typing || '\x0b\x15\x7f\b\r\n\t\x04\x0f\x1c'.includes(key) || key === 'delete')) {
        this.message = 'Key is invalid in view mode'
        continue
      }
      if (typing) {
        this.remember(true)
        this.insert(key)
      } else if (key === 'up' || key === '\x10') this.move(-1)
      else if (key === 'down' || key === '\x0e') this.move(1)
      else if (key === 'left' || key === '\x02') this.step(-1)
      else if (key === 'right' || key === '\x06') this.step(1)
      else if (key === 'home' || key === '\x01') s.column = 0
      else if (key === 'end' || key === '\x05') s.column = this.text.length
      else if (key === 'pageup' || key === '\x19') this.move(2 - this.rows)
      else if (key === 'pagedown' || key === '\x16') this.move(this.rows - 2)
      else if (key === 'alt-\\') this.goTo(1, 1)
      else if (key === 'alt-/') this.goTo(s.lines.length, 1)
      else if (key === 'ctrl-right' || key === 'alt- ') {
        const match = /^\S*\s+/.exec(this.text.slice(s.column))
        if (match) s.column += match[0].length
        else s.column = this.text.length
      } else if (key === 'ctrl-left') s.column = this.text.slice(0, s.column).replace(/\S+\s*$/, '').length
      else if (key === '\r' || key === '\n') {
        this.remember()
        this.insert(`\n${this.flags.autoindent ? /^[ \t]*/.exec(this.text)![0] : ''}`)
      } else if (key === '\t') {
        this.remember(true)
        this.insert(this.flags.spaces ? ' '.repeat(this.flags.tab - (s.column % this.flags.tab)) : '\t')
      } else if (key === '\x7f' || key === '\b') {
        if (s.column || s.line) {
          this.remember()
          this.step(-1)
          this.deleteAt()
        }
      } else if (key === 'delete' || key === '\x04') {
        if (s.column < this.text.length || s.line < s.lines.length - 1) {
          this.remember()
          this.deleteAt()
        }
      } else if (cutting) {
        if (s.line === s.lines.length - 1 && this.text === '') this.message = 'Nothing was cut'
        else {
          this.remember()
          if (!this.lastWasCut) this.cut = []
          this.cut.push(...s.lines.splice(s.line, 1))
          if (s.line >= s.lines.length) s.lines.push('')
          s.column = 0
        }
      } else if (key === 'alt-6') {
        this.cut = [this.text]
        this.move(1)
        s.column = 0
      } else if (key === '\x15') {
        if (!this.cut.length) this.message = 'Cutbuffer is empty'
        else {
          this.remember()
          this.insert(this.cut.map((line) => `${line}\n`).join(''))
        }
      } else if (key === 'alt-u') this.restore(this.undo, this.redo, 'undo')
      else if (key === 'alt-e') this.restore(this.redo, this.undo, 'redo')
      else if (key === '\x0f') await this.write(true)
      else if (key === '\x13') await this.write(false)
      else if (key === '\x17') await this.search(false)
      else if (key === 'alt-w') await this.search(true)
      else if (key === '\x1c') await this.replace()
      else if (key === '\x07' || key === 'f1') await this.help()
      else if (key === '\x03' || key === 'interrupt') this.location()
      else if (key === '\x1f') {
        const typed = await this.ask('Enter line number, column number', 'read')
        const [line, column] = (typed ?? '').split(/[,.\s]+/)
        if (typed) {
          if (/^\d+$/.test(line!)) this.goTo(Number(line), Number(column) || 1)
          else this.message = 'Invalid line or column number'
        }
      } else if (key === '\x12') {
        const name = await this.ask('File to insert [from ./]', 'read')
        if (name)
          try {
            const text = toText(this.sys.readFile(name))
            this.remember()
            this.insert(text)
            const count = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
            this.message = `Read ${count} line${count === 1 ? '' : 's'}`
          } catch (error) {
            if (!(error instanceof SysError)) throw error
            this.message =
              error.code === 'ENOENT' ? `File "${name}" not found` : `Error reading ${name}: ${strerror(error.code)}`
          }
      } else if (key === '\x18') {
        if (!this.state.changed || this.flags.view) return 0
        const save = await this.yesNo('Save modified buffer?')
        if (save === false) return 0
        if (save && (await this.write(true))) return 0
      } else if (key === '\x0a' || key === '\x14' || key === '\x1e' || key === 'alt-a')
        this.message = 'Not simulated yet'
      else if (key !== '\x0c' && key !== 'resize' && key !== 'esc')
        this.message =
          key < ' '
            ? `Unbound key: ^${String.fromCharCode(key.charCodeAt(0) + 64)}`
            : key.startsWith('alt-')
              ? `Unbound key: M-${key.slice(4).toUpperCase()}`
              : 'Unbound key'
      this.lastWasCut = cutting
      if (!typing && key !== '\t') this.lastWasTyping = false
    }
  }
  private deleteAt(): void {
    const s = this.state
    const line = this.text
    if (s.column < line.length)
      s.lines[s.line] = line.slice(0, s.column) + line.slice(s.column + (line.codePointAt(s.column)! > 0xffff ? 2 : 1))
    else if (s.line < s.lines.length - 1) s.lines.splice(s.line, 2, line + s.lines[s.line + 1]!)
  }
  private location(): void {
    const { lines, line, column } = this.state
    const percent = (a: number, b: number): number => (b ? Math.floor((a * 100) / b) : 100)
    const characters = lines.join('\n').length
    const before = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0) + column
    const columns = width(expandTabs(this.text, this.flags.tab)) + 1
    const at = width(expandTabs(this.text.slice(0, column), this.flags.tab)) + 1
    this.message = `line ${line + 1}/${lines.length} (${percent(line + 1, lines.length)}%), col ${at}/${columns} (${percent(at, columns)}%), char ${before}/${characters} (${percent(before, characters)}%)`
  }
}
function expandTabs(text: string, tab: number): string {
  if (!text.includes('\t')) return text
  let out = ''
  for (const char of text) out += char === '\t' ? ' '.repeat(tab - (width(out) % tab)) : char
  return out
}
/** What is right of so many columns. */
function sliceColumns(text: string, columns: number): string {
  let at = 0
  let skipped = 0
  for (const char of text) {
    if (skipped >= columns) break
    skipped += width(char)
    at += char.length
  }
  return text.slice(at)
}

const SILENT = new Set('AEPQSYZabcdhjkmnopqrsuwxyzDFGIJLMNOTWX0!%@;e_'.split(''))
export const nano: Program = async (sys) => {
  const name = (sys.argv[0] ?? 'nano').replace(/^.*\//, '')
  const command = new Command(sys, name)
  try {
    const args = sys.argv.slice(1)
    if (args[0] === '--help' || args[0] === '-h') {
      await sys.write(1, (await helpOf(sys, 'nano')) ?? '')
      return 0
    }
    if (args[0] === '--version' || args[0] === '-V') {
      const texts = (await load(sys, () => import('./help/gnu.json'))).default as Record<string, { version?: string }>
      await sys.write(1, texts['nano']?.version ?? '')
      return 0
    }
    const parsed = parseOptions(args, {
      short: SHORT,
      long: {
        view: 'v',
        linenumbers: 'l',
        autoindent: 'i',
        tabstospaces: 'E',
        tabsize: 'T',
        softwrap: 'S',
        mouse: 'm',
      },
    })
    command.options = parsed.options
    for (const { key, flag } of parsed.options)
      if (!'vliETRt'.includes(key) && (!SILENT.has(key) || 'SmFBC'.includes(key))) {
        await sys.write(2, `${name}: ${flag} is not simulated yet\n`)
        return 1
      }
    const tab = Number(command.value('T') ?? 8)
    if (!Number.isInteger(tab) || tab < 1) {
      await sys.write(2, `Requested tab size "${command.value('T')}" is invalid\n`)
      return 1
    }
    if (!sys.isatty(0)) {
      await sys.write(2, 'Standard input is not a terminal\n')
      return 1
    }
    let position: [number, number] | undefined
    let file = ''
    for (const operand of parsed.operands) {
      const match = /^\+(\d*)(?:,(\d+))?$/.exec(operand)
      if (match && !file) position = [Number(match[1]) || 1, Number(match[2]) || 1]
      else if (!file) file = operand
      else {
        await sys.write(2, `${name}: more than one file is not simulated yet\n`)
        return 1
      }
    }
    const screen = new Screen(sys, 0)
    const editor = new Nano(sys, screen, file, {
      view: command.has('v'),
      numbers: command.has('l'),
      autoindent: command.has('i'),
      spaces: command.has('E'),
      tab,
    })
    editor.load()
    if (position) editor.goTo(...position)
    screen.enter()
    let status = 1
    await screen.write('\x1b[?1049h\x1b[H\x1b[2J')
    try {
      status = await editor.run()
    } finally {
      screen.leave()
    }
    await screen.write(`\x1b[${screen.size.rows};1H\x1b[?1049l`)
    return status
  } catch (error) {
    if (error instanceof OptionError) {
      await sys.write(2, `${name}: ${error.message}\nType '${name} -h' for a list of available options.\n`)
      return 1
    }
    return leaving(command, error, async () => 1)
  }
}
