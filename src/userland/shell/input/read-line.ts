/** Reading single bytes and lines from a descriptor without taking more than wanted, as `read` and scripts on standard input do. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd } from '../../../kernel/sys/types.ts'
import type { Shell } from '../state/shell.ts'
import { fromBytes } from '../text/bytes.ts'

/** Bytes one at a time; from a seekable file in blocks, with the position put right by release(). */
export class ByteReader {
  private buffer: Uint8Array = new Uint8Array(0)
  private at = 0
  private readonly seekable: boolean
  private readonly sh: Shell
  readonly fd: Fd
  constructor(sh: Shell, fd: Fd) {
    this.sh = sh
    this.fd = fd
    this.seekable = canSeek(sh, fd)
  }
  /** -1 at the end. Throws SysError. */
  async next(): Promise<number> {
    if (this.at < this.buffer.length) return this.buffer[this.at++]!
    this.buffer = await this.sh.sys.read(this.fd, this.seekable ? 4096 : 1)
    this.at = 0
    return this.buffer.length ? this.buffer[this.at++]! : -1
  }
  /** Gives back what was read too much. */
  release(): void {
    const extra = this.buffer.length - this.at
    if (this.seekable && extra > 0) this.sh.sys.lseek(this.fd, -extra, 'cur')
    this.buffer = new Uint8Array(0)
    this.at = 0
  }
}
export function canSeek(sh: Shell, fd: Fd): boolean {
  try {
    sh.sys.lseek(fd, 0, 'cur')
    return !sh.sys.isatty(fd)
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}

/** A line without its newline; null at the end of the file. Goes on after caught signals. */
export async function readLine(sh: Shell, fd: Fd): Promise<string | null> {
  const bytes: number[] = []
  const reader = new ByteReader(sh, fd)
  for (;;) {
    let byte: number
    try {
      byte = await reader.next()
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (error.code === 'EINTR' && !sh.interrupted) continue
      return null
    }
    if (byte < 0) {
      if (!bytes.length) return null
      break
    }
    if (byte === 10) break
    bytes.push(byte)
  }
  reader.release()
  return fromBytes(Uint8Array.from(bytes))
}
