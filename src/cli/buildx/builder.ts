/**
 * Builders: the docker driver's, one a context; others cannot be made here. When one was last used is kept in ~/.docker/buildx/activity
 * (buildx store/store.go), which `docker buildx inspect` shows.
 */
import { attempt, SysError } from '../../base/abi/errno.ts'
import { quote } from '../../base/go/quote.ts'
import { Client, ConnectionError } from '../../api/client/index.ts'
import type { EngineTransport } from '../../api/transport.ts'
import { contextExists, listContexts, readContext } from '../command/context/store.ts'
import type { Cli } from '../framework/cli.ts'
import { CommandError } from '../framework/errors.ts'

export const BUILDKIT_VERSION = 'v0.25.2'
/** What the engine's BuildKit builds for: its own architecture in its levels, and the 32-bit one. */
export const PLATFORMS = ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3', 'linux/amd64/v4', 'linux/386']

export interface BuilderInfo {
  name: string
  /** '' when it could not be found out. */
  driver: string
  endpoint: string
  lastActivity: string | null
  error: string | null
}
/** Throws CommandError: there is none of this name, or it is another context's. */
export function checkBuilder(cli: Cli, name: string, anyContext = false): void {
  if (name === '' || name === cli.contextName) return
  if (name !== 'default' && !contextExists(cli, name)) throw new CommandError(`no builder ${quote(name)} found`)
  if (!anyContext) throw new CommandError(`use \`docker --context=${name} buildx\` to switch to context ${quote(name)}`)
}
const activityPath = (cli: Cli, name: string): string => `${cli.options.configDir}/buildx/activity/${name}`

/** Asks the endpoint, as far as it can be reached. */
export async function loadBuilder(cli: Cli, name: string): Promise<BuilderInfo> {
  const text = attempt(() => cli.sys.readText(activityPath(cli, name)).trim())
  const info: BuilderInfo = {
    name,
    driver: '',
    endpoint: name,
    lastActivity: text instanceof SysError ? null : text,
    error: null,
  }
  try {
    await clientOf(cli, name).ping()
    info.driver = 'docker'
  } catch (error) {
    if (!(error instanceof ConnectionError) && !(error instanceof CommandError)) throw error
    info.error = error.message
  }
  return info
}
function clientOf(cli: Cli, name: string): Client {
  if (name === cli.contextName) return cli.client
  const host = name === 'default' ? cli.defaultHost() : (readContext(cli, name).Endpoints.docker?.Host ?? '')
  return new Client({
    host,
    dial: () => {
      if (!host.startsWith('unix://'))
        throw new ConnectionError(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`)
      return cli.sys.connectService(host.slice('unix://'.length)) as EngineTransport
    },
    wait: (promise) => cli.sys.until(promise),
    cancel: cli.cancel,
  })
}
export const builderNames = (cli: Cli): string[] => [
  'default',
  ...listContexts(cli)
    .map(({ Name }) => Name)
    .sort(),
]

/** A build begins. A home that cannot be written to keeps nobody from building. */
export function noteActivity(cli: Cli): void {
  const name = cli.contextName
  const path = activityPath(cli, name)
  let at = ''
  for (const part of path.split('/').slice(1, -1)) {
    at += `/${part}`
    attempt(() => cli.sys.mkdir(at, 0o700))
  }
  const seconds = new Date(Math.floor(cli.sys.now() / 1000) * 1000)
  attempt(() => cli.sys.writeFile(path, seconds.toISOString().replace('.000', ''), { mode: 0o600 }))
}
