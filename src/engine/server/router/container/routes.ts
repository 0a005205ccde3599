import { del, get, head, post, put, type Route } from '../../route.ts'
import * as archive from './archive-handlers.ts'
import type { ContainerBackend } from './backend.ts'
import * as handlers from './handlers.ts'
import * as streams from './stream-handlers.ts'

export const containerRoutes = (backend: ContainerBackend): Route[] => [
  head('/containers/{name:.*}/archive', archive.headArchive(backend)),
  get('/containers/json', handlers.list(backend)),
  get('/containers/{name:.*}/export', archive.exportContainer(backend)),
  get('/containers/{name:.*}/changes', handlers.changes(backend)),
  get('/containers/{name:.*}/json', handlers.inspect(backend)),
  get('/containers/{name:.*}/top', handlers.top(backend)),
  get('/containers/{name:.*}/logs', streams.logs(backend)),
  get('/containers/{name:.*}/stats', streams.stats(backend)),
  get('/containers/{name:.*}/archive', archive.getArchive(backend)),
  post('/containers/create', handlers.create(backend)),
  post('/containers/{name:.*}/kill', handlers.kill(backend)),
  post('/containers/{name:.*}/pause', handlers.pause(backend)),
  post('/containers/{name:.*}/unpause', handlers.unpause(backend)),
  post('/containers/{name:.*}/restart', handlers.restart(backend)),
  post('/containers/{name:.*}/start', handlers.start(backend)),
  post('/containers/{name:.*}/stop', handlers.stop(backend)),
  post('/containers/{name:.*}/wait', handlers.wait(backend)),
  post('/containers/{name:.*}/resize', handlers.resize(backend)),
  post('/containers/{name:.*}/attach', streams.attach(backend)),
  post('/containers/{name:.*}/rename', handlers.rename(backend)),
  post('/containers/{name:.*}/update', handlers.update(backend)),
  post('/containers/prune', handlers.prune(backend)),
  post('/commit', handlers.commit(backend)),
  put('/containers/{name:.*}/archive', archive.putArchive(backend)),
  del('/containers/{name:.*}', handlers.remove(backend)),
]
