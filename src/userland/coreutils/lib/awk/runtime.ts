/** The state of a running awk program: variables, fields, records, regular expressions. */
import type { Command } from '../command.ts'
import { compile, RegexError } from '../regex/regex.ts'
import type { Regex } from '../regex/regex.ts'
import { Streams } from './streams.ts'
import { AwkArray, fromInput, numberText, toNumber } from './value.ts'
import type { Value } from './value.ts'
import type { RecordSeparator } from './records.ts'

/** Ends the program with a message. */
export class AwkRuntimeError extends Error {}
export class BadRegex extends AwkRuntimeError {
  constructor(source: string, reason: string) {
    super(`bad regex '${source}': ${reason}`)
  }
}
export interface RuntimeDialect {
  name: 'mawk' | 'busybox'
  /** {n,m} is an interval. */
  intervals: boolean
  integers: number
}

export class Runtime {
  readonly command: Command
  readonly dialect: RuntimeDialect
  readonly streams: Streams
  readonly globals = new Map<string, Value | AwkArray>()
  private readonly regexes = new Map<string, Regex>()
  private record = ''
  private fields: Value[] | undefined
  private recordStale = false
  // Copies of the special variables that are read for every record.
  private fs = ' '
  private ofs = ' '
  private convfmt = '%.6g'
  ofmt = '%.6g'
  ors = '\n'
  subsep = '\x1c'
  private rs: RecordSeparator = { text: '\n', regex: undefined }
  constructor(command: Command, dialect: RuntimeDialect) {
    this.command = command
    this.dialect = dialect
    this.streams = new Streams(command)
    for (const [name, value] of [
      ['FS', ' '],
      ['OFS', ' '],
      ['RS', '\n'],
      ['ORS', '\n'],
      ['OFMT', '%.6g'],
      ['CONVFMT', '%.6g'],
      ['SUBSEP', '\x1c'],
      ['NR', 0],
      ['FNR', 0],
      ['NF', 0],
      ['RSTART', 0],
      ['RLENGTH', -1],
      ['FILENAME', ''],
    ] as const)
      this.globals.set(name, value)
  }

