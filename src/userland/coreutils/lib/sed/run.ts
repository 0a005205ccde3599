/** The cycle of sed(1): input lines, pattern and hold space, output and the files of w. */
import { attempt, strerror, SysError } from '../../../../base/abi/errno.ts'
import { isDir, O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } from '../../../../base/abi/files.ts'
import { isError, Leave, tryAsync } from '../command.ts'
import type { Command } from '../command.ts'
import { LineReader } from '../io.ts'
import { dirName, join } from '../paths.ts'
import type { Regex } from '../regex/regex.ts'
import { fromText } from '../text.ts'
import type { Address, Replacement, SedCommand } from './script.ts'

export interface SedOptions {
  quiet: boolean
  separate: boolean
  /** undefined: not in place; '' without backup */
  inPlace: string | undefined
  unbuffered: boolean
  nullData: boolean
  lineLength: number
  posix: boolean
}
export interface SedFace {
  cannotRead(path: string, reason: string): Promise<void>
  isDirectory(path: string): Promise<void>
  notRegular(path: string): Promise<void>
}

/** The input as one sequence of lines that knows its last one. */
class Input {
  private readonly command: Command
  private readonly files: string[]
  private readonly options: SedOptions
  private readonly face: SedFace
  private readonly onFile: (path: string | undefined) => Promise<void>
  private reader: LineReader | undefined
  private fd = -1
  private ahead: { line: string; terminated: boolean; file: string } | null | undefined
  line = 0
  file = '-'
  terminated = true
  constructor(
    command: Command,
    files: readonly string[],
    options: SedOptions,
    face: SedFace,
    onFile: (path: string | undefined) => Promise<void>,
  ) {
    this.command = command
    this.files = [...files]
    this.options = options
    this.face = face
    this.onFile = onFile
  }
  private async open(): Promise<boolean> {
    const { sys } = this.command
    while (this.files.length) {
      const path = this.files.shift()!
      this.file = path
      if (path === '-' && this.options.inPlace === undefined) {
        this.fd = 0
        this.reader = new LineReader(sys, 0, { delimiter: this.options.nullData ? 0 : 10 })
        return true
      }
      const stat = attempt(() => sys.stat(path))
      if (!(stat instanceof SysError) && isDir(stat)) {
        if (this.options.inPlace !== undefined) await this.face.notRegular(path)
        else await this.face.isDirectory(path)
        continue
      }
      const fd = await tryAsync(() => sys.open(path, O_RDONLY))
      if (isError(fd)) {
        await this.face.cannotRead(path, strerror(fd.code))
        continue
      }
      this.fd = fd
      this.reader = new LineReader(sys, fd, { delimiter: this.options.nullData ? 0 : 10 })
      if (this.options.inPlace !== undefined) await this.onFile(path)
      return true
    }
    return false
  }
  private async fetch(): Promise<{ line: string; terminated: boolean; file: string } | null> {
    for (;;) {
      if (!this.reader && !(await this.open())) return null
      const line = await this.reader!.next()
      if (line !== null) return { line, terminated: this.reader!.terminated, file: this.file }
      if (this.fd > 0) this.command.sys.close(this.fd)
      this.reader = undefined
      if (this.options.inPlace !== undefined || this.options.separate) {
        // Each file is an input of its own; numbers start again.
        return null
      }
    }
  }
  /** Is the current line the last one? Reads ahead. */
  async last(): Promise<boolean> {
    if (this.ahead === undefined) this.ahead = await this.fetch()
    if (this.ahead !== null) return false
    return true
  }
  /** The next line; null at the end of this input (of all files, or of one with -s and -i). */
  async next(): Promise<string | null> {
    const item = this.ahead === undefined ? await this.fetch() : this.ahead
    this.ahead = undefined
    if (item === null) {
      this.ahead = null
      return null
    }
    this.line++
    this.terminated = item.terminated
    return item.line
  }
  /** After null in separate mode: on to the next file. */
  async another(): Promise<boolean> {
    this.ahead = undefined
    if (this.options.inPlace !== undefined) await this.onFile(undefined)
    if (!this.files.length) return false
    this.line = this.options.inPlace !== undefined || this.options.separate ? 0 : this.line
    return true
  }
}

