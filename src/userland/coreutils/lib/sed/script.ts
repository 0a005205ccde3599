/** The language of sed(1): commands, addresses, and the parser with GNU's messages. */
import type { Regex } from '../regex/regex.ts'
import { compile, RegexError } from '../regex/regex.ts'

export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'last' }
  | { kind: 'regex'; regex: Regex | null }
  | { kind: 'step'; first: number; step: number }
  | { kind: 'zero' }
  | { kind: 'plus'; count: number }
  | { kind: 'multiple'; of: number }

/** Pieces of the right-hand side of s///. */
export type Replacement =
  { kind: 'text'; text: string } | { kind: 'group'; group: number } | { kind: 'case'; how: 'U' | 'L' | 'u' | 'l' | 'E' }

export interface SedCommand {
  name: string
  first?: Address
  second?: Address
  negate: boolean
  /** a, i, c, b, t, T, :, r, R, w, W, v, e */
  text: string
  /** q, Q exit status; l line length; L */
  number: number | undefined
  /** '{': index after the matching '}' ; b, t, T: index of the label */
  jump: number
  substitute?: {
    regex: Regex | null
    replacement: Replacement[]
    global: boolean
    nth: number
    print: number
    evaluate: boolean
    file: string | undefined
  }
  translate?: Map<string, string>
  /** State of a range while running: the line at which it ends, or 0. */
  active: boolean
  until: number
}
/** Position and message: "-e expression #1, char 3: unterminated `s' command". */
export class SedError extends Error {
  /** 4 (panic) for labels that are not there. */
  status = 1
}

export interface ScriptChunk {
  text: string
  /** "-e expression #1" or "file.sed" */
  source: string
  file: boolean
}
export interface SedDialect {
  extended: boolean
  posix: boolean
  sandbox: boolean
}

const CONTROL: Record<string, string> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** Joins chunks the way -e does: an `a` text may go on in the next one. */
export class SedParser {
  private readonly text: string
  private at = 0
  private readonly chunks: readonly ScriptChunk[]
  private readonly starts: number[] = []
  private readonly dialect: SedDialect
  readonly commands: SedCommand[] = []
  private readonly open: number[] = []
  private readonly labels = new Map<string, number>()
  /** "#n" on the first line of the script */
  quiet = false
  constructor(chunks: readonly ScriptChunk[], dialect: SedDialect) {
    this.chunks = chunks
    this.dialect = dialect
    let text = ''
    for (const chunk of chunks) {
      this.starts.push(text.length)
      text += chunk.text + '\n'
    }
    this.text = text.slice(0, -1)
  }

  private fail(message: string, at = this.at): never {
    let index = this.starts.findLastIndex((start) => start <= Math.max(0, at - 1))
    if (index < 0) index = 0
    const chunk = this.chunks[index]!
    const start = this.starts[index]!
    if (chunk.file) {
      const line = this.text.slice(start, at).split('\n').length
      throw new SedError(`file ${chunk.source} line ${line}: ${message}`)
    }
    throw new SedError(`${chunk.source}, char ${Math.min(at - start, chunk.text.length)}: ${message}`)
  }
  private get char(): string | undefined {
    return this.text[this.at]
  }
  /** As `char`, where the compiler still believes in an earlier one. */
  private peek(): string | undefined {
    return this.text[this.at]
  }
  private blanks(): void {
    while (this.char === ' ' || this.char === '\t') this.at++
  }

