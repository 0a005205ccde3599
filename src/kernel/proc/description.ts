/**
 * The open file description ("struct file", open(2)): what descriptors refer to. Regular files, directories, pipes, FIFOs, ptys, devices and
 * sockets extend it. Nothing here blocks: read() and write() say "not now" (null, 0) and the system call sleeps on `queue` until poll() may have
 * changed, so that signals, stops, freezing and kills are handled in one place (kernel/sys) for every kind of file.
 */
import { O_ACCMODE, O_NONBLOCK, O_RDONLY, O_WRONLY, type Stat } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { FileDescription } from './types.ts'
import type { WaitQueue } from './wait-queue.ts'

/** poll(2): in = a read would not block (data, end of file or an error), out = a write would not block. */
export interface Readiness {
  in: boolean
  out: boolean
  hup?: boolean
  err?: boolean
}

export type Whence = 'set' | 'cur' | 'end'

/** Every character that may come now. */
export const ALWAYS_READY: Readiness = { in: true, out: true }

export abstract class OpenFile implements FileDescription {
  /** O_ACCMODE, O_APPEND, O_NONBLOCK as open(2) and fcntl(2) set them; shared by all descriptors. */
  flags: number
  /** File position in bytes, of files that have one. */
  offset = 0
  /** Woken whenever poll() may have changed; null for files that never block. */
  readonly queue: WaitQueue | null = null
  private references = 1

  constructor(flags: number) {
    this.flags = flags
  }

  get readable(): boolean {
    return (this.flags & O_ACCMODE) !== O_WRONLY
  }
  get writable(): boolean {
    return (this.flags & O_ACCMODE) !== O_RDONLY
  }
  get nonblocking(): boolean {
    return (this.flags & O_NONBLOCK) !== 0
  }

  /** At most `max` bytes; empty at the end of the file; null when a reader must wait. Moves the offset. Throws SysError (EISDIR, EIO, …). */
  read(_max: number): Uint8Array | null {
    throw new SysError('EINVAL')
  }
  /** How many bytes were taken, from the start of `data`; 0 when a writer must wait. Throws SysError (EPIPE, ENOSPC, …). */
  write(_data: Uint8Array): number {
    throw new SysError('EINVAL')
  }
  poll(): Readiness {
    return ALWAYS_READY
  }
  abstract stat(): Stat
  /** pread(2): does not move the offset. */
  pread(_offset: number, _length: number): Uint8Array {
    throw new SysError('ESPIPE')
  }
  /** The new position. */
  seek(_offset: number, _whence: Whence): number {
    throw new SysError('ESPIPE')
  }
  truncate(_length: number): void {
    throw new SysError('EINVAL')
  }
  /** Target of /proc/PID/fd/N: a path, 'pipe:[123]', 'socket:[123]'. */
  abstract describe(): string
  /** Called once, when the last reference went. */
  protected release(): void {}

  ref(): this {
    this.references++
    return this
  }
  unref(): void {
    if (--this.references === 0) this.release()
  }
}
