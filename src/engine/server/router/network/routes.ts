import { del, get, post, type Route } from '../../route.ts'
import type { NetworkBackend } from './backend.ts'
import * as handlers from './handlers.ts'

export const networkRoutes = (backend: NetworkBackend): Route[] => [
  get('/networks', handlers.listNetworks(backend)),
  get('/networks/', handlers.listNetworks(backend)),
  get('/networks/{id}', handlers.inspectNetwork(backend)),
  post('/networks/create', handlers.createNetwork(backend)),
  post('/networks/prune', handlers.pruneNetworks(backend)),
  post('/networks/{id}/connect', handlers.connectNetwork(backend)),
  post('/networks/{id}/disconnect', handlers.disconnectNetwork(backend)),
  del('/networks/{id}', handlers.removeNetwork(backend)),
]
