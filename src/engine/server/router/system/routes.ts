import { get, head, post, type Route } from '../../route.ts'
import type { SystemBackend } from './backend.ts'
import { json } from '../../reply.ts'
import * as handlers from './handlers.ts'

export const systemRoutes = (backend: SystemBackend): Route[] => [
  get('/_ping', () => handlers.ping(true)),
  head('/_ping', () => handlers.ping(false)),
  get('/events', handlers.events(backend)),
  get('/info', handlers.info(backend)),
  get('/version', handlers.version(backend)),
  get('/system/df', handlers.diskUsage(backend)),
  // The builder's own route comes before this one; without it there is nothing to prune.
  post('/build/prune', () => json({ CachesDeleted: null, SpaceReclaimed: 0 })),
  post('/auth', handlers.auth(backend)),
]
