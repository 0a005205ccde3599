/** The terminal of a line editor: its mode while a line is read, its size, and writing to it. */
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import type { Termios } from '../../base/abi/termios.ts'
import type { Fd, Sys } from '../../kernel/sys/types.ts'

const SIGWINCH = SIGNALS.SIGWINCH.number

export class EditorTerminal {
  private readonly sys: Sys
  private readonly input: Fd
  private readonly output: Fd
  private saved: Termios | null = null
  /** SIGWINCH came: the size may have changed, and what is on the screen with it. */
  private resized = false
  private restoreSignal: (() => void) | null = null

  constructor(sys: Sys, input: Fd, output: Fd) {
    this.sys = sys
    this.input = input
    this.output = output
  }
  /** Characters as they come, without echo; `signals` leaves ^C and ^Z to the terminal, `literalReturn` keeps \r. */
  enter(options: { signals: boolean; literalReturn?: boolean }): void {
    const before = this.sys.disposition(SIGWINCH)
    // A shell that traps it keeps its own handler; the size is looked at after any signal.
    if (before !== 'caught') {
      this.sys.signal(SIGWINCH, () => (this.resized = true))
      this.restoreSignal = () => this.sys.signal(SIGWINCH, before)
    }
    this.attempt(() => {
      this.saved = this.sys.tcgetattr(this.input)
      const { saved } = this
      this.sys.tcsetattr(this.input, {
        ...saved,
        ICANON: false,
        ECHO: false,
        ...((options.literalReturn ?? true) ? { ICRNL: false, INLCR: false } : {}),
        ISIG: options.signals,
        cc: { ...saved.cc, VMIN: 1, VTIME: 0, VLNEXT: 0 },
      })
    })
  }
  leave(): void {
    const { saved } = this
    this.saved = null
    this.restoreSignal?.()
    this.restoreSignal = null
    if (saved) this.attempt(() => this.sys.tcsetattr(this.input, saved))
  }
  /** True once after each SIGWINCH. */
  takeResized(): boolean {
    const { resized } = this
    this.resized = false
    return resized
  }
  get size(): { rows: number; cols: number } {
    try {
      const { rows, cols } = this.sys.winsize(this.output)
      return { rows: rows || 24, cols: cols || 80 }
    } catch (error) {
      if (error instanceof SysError) return { rows: 24, cols: 80 }
      throw error
    }
  }
  /** A terminal that hung up takes nothing; the next read will say so. */
  async write(text: string): Promise<void> {
    if (!text) return
    try {
      await this.sys.write(this.output, text)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (error.code === 'EINTR') return this.write(text)
    }
  }
  private attempt(fn: () => void): void {
    try {
      fn()
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
}
