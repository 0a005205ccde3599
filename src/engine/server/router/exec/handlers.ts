import { encode } from '../../../../base/bytes.ts'
import type { ExecCreateRequest, ExecStartRequest } from '../../../../api/types/index.ts'
import { messageOf } from '../../../../api/types/index.ts'
import { header, readJson } from '../../body.ts'
import { empty, json } from '../../reply.ts'
import { intValue, type Handler, type RouteRequest } from '../../route.ts'
import { encodeChunks, frame, hijacked, MULTIPLEXED_STREAM, RAW_STREAM } from '../../stream.ts'
import type { Session } from '../container/backend.ts'
import { invalidSize } from '../container/resize.ts'
import type { ExecBackend } from './backend.ts'

export const createExec =
  (backend: ExecBackend): Handler =>
  async (request) =>
    json({ Id: backend.create(request.params['name']!, await readJson<ExecCreateRequest>(request)) }, 201)
export const inspectExec =
  (backend: ExecBackend): Handler =>
  ({ params }) =>
    json(backend.inspect(params['id']!))
export const startExec =
  (backend: ExecBackend): Handler =>
  async (request) => {
    const id = request.params['id']!
    const { Detach, Tty, ConsoleSize } = await readJson<ExecStartRequest>(request)
    backend.check(id)
    const size = ConsoleSize ? { rows: ConsoleSize[0], cols: ConsoleSize[1] } : null
    if (Detach) {
      const session = await backend.start(id, size)
      session.discard()
      return empty(200)
    }
    const upgrade = header(request, 'upgrade') !== ''
    const body = stream(backend, request, id, Tty ?? false, size)
    return hijacked(body, { upgrade, type: !Tty && upgrade ? MULTIPLEXED_STREAM : RAW_STREAM })
  }
/** After the hijack even a failed start is part of the stream, as a line on stdout. */
async function* stream(
  backend: ExecBackend,
  request: RouteRequest,
  id: string,
  tty: boolean,
  size: { rows: number; cols: number } | null,
): AsyncIterable<Uint8Array> {
  let session: Session
  try {
    session = await backend.start(id, size)
  } catch (error) {
    const text = encode(`${messageOf(error)}\r\n`)
    yield tty ? text : frame(1, text)
    return
  }
  if (request.input) void session.input(request.input)
  const leave = (): void => session.leave()
  request.signal?.addEventListener('abort', leave)
  try {
    yield* encodeChunks(session.output, session.tty)
  } finally {
    request.signal?.removeEventListener('abort', leave)
  }
}
export const resizeExec =
  (backend: ExecBackend): Handler =>
  async ({ params, query }) => {
    invalidSize(query)
    await backend.resize(params['id']!, intValue(query, 'h'), intValue(query, 'w'))
    return empty(200)
  }
