import { del, get, post, type Route } from '../../route.ts'
import type { ImageBackend } from './backend.ts'
import * as handlers from './handlers.ts'

export const imageRoutes = (backend: ImageBackend): Route[] => [
  get('/images/json', handlers.list(backend)),
  get('/images/search', handlers.search(backend)),
  get('/images/get', handlers.save(backend)),
  get('/images/{name:.*}/get', handlers.save(backend)),
  get('/images/{name:.*}/history', handlers.history(backend)),
  get('/images/{name:.*}/json', handlers.inspect(backend)),
  get('/naru/images/{name:.*}/layers/{chain}', handlers.layerFiles(backend)),
  get('/naru/images/{name:.*}/layers', handlers.layers(backend)),
  get('/naru/manifests/{name:.*}', handlers.manifest(backend)),
  get('/distribution/{name:.*}/json', handlers.distribution(backend)),
  post('/images/create', handlers.create(backend)),
  post('/images/load', handlers.load(backend)),
  post('/images/{name:.*}/push', handlers.push(backend)),
  post('/images/prune', handlers.prune(backend)),
  post('/images/{name:.*}/tag', handlers.tag(backend)),
  del('/images/{name:.*}', handlers.remove(backend)),
]
