/**
 * N_TTY, the terminal line discipline (termios(3), drivers/tty/n_tty.c): keys come in, lines or bytes can be read, echoes and signals go out.
 *
 *   master ──receive()──▶ special characters ──▶ line being edited ──newline, EOF──▶ ready ──read()──▶ process
 *                              └──echo, signal──▶ LineHost
 *
 * One difference on purpose: erasing a wide character (Hangul) takes both its columns off the screen; Linux leaves one behind. Leaves out: PARMRK,
 * ECHOPRT, EXTPROC, IUCLC, FLUSHO.
 */
import { wcwidth } from '../../base/wcwidth.ts'
import { decode, EMPTY } from '../../base/bytes.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import { defaultTermios, type Termios } from '../../base/abi/termios.ts'
import { OutputProcessor } from './output-processor.ts'

/** N_TTY_BUF_SIZE */
const BUFFER_SIZE = 4096
/** Marks the last byte of a finished line. */
const DELIMITER = 0x100
/** A finished line's end that is no byte: Ctrl-D. */
const EOF_MARK = 0x200 | DELIMITER

/** The terminal around it. */
export interface LineHost {
  /** Echo, already processed for output. */
  echo(bytes: number[]): void
  /** To the foreground process group. */
  signal(signal: number): void
  /** Throws away what was written and not shown yet (a signal character without NOFLSH). */
  flushOutput(): void
  /** XON, XOFF. */
  flow(stopped: boolean): void
  /** read() may have something now, or room again. */
  changed(): void
}

