/**
 * Swarm, its nodes, services, secrets and configs (moby daemon/cluster): this node is in no swarm, and says so. Making or joining one is not
 * simulated yet.
 */
import { ApiError, invalid, notImplemented } from '../../../../api/types/index.ts'
import { readJson } from '../../body.ts'
import { del, get, post, type Handler, type Route } from '../../route.ts'

const NOUNS = ['nodes', 'services', 'tasks', 'secrets', 'configs']

const notManager: Handler = () => {
  throw new ApiError(
    'unavailable',
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  )
}
const leave: Handler = () => {
  throw new ApiError('unavailable', 'This node is not part of a swarm')
}
const init: Handler = () => {
  throw notImplemented('docker swarm init is not simulated yet')
}
const TOKEN = /^SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}$/
const join: Handler = async (request) => {
  const { JoinToken = '' } = await readJson<{ JoinToken?: string }>(request)
  if (!TOKEN.test(JoinToken)) throw invalid('invalid join token')
  throw notImplemented('docker swarm join is not simulated yet')
}
export const swarmRoutes = (): Route[] => [
  post('/swarm/init', init),
  post('/swarm/join', join),
  post('/swarm/leave', leave),
  get('/swarm', notManager),
  get('/swarm/unlockkey', notManager),
  post('/swarm/update', notManager),
  post('/swarm/unlock', notManager),
  ...NOUNS.flatMap((noun) => [
    get(`/${noun}`, notManager),
    get(`/${noun}/{id:.*}`, notManager),
    post(`/${noun}/{id:.*}`, notManager),
    del(`/${noun}/{id:.*}`, notManager),
  ]),
]
