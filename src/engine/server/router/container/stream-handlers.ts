/** Streams of containers: attach, logs, stats. */
import { encode } from '../../../../base/bytes.ts'
import { invalid } from '../../../../api/types/index.ts'
import { header } from '../../body.ts'
import { json, streamReply } from '../../reply.ts'
import { boolValue, boolValueOr, type Handler, type RouteRequest } from '../../route.ts'
import { encodeChunks, hijacked, MULTIPLEXED_STREAM, RAW_STREAM } from '../../stream.ts'
import type { ContainerBackend, Session } from './backend.ts'

type Make = (backend: ContainerBackend) => Handler
const nameOf = (request: RouteRequest): string => request.params['name']!

export const attach: Make = (backend) => (request) => {
  const { query } = request
  const session = backend.attach(nameOf(request), {
    stdin: boolValue(query, 'stdin'),
    stdout: boolValue(query, 'stdout'),
    stderr: boolValue(query, 'stderr'),
    logs: boolValue(query, 'logs'),
    stream: boolValue(query, 'stream'),
    detachKeys: query.get('detachKeys') ?? '',
  })
  const upgrade = header(request, 'upgrade') !== ''
  if (request.input) void session.input(request.input)
  return hijacked(output(session, request), {
    upgrade,
    type: !session.tty && upgrade ? MULTIPLEXED_STREAM : RAW_STREAM,
  })
}
async function* output(session: Session, request: RouteRequest): AsyncIterable<Uint8Array> {
  const leave = (): void => session.leave()
  request.signal?.addEventListener('abort', leave)
  try {
    yield* encodeChunks(session.output, session.tty)
  } finally {
    request.signal?.removeEventListener('abort', leave)
    session.leave()
  }
}
export const logs: Make = (backend) => (request) => {
  const { query } = request
  const [stdout, stderr] = [boolValue(query, 'stdout'), boolValue(query, 'stderr')]
  if (!stdout && !stderr) throw invalid('Bad parameters: you must choose at least one stream')
  const { tty, output } = backend.logs(nameOf(request), {
    stdout,
    stderr,
    follow: boolValue(query, 'follow'),
    timestamps: boolValue(query, 'timestamps'),
    details: boolValue(query, 'details'),
    since: query.get('since'),
    until: query.get('until'),
    tail: query.get('tail'),
  })
  return streamReply(abortable(encodeChunks(output, tty), request), tty ? RAW_STREAM : MULTIPLEXED_STREAM)
}
/** Stops reading the source when the client goes away. */
export async function* abortable<T>(source: AsyncIterable<T>, request: RouteRequest): AsyncIterable<T> {
  const iterator = source[Symbol.asyncIterator]()
  let leave: () => void = () => {}
  const gone = new Promise<'gone'>((resolve) => (leave = () => resolve('gone')))
  request.signal?.addEventListener('abort', leave)
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), gone])
      if (next === 'gone' || next.done) return
      yield next.value
    }
  } finally {
    request.signal?.removeEventListener('abort', leave)
    void iterator.return?.()
  }
}
export const stats: Make = (backend) => async (request) => {
  const { query, signal } = request
  const stream = boolValueOr(query, 'stream', true)
  const samples = backend.stats(nameOf(request), { stream, oneShot: boolValue(query, 'one-shot'), signal })
  const iterator = samples[Symbol.asyncIterator]()
  if (!stream) return json((await iterator.next()).value)
  // The look-up fails here, not in the stream.
  const first = await iterator.next()
  return streamReply(lines(first, iterator))
}
async function* lines<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncIterable<Uint8Array> {
  try {
    for (let item = first; !item.done; item = await rest.next()) yield encode(`${JSON.stringify(item.value)}\n`)
  } finally {
    void rest.return?.()
  }
}
