/** Managed plugins (moby plugin): there are none, and installing one is not simulated yet. */
import { invalid, notFound, notImplemented } from '../../../../api/types/index.ts'
import { json } from '../../reply.ts'
import { del, get, post, type Handler, type Route } from '../../route.ts'

const FILTERS = ['enabled', 'capability']

const list: Handler = ({ query }) => {
  const text = query.get('filters')
  if (text) {
    let keys: string[]
    try {
      keys = Object.keys(JSON.parse(text) as object)
    } catch {
      throw invalid('invalid filter')
    }
    for (const key of keys) if (!FILTERS.includes(key)) throw invalid(`invalid filter '${key}'`)
  }
  return json([])
}
const missing: Handler = ({ params }) => {
  throw notFound(`plugin "${params['name']!}" not found`)
}
const absent: Handler = () => {
  throw notImplemented('plugins are not simulated yet')
}
export const pluginRoutes = (): Route[] => [
  get('/plugins', list),
  get('/plugins/privileges', absent),
  get('/plugins/{name:.*}/json', missing),
  post('/plugins/pull', absent),
  post('/plugins/create', absent),
  post('/plugins/{name:.*}/enable', missing),
  post('/plugins/{name:.*}/disable', missing),
  post('/plugins/{name:.*}/upgrade', missing),
  post('/plugins/{name:.*}/push', missing),
  post('/plugins/{name:.*}/set', missing),
  del('/plugins/{name:.*}', missing),
]