function replace(pieces: readonly Replacement[], groups: readonly (string | undefined)[]): string {
  let out = ''
  let mode: '' | 'U' | 'L' = ''
  let once: '' | 'u' | 'l' = ''
  for (const piece of pieces) {
    if (piece.kind === 'case') {
      if (piece.how === 'u' || piece.how === 'l') once = piece.how
      else {
        mode = piece.how === 'E' ? '' : piece.how
        once = ''
      }
      continue
    }
    let text = piece.kind === 'text' ? piece.text : (groups[piece.group] ?? '')
    if (mode === 'U') text = text.toUpperCase()
    else if (mode === 'L') text = text.toLowerCase()
    if (once && text) {
      text = (once === 'u' ? text[0]!.toUpperCase() : text[0]!.toLowerCase()) + text.slice(1)
      once = ''
    }
    out += text
  }
  return out
}

export class SedRun {
  private readonly command: Command
  private readonly script: readonly SedCommand[]
  private readonly options: SedOptions
  private readonly input: Input
  private readonly end: string
  private pattern = ''
  private hold = ''
  /** What a, r and R add after the cycle. */
  private queue: { kind: 'text' | 'file' | 'line'; text: string }[] = []
  private lastRegex: Regex | null = null
  private replaced = false
  private readonly writers = new Map<string, number>()
  private readonly lineFiles = new Map<string, LineReader | null>()
  /** In-place: where output goes, and under which name it will end. */
  private place: { fd: number; temporary: string; path: string } | undefined
  private pendingNewline = false
  constructor(
    command: Command,
    script: readonly SedCommand[],
    files: readonly string[],
    options: SedOptions,
    face: SedFace,
  ) {
    this.command = command
    this.script = script
    this.options = options
    this.end = options.nullData ? '\0' : '\n'
    this.input = new Input(command, files, options, face, (path) => this.switchFile(path))
  }

