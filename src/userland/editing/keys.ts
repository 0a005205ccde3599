/**
 * What is typed, as characters. One byte a read(2), as readline does: what is typed ahead of the command that will run stays in the terminal for that
 * command.
 */
import { SysError } from '../../base/abi/errno.ts'
import type { Fd, Sys } from '../../kernel/sys/types.ts'

export type Key = { key: string } | 'signal' | null

export class Keys {
  private readonly sys: Sys
  private readonly fd: Fd
  private readonly queue: string[] = []
  private bytes: number[] = []

  constructor(sys: Sys, fd: Fd) {
    this.sys = sys
    this.fd = fd
  }
  unread(keys: string): void {
    this.queue.unshift(...keys)
  }
  drop(): void {
    this.queue.length = 0
    this.bytes = []
  }
  /** The next character; null at the end of the input; 'signal' when a handler ran. */
  async next(): Promise<Key> {
    const queued = this.queue.shift()
    if (queued !== undefined) return { key: queued }
    for (;;) {
      let data: Uint8Array
      try {
        data = await this.sys.read(this.fd, 1)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        return error.code === 'EINTR' ? 'signal' : null
      }
      if (!data.length) return null
      const char = this.decode(data[0]!)
      if (char !== null) return { key: char }
    }
  }
  /** More is there already, or comes within `ms`. */
  async ready(ms: number): Promise<boolean> {
    if (this.queue.length) return true
    try {
      return (await this.sys.poll([{ fd: this.fd, events: { in: true } }], ms)).length > 0
    } catch (error) {
      if (error instanceof SysError) return false
      throw error
    }
  }
  /** Collects the bytes of a character. Bytes that make none are U+FFFD. */
  private decode(byte: number): string | null {
    const lead = this.bytes[0]
    if (lead === undefined) {
      if (byte < 0x80) return String.fromCharCode(byte)
      this.bytes = [byte]
      return byte >= 0xc2 && byte < 0xf5 ? null : this.flush()
    }
    this.bytes.push(byte)
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
    return this.bytes.length < length && (byte & 0xc0) === 0x80 ? null : this.flush()
  }
  private flush(): string {
    const text = new TextDecoder().decode(Uint8Array.from(this.bytes))
    this.bytes = []
    return [...text][0] ?? '\ufffd'
  }
}
