/** A file as an answer: conditions and ranges. Throws SysError when it cannot be read. */
import { concat, EMPTY, encode } from '../../../../base/bytes.ts'
import type { Stat } from '../../../../base/abi/files.ts'
import { Headers } from '../../http/message.ts'
import { parseHttpDate } from '../../http/date.ts'
import { parseRange } from '../../http/range.ts'
import { typeOf } from './answer.ts'
import type { Answer, State } from './state.ts'

let boundaries = 0

export async function staticFile(state: State, path: string, stat: Stat): Promise<Answer> {
  const { sys, request, location } = state
  const content = sys.readFile(path)
  const seconds = Math.floor(stat.mtime / 1000)
  const etag = location.scope.is('etag', true) ? `"${seconds.toString(16)}-${stat.size.toString(16)}"` : null
  const answer: Answer = {
    status: 200,
    type: typeOf(state),
    lastModified: stat.mtime,
    location: null,
    headers: new Headers(etag ? [['ETag', etag]] : []),
    body: content,
    chunked: false,
  }
  if (state.errorStatus === null) {
    const condition = conditional(state, etag, seconds)
    if (condition === 412)
      return { ...answer, status: 412, type: null, lastModified: null, headers: new Headers(), body: EMPTY }
    if (condition === 304) return { ...answer, status: 304, type: null, body: EMPTY }
  }
  const range = request.headers.get('Range')
  const ifRange = request.headers.get('If-Range')
  const ranges =
    state.errorStatus === null &&
    range !== undefined &&
    (ifRange === undefined || ifRange === etag || parseHttpDate(ifRange) === seconds * 1000)
      ? parseRange(range, content.length)
      : null
  if (ranges === null) {
    answer.headers.add('Accept-Ranges', 'bytes')
    return answer
  }
  if (!ranges.length) {
    return {
      ...answer,
      status: 416,
      type: null,
      lastModified: null,
      headers: new Headers([['Content-Range', `bytes */${content.length}`]]),
      body: EMPTY,
    }
  }
  answer.status = 206
  const only = ranges.length === 1 ? ranges[0]! : null
  if (only) {
    answer.headers.add('Content-Range', `bytes ${only.start}-${only.end}/${content.length}`)
    answer.body = content.subarray(only.start, only.end + 1)
    return answer
  }
  const boundary = String(++boundaries).padStart(20, '0')
  answer.body = concat([
    ...ranges.flatMap(({ start, end }) => [
      encode(
        `\r\n--${boundary}\r\nContent-Type: ${answer.type}\r\nContent-Range: bytes ${start}-${end}/${content.length}\r\n\r\n`,
      ),
      content.subarray(start, end + 1),
    ]),
    encode(`\r\n--${boundary}--\r\n`),
  ])
  answer.type = `multipart/byteranges; boundary=${boundary}`
  return answer
}

/** nginx compares dates exactly (if_modified_since exact). */
function conditional(state: State, etag: string | null, seconds: number): 304 | 412 | null {
  const { headers } = state.request
  const listed = (field: string): boolean =>
    field.trim() === '*' || field.split(',').some((part) => part.trim().replace(/^W\//, '') === etag)
  const unmodified = headers.get('If-Unmodified-Since')
  const match = headers.get('If-Match')
  if (match !== undefined && !listed(match)) return 412
  if (unmodified !== undefined && (parseHttpDate(unmodified) ?? Infinity) < seconds * 1000) return 412
  const none = headers.get('If-None-Match')
  const since = headers.get('If-Modified-Since')
  if (none === undefined && since === undefined) return null
  if (none !== undefined && !listed(none)) return null
  const mode = state.location.scope.first('if_modified_since', 'exact')
  if (since !== undefined && mode !== 'off') {
    const date = parseHttpDate(since)
    if (date === null || (mode === 'before' ? date < seconds * 1000 : date !== seconds * 1000)) return null
  } else if (since !== undefined && none === undefined) return null
  return 304
}
