/** A plain HTTP client for programs that only fetch: connecting to the addresses of a name, one request, its answer. */
import { SysError } from '../../../base/abi/errno.ts'
import { concat } from '../../../base/bytes.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { parseResponse, serialiseHead } from './message.ts'
import type { Headers, Response } from './message.ts'
import { ByteReader } from './stream.ts'

/** The time is over. */
export class TimedOut extends Error {}
/** Waits `ms` at most; Infinity: as long as it takes. */
export async function within<T>(sys: Sys, promise: Promise<T>, ms: number): Promise<T> {
  if (ms === Infinity) return promise
  promise.catch(() => {})
  return Promise.race([
    promise,
    sys.sleep(ms).then((): never => {
      throw new TimedOut()
    }),
  ])
}

/** Tries the addresses in turn; the last one's error. Throws SysError, TimedOut. */
export async function connectTo(
  sys: Sys,
  addresses: readonly string[],
  port: number,
  ms: number,
  tell?: (address: string) => Promise<void>,
): Promise<{ fd: Fd; address: string }> {
  let problem: SysError | TimedOut = new SysError('ECONNREFUSED')
  for (const address of addresses) {
    await tell?.(address)
    const fd = sys.socket(address.includes(':') ? 'inet6' : 'inet', 'stream')
    try {
      await within(sys, sys.connect(fd, { address, port }), ms)
      return { fd, address }
    } catch (error) {
      sys.close(fd)
      if (!(error instanceof SysError) && !(error instanceof TimedOut)) throw error
      problem = error
    }
  }
  throw problem
}

export interface Exchange {
  response: Response
  reader: ByteReader
  /** The head as it came. */
  raw: Uint8Array
}
/** Null: the server closed without a word. Throws SysError, BadMessage, UnexpectedEnd, TimedOut. */
export async function exchange(
  sys: Sys,
  fd: Fd,
  reader: ByteReader,
  line: string,
  headers: Headers,
  body: Uint8Array | null,
  ms: number,
): Promise<Exchange | null> {
  await sys.write(fd, concat([serialiseHead(line, headers), body ?? new Uint8Array()]))
  const raw = await within(sys, reader.head(), ms)
  return raw === null ? null : { response: parseResponse(raw), reader, raw }
}
export { ByteReader }
