/**
 * A pair of connected byte streams: what TCP gives its users (tcp(7)), and unix stream sockets. Each end has a bounded receive buffer; a writer
 * whose peer's buffer is full waits.
 *
 *   close with unread data, or data to a closed end  → reset: the other reads what it has, then ECONNRESET; writes EPIPE
 *   close otherwise, or shutdown(write)              → end of file for the other
 */
import { SysError } from '../../base/abi/errno.ts'
import { EMPTY } from '../../base/bytes.ts'
import type { Readiness } from '../proc/description.ts'
import { WaitQueue } from '../proc/wait-queue.ts'

/** Bytes; net.ipv4.tcp_rmem's default is 131072, half of it window. */
export const BUFFER_SIZE = 65536

export class StreamEnd {
  peer: StreamEnd | null = null
  /** Woken when the state of this end changed. */
  readonly queue = new WaitQueue()
  /** The peer will send no more. */
  eof = false
  /** This end sent its end. */
  ended = false
  closed = false
  private error: 'ECONNRESET' | 'EPIPE' | null = null
  private broken = false
  private readonly chunks: Uint8Array[] = []
  private skip = 0
  buffered = 0
  /** The other side will answer anything with a reset; see doomedStream. */
  doomed = false
  /** Told of bytes that went to the peer, for the links' counters. */
  onSent: ((bytes: number) => void) | null = null

  read(max: number): Uint8Array | null {
    if (this.buffered) return this.take(max)
    if (this.error) {
      const { error } = this
      this.error = null
      if (error === 'ECONNRESET') throw new SysError(error)
      return EMPTY
    }
    return this.eof || this.broken || this.closed ? EMPTY : null
  }
  private take(max: number): Uint8Array {
    const first = this.chunks[0]!
    const part = first.subarray(this.skip, this.skip + max)
    this.skip += part.length
    this.buffered -= part.length
    if (this.skip === first.length) {
      this.chunks.shift()
      this.skip = 0
    }
    this.peer?.queue.wake()
    return part
  }

  /** Bytes taken; 0 when the peer's buffer is full. EPIPE. */
  write(data: Uint8Array): number {
    if (this.ended || this.closed || this.broken) {
      this.error = null
      throw new SysError('EPIPE')
    }
    if (data.length === 0) return 0
    const { peer } = this
    if (this.doomed) {
      this.fail('ECONNRESET')
      return data.length
    }
    if (!peer || peer.closed) {
      // The segment is sent; what comes back is a reset.
      this.fail(this.eof ? 'EPIPE' : 'ECONNRESET')
      return data.length
    }
    const room = BUFFER_SIZE - peer.buffered
    if (room <= 0) return 0
    const part = data.slice(0, room)
    peer.chunks.push(part)
    peer.buffered += part.length
    this.onSent?.(part.length)
    peer.queue.wake()
    return part.length
  }
  get writable(): boolean {
    return (
      this.ended || this.broken || this.closed || !this.peer || this.peer.closed || this.peer.buffered < BUFFER_SIZE
    )
  }
  poll(): Readiness {
    const over = this.eof || this.broken || this.error !== null
    return {
      in: this.buffered > 0 || over,
      out: this.writable,
      hup: over && (this.ended || this.broken),
      err: this.error !== null,
    }
  }

  /** Half-close. */
  end(): void {
    if (this.ended || this.broken) return
    this.ended = true
    const { peer } = this
    if (peer && !peer.closed) {
      peer.eof = true
      peer.queue.wake()
    }
    this.queue.wake()
  }
  /** shutdown(read): what is there and what comes is dropped. */
  stopReading(): void {
    this.chunks.length = 0
    this.skip = 0
    this.buffered = 0
    this.eof = true
    this.queue.wake()
    this.peer?.queue.wake()
  }
  close(): void {
    if (this.closed) return
    const unread = this.buffered > 0
    if (unread) this.peer?.fail('ECONNRESET')
    this.end()
    this.closed = true
    this.chunks.length = 0
    this.buffered = 0
    this.peer?.queue.wake()
    this.queue.wake()
  }
  /** Sends a reset and closes. */
  destroy(): void {
    if (this.closed) return
    this.peer?.fail('ECONNRESET')
    this.ended = true
    this.close()
  }
  /** A reset came. */
  private fail(error: 'ECONNRESET' | 'EPIPE'): void {
    if (this.broken || this.closed) return
    this.broken = true
    this.error = error
    this.queue.wake()
    this.peer?.queue.wake()
  }
}

export function streamPair(): [StreamEnd, StreamEnd] {
  const a = new StreamEnd()
  const b = new StreamEnd()
  a.peer = b
  b.peer = a
  return [a, b]
}

/**
 * The end of a connection that a proxy accepted and cannot carry on: whoever reads first gets end of file, whoever writes first a reset, as from
 * docker-proxy when nothing listens in the container.
 */
export function doomedStream(): StreamEnd {
  const end = new StreamEnd()
  end.doomed = true
  end.eof = true
  return end
}