  parse(): SedCommand[] {
    if (/^#n(\n|$)/.test(this.text)) this.quiet = true
    for (;;) {
      while (this.char !== undefined && /[\s;]/.test(this.char)) this.at++
      if (this.char === undefined) break
      if (this.char === '#') {
        while (this.char !== undefined && this.peek() !== '\n') this.at++
        continue
      }
      this.command()
    }
    if (this.open.length) throw new SedError(`${this.chunks[0]!.source}, char 0: unmatched \`{'`)
    for (const command of this.commands) {
      if (!'btT'.includes(command.name)) continue
      if (command.text === '') command.jump = this.commands.length
      else {
        const label = this.labels.get(command.text)
        if (label === undefined)
          throw Object.assign(new SedError(`can't find label for jump to \`${command.text}'`), { status: 4 })
        command.jump = label
      }
    }
    return this.commands
  }

  private number(): number {
    const match = /^\d+/.exec(this.text.slice(this.at))!
    this.at += match[0].length
    return Number(match[0])
  }
  private address(): Address | undefined {
    const char = this.char
    if (char === undefined) return undefined
    if (/\d/.test(char)) {
      const line = this.number()
      this.blanks()
      if (this.char === '~') {
        this.at++
        const step = /\d/.test(this.char ?? '') ? this.number() : 0
        return step === 0 ? { kind: 'line', line } : { kind: 'step', first: line, step }
      }
      return line === 0 ? { kind: 'zero' } : { kind: 'line', line }
    }
    if (char === '$') {
      this.at++
      return { kind: 'last' }
    }
    if (char === '/' || char === '\\') {
      if (char === '\\') this.at++
      const delimiter = this.char
      if (delimiter === undefined) this.fail("unexpected `,'")
      this.at++
      const pattern = this.delimited(delimiter!, true)
      if (pattern === undefined) this.fail('unterminated address regex', this.text.length)
      let ignoreCase = false
      let multiline = false
      for (; this.char === 'I' || this.char === 'M'; this.at++) {
        if (this.char === 'I') ignoreCase = true
        else multiline = true
      }
      return { kind: 'regex', regex: this.regex(pattern!, ignoreCase, multiline) }
    }
    return undefined
  }
  /** Text up to an unescaped delimiter; the escaped delimiter becomes itself. undefined: not terminated. */
  private delimited(delimiter: string, regex: boolean): string | undefined {
    let out = ''
    for (; this.char !== undefined; this.at++) {
      const char = this.char
      if (char === delimiter) {
        this.at++
        return out
      }
      if (char === '\n' && regex && delimiter !== '\n') return undefined
      if (char === '\\') {
        const next = this.text[this.at + 1]
        if (next === undefined) return undefined
        this.at++
        if (next === delimiter) {
          // In a regex the bare character, unless that would change its meaning.
          out += regex && /[.*[\]^$+?(){}|]/.test(delimiter) && delimiter !== '|' ? `[${delimiter}]` : delimiter
        } else if (next === 'n' && regex) out += '\\n'
        else if (next === '\n' && regex) out += '\n'
        else out += char + next
        continue
      }
      out += char
    }
    return undefined
  }
  private regex(pattern: string, ignoreCase: boolean, multiline: boolean): Regex | null {
    if (pattern === '') return null
    try {
      const unescaped = pattern.replace(
        /\\(?:d(\d{3})|o([0-7]{3})|x([0-9a-fA-F]{2})|c(.))/g,
        (_, d: string | undefined, o: string | undefined, x: string | undefined, c: string | undefined) => {
          const code =
            d !== undefined
              ? Number(d)
              : o !== undefined
                ? parseInt(o, 8)
                : x !== undefined
                  ? parseInt(x, 16)
                  : c!.toUpperCase().charCodeAt(0) ^ 64
          const char = String.fromCharCode(code)
          return /[.*[\]^$\\]/.test(char) ? `\\${char}` : char
        },
      )
      return compile(unescaped, { extended: this.dialect.extended, escapes: true, multiline }, ignoreCase)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      return this.fail(error.message)
    }
  }

  private command(): void {
    const command: SedCommand = {
      name: '',
      negate: false,
      text: '',
      number: undefined,
      jump: 0,
      active: false,
      until: 0,
    }
    const first = this.address()
    if (first) command.first = first
    if (first) {
      this.blanks()
      if (this.char === ',') {
        this.at++
        this.blanks()
        const sign = this.peek()
        if (sign === '+' || sign === '~') {
          const plus = sign === '+'
          this.at++
          if (!/\d/.test(this.char ?? '')) this.fail("unexpected `,'", this.at + 1)
          const count = this.number()
          command.second = plus ? { kind: 'plus', count } : { kind: 'multiple', of: count }
        } else {
          const second = this.address()
          if (!second) this.fail("unexpected `,'", this.at + 1)
          command.second = second!.kind === 'zero' ? { kind: 'line', line: 0 } : second!
        }
      }
      if (first.kind === 'zero' && command.second?.kind !== 'regex')
        this.fail('invalid usage of line address 0', this.at + 1)
    }
    this.blanks()
    while (this.char === '!') {
      if (command.negate) this.fail("multiple `!'s")
      command.negate = true
      this.at++
      this.blanks()
    }
    const name = this.char
    if (name === undefined || name === '\n') this.fail('missing command', this.at + (name === undefined ? 0 : 1))
    this.at++
    command.name = name!
    this.body(command)
  }

  private body(command: SedCommand): void {
    const push = (): void => void this.commands.push(command)
    switch (command.name) {
      case '{':
        this.open.push(this.commands.length)
        push()
        return
      case '}': {
        const open = this.open.pop()
        if (open === undefined) this.fail("unexpected `}'")
        if (command.first) this.fail("} doesn't want any addresses".replace('} ', ': '))
        push()
        this.commands[open!]!.jump = this.commands.length
        return this.ending()
      }
      case '=':
      case 'd':
      case 'D':
      case 'F':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'n':
      case 'N':
      case 'p':
      case 'P':
      case 'x':
      case 'z':
        push()
        return this.ending()
      case 'q':
      case 'Q':
      case 'l':
      case 'L':
        if ('qQ'.includes(command.name) && command.second) this.fail('command only uses one address')
        this.blanks()
        if (/\d/.test(this.char ?? '')) command.number = this.number()
        push()
        return this.ending()
      case ':': {
        if (command.first) this.fail(": doesn't want any addresses")
        this.blanks()
        const label = /^[^\n;]*/.exec(this.text.slice(this.at))![0]
        this.at += label.length
        if (label.trim() === '') this.fail('":" lacks a label')
        this.labels.set(label.trim(), this.commands.length)
        command.text = label.trim()
        push()
        return
      }
      case 'b':
      case 't':
      case 'T': {
        this.blanks()
        const label = /^[^\n;}]*/.exec(this.text.slice(this.at))![0]
        this.at += label.length
        command.text = label.trim()
        push()
        return this.ending()
      }
      case 'a':
      case 'i':
      case 'c':
        command.text = this.lines()
        push()
        return
      case 'r':
      case 'R':
      case 'w':
      case 'W': {
        this.blanks()
        const file = /^[^\n]*/.exec(this.text.slice(this.at))![0]
        this.at += file.length
        if (file === '') this.fail('missing filename in r/R/w/W commands')
        command.text = file
        push()
        return
      }
      case 'e':
      case 'v': {
        this.blanks()
        const rest = /^[^\n]*/.exec(this.text.slice(this.at))![0]
        this.at += rest.length
        command.text = rest
        push()
        return
      }
      case 's':
        this.substitution(command)
        push()
        return this.ending()
      case 'y':
        this.transliteration(command)
        push()
        return this.ending()
      default:
        this.fail(`unknown command: \`${command.name}'`)
    }
  }
  /** After a command: a newline, ';', '}' or '#'. */
  private ending(): void {
    this.blanks()
    const char = this.char
    if (char === undefined || char === '\n' || char === ';') {
      if (char !== undefined) this.at++
      return
    }
    if (char === '}' || char === '#') return
    this.fail('extra characters after command', this.at + 1)
  }
  /** The text of a, i, c: "a\" and lines, or one line after the letter. */
  private lines(): string {
    this.blanks()
    if (this.char === undefined) this.fail("expected \\ after `a', `c' or `i'")
    if (this.char === '\\') {
      this.at++
      // "a\" and a newline, or "a\text", whose backslash keeps leading blanks.
      const skipped = /^[ \t]*\n/.exec(this.text.slice(this.at))
      if (skipped) this.at += skipped[0].length
      if (this.char === undefined) return ''
    }
    let out = ''
    for (; this.char !== undefined && this.char !== '\n'; this.at++) {
      if (this.char === '\\') {
        const next = this.text[this.at + 1]
        if (next === undefined) continue
        this.at++
        out += next === '\n' ? '\n' : CONTROL[next] !== undefined && next !== 'n' ? CONTROL[next] : next
        continue
      }
      out += this.char
    }
    if (this.char === '\n') this.at++
    return out + '\n'
  }