  text(value: Value): string {
    if (typeof value === 'string') return value
    if (value === undefined) return ''
    return typeof value === 'number' ? numberText(value, this.convfmt, this.dialect) : value.text
  }
  /** As print shows it. */
  output(value: Value): string {
    return typeof value === 'number' ? numberText(value, this.ofmt, this.dialect) : this.text(value)
  }
  truth(value: Value): boolean {
    if (typeof value === 'number') return value !== 0
    if (typeof value === 'string') return value !== ''
    return value === undefined ? false : value.number !== 0
  }
  compare(a: Value, b: Value): number {
    if (typeof a !== 'string' && typeof b !== 'string') {
      const [x, y] = [toNumber(a), toNumber(b)]
      return x < y ? -1 : x > y ? 1 : 0
    }
    const [x, y] = [this.text(a), this.text(b)]
    return x < y ? -1 : x > y ? 1 : 0
  }
  regex(source: string): Regex {
    let regex = this.regexes.get(source)
    if (regex) return regex
    try {
      const pattern = this.dialect.intervals
        ? source
        : source.replace(/\\.|\[[^\]]*\]|[{}]/gs, (piece) => (piece === '{' || piece === '}' ? `\\${piece}` : piece))
      regex = compile(pattern, { extended: true, escapes: true, bytes: true })
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      if (this.dialect.name === 'busybox')
        throw new BadRegex(
          source,
          error.message.startsWith('Unmatched [') ? 'Invalid regular expression' : error.message,
        )
      throw new AwkRuntimeError(`regular expression compile failed (${regexWords(error.message)})\n${source}`)
    }
    if (this.regexes.size > 300) this.regexes.clear()
    this.regexes.set(source, regex)
    return regex
  }

  // ---- variables
  get(name: string): Value | AwkArray {
    if (name === 'NF') this.split()
    return this.globals.get(name)
  }
  set(name: string, value: Value): void {
    this.globals.set(name, value)
    switch (name) {
      case 'NF':
        this.setFieldCount(Math.max(0, Math.trunc(toNumber(value))))
        break
      case 'FS':
        this.fs = this.text(value)
        break
      case 'OFS':
        this.ofs = this.text(value)
        break
      case 'ORS':
        this.ors = this.text(value)
        break
      case 'RS': {
        const text = this.text(value)
        this.rs = { text, regex: text.length > 1 ? this.regex(text) : undefined }
        break
      }
      case 'OFMT':
        this.ofmt = this.text(value)
        break
      case 'CONVFMT':
        this.convfmt = this.text(value)
        break
      case 'SUBSEP':
        this.subsep = this.text(value)
    }
  }
  array(name: string): AwkArray {
    const known = this.globals.get(name)
    if (known instanceof AwkArray) return known
    const array = new AwkArray()
    this.globals.set(name, array)
    return array
  }
  get separator(): string {
    return this.ofs
  }
  get recordSeparator(): RecordSeparator {
    return this.rs
  }

  // ---- fields
  setRecord(text: string): void {
    this.record = text
    this.fields = undefined
    this.recordStale = false
  }
  /** Pieces of a text by a separator, as FS and split() take it. */
  pieces(text: string, separator: string): string[] {
    if (text === '') return []
    if (separator === ' ')
      return text
        .replace(/^[ \t\n]+|[ \t\n]+$/g, '')
        .split(/[ \t\n]+/)
        .filter((piece, _, all) => piece !== '' || all.length > 1)
    if (separator === '') return [...text]
    if (this.rs.text === '')
      return this.splitBy(
        text,
        separator.length === 1 && separator !== '\\'
          ? `[${separator === '^' ? '\\^' : separator}\n]`
          : `${separator}|\n`,
      )
    if (separator.length === 1 && separator !== ' ') return text.split(separator)
    return this.splitBy(text, separator)
  }
  private splitBy(text: string, source: string): string[] {
    return this.splitRegex(text, this.regex(source))
  }
  splitRegex(text: string, regex: Regex): string[] {
    const out: string[] = []
    let at = 0
    for (let from = 0; from <= text.length;) {
      const match = regex.exec(text, from)
      if (!match) break
      if (match.end === match.index) {
        from = match.index + 1
        continue
      }
      out.push(text.slice(at, match.index))
      at = from = match.end
    }
    out.push(text.slice(at))
    return out
  }
  private split(): Value[] {
    if (!this.fields) {
      this.fields = this.pieces(this.record, this.fs).map(fromInput)
      this.globals.set('NF', this.fields.length)
    }
    return this.fields
  }
  private rebuild(): void {
    if (!this.recordStale || !this.fields) return
    this.record = this.fields.map((field) => this.text(field)).join(this.ofs)
    this.recordStale = false
  }
  field(index: number): Value {
    if (index === 0) {
      this.rebuild()
      return fromInput(this.record)
    }
    if (index < 0) throw new AwkRuntimeError(`negative field index $${index}`)
    return this.split()[index - 1]
  }
  get whole(): string {
    this.rebuild()
    return this.record
  }
  setField(index: number, value: Value): void {
    if (index === 0) return this.setRecord(this.text(value))
    if (index < 0) throw new AwkRuntimeError(`negative field index $${index}`)
    const fields = this.split()
    while (fields.length < index - 1) fields.push('')
    fields[index - 1] = typeof value === 'number' ? value : value === undefined ? '' : value
    this.globals.set('NF', fields.length)
    this.recordStale = true
  }
  private setFieldCount(count: number): void {
    this.fields ??= this.pieces(this.record, this.fs).map(fromInput)
    while (this.fields.length < count) this.fields.push('')
    this.fields.length = count
    this.recordStale = true
  }
}
function regexWords(message: string): string {
  if (message.startsWith('Unmatched (')) return "missing ')'"
  if (message.startsWith('Unmatched )')) return "missing '('"
  if (message.startsWith('Unmatched [')) return "missing ']'"
  return message
}
