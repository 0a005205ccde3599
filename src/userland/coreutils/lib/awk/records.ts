/** Records of an input, separated by RS: a newline, one character, a regular expression, or blank lines. Binary strings. */
import type { Sys } from '../../../../kernel/sys/types.ts'
import type { Regex } from '../regex/regex.ts'
import { toBinary } from '../text.ts'

export interface RecordSeparator {
  text: string
  /** When RS is longer than a character. */
  regex: Regex | undefined
}
export class RecordReader {
  private readonly sys: Sys
  private readonly fd: number
  private buffer = ''
  private from = 0
  private ended = false
  private reads = 0
  constructor(sys: Sys, fd: number) {
    this.sys = sys
    this.fd = fd
  }
  /** A record that is complete in the buffer; undefined when more has to be read. */
  private ready(rs: RecordSeparator): string | null | undefined {
    const { buffer } = this
    if (rs.text === '') {
      while (buffer[this.from] === '\n') this.from++
      if (this.from >= buffer.length) return this.ended ? null : undefined
      const gap = buffer.indexOf('\n\n', this.from)
      if (gap < 0) return this.ended ? this.rest(true) : undefined
      const record = buffer.slice(this.from, gap)
      this.from = gap + 2
      return record
    }
    if (this.from >= buffer.length) return this.ended ? null : undefined
    if (rs.regex) {
      const match = rs.regex.exec(buffer, this.from)
      // A match at the very end could go on in what is not read yet.
      if (match && match.end > match.index && (this.ended || match.end < buffer.length)) {
        const record = buffer.slice(this.from, match.index)
        this.from = match.end
        return record
      }
      return this.ended ? this.rest(true) : undefined
    }
    const at = buffer.indexOf(rs.text, this.from)
    if (at < 0) return this.ended ? this.rest(false) : undefined
    const record = buffer.slice(this.from, at)
    this.from = at + 1
    return record
  }
  private rest(trim: boolean): string {
    const record = this.buffer.slice(this.from)
    this.from = this.buffer.length
    return trim ? record.replace(/\n$/, '') : record
  }
  /** The next record at once, if it is in the buffer; undefined: ask next(). */
  immediate(rs: RecordSeparator): string | null | undefined {
    return this.ready(rs)
  }
  async next(rs: RecordSeparator): Promise<string | null> {
    for (;;) {
      const record = this.ready(rs)
      if (record !== undefined) return record
      const chunk = await this.sys.read(this.fd)
      if (++this.reads % 16 === 0) await this.sys.breathe()
      if (!chunk.length) this.ended = true
      else {
        this.buffer = this.buffer.slice(this.from) + toBinary(chunk)
        this.from = 0
      }
    }
  }
}
