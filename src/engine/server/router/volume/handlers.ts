import type { VolumeCreateRequest } from '../../../../api/types/index.ts'
import { readJson } from '../../body.ts'
import { empty, json } from '../../reply.ts'
import { boolValue, type Handler } from '../../route.ts'
import type { VolumeBackend } from './backend.ts'

export const listVolumes =
  (backend: VolumeBackend): Handler =>
  ({ query }) =>
    json(backend.list(query.get('filters')))
export const inspectVolume =
  (backend: VolumeBackend): Handler =>
  ({ params }) =>
    json(backend.inspect(params['name']!))
export const createVolume =
  (backend: VolumeBackend): Handler =>
  async (request) =>
    json(backend.create(await readJson<VolumeCreateRequest>(request)), 201)
export const removeVolume =
  (backend: VolumeBackend): Handler =>
  ({ params, query }) => {
    backend.remove(params['name']!, boolValue(query, 'force'))
    return empty(204)
  }
export const pruneVolumes =
  (backend: VolumeBackend): Handler =>
  ({ query }) =>
    json(backend.prune(query.get('filters')))
