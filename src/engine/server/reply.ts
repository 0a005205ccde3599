/** Answers: JSON, streams of JSON lines, hijacked connections. */
import { encode } from '../../base/bytes.ts'
import type { ApiResponse } from '../../api/transport.ts'
import type { ErrorResponse } from '../../api/types/index.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }

/** A body as httputils.WriteJSON writes it, with its newline. */
export const json = (value: unknown, status = 200): ApiResponse => ({
  status,
  headers: JSON_TYPE,
  body: encode(`${JSON.stringify(value)}\n`),
})
export const empty = (status: number): ApiResponse => ({ status, headers: {}, body: null })
export const errorReply = (status: number, message: string): ApiResponse =>
  status === 304 ? empty(304) : json({ message } satisfies ErrorResponse, status)
export const streamReply = (body: AsyncIterable<Uint8Array>, type = 'application/json'): ApiResponse => ({
  status: 200,
  headers: { 'Content-Type': type },
  body,
})
/** Progress messages, each a line ended as moby's streamformatter does. */
export async function* jsonLines(
  items: AsyncIterable<unknown>,
  write: (item: unknown) => string,
): AsyncIterable<Uint8Array> {
  for await (const item of items) yield encode(`${write(item)}\r\n`)
}
/** Pieces of an archive made on demand. */
export async function* pieces(source: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for (const piece of source) yield piece
}
