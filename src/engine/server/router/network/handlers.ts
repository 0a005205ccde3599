import type {
  NetworkConnectRequest,
  NetworkCreateRequest,
  NetworkDisconnectRequest,
} from '../../../../api/types/index.ts'
import { readJson } from '../../body.ts'
import { empty, json } from '../../reply.ts'
import type { Handler } from '../../route.ts'
import type { NetworkBackend } from './backend.ts'

export const listNetworks =
  (backend: NetworkBackend): Handler =>
  ({ query }) =>
    json(backend.list(query.get('filters')))
export const inspectNetwork =
  (backend: NetworkBackend): Handler =>
  ({ params }) =>
    json(backend.inspect(params['id']!))
export const createNetwork =
  (backend: NetworkBackend): Handler =>
  async (request) =>
    json(backend.create(await readJson<NetworkCreateRequest>(request)), 201)
export const removeNetwork =
  (backend: NetworkBackend): Handler =>
  ({ params }) => {
    backend.remove(params['id']!)
    return empty(204)
  }
export const connectNetwork =
  (backend: NetworkBackend): Handler =>
  async (request) => {
    const { Container, EndpointConfig } = await readJson<NetworkConnectRequest>(request)
    backend.connect(request.params['id']!, Container, EndpointConfig ?? null)
    return empty(200)
  }
export const disconnectNetwork =
  (backend: NetworkBackend): Handler =>
  async (request) => {
    const { Container, Force } = await readJson<NetworkDisconnectRequest>(request)
    backend.disconnect(request.params['id']!, Container, Force ?? false)
    return empty(200)
  }
export const pruneNetworks =
  (backend: NetworkBackend): Handler =>
  ({ query }) =>
    json(backend.prune(query.get('filters')))