  private substitution(command: SedCommand): void {
    const delimiter = this.char
    const unterminated = (): never => this.fail("unterminated `s' command", this.text.length)
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') return unterminated()
    this.at++
    const pattern = this.delimited(delimiter!, true)
    if (pattern === undefined) return unterminated()
    const right = this.delimited(delimiter!, false)
    if (right === undefined) return unterminated()
    const s = {
      regex: null as Regex | null,
      replacement: [] as Replacement[],
      global: false,
      nth: 0,
      print: 0,
      evaluate: false,
      file: undefined as string | undefined,
    }
    let ignoreCase = false
    let multiline = false
    flags: for (;;) {
      const char = this.char
      switch (char) {
        case 'g':
          if (s.global) this.fail("multiple `g' options to `s' command", this.at + 1)
          s.global = true
          this.at++
          break
        case 'p':
          if (s.print) this.fail("multiple `p' options to `s' command", this.at + 1)
          s.print = 1
          this.at++
          break
        case 'i':
        case 'I':
          ignoreCase = true
          this.at++
          break
        case 'm':
        case 'M':
          multiline = true
          this.at++
          break
        case 'e':
          s.evaluate = true
          this.at++
          break
        case 'w': {
          this.at++
          this.blanks()
          const file = /^[^\n]*/.exec(this.text.slice(this.at))![0]
          this.at += file.length
          if (file === '') this.fail('missing filename in r/R/w/W commands')
          s.file = file
          break flags
        }
        default:
          if (char !== undefined && /\d/.test(char)) {
            if (s.nth) this.fail("multiple number options to `s' command", this.at + 1)
            s.nth = this.number()
            if (s.nth === 0) this.fail("number option to `s' command may not be zero")
            break
          }
          if (char !== undefined && !/[\s;}#]/.test(char)) this.fail("unknown option to `s'", this.at + 1)
          break flags
      }
    }
    s.regex = this.regex(pattern!, ignoreCase, multiline)
    s.replacement = this.replacement(right!, s.regex)
    command.substitute = s
  }
  private replacement(text: string, regex: Regex | null): Replacement[] {
    const out: Replacement[] = []
    const add = (piece: string): void => {
      const last = out.at(-1)
      if (last?.kind === 'text') last.text += piece
      else out.push({ kind: 'text', text: piece })
    }
    for (let i = 0; i < text.length; i++) {
      const char = text[i]!
      if (char === '&') out.push({ kind: 'group', group: 0 })
      else if (char !== '\\') add(char)
      else {
        const next = text[++i] ?? '\\'
        if (/\d/.test(next)) {
          const group = Number(next)
          if (regex && group > regex.groups) this.fail(`invalid reference \\${group} on \`s' command's RHS`)
          out.push({ kind: 'group', group })
        } else if (/[ULulE]/.test(next)) out.push({ kind: 'case', how: next as 'U' })
        else if (next in CONTROL) add(CONTROL[next]!)
        else if (next === 'x' && /^[0-9a-fA-F]{1,2}/.test(text.slice(i + 1))) {
          const hex = /^[0-9a-fA-F]{1,2}/.exec(text.slice(i + 1))![0]
          add(String.fromCharCode(parseInt(hex, 16)))
          i += hex.length
        } else if (next === 'c' && text[i + 1] !== undefined)
          add(String.fromCharCode(text[++i]!.toUpperCase().charCodeAt(0) ^ 64))
        else add(next)
      }
    }
    return out
  }
  private transliteration(command: SedCommand): void {
    const delimiter = this.char
    const unterminated = (): never => this.fail("unterminated `y' command", this.text.length)
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') return unterminated()
    this.at++
    const from = this.delimited(delimiter!, false)
    if (from === undefined) return unterminated()
    const to = this.delimited(delimiter!, false)
    if (to === undefined) return unterminated()
    const plain = (text: string): string[] => [
      ...text.replace(/\\(.)/gs, (_, c: string) => (c === '\\' ? '\\' : (CONTROL[c] ?? `\\${c}`))),
    ]
    const [a, b] = [plain(from!), plain(to!)]
    if (a.length !== b.length) this.fail("strings for `y' command are different lengths")
    command.translate = new Map(a.map((char, i): [string, string] => [char, b[i]!]).reverse())
  }
}
