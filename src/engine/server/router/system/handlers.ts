import { encode } from '../../../../base/bytes.ts'
import type { ApiResponse } from '../../../../api/transport.ts'
import type { AuthConfig } from '../../../../api/types/index.ts'
import { invalid } from '../../../../api/types/index.ts'
import { readJson } from '../../body.ts'
import { json, streamReply } from '../../reply.ts'
import type { Handler } from '../../route.ts'
import { abortable } from '../container/stream-handlers.ts'
import type { DiskObject, SystemBackend } from './backend.ts'

type Make = (backend: SystemBackend) => Handler

const PING = {
  'Builder-Version': '2',
  'Cache-Control': 'no-cache, no-store, must-revalidate',
  Pragma: 'no-cache',
  Swarm: 'inactive',
  'Content-Type': 'text/plain; charset=utf-8',
}
export const ping = (withBody: boolean): ApiResponse => ({
  status: 200,
  headers: PING,
  body: withBody ? encode('OK') : null,
})
export const version: Make = (backend) => () => json(backend.version())
export const info: Make = (backend) => () => json(backend.info())
const OBJECTS: readonly string[] = ['container', 'image', 'volume', 'build-cache']
export const diskUsage: Make =
  (backend) =>
  ({ query }) => {
    const types = query.getAll('type')
    for (const type of types) if (!OBJECTS.includes(type)) throw invalid(`unknown object type: ${type}`)
    return json(backend.diskUsage((types.length ? types : OBJECTS) as DiskObject[]))
  }
export const auth: Make = (backend) => async (request) => json(await backend.auth(await readJson<AuthConfig>(request)))
export const events: Make = (backend) => (request) => {
  const { query } = request
  const lines = backend.events({
    since: query.get('since'),
    until: query.get('until'),
    filters: query.get('filters'),
  })
  return streamReply(encoded(abortable(lines, request)))
}
async function* encoded(lines: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  for await (const line of lines) yield encode(line)
}