  private async switchFile(path: string | undefined): Promise<void> {
    const { sys } = this.command
    if (path === undefined) {
      const place = this.place
      this.place = undefined
      if (!place) return
      sys.close(place.fd)
      const suffix = this.options.inPlace!
      if (suffix !== '') {
        const backup = suffix.includes('*')
          ? suffix.replaceAll('*', place.path.replace(/^.*\//, ''))
          : place.path.replace(/^.*\//, '') + suffix
        sys.rename(place.path, backup.includes('/') ? backup : join(dirName(place.path), backup))
      }
      sys.rename(place.temporary, place.path)
      return
    }
    const stat = sys.stat(path)
    const letters = Array.from(
      { length: 6 },
      () => 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'[sys.rng.int(62)]!,
    ).join('')
    const temporary = join(dirName(path), `sed${letters}`)
    const opened = await tryAsync(() => sys.open(temporary, O_WRONLY | O_CREAT | O_TRUNC, stat.mode & 0o777))
    if (isError(opened))
      return this.command.die(`couldn't open temporary file ${temporary}: ${strerror(opened.code)}`, 4)
    attempt(() => sys.chmod(temporary, stat.mode & 0o7777))
    attempt(() => sys.chown(temporary, stat.uid, stat.gid))
    this.place = { fd: opened, temporary, path }
  }

  private async write(text: string): Promise<void> {
    if (this.place) await this.command.sys.write(this.place.fd, fromText(text))
    else {
      await this.command.put(text)
      if (this.options.unbuffered) await this.command.out.flush()
    }
  }
  /** A line; without its newline when the input's last line had none. */
  private async print(text: string, file?: string): Promise<void> {
    const ending = this.input.terminated ? this.end : ''
    if (file === undefined || file === '/dev/stdout') {
      if (this.pendingNewline) await this.write(this.end)
      this.pendingNewline = ending === ''
      return this.write(text + ending)
    }
    await this.writeFile(file, text + ending)
  }
  private async writeFile(file: string, text: string): Promise<void> {
    const { sys } = this.command
    if (file === '/dev/stderr') return sys.write(2, fromText(text))
    await sys.write(this.writers.get(file)!, fromText(text))
  }
  private async openWriters(): Promise<void> {
    for (const command of this.script) {
      const file = command.name === 'w' || command.name === 'W' ? command.text : command.substitute?.file
      if (file === undefined || this.writers.has(file) || file === '/dev/stdout' || file === '/dev/stderr') continue
      const fd = await tryAsync(() => this.command.sys.open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o666))
      if (isError(fd)) await this.command.die(`couldn't open file ${file}: ${strerror(fd.code)}`, 4)
      else this.writers.set(file, fd)
    }
  }

  async run(): Promise<number> {
    await this.openWriters()
    do {
      for (let line = await this.input.next(); line !== null; line = await this.input.next()) {
        this.pattern = line
        const status = await this.cycle()
        if (status !== undefined) {
          if (this.place) await this.finishPlace()
          return status
        }
      }
    } while ((this.options.inPlace !== undefined || this.options.separate) && (await this.input.another()))
    return 0
  }
  /** q in place: the rest of the file is kept. */
  private async finishPlace(): Promise<void> {
    for (let line = await this.input.next(); line !== null; line = await this.input.next())
      await this.write(line + (this.input.terminated ? this.end : ''))
    await this.switchFile(undefined)
  }
  private async flushQueue(): Promise<void> {
    const queue = this.queue
    this.queue = []
    for (const item of queue) {
      if (this.pendingNewline) await this.write(this.end)
      this.pendingNewline = false
      if (item.kind === 'text') await this.write(item.text)
      else if (item.kind === 'line') await this.write(item.text + this.end)
      else {
        const content = await tryAsync(async () => {
          const fd = item.text === '/dev/stdin' ? 0 : await this.command.sys.open(item.text, O_RDONLY)
          const bytes = await this.command.sys.readAll(fd)
          if (fd) this.command.sys.close(fd)
          return bytes
        })
        if (isError(content)) continue
        if (this.place) await this.command.sys.write(this.place.fd, content)
        else await this.command.put(content)
      }
    }
  }
  private async endCycle(): Promise<void> {
    if (!this.options.quiet) await this.print(this.pattern)
    await this.flushQueue()
  }

  private regexOf(regex: Regex | null): Regex {
    if (regex) this.lastRegex = regex
    const use = regex ?? this.lastRegex
    if (!use) throw new Leave(1)
    return use
  }
  private async matches(address: Address): Promise<boolean> {
    switch (address.kind) {
      case 'line':
        return this.input.line === address.line
      case 'step':
        return this.input.line >= address.first && (this.input.line - address.first) % address.step === 0
      case 'last':
        return this.input.last()
      case 'regex':
        return this.regexOf(address.regex).test(this.pattern)
      default:
        return false
    }
  }
  private async selected(command: SedCommand): Promise<boolean> {
    const { first, second } = command
    if (!first) return true
    if (!second) return this.matches(first)
    const line = this.input.line
    if (command.active) {
      if (second.kind === 'regex') {
        if (this.regexOf(second.regex).test(this.pattern)) command.active = false
        return true
      }
      if (second.kind === 'last') {
        if (await this.input.last()) command.active = false
        return true
      }
      if (line >= command.until) command.active = false
      // A line number at or before the start selects one line only.
      return line <= command.until
    }
    if (first.kind === 'zero') {
      if (command.until) return false
      command.until = 1
      if (second.kind === 'regex' && this.regexOf(second.regex).test(this.pattern)) return true
      command.active = true
      return true
    }
    if (!(await this.matches(first))) return false
    switch (second.kind) {
      case 'line':
        command.until = second.line
        command.active = second.line > line
        break
      case 'plus':
        command.until = line + second.count
        command.active = second.count > 0
        break
      case 'multiple':
        command.until = second.of === 0 ? line : Math.ceil(line / second.of) * second.of
        command.active = command.until > line
        break
      case 'last':
        command.active = !(await this.input.last())
        break
      default:
        command.active = true
    }
    return true
  }

  /** One cycle; a number ends the program with this status. */
  private async cycle(): Promise<number | undefined> {
    const { script } = this
    this.replaced = false
    let steps = 0
    for (let pc = 0; pc < script.length;) {
      if (++steps % 1000 === 0) await this.command.sys.breathe()
      const command = script[pc]!
      if ((await this.selected(command)) === command.negate) {
        pc = command.name === '{' ? command.jump : pc + 1
        continue
      }
      pc++
      switch (command.name) {
        case '{':
        case '}':
        case ':':
        case 'v':
          break
        case '=':
          await this.write(`${this.input.line}\n`)
          break
        case 'a':
          this.queue.push({ kind: 'text', text: command.text })
          break
        case 'i':
          await this.write(command.text)
          break
        case 'c':
          if (!command.second || command.negate || !command.active) await this.write(command.text)
          await this.flushQueue()
          return undefined
        case 'd':
          await this.flushQueue()
          return undefined
        case 'D': {
          const newline = this.pattern.indexOf('\n')
          if (newline < 0) {
            await this.flushQueue()
            return undefined
          }
          this.pattern = this.pattern.slice(newline + 1)
          await this.flushQueue()
          // A new cycle without reading.
          pc = 0
          break
        }
        case 'b':
          pc = command.jump
          break
        case 't':
          if (this.replaced) {
            this.replaced = false
            pc = command.jump
          }
          break
        case 'T':
          if (!this.replaced) pc = command.jump
          this.replaced = false
          break
        case 'F':
          await this.write(`${this.input.file}\n`)
          break
        case 'g':
          this.pattern = this.hold
          break
        case 'G':
          this.pattern += '\n' + this.hold
          break
        case 'h':
          this.hold = this.pattern
          break
        case 'H':
          this.hold += '\n' + this.pattern
          break
        case 'x':
          ;[this.pattern, this.hold] = [this.hold, this.pattern]
          break
        case 'z':
          this.pattern = ''
          break
        case 'n':
        case 'N': {
          if (await this.input.last()) {
            // GNU prints the pattern space when there is no next line (POSIX would not, for N).
            if (command.name === 'N' && this.options.posix) {
              await this.flushQueue()
              return undefined
            }
            await this.endCycle()
            return undefined
          }
          if (command.name === 'n') {
            await this.endCycle()
            this.pattern = (await this.input.next())!
          } else {
            await this.flushQueue()
            this.pattern += '\n' + (await this.input.next())!
          }
          break
        }
        case 'p':
          await this.print(this.pattern)
          break
        case 'P':
          await this.write(this.pattern.split('\n', 1)[0]! + this.end)
          break
        case 'l':
          await this.write(listing(this.pattern, command.number ?? this.options.lineLength) + '\n')
          break
        case 'q':
          await this.endCycle()
          return command.number ?? 0
        case 'Q':
          return command.number ?? 0
        case 'r':
          this.queue.push({ kind: 'file', text: command.text })
          break
        case 'R':
          await this.readLine(command.text)
          break
        case 'w':
          await this.print(this.pattern, command.text)
          break
        case 'W': {
          const line = this.pattern.split('\n', 1)[0]! + '\n'
          if (command.text === '/dev/stdout') await this.write(line)
          else await this.writeFile(command.text, line)
          break
        }
        case 's':
          await this.substitute(command)
          break
        case 'y':
          this.pattern = [...this.pattern].map((char) => command.translate!.get(char) ?? char).join('')
          break
        default:
          await this.command.die(`command \`${command.name}' is not simulated yet`)
      }
    }
    await this.endCycle()
    return undefined
  }
  private async readLine(path: string): Promise<void> {
    let reader = this.lineFiles.get(path)
    if (reader === undefined) {
      const fd = path === '/dev/stdin' ? 0 : await tryAsync(() => this.command.sys.open(path, O_RDONLY))
      reader = isError(fd) ? null : new LineReader(this.command.sys, fd)
      this.lineFiles.set(path, reader)
    }
    const line = reader ? await reader.next() : null
    if (line !== null) this.queue.push({ kind: 'line', text: line })
  }
  private async substitute(command: SedCommand): Promise<void> {
    const s = command.substitute!
    const regex = this.regexOf(s.regex)
    const text = this.pattern
    let out = ''
    let at = 0
    let count = 0
    let done = false
    /** End of the last match: an empty one right there does not count. */
    let lastEnd = -1
    for (let from = 0; from <= text.length;) {
      const match = regex.exec(text, from)
      if (!match) break
      const empty = match.end === match.index
      if (!(empty && match.index === lastEnd)) {
        count++
        if (count >= Math.max(1, s.nth)) {
          out += text.slice(at, match.index) + replace(s.replacement, match.groups)
          at = match.end
          done = true
          if (!s.global) break
        }
      }
      lastEnd = match.end
      from = empty ? match.end + (text.codePointAt(match.end)! > 0xffff ? 2 : 1) : match.end
    }
    if (!done) return
    this.pattern = out + this.pattern.slice(at)
    this.replaced = true
    if (s.evaluate) await this.command.die("option `e' of `s' is not simulated yet")
    if (s.print) await this.print(this.pattern)
    if (s.file !== undefined) await this.print(this.pattern, s.file)
  }
}

const LISTED: Record<string, string> = {
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}
/** The l command: unambiguous, folded with a backslash. */
function listing(text: string, length: number): string {
  const units: string[] = []
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (char in LISTED) units.push(LISTED[char]!)
    else if (code >= 32 && code < 127) units.push(char)
    else for (const byte of fromText(char)) units.push(`\\${byte.toString(8).padStart(3, '0')}`)
  }
  if (length <= 1) return units.join('') + '$'
  let out = ''
  let column = 0
  for (const unit of units) {
    if (column + unit.length > length - 1) {
      out += '\\\n'
      column = 0
    }
    out += unit
    column += unit.length
  }
  return out + '$'
}
