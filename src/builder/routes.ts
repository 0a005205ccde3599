/** The builder's paths: sessions, builds, their history, the cache (api/types/build.ts, build-query.ts). */
import type { ApiResponse } from '../api/transport.ts'
import type { BuildLine } from '../api/types/index.ts'
import { invalid } from '../api/types/index.ts'
import { encode } from '../base/bytes.ts'
import { ramInBytes } from '../base/go/units.ts'
import { header } from '../engine/server/body.ts'
import { empty, json, streamReply } from '../engine/server/reply.ts'
import { boolValue, del, get, post, type Handler, type Route, type RouteRequest } from '../engine/server/route.ts'
import { hijacked } from '../engine/server/stream.ts'
import type { Builder } from './builder.ts'
import { readOptions } from './options.ts'
import { Queue } from './queue.ts'

export const builderRoutes = (builder: Builder, classic: Handler | null = null): Route[] => [
  post('/session', openSession(builder)),
  post('/build', (request) => {
    if (request.query.get('version') === '2') return build(builder)(request)
    if (classic) return classic(request)
    throw invalid('the classic builder is not simulated yet')
  }),
  post('/build/prune', prune(builder)),
  post('/build/cancel', ({ query }) => {
    const id = query.get('id') ?? ''
    if (id === '') throw invalid('build ID not provided')
    builder.cancel(id)
    return empty(204)
  }),
  get('/naru/builds', () => json(builder.history.builds.map((each) => each.record()))),
  get('/naru/builds/{ref}', record(builder)),
  del('/naru/builds/{ref}', ({ params }) => {
    builder.forget(params['ref']!)
    return empty(204)
  }),
]
const openSession =
  (builder: Builder): Handler =>
  (request) => {
    const id = header(request, 'x-docker-expose-session-uuid')
    if (id === '') throw invalid('no session id')
    if (!request.input) throw invalid('no upgrade proto in request')
    const session = builder.sessions.start(id, request.input)
    request.signal?.addEventListener('abort', () => session.close())
    return hijacked(session.output, { upgrade: true, type: 'application/octet-stream' })
  }
const build =
  (builder: Builder): Handler =>
  (request) => {
    const { lines, cancel } = builder.build(readOptions(request.query))
    request.signal?.addEventListener('abort', cancel)
    return streamReply(encoded(lines))
  }
async function* encoded(lines: AsyncIterable<BuildLine>): AsyncIterable<Uint8Array> {
  for await (const line of lines) yield encode(`${JSON.stringify(line)}\r\n`)
}
const prune =
  (builder: Builder): Handler =>
  ({ query }) => {
    const size = (...names: string[]): number => {
      for (const name of names) {
        const text = query.get(name)
        if (text === null || text === '') continue
        if (/^\d+$/.test(text)) return Number(text)
        const bytes = ramInBytes(text)
        if (typeof bytes === 'number') return bytes
        throw invalid(`${name} is in bytes and expects an integer, got ${text}`)
      }
      return 0
    }
    return json(
      builder.prune({
        all: boolValue(query, 'all'),
        reserved: size('reserved-space', 'keep-storage'),
        maxUsed: size('max-used-space'),
        filters: filtersOf(query.get('filters')),
      }),
    )
  }
/** {"until":["24h"]} or {"until":{"24h":true}} */
function filtersOf(text: string | null): Record<string, string[]> {
  if (text === null || text === '') return {}
  try {
    const values = JSON.parse(text) as Record<string, string[] | Record<string, boolean>>
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value : Object.keys(value)]),
    )
  } catch {
    throw invalid(`invalid filter ${JSON.stringify(text)}`)
  }
}
const record =
  (builder: Builder): Handler =>
  (request): ApiResponse => {
    const found = builder.find(request.params['ref']!)
    if (!boolValue(request.query, 'follow')) return json(found.record())
    return streamReply(followed(found, request))
  }
/** The record now, and again after each change, until the build is over. Changes that nobody has read yet are one. */
async function* followed(found: ReturnType<Builder['find']>, request: RouteRequest): AsyncIterable<Uint8Array> {
  const changes = new Queue<void>()
  let waiting = false
  const stop = found.listen(() => {
    if (!waiting) changes.push()
    waiting = true
  })
  request.signal?.addEventListener('abort', () => changes.end())
  try {
    yield encode(`${JSON.stringify(found.record())}\n`)
    if (found.status !== 'running') return
    for await (const change of changes) {
      void change
      waiting = false
      yield encode(`${JSON.stringify(found.record())}\n`)
      if (found.status !== 'running') return
    }
  } finally {
    stop()
  }
}
