/** Full-screen programs on a terminal: raw mode, keys, size, and leaving it all as it was. */
import { makeRaw } from '../../../base/abi/termios.ts'
import type { Termios } from '../../../base/abi/termios.ts'
import { attempt, SysError } from '../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { toText } from './text.ts'

/** A key: a character as itself, or a name. undefined: the terminal is gone. */
export type Key = string
const SEQUENCES: Record<string, Key> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[2~': 'insert',
  '[3~': 'delete',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[1;5C': 'ctrl-right',
  '[1;5D': 'ctrl-left',
  '[1;5A': 'ctrl-up',
  '[1;5B': 'ctrl-down',
  '[Z': 'backtab',
  OP: 'f1',
  OQ: 'f2',
  OR: 'f3',
  OS: 'f4',
}
/** How long a lone ESC waits for the rest of a sequence, in ms. */
const ESCAPE_MS = 50

export class Screen {
  readonly sys: Sys
  readonly fd: Fd
  private readonly out: Fd
  private saved: Termios | undefined
  private pending: number[] = []
  /** ESC and a character are one key, 'alt-x'; otherwise two. */
  meta = true
  /** The window changed its size since this was last cleared. */
  resized = false
  constructor(sys: Sys, fd: Fd, out: Fd = 1) {
    this.sys = sys
    this.fd = fd
    this.out = out
  }
  get size(): { rows: number; cols: number } {
    const size = attempt(() => this.sys.winsize(this.out))
    if (size instanceof SysError || !size.rows || !size.cols) return { rows: 24, cols: 80 }
    return size
  }
  /** Raw mode; `signals` keeps ^C and ^Z as signals. */
  enter(options: { signals?: boolean } = {}): void {
    const now = attempt(() => this.sys.tcgetattr(this.fd))
    if (now instanceof SysError) return
    this.saved = { ...now, cc: { ...now.cc } }
    const raw: Termios = { ...now, cc: { ...now.cc } }
    makeRaw(raw)
    raw.OPOST = now.OPOST
    raw.ONLCR = now.ONLCR
    if (options.signals) raw.ISIG = now.ISIG
    this.sys.tcsetattr(this.fd, raw)
    this.sys.signal(28, () => {
      this.resized = true
    })
  }
  leave(): void {
    if (this.saved) attempt(() => this.sys.tcsetattr(this.fd, this.saved!))
    this.saved = undefined
    this.sys.signal(28, 'default')
  }
  write(text: string): Promise<void> {
    return this.sys.write(this.out, text)
  }
  private async more(timeout: number | undefined): Promise<boolean> {
    if (timeout !== undefined) {
      const ready = await this.sys.poll([{ fd: this.fd, events: { in: true } }], timeout)
      if (!ready.length) return false
    }
    const bytes = await this.sys.read(this.fd, 256)
    this.pending.push(...bytes)
    return bytes.length > 0
  }
  /** The next key; 'timeout' after `timeout` ms; 'resize' when the window changed; undefined at the end of the input. */
  async key(timeout?: number): Promise<Key | undefined> {
    if (!this.pending.length) {
      try {
        if (timeout !== undefined) {
          const ready = await this.sys.poll([{ fd: this.fd, events: { in: true } }], timeout)
          if (this.resized) return this.noticed()
          if (!ready.length) return 'timeout'
        }
        if (!(await this.more(undefined))) return undefined
      } catch (error) {
        if (error instanceof SysError && error.code === 'EINTR') return this.resized ? this.noticed() : 'interrupt'
        if (error instanceof SysError) return undefined
        throw error
      }
    }
    const first = this.pending.shift()!
    if (first === 27) return this.escape()
    if (first < 0x80) return String.fromCharCode(first)
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
    const bytes = [first]
    while (bytes.length < length) {
      if (!this.pending.length && !(await this.more(ESCAPE_MS))) break
      bytes.push(this.pending.shift()!)
    }
    return toText(Uint8Array.from(bytes))
  }
  private noticed(): Key {
    this.resized = false
    return 'resize'
  }
  private async escape(): Promise<Key> {
    if (!this.pending.length && !(await this.more(ESCAPE_MS))) return 'esc'
    let text = ''
    for (;;) {
      if (!this.pending.length && !(await this.more(ESCAPE_MS))) break
      const char = String.fromCharCode(this.pending.shift()!)
      text += char
      if (text.length === 1 && char !== '[' && char !== 'O') {
        if (this.meta) return `alt-${char}`
        this.pending.unshift(char.charCodeAt(0))
        return 'esc'
      }
      if (text.length > 1 && /[A-Za-z~]/.test(char)) break
      if (text.length > 12) break
    }
    if (text.length === 1) {
      if (this.meta) return `alt-${text}`
      this.pending.unshift(text.charCodeAt(0))
      return 'esc'
    }
    return SEQUENCES[text] ?? 'unknown'
  }
}
/** The terminal to read keys from: standard input, or /dev/tty when that is data. */
export async function keyboard(sys: Sys): Promise<Fd | undefined> {
  if (sys.isatty(0)) return 0
  try {
    return await sys.open('/dev/tty', 0)
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}
/** A line cut or padded to columns; control characters shown as ^X, tabs expanded. */
export function fit(text: string, columns: number): string {
  let out = ''
  let width = 0
  for (const char of text) {
    const code = char.codePointAt(0)!
    const shown =
      code === 9
        ? ' '.repeat(8 - (width % 8))
        : code < 32
          ? `^${String.fromCharCode(code + 64)}`
          : code === 127
            ? '^?'
            : char
    const size = code === 9 || code < 32 || code === 127 ? shown.length : wide(code) ? 2 : 1
    if (width + size > columns) break
    out += shown
    width += size
  }
  return out
}
export const wide = (code: number): boolean =>
  (code >= 0x1100 && code <= 0x115f) ||
  (code >= 0x2e80 && code <= 0xa4cf) ||
  (code >= 0xac00 && code <= 0xd7a3) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xfe30 && code <= 0xfe6f) ||
  (code >= 0xff00 && code <= 0xff60) ||
  code >= 0x1f300
