/**
 * Commands from standard input. bash takes exactly the lines it needs, so that a command may read what follows; dash and ash take blocks.
 * Each complete command is parsed and run before the next is read.
 */
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd } from '../../../kernel/sys/types.ts'
import type { Shell } from '../state/shell.ts'
import { Discard } from '../exec/control.ts'
import { parserFor, reportSyntax } from '../exec/parse-text.ts'
import { runSequence } from '../exec/run.ts'
import { NeedMore, SyntaxFailure } from '../syntax/errors.ts'
import { fromBytes } from '../text/bytes.ts'
import { ByteReader } from './read-line.ts'

const BLOCK = 8192

/** More text of the script; '' at its end. */
class Source {
  private readonly reader: ByteReader
  private readonly sh: Shell
  private readonly fd: Fd
  private partial: Uint8Array = new Uint8Array(0)
  constructor(sh: Shell, fd: Fd) {
    this.sh = sh
    this.fd = fd
    this.reader = new ByteReader(sh, fd)
  }
  async more(): Promise<string> {
    return this.sh.dialect.bash ? this.line() : this.block()
  }
  private async line(): Promise<string> {
    const bytes: number[] = []
    for (;;) {
      let byte: number
      try {
        byte = await this.reader.next()
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        if (error.code === 'EINTR') continue
        break
      }
      if (byte < 0) break
      bytes.push(byte)
      if (byte === 10) break
    }
    this.reader.release()
    return fromBytes(Uint8Array.from(bytes))
  }
  private async block(): Promise<string> {
    let chunk: Uint8Array
    try {
      chunk = await this.sh.sys.read(this.fd, BLOCK)
    } catch (error) {
      if (error instanceof SysError) return ''
      throw error
    }
    let data = chunk
    if (this.partial.length) {
      data = new Uint8Array(this.partial.length + chunk.length)
      data.set(this.partial)
      data.set(chunk, this.partial.length)
      this.partial = new Uint8Array(0)
    }
    // A character may be cut at the block's end.
    if (chunk.length) {
      let cut = data.length
      while (cut > 0 && cut > data.length - 4 && (data[cut - 1]! & 0xc0) === 0x80) cut--
      if (
        cut > 0 &&
        data[cut - 1]! >= 0xc2 &&
        data.length - cut + 1 < (data[cut - 1]! >= 0xf0 ? 4 : data[cut - 1]! >= 0xe0 ? 3 : 2)
      ) {
        this.partial = data.slice(cut - 1)
        data = data.subarray(0, cut - 1)
      }
    }
    return fromBytes(data)
  }
}

/** Runs a script that comes in on `fd`. Returns its exit status; exits are thrown. */
export async function runInput(sh: Shell, fd: Fd): Promise<number> {
  const source = new Source(sh, fd)
  let text = ''
  let line = 1
  let final = false
  let status = 0
  for (;;) {
    const parser = parserFor(sh, text, { firstLine: line, final })
    let unit
    try {
      unit = parser.parseUnit()
    } catch (error) {
      if (error instanceof NeedMore) {
        // An open quote or here-document cannot end before its delimiter comes: read on without trying in between.
        let more = ''
        do {
          const next = await source.more()
          if (next === '') {
            final = true
            break
          }
          if (sh.opt('verbose') && sh.dialect.bash) await sh.stderr(next)
          more += next
        } while (error.until !== undefined && !more.includes(error.until.trim()))
        text += more
        continue
      }
      if (!(error instanceof SyntaxFailure)) throw error
      await reportSyntax(sh, error, '')
      if (!error.keepStatus) sh.status = error.status
      return sh.status
    }
    for (const warning of parser.lexer.warnings) if (sh.dialect.bash) await sh.complain(warning.text, warning.line)
    if (!unit) return status
    if (sh.opt('verbose') && sh.dialect.almquist)
      await sh.stderr(text.slice(0, text.length - (parser.lexer.text.length - parser.lexer.pos)))
    text = parser.lexer.text.slice(parser.lexer.pos)
    line = parser.lexer.line
    sh.inputLine = line - 1
    if (!unit.items.length || sh.opt('noexec')) continue
    try {
      status = await runSequence(sh, unit)
    } catch (error) {
      if (!(error instanceof Discard)) throw error
      status = error.status
      sh.status = status
    }
  }
}
