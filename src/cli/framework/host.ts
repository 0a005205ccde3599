/** Where the engine is: -H, DOCKER_HOST and contexts (opts/hosts.go). Of the protocols only unix:// leads anywhere here. */
import { CommandError } from './errors.ts'

export const DEFAULT_HOST = 'unix:///var/run/docker.sock'

/** Throws CommandError: "invalid bind address format: …". */
export function parseHost(text: string): string {
  const host = text.trim()
  if (host === '') return DEFAULT_HOST
  const at = host.indexOf('://')
  const protocol = at < 0 ? 'tcp' : host.slice(0, at)
  const address = at < 0 ? host : host.slice(at + 3)
  switch (protocol) {
    case 'tcp':
      return parseTcp(address)
    case 'unix':
    case 'npipe': {
      if (address.includes('://')) throw new CommandError(`invalid proto, expected ${protocol}: ${address}`)
      return `${protocol}://${address || (protocol === 'unix' ? '/var/run/docker.sock' : '//./pipe/docker_engine')}`
    }
    case 'fd':
    case 'ssh':
      return host
    default:
      throw new CommandError(`invalid bind address format: ${host}`)
  }
}
function parseTcp(address: string): string {
  if (address === '') return 'tcp://localhost:2375'
  if (address.includes('://')) throw new CommandError(`invalid proto, expected tcp: ${address}`)
  const match = /^(\[[^\]]*\]|[^:/]*)(?::([^/]*))?(\/.*)?$/.exec(address)
  if (!match || (match[2] !== undefined && match[2] !== '' && !/^\d+$/.test(match[2])))
    throw new CommandError(`invalid bind address format: ${address}`)
  return `tcp://${match[1] || 'localhost'}:${match[2] || '2375'}${match[3] ?? ''}`
}