const isControl = (c: number): boolean => c < 0x20 || c === 0x7f
const isContinuation = (c: number): boolean => (c & 0xc0) === 0x80
const isWord = (c: number): boolean =>
  (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c === 0x5f || c >= 0x80

export class LineDiscipline {
  readonly output: OutputProcessor
  private attributes: Termios = defaultTermios()
  private readonly host: LineHost
  /** Readable bytes, with marks. */
  private ready: number[] = []
  /** The line being typed (canonical mode only). */
  private line: number[] = []
  /** Finished lines in `ready`. */
  private lines = 0
  private literalNext = false
  private stopped = false
  /** Column where the line being typed began. */
  private lineColumn = 0

  constructor(host: LineHost) {
    this.host = host
    this.output = new OutputProcessor(() => this.attributes)
  }

  get termios(): Termios {
    return this.attributes
  }
  /** n_tty_set_termios(): what was typed already becomes readable as it is when the mode changes. */
  set termios(next: Termios) {
    const old = this.attributes
    this.attributes = next
    if (old.ICANON !== next.ICANON) {
      this.ready.push(...this.line)
      this.line = []
      this.ready = this.ready.filter((c) => c !== EOF_MARK).map((c) => c & 0xff)
      this.lines = 0
      if (next.ICANON && this.ready.length) {
        this.ready.push(EOF_MARK)
        this.lines = 1
      }
      this.host.changed()
    }
    if (!next.IXON && this.stopped) this.setFlow(false)
  }

  // ---- reading

  /** Bytes that can be read in raw mode. */
  get available(): number {
    return this.ready.length
  }
  get readable(): boolean {
    if (this.attributes.ICANON) return this.lines > 0
    const { VMIN, VTIME } = this.attributes.cc
    return this.ready.length >= (VTIME === 0 && VMIN > 0 ? VMIN : 1)
  }
  /** Up to a line in canonical mode, whatever is there in raw mode; null when there is nothing. */
  read(max: number): Uint8Array | null {
    if (!this.attributes.ICANON) {
      if (!this.ready.length) return null
      return this.taken(Uint8Array.from(this.ready.splice(0, max)))
    }
    if (!this.lines) return null
    const { ready } = this
    let count = 0
    while (count < ready.length && count < max && !(ready[count]! & DELIMITER)) count++
    // The delimiter itself: a newline is read, an EOF is not; neither may be left to be an empty line of its own.
    const end = ready[count]
    if (end !== undefined && (end === EOF_MARK || (end & DELIMITER && count < max))) {
      this.lines--
      const bytes = ready.splice(0, count + 1)
      if (end === EOF_MARK) bytes.pop()
      return this.taken(Uint8Array.from(bytes))
    }
    return this.taken(Uint8Array.from(ready.splice(0, count)))
  }
  private taken(bytes: Uint8Array): Uint8Array {
    this.host.changed()
    return bytes.length ? bytes : EMPTY
  }
  /** tcflush(TCIFLUSH) */
  flushInput(): void {
    this.ready = []
    this.line = []
    this.lines = 0
    this.literalNext = false
    this.host.changed()
  }

  // ---- what is typed

  /** Takes bytes from the front of `data` as long as there is room, and returns how many. */
  receive(data: Uint8Array): number {
    let taken = 0
    while (taken < data.length && this.hasRoom()) this.receiveByte(data[taken++]!)
    return taken
  }
  /** A full line without an end still takes characters, and loses them: otherwise nobody could end it. */
  private hasRoom(): boolean {
    if (this.ready.length + this.line.length < BUFFER_SIZE - 1) return true
    return this.attributes.ICANON && this.lines === 0
  }

  private receiveByte(byte: number): void {
    const t = this.attributes
    const { cc } = t
    let c = t.ISTRIP ? byte & 0x7f : byte
    if (this.literalNext) {
      this.literalNext = false
      return this.insert(c)
    }
    const is = (key: number): boolean => key !== 0 && c === key
    if (t.IXON && is(cc.VSTART)) return this.setFlow(false)
    if (t.IXON && is(cc.VSTOP)) return this.setFlow(true)
    if (t.ISIG) {
      const signal = is(cc.VINTR)
        ? SIGNALS.SIGINT
        : is(cc.VQUIT)
          ? SIGNALS.SIGQUIT
          : is(cc.VSUSP)
            ? SIGNALS.SIGTSTP
            : null
      if (signal) return this.signalKey(c, signal.number)
    }
    if (this.stopped && t.IXON && t.IXANY) this.setFlow(false)
    if (c === 13) {
      if (t.IGNCR) return
      if (t.ICRNL) c = 10
    } else if (c === 10 && t.INLCR) c = 13
    if (t.ICANON) {
      if (is(cc.VERASE)) return this.erase('char')
      if (is(cc.VKILL)) return this.erase('line')
      if (t.IEXTEN && is(cc.VWERASE)) return this.erase('word')
      if (t.IEXTEN && is(cc.VLNEXT)) {
        this.literalNext = true
        if (t.ECHO && t.ECHOCTL) this.echoBytes([0x5e, 8])
        return
      }
      if (t.ECHO && t.IEXTEN && is(cc.VREPRINT)) return this.reprint(c)
      if (c === 10) {
        if (t.ECHO || t.ECHONL) this.echoBytes([10])
        return this.endLine(c | DELIMITER)
      }
      if (is(cc.VEOF)) return this.endLine(EOF_MARK)
      if (is(cc.VEOL) || (t.IEXTEN && is(cc.VEOL2))) {
        if (t.ECHO) this.echoChar(c)
        return this.endLine(c | DELIMITER)
      }
    }
    this.insert(c, c === 10 && byte === 13)
  }

  /** `mapped`: a return that became a newline, which is echoed as one also in raw mode. */
  private insert(c: number, mapped = false): void {
    const t = this.attributes
    if (t.ICANON && this.ready.length + this.line.length >= BUFFER_SIZE - 1) {
      if (t.IMAXBEL) this.echoBytes([7])
      return
    }
    if (t.ECHO) {
      if (!this.line.length) this.lineColumn = this.output.column
      if (mapped) this.echoBytes([10])
      else this.echoChar(c)
    }
    if (t.ICANON) this.line.push(c)
    else {
      this.ready.push(c)
      this.host.changed()
    }
  }
  private endLine(last: number): void {
    this.ready.push(...this.line, last)
    this.line = []
    this.lines++
    this.host.changed()
  }
  private signalKey(c: number, signal: number): void {
    if (!this.attributes.NOFLSH) {
      this.flushInput()
      this.host.flushOutput()
    }
    this.host.signal(signal)
    if (this.attributes.IXON) this.setFlow(false)
    if (this.attributes.ECHO) this.echoChar(c)
  }
  private setFlow(stopped: boolean): void {
    if (this.stopped === stopped) return
    this.stopped = stopped
    this.host.flow(stopped)
  }

  // ---- editing and echo

  private erase(what: 'char' | 'word' | 'line'): void {
    const t = this.attributes
    if (!this.line.length) return
    if (what === 'line' && !(t.ECHO && t.ECHOK && t.ECHOKE && t.ECHOE)) {
      this.line = []
      if (!t.ECHO) return
      this.echoChar(t.cc.VKILL)
      if (t.ECHOK) this.echoBytes([10])
      return
    }
    let seenWord = false
    while (this.line.length) {
      const c = this.line.at(-1)!
      if (what === 'word') {
        if (isWord(c)) seenWord = true
        else if (seenWord) break
      }
      const bytes = this.popCharacter()
      if (t.ECHO) {
        if (what === 'char' && !t.ECHOE) this.echoChar(t.cc.VERASE)
        else this.echoErase(bytes)
      }
      if (what === 'char') break
    }
  }
  private popCharacter(): number[] {
    const bytes = [this.line.pop()!]
    if (this.attributes.IUTF8)
      while (isContinuation(bytes[0]!) && this.line.length && bytes.length < 4) bytes.unshift(this.line.pop()!)
    return bytes
  }
  private echoErase(bytes: number[]): void {
    const c = bytes[0]!
    if (c === 9) {
      const columns = this.columnsOfLine()
      return this.echoBytes(new Array<number>(8 - (columns & 7)).fill(8))
    }
    let columns = 1
    if (isControl(c)) columns = this.attributes.ECHOCTL ? 2 : 0
    else if (bytes.length > 1) columns = wcwidth(decode(Uint8Array.from(bytes)).codePointAt(0)!)
    for (; columns > 0; columns--) this.echoBytes([8, 32, 8])
  }
  /** Where the cursor stands after the line as it is, counted from a tab stop. */
  private columnsOfLine(): number {
    let column = this.lineColumn
    for (const char of decode(Uint8Array.from(this.line))) {
      const c = char.codePointAt(0)!
      if (c === 9) column = (column | 7) + 1
      else if (isControl(c)) column += this.attributes.ECHOCTL ? 2 : 0
      else column += wcwidth(c)
    }
    return column
  }
  private reprint(c: number): void {
    this.echoChar(c)
    this.echoBytes([10])
    this.lineColumn = this.output.column
    for (const byte of this.line) this.echoChar(byte)
  }
  private echoChar(c: number): void {
    if (this.attributes.ECHOCTL && isControl(c) && c !== 9) this.echoBytes([0x5e, c ^ 0x40])
    else this.echoBytes([c])
  }
  private echoBytes(bytes: readonly number[]): void {
    const out: number[] = []
    for (const c of bytes) this.output.put(c, out)
    this.host.echo(out)
  }
}
