/** Reading the configuration for a start or a test, with what Apache says on standard error. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import { findGroup, findUser } from '../lib/accounts.ts'
import { SyntaxError } from './config/directives.ts'
import { loadConfig } from './config/load.ts'
import { OpenError, inRoot, ReadError, readConfig } from './config/parse.ts'
import type { Directive } from './config/parse.ts'
import type { ServerConfig } from './config/types.ts'
import type { Identity } from './identity.ts'

export interface StartOptions {
  /** As typed, without a path. */
  command: string
  serverRoot: string
  configFile: string
  defines: ReadonlySet<string>
  before: readonly string[]
  after: readonly string[]
}
export interface Started {
  config: ServerConfig
  hostname: string
  uid: number
  gid: number
}

/** Null: the configuration is wrong, and that has been said. */
export async function readServer(sys: Sys, identity: Identity, options: StartOptions): Promise<Started | null> {
  const say = (text: string): Promise<void> => sys.write(2, `${text}\n`)
  const reading = {
    sys,
    serverRoot: options.serverRoot,
    defines: new Map([...options.defines].map((name) => [name, ''])),
    modules: new Map<string, string>(identity.staticModules),
    version: identity.version,
  }
  let config: ServerConfig
  try {
    const extra = (lines: readonly string[], place: string): Directive[] =>
      lines.map((line, i) => {
        const [name = '', ...rest] = line.trim().split(/\s+/)
        return { name, text: rest.join(' '), file: place, line: i + 1 }
      })
    const before = extra(options.before, 'Command line -C')
    const tree = readConfig(reading, inRoot(options.serverRoot, options.configFile))
    config = loadConfig(sys, [...before, ...tree, ...extra(options.after, 'Command line -c')], reading, identity)
  } catch (error) {
    if (error instanceof OpenError) await say(`${identity.program}: ${error.message}`)
    else if (error instanceof ReadError)
      await say(`${identity.program}: Syntax error on line ${error.line} of ${error.file}: ${error.message}`)
    else if (error instanceof SyntaxError)
      await say(`AH00526: Syntax error on line ${error.directive.line} of ${error.directive.file}:\n${error.message}`)
    else throw error
    return null
  }
  for (const warning of config.warnings) await say(warning)
  if (![...config.modules.keys()].some((name) => name.startsWith('mpm_'))) {
    await say(`AH00534: ${identity.program}: Configuration error: No MPM loaded.`)
    return null
  }
  const ids = await accounts(sys, identity, config, say)
  if (!ids) return null
  const hostname = config.main.serverName ?? (await localHost(sys, identity, say))
  return { config, hostname, ...ids }
}

async function accounts(
  sys: Sys,
  identity: Identity,
  config: ServerConfig,
  say: (text: string) => Promise<void>,
): Promise<{ uid: number; gid: number } | null> {
  let uid: number | undefined
  let gid: number | undefined
  if (config.user.startsWith('#')) uid = +config.user.slice(1)
  else uid = findUser(sys, config.user)?.uid
  if (uid === undefined) {
    await say(`AH00543: ${identity.program}: bad user name ${config.user}`)
    return null
  }
  if (config.group.startsWith('#')) gid = +config.group.slice(1)
  else gid = findGroup(sys, config.group) ?? undefined
  if (gid === undefined) {
    await say(`AH00544: ${identity.program}: bad group name ${config.group}`)
    return null
  }
  return { uid, gid }
}

/** ap_get_local_host: the name of this machine when it has a dot, else its address, with a warning. */
async function localHost(sys: Sys, identity: Identity, say: (text: string) => Promise<void>): Promise<string> {
  const name = sys.uname().nodename
  let found = '127.0.0.1'
  try {
    const [address = found] = await sys.getaddrinfo(name)
    const full = await sys.getnameinfo(address)
    if (full?.includes('.')) return full
    found = name.includes('.') ? name : address
  } catch (error) {
    if (!(error instanceof ResolveError) && !(error instanceof SysError)) throw error
    await say(`AH00557: ${identity.program}: apr_sockaddr_info_get() failed for ${name}`)
  }
  await say(
    `AH00558: ${identity.program}: Could not reliably determine the server's fully qualified domain name, using ${found}. ` +
      "Set the 'ServerName' directive globally to suppress this message",
  )
  return found
}
