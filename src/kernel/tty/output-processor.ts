/** Output processing of a terminal (OPOST of termios(3), n_tty.c do_output_char): newlines, tabs, and the column they depend on. */
import { wcwidth } from '../../base/wcwidth.ts'
import type { Termios } from '../../base/abi/termios.ts'

export class OutputProcessor {
  /** Where the cursor stands, as far as that follows from what was written. */
  column = 0
  private readonly termios: () => Termios
  /** A multi-byte character under way. */
  private code = 0
  private missing = 0

  constructor(termios: () => Termios) {
    this.termios = termios
  }

  /** Appends what the terminal gets for `c` to `out`. */
  put(c: number, out: number[]): void {
    const t = this.termios()
    if (!t.OPOST) {
      out.push(c)
      return
    }
    if (c === 10) {
      if (t.ONLRET) this.column = 0
      if (t.ONLCR) {
        this.column = 0
        out.push(13, 10)
        return
      }
    } else if (c === 13) {
      if (t.OCRNL) {
        if (t.ONLRET) this.column = 0
        out.push(10)
        return
      }
      this.column = 0
    } else if (c === 9) {
      const spaces = 8 - (this.column & 7)
      this.column += spaces
      if (t.XTABS) {
        for (let i = 0; i < spaces; i++) out.push(32)
        return
      }
    } else if (c === 8) {
      if (this.column > 0) this.column--
    } else if (c >= 0x20 && c !== 0x7f) this.advance(c)
    out.push(c)
  }
  private advance(c: number): void {
    if (c < 0x80) {
      this.column++
      this.missing = 0
    } else if ((c & 0xc0) === 0x80) {
      if (!this.missing) return
      this.code = (this.code << 6) | (c & 0x3f)
      if (--this.missing === 0) this.column += wcwidth(this.code)
    } else {
      this.missing = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1
      this.code = c & (0x3f >> this.missing)
    }
  }
}
