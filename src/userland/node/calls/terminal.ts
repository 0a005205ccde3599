/** Terminals: size, raw mode, and the session's line editor. */
import type { Termios } from '../../../base/abi/termios.ts'
import { decode } from '../../../base/bytes.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { createLineedit } from '../../editing/lineedit.ts'
import type { LineEditor } from '../../editing/types.ts'
import type { InterpreterCalls } from '../../interpreters/calls.ts'
import type { EventQueue } from './events.ts'

export class NodeTerminal {
  private readonly sys: Sys
  private readonly queue: EventQueue
  private saved: { fd: Fd; termios: Termios } | null = null
  private editor: LineEditor | null = null
  private readonly history: { lines: string[] } = { lines: [] }
  private rest = ''
  private over = false

  constructor(sys: Sys, queue: EventQueue) {
    this.sys = sys
    this.queue = queue
  }
  /** As node leaves a terminal when it ends. */
  restore(): void {
    if (!this.saved) return
    const { fd, termios } = this.saved
    this.saved = null
    try {
      this.sys.tcsetattr(fd, termios)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  private setRaw(fd: Fd, on: boolean): void {
    if (!on) return this.restore()
    const { sys } = this
    const termios = sys.tcgetattr(fd)
    this.saved ??= { fd, termios }
    sys.tcsetattr(fd, {
      ...termios,
      ICANON: false,
      ECHO: false,
      ISIG: false,
      IEXTEN: false,
      ICRNL: false,
      IXON: false,
      cc: { ...termios.cc, VMIN: 1, VTIME: 0 },
    })
  }
  private async edit(prompt: string): Promise<unknown> {
    this.editor ??= createLineedit({
      sys: this.sys,
      input: 0,
      output: 1,
      history: this.history,
      onSignal: () => 'abort',
    })
    const result = await this.editor.readLine(prompt)
    if (result.kind === 'line' && result.text.trim()) this.history.lines.push(result.text)
    return result
  }
  /** A line of an input that is no terminal. */
  private async line(prompt: string): Promise<unknown> {
    const { sys } = this
    await sys.write(1, prompt)
    while (!this.rest.includes('\n') && !this.over) {
      const data = await sys.read(0)
      if (!data.length) this.over = true
      this.rest += decode(data)
    }
    const at = this.rest.indexOf('\n')
    if (at < 0 && !this.rest) return { kind: 'eof' }
    const text = at < 0 ? this.rest : this.rest.slice(0, at)
    this.rest = at < 0 ? '' : this.rest.slice(at + 1)
    return { kind: 'line', text }
  }
  readonly calls = (): InterpreterCalls => ({
    isatty: (sys, fd: Fd) => sys.isatty(fd),
    winsize(sys, fd: Fd) {
      const { cols, rows } = sys.winsize(fd)
      return [cols || 80, rows || 24]
    },
    setRawMode: (_, fd: Fd, on: boolean) => this.setRaw(fd, on),
    editLine: (_, token: number, prompt: string) => this.queue.begin(token, () => this.edit(prompt)),
    readLineLater: (_, token: number, prompt: string) => this.queue.begin(token, () => this.line(prompt)),
  })
}
