/** What the processes of one generation of the server share: the configuration, its open logs, its names. Read-only once made. */
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import type { ServerConfig, VirtualHost } from './config/types.ts'
import { parseMimeTypes } from '../http/mime.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { ErrorLog, openLog } from './logs.ts'
import type { Identity } from './identity.ts'

export interface Serving {
  config: ServerConfig
  identity: Identity
  types: ReadonlyMap<string, string>
  /** The Server header. */
  banner: string
  hostname: string
  stopping: boolean
  errorLog(host: VirtualHost): ErrorLog
  accessLogs(host: VirtualHost): readonly { fd: Fd; format: string }[]
  signature(host: string, port: number): string
  /** The thread that serves requests in a worker: its first after the listener. */
  thread(sys: Sys): number
}

/** ServerTokens. */
export function banner(identity: Identity, tokens: string): string {
  const { version } = identity
  const [major, minor] = version.split('.')
  if (tokens.startsWith('prod')) return 'Apache'
  if (tokens === 'major') return `Apache/${major}`
  if (tokens === 'minor') return `Apache/${major}.${minor}`
  if (tokens.startsWith('min')) return `Apache/${version}`
  return `Apache/${version} (${identity.platform})`
}

/** Opens the logs. Throws SysError with the path of the log that cannot be opened. */
export async function makeServing(
  sys: Sys,
  config: ServerConfig,
  identity: Identity,
  hostname: string,
): Promise<Serving> {
  const opened = new Map<string, Fd>()
  const open = async (path: string): Promise<Fd> => {
    let fd = opened.get(path)
    if (fd === undefined) {
      try {
        fd = await openLog(sys, path)
      } catch (error) {
        if (error instanceof SysError) throw new SysError(error.code, path)
        throw error
      }
      opened.set(path, fd)
    }
    return fd
  }
  const main = new ErrorLog(await open(config.errorLog), config.logLevel)
  const errorLogs = new Map<VirtualHost, ErrorLog>()
  const accessLogs = new Map<VirtualHost, { fd: Fd; format: string }[]>()
  for (const host of [config.main, ...config.hosts]) {
    if (host.errorLog !== undefined) errorLogs.set(host, new ErrorLog(await open(host.errorLog), config.logLevel))
    const logs = host.logs.length ? host.logs : config.main.logs
    accessLogs.set(host, await Promise.all(logs.map(async ({ path, format }) => ({ fd: await open(path), format }))))
  }
  let types = new Map<string, string>()
  try {
    types = parseMimeTypes(sys.readText(config.typesConfig))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  const server = banner(identity, config.serverTokens)
  return {
    config,
    identity,
    types,
    banner: server,
    hostname,
    stopping: false,
    errorLog: (host) => errorLogs.get(host) ?? main,
    accessLogs: (host) => accessLogs.get(host) ?? [],
    signature: (host, port) => `<address>${server} Server at ${host.replace(/:\d+$/, '')} Port ${port}</address>\n`,
    thread: (sys) => sys.pid + 2,
  }
}
