/** The Engine API behind one function (moby api/server): version prefix, routes, headers, errors. */
import { encode } from '../../base/bytes.ts'
import type { ApiRequest, ApiResponse, EngineTransport } from '../../api/transport.ts'
import { messageOf } from '../../api/types/index.ts'
import { statusOfError } from './httpstatus.ts'
import { errorReply } from './reply.ts'
import { RouteTable, type Route } from './route.ts'
import { containerRoutes } from './router/container/routes.ts'
import type { ContainerBackend } from './router/container/backend.ts'
import { execRoutes } from './router/exec/routes.ts'
import type { ExecBackend } from './router/exec/backend.ts'
import { imageRoutes } from './router/image/routes.ts'
import type { ImageBackend } from './router/image/backend.ts'
import { networkRoutes } from './router/network/routes.ts'
import type { NetworkBackend } from './router/network/backend.ts'
import { systemRoutes } from './router/system/routes.ts'
import type { SystemBackend } from './router/system/backend.ts'
import { pluginRoutes } from './router/plugin/routes.ts'
import { swarmRoutes } from './router/swarm/routes.ts'
import { volumeRoutes } from './router/volume/routes.ts'
import type { VolumeBackend } from './router/volume/backend.ts'

export const API_VERSION = '1.51'
export const MIN_API_VERSION = '1.24'
const SERVER = 'Docker/28.5.2 (linux)'

export interface Backends {
  readonly containers: ContainerBackend
  readonly exec: ExecBackend
  readonly images: ImageBackend
  readonly networks: NetworkBackend
  readonly volumes: VolumeBackend
  readonly system: SystemBackend
}
/** `extra`: routes of other rooms (the builder's). */
export function createRouter(backends: Backends, extra: readonly Route[] = []): EngineTransport {
  const table = new RouteTable([
    ...extra,
    ...systemRoutes(backends.system),
    ...containerRoutes(backends.containers),
    ...execRoutes(backends.exec),
    ...imageRoutes(backends.images),
    ...networkRoutes(backends.networks),
    ...volumeRoutes(backends.volumes),
    ...swarmRoutes(),
    ...pluginRoutes(),
  ])
  return { fetch: (request) => serve(table, request) }
}
const number = (version: string): number => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major * 1000 + minor
}
async function serve(table: RouteTable, request: ApiRequest): Promise<ApiResponse> {
  const prefixed = /^\/v(\d+(?:\.\d+)+)(\/.*)$/.exec(request.path)
  const version = prefixed?.[1] ?? API_VERSION
  const found = table.match(request.method, prefixed?.[2] ?? request.path)
  if (!found) return errorReply(404, 'page not found')
  const base = { 'Api-Version': API_VERSION, Ostype: 'linux', Server: SERVER }
  if (number(version) > number(API_VERSION)) {
    const message = `client version ${version} is too new. Maximum supported API version is ${API_VERSION}`
    return withHeaders(errorReply(400, message), base)
  }
  if (number(version) < number(MIN_API_VERSION)) {
    const message = `client version ${version} is too old. Minimum supported API version is ${MIN_API_VERSION}, please upgrade your client to a newer version`
    return {
      status: 400,
      headers: { ...base, 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
      body: encode(`${message}\n`),
    }
  }
  const headers = { ...base, 'Docker-Experimental': 'false' }
  try {
    const { params } = found
    const { query, body, signal, input } = request
    const reply = await found.route.handler({ params, query, headers: request.headers, body, signal, input, version })
    return withHeaders(reply, headers)
  } catch (error) {
    return withHeaders(errorReply(statusOfError(error), messageOf(error)), headers)
  }
}
/** A 101 goes out bare, as a hijacked connection's answer does. */
const withHeaders = (reply: ApiResponse, headers: Readonly<Record<string, string>>): ApiResponse =>
  reply.status === 101 ? reply : { ...reply, headers: { ...headers, ...reply.headers } }
