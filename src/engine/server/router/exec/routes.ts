import { get, post, type Route } from '../../route.ts'
import type { ExecBackend } from './backend.ts'
import * as handlers from './handlers.ts'

export const execRoutes = (backend: ExecBackend): Route[] => [
  get('/exec/{id}/json', handlers.inspectExec(backend)),
  post('/containers/{name:.*}/exec', handlers.createExec(backend)),
  post('/exec/{id}/start', handlers.startExec(backend)),
  post('/exec/{id}/resize', handlers.resizeExec(backend)),
]
