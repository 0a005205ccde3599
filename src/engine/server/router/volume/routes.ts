import { del, get, post, type Route } from '../../route.ts'
import type { VolumeBackend } from './backend.ts'
import * as handlers from './handlers.ts'

export const volumeRoutes = (backend: VolumeBackend): Route[] => [
  get('/volumes', handlers.listVolumes(backend)),
  get('/volumes/{name}', handlers.inspectVolume(backend)),
  post('/volumes/create', handlers.createVolume(backend)),
  post('/volumes/prune', handlers.pruneVolumes(backend)),
  del('/volumes/{name}', handlers.removeVolume(backend)),
]
