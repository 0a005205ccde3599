/** Lifecycle and lists of containers; streams are in stream-handlers.ts, files in archive-handlers.ts. */
import { encode } from '../../../../base/bytes.ts'
import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerUpdateRequest,
  ContainerWaitResponse,
} from '../../../../api/types/index.ts'
import { invalid } from '../../../../api/types/index.ts'
import { readJson } from '../../body.ts'
import { empty, json } from '../../reply.ts'
import { boolValue, boolValueOr, intValue, type Handler, type RouteRequest } from '../../route.ts'
import type { ContainerBackend } from './backend.ts'
import { invalidSize } from './resize.ts'

type Make = (backend: ContainerBackend) => Handler
const nameOf = (request: RouteRequest): string => request.params['name']!

export const list: Make =
  (backend) =>
  ({ query }) => {
    const limit = query.get('limit') ?? ''
    if (limit !== '' && !/^[+-]?\d+$/.test(limit)) {
      throw invalid(`strconv.Atoi: parsing ${JSON.stringify(limit)}: invalid syntax`)
    }
    return json(
      backend.list({
        all: boolValue(query, 'all'),
        size: boolValue(query, 'size'),
        limit: Number(limit || 0),
        filters: query.get('filters'),
      }),
    )
  }
export const inspect: Make = (backend) => (request) =>
  json(backend.inspect(nameOf(request), boolValue(request.query, 'size')))
export const create: Make = (backend) => async (request) => {
  const body = await readJson<ContainerCreateRequest>(request)
  if (!Object.keys(body).length) throw invalid('config cannot be empty in order to create a container')
  const { query } = request
  return json(backend.create(query.get('name') ?? '', body, query.get('platform') ?? ''), 201)
}
export const start: Make = (backend) => async (request) => {
  await backend.start(nameOf(request))
  return empty(204)
}
function timeoutOf({ query }: RouteRequest): number | null {
  const text = query.get('t') ?? ''
  if (text === '') return null
  if (!/^[+-]?\d+$/.test(text)) throw invalid(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}
export const stop: Make = (backend) => async (request) => {
  await backend.stop(nameOf(request), request.query.get('signal') ?? '', timeoutOf(request))
  return empty(204)
}
export const restart: Make = (backend) => async (request) => {
  await backend.restart(nameOf(request), request.query.get('signal') ?? '', timeoutOf(request))
  return empty(204)
}
export const kill: Make = (backend) => async (request) => {
  await backend.kill(nameOf(request), request.query.get('signal') ?? '')
  return empty(204)
}
export const pause: Make = (backend) => (request) => {
  backend.pause(nameOf(request))
  return empty(204)
}
export const unpause: Make = (backend) => (request) => {
  backend.unpause(nameOf(request))
  return empty(204)
}
export const rename: Make = (backend) => (request) => {
  backend.rename(nameOf(request), request.query.get('name') ?? '')
  return empty(204)
}
export const update: Make = (backend) => async (request) =>
  json(backend.update(nameOf(request), await readJson<ContainerUpdateRequest>(request)))
export const remove: Make = (backend) => async (request) => {
  const { query } = request
  await backend.remove(nameOf(request), {
    force: boolValue(query, 'force'),
    volumes: boolValue(query, 'v'),
    link: boolValue(query, 'link'),
  })
  return empty(204)
}
export const prune: Make =
  (backend) =>
  async ({ query }) =>
    json(await backend.prune(query.get('filters')))
/** The headers go out at once, the body when it is over. */
export const wait: Make = (backend) => (request) => {
  const code = backend.wait(nameOf(request), request.query.get('condition') ?? '', request.signal)
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: waited(code) }
}
async function* waited(code: Promise<number | null>): AsyncIterable<Uint8Array> {
  const status = await code
  if (status === null) return
  yield encode(`${JSON.stringify({ StatusCode: status } satisfies ContainerWaitResponse)}\n`)
}
export const top: Make = (backend) => (request) =>
  json(backend.top(nameOf(request), request.query.get('ps_args') ?? ''))
export const changes: Make = (backend) => (request) => {
  const list = backend.changes(nameOf(request))
  return json(list.length ? list : null)
}
export const resize: Make = (backend) => (request) => {
  const { query } = request
  invalidSize(query)
  backend.resize(nameOf(request), intValue(query, 'h'), intValue(query, 'w'))
  return empty(200)
}
export const commit: Make = (backend) => async (request) => {
  const { query } = request
  const config = await readJson<ContainerConfig>(request)
  const id = backend.commit(query.get('container') ?? '', {
    repo: query.get('repo') ?? '',
    tag: query.get('tag') ?? '',
    comment: query.get('comment') ?? '',
    author: query.get('author') ?? '',
    pause: boolValueOr(query, 'pause', true),
    changes: query.getAll('changes'),
    config,
  })
  return json({ Id: id }, 201)
}
