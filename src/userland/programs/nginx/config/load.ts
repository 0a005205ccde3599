/** From checked directives to a configuration that can be served. Throws ConfigError with nginx's words. */
import { SysError } from '../../../../base/abi/errno.ts'
import { ResolveError } from '../../../../kernel/sys/types.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import { findGroup, findUser } from '../../lib/accounts.ts'
import { checkDuplicates } from './check.ts'
import { parseListen } from './listen.ts'
import { at, ConfigError } from './directive.ts'
import type { Directive } from './directive.ts'
import { compileRegex, rewriteSteps } from './rewrite.ts'
import { Scope } from './types.ts'
import type { ErrorPage, ErrorTarget, Listen, Location, LogTarget, NginxConfig, Server, Upstream } from './types.ts'
import { compile, constantText, isConstant, Names } from './variables.ts'
import type { Template } from './variables.ts'
import { hostAndPort } from './values.ts'

export interface LoadOptions {
  sys: Sys
  prefix: string
  confPrefix: string
  /** -e, or what was compiled in. */
  errorLog: string
}
const DEFAULT_PREFIX_LOG = '/var/log/nginx/access.log'
const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
const LEVELS = ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg']

class Loader {
  readonly sys: Sys
  readonly options: LoadOptions
  readonly names = new Names()
  readonly formats = new Map<string, Template>()
  readonly upstreams = new Map<string, Upstream>()
  readonly mainErrorLog: ErrorTarget
  constructor(options: LoadOptions, main: readonly Directive[]) {
    this.sys = options.sys
    this.options = options
    this.mainErrorLog = this.errorTarget(new Scope(null, main))
  }
  text(text: string, directive?: Directive): Template {
    return this.names.use(compile(text, directive ? at(directive) : ''))
  }
  full(path: string): string {
    return path.startsWith('/') ? path : `${this.options.prefix.replace(/\/$/, '')}/${path}`
  }
  errorTarget(scope: Scope): ErrorTarget {
    const directive = scope.get('error_log')
    if (!directive) return { path: this.options.errorLog, level: 'error' }
    const [path, level = 'error'] = directive.args as [string, string?]
    if (!LEVELS.includes(level)) throw new ConfigError(`invalid log level "${level}"${at(directive)}`)
    return { path: path === 'stderr' ? 'stderr' : this.full(path), level }
  }
}

/** As Debian builds it (--http-client-body-temp-path …). */
const TEMPORARY = [
  ['client_body_temp_path', '/var/lib/nginx/body'],
  ['proxy_temp_path', '/var/lib/nginx/proxy'],
  ['fastcgi_temp_path', '/var/lib/nginx/fastcgi'],
  ['uwsgi_temp_path', '/var/lib/nginx/uwsgi'],
  ['scgi_temp_path', '/var/lib/nginx/scgi'],
] as const

export async function loadConfig(options: LoadOptions, main: readonly Directive[]): Promise<NginxConfig> {
  const loader = new Loader(options, main)
  checkDuplicates(main)
  const scope = new Scope(null, main)
  const inHttp = new Scope(null, scope.get('http')?.block ?? [])
  const config: NginxConfig = {
    user: userOf(options.sys, scope.get('user')),
    workers: 1,
    daemon: scope.is('daemon', true),
    master: scope.is('master_process', true),
    pid: loader.full(scope.first('pid', '/run/nginx.pid')),
    temporary: TEMPORARY.map(([name, path]) => loader.full(inHttp.first(name, path))),
    errorLog: loader.mainErrorLog,
    hasEvents: scope.get('events') !== undefined,
    servers: [],
    maps: new Map(),
    upstreams: loader.upstreams,
    warnings: [],
  }
  const workers = scope.get('worker_processes')
  if (workers) {
    const value = workers.args[0]!
    if (value !== 'auto' && !/^\d+$/.test(value))
      throw new ConfigError(`invalid value "${value}" in "worker_processes" directive${at(workers)}`)
    config.workers = value === 'auto' ? 'auto' : +value
  }
  const events = scope.get('events')
  if (events) checkDuplicates(events.block!)
  const use = events?.block!.find(({ name }) => name === 'use')
  if (use && use.args[0] !== 'epoll') throw new ConfigError(`invalid event type "${use.args[0]}"${at(use)}`)
  const http = scope.get('http')
  if (http) await loadHttp(loader, config, http.block!, scope)
  loader.names.check()
  return config
}

function userOf(sys: Sys, directive: Directive | undefined): NginxConfig['user'] {
  const [name = 'www-data', group] = directive?.args ?? []
  const user = findUser(sys, name)
  if (!user && directive) throw new ConfigError(`getpwnam("${name}") failed${at(directive)}`)
  let gid = user?.gid ?? 65534
  if (group !== undefined) {
    const found = findGroup(sys, group)
    if (found === null) throw new ConfigError(`getgrnam("${group}") failed${at(directive!)}`)
    gid = found
  }
  return { name, uid: user?.uid ?? 65534, gid }
}

async function loadHttp(loader: Loader, config: NginxConfig, block: readonly Directive[], main: Scope): Promise<void> {
  checkDuplicates(block)
  const scope = new Scope(main, block)
  loader.formats.set('combined', loader.text(COMBINED))
  for (const directive of block) {
    if (directive.name === 'log_format') {
      const [name, ...parts] = directive.args as [string, ...string[]]
      if (name !== 'combined' && loader.formats.has(name))
        throw new ConfigError(`duplicate "log_format" name "${name}"${at(directive)}`)
      const escape = parts[0]?.startsWith('escape=') ? parts.shift() : undefined
      if (escape !== undefined && escape !== 'escape=default')
        throw new ConfigError(`"${escape}" of "log_format" is not simulated yet${at(directive)}`)
      loader.formats.set(name, loader.text(parts.join(''), directive))
    } else if (directive.name === 'upstream') await loadUpstream(loader, directive)
    else if (directive.name === 'map') loadMap(loader, config, directive)
  }
  for (const directive of block)
    if (directive.name === 'server') config.servers.push(await loadServer(loader, directive, scope))
  warnOfConflicts(config)
}

function warnOfConflicts(config: NginxConfig): void {
  const seen = new Map<string, Set<string>>()
  for (const server of config.servers)
    for (const { address, port } of server.listens) {
      const key = `${address.includes(':') ? `[${address}]` : address}:${port}`
      const names = seen.get(key) ?? new Set()
      seen.set(key, names)
      for (const name of server.names) {
        if (names.has(name)) config.warnings.push(`conflicting server name "${name}" on ${key}, ignored`)
        names.add(name)
      }
    }
  const defaults = new Set<string>()
  for (const server of config.servers)
    for (const { address, port, defaultServer } of server.listens) {
      if (!defaultServer) continue
      const key = `${address}:${port}`
      if (defaults.has(key)) throw new ConfigError(`a duplicate default server for ${key}`)
      defaults.add(key)
    }
}

async function loadUpstream(loader: Loader, directive: Directive): Promise<void> {
  const [name] = directive.args as [string]
  if (loader.upstreams.has(name)) throw new ConfigError(`duplicate upstream "${name}"${at(directive)}`)
  const upstream: Upstream = { name, servers: [] }
  for (const server of directive.block!) {
    if (server.name !== 'server') continue
    const [address, ...parameters] = server.args as [string, ...string[]]
    const { host, port } = hostAndPort(address)
    for (const parameter of parameters)
      if (!/^(weight=\d+|max_fails=\d+|fail_timeout=\w+|max_conns=\d+|down|backup|resolve)$/.test(parameter))
        throw new ConfigError(`invalid parameter "${parameter}"${at(server)}`)
    upstream.servers.push({
      host,
      port,
      addresses: await resolve(loader, host, server),
      weight: Number(parameters.find((parameter) => parameter.startsWith('weight='))?.slice(7) ?? 1),
      down: parameters.includes('down'),
      backup: parameters.includes('backup'),
    })
  }
  if (!upstream.servers.length) throw new ConfigError(`no servers are inside upstream${at(directive)}`)
  loader.upstreams.set(name, upstream)
}
async function resolve(loader: Loader, host: string, directive: Directive): Promise<string[]> {
  if (/^\d+(\.\d+){3}$/.test(host) || host.includes(':')) return [host]
  try {
    return await loader.sys.getaddrinfo(host)
  } catch (error) {
    if (!(error instanceof ResolveError) && !(error instanceof SysError)) throw error
    throw new ConfigError(`host not found in upstream "${host}"${at(directive)}`)
  }
}

function loadMap(loader: Loader, config: NginxConfig, directive: Directive): void {
  const [source, target] = directive.args as [string, string]
  if (!target.startsWith('$')) throw new ConfigError(`invalid variable name "${target}"${at(directive)}`)
  loader.names.defined.add(target.slice(1))
  const entries: { text: string; pattern: RegExp | null; value: Template }[] = []
  let otherwise: Template = []
  for (const entry of directive.block!) {
    if (entry.name === 'hostnames' || entry.name === 'volatile') continue
    if (entry.args.length !== 1) throw new ConfigError(`invalid number of the map parameters${at(entry)}`)
    const value = loader.text(entry.args[0]!, entry)
    if (entry.name === 'default') otherwise = value
    else if (entry.name.startsWith('~')) {
      const insensitive = entry.name.startsWith('~*')
      const pattern = compileRegex(entry.name.slice(insensitive ? 2 : 1), insensitive, entry, loader.names)
      entries.push({ text: entry.name, pattern, value })
    } else entries.push({ text: entry.name.replace(/^\\(?=[~d])/, ''), pattern: null, value })
  }
  config.maps.set(target.slice(1), { source: loader.text(source, directive), entries, otherwise })
}

async function loadServer(loader: Loader, directive: Directive, parent: Scope): Promise<Server> {
  const block = directive.block!
  checkDuplicates(block)
  const scope = new Scope(parent, block)
  const listens: Listen[] = []
  for (const listen of block.filter(({ name }) => name === 'listen')) {
    const parsed = parseListen(listen)
    if (listens.some(({ address, port }) => address === parsed.address && port === parsed.port))
      throw new ConfigError(`a duplicate listen ${listenName(parsed)}${at(listen)}`)
    listens.push(parsed)
  }
  if (!listens.length) listens.push({ address: '0.0.0.0', port: 80, defaultServer: false, ssl: false })
  const names: string[] = []
  const patterns: Server['patterns'] = []
  for (const { args, ...place } of block.filter(({ name }) => name === 'server_name'))
    for (const name of args) {
      if (name.startsWith('~'))
        patterns.push({ text: name, pattern: compileRegex(name.slice(1), true, place, loader.names) })
      else names.push(name === '$hostname' ? loader.sys.uname().nodename : name.toLowerCase())
    }
  if (!names.length && !patterns.length) names.push('')
  const base = await loadLocation(loader, directive, scope, '', '', null)
  return { names, patterns, listens, base }
}
export const listenName = ({ address, port }: Listen): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`

/** A location, or with an empty name the server itself. `parent` is null there. */
export async function loadLocation(
  loader: Loader,
  directive: Directive,
  scope: Scope,
  modifier: Location['modifier'],
  name: string,
  parent: Location | null,
): Promise<Location> {
  const block = directive.block!
  const aliasDirective = block.find((own) => own.name === 'alias')
  const root = scope.get('root')
  const types = scope.get('types')
  const location: Location = {
    modifier,
    name,
    pattern:
      modifier === '~' || modifier === '~*' ? compileRegex(name, modifier === '~*', directive, loader.names) : null,
    scope,
    locations: [],
    steps: [],
    root: loader.text(root ? loader.full(root.args[0]!) : '/usr/share/nginx/html', root),
    alias: aliasDirective ? loader.text(loader.full(aliasDirective.args[0]!), aliasDirective) : null,
    index: scope.get('index')?.args ?? ['index.html'],
    tryFiles: tryFiles(
      loader,
      block.find((own) => own.name === 'try_files') ?? (parent ? undefined : scope.get('try_files')),
    ),
    errorPages: scope.all('error_page').map((page) => errorPage(loader, page)),
    access: scope.block.some(({ name: own }) => own === 'allow' || own === 'deny')
      ? accessRules(scope.block)
      : (parent?.access ?? accessRules(inherited(scope))),
    types: types
      ? typesOf(types)
      : new Map([
          ['html', 'text/html'],
          ['gif', 'image/gif'],
          ['jpg', 'image/jpeg'],
        ]),
    defaultType: scope.first('default_type', 'text/plain'),
    logs: scope.all('access_log').length
      ? scope.all('access_log').flatMap((log) => logTarget(loader, log))
      : [{ path: DEFAULT_PREFIX_LOG, format: loader.formats.get('combined')! }],
    errorLog: scope.get('error_log') ? loader.errorTarget(scope) : loader.mainErrorLog,
    proxy: null,
    proxyHeaders: scope
      .all('proxy_set_header')
      .map((header) => ({ name: header.args[0]!, value: loader.text(header.args[1]!, header) })),
    headers: scope.all('add_header').map((header) => addHeader(loader, header)),
    expires: scope.get('expires') ? loader.text(scope.get('expires')!.args.join(' ')) : null,
    internal: block.some((own) => own.name === 'internal'),
    stubStatus: block.some((own) => own.name === 'stub_status'),
  }
  checkTimes(scope, block)
  const proxy = block.find((own) => own.name === 'proxy_pass')
  if (proxy) location.proxy = await proxyTarget(loader, proxy, location)
  for (const inner of block) {
    if (inner.name !== 'location') continue
    checkDuplicates(inner.block!)
    const { modifier: kind, name: path } = locationName(inner)
    if (parent !== null && kind === '@')
      throw new ConfigError(`named location "${path}" can be on the server level only${at(inner)}`)
    if (location.locations.some((other) => other.modifier === kind && other.name === path))
      throw new ConfigError(`duplicate location "${path}"${at(inner)}`)
    location.locations.push(await loadLocation(loader, inner, new Scope(scope, inner.block!), kind, path, location))
  }
  location.steps = await rewriteSteps(block, loader.names, async (conditional) =>
    loadLocation(loader, conditional, new Scope(scope, conditional.block!), modifier, name, location),
  )
  return location
}
const inherited = (scope: Scope): readonly Directive[] => {
  for (let level: Scope | null = scope; level; level = level.parent)
    if (level.block.some(({ name }) => name === 'allow' || name === 'deny')) return level.block
  return []
}
const TIMES = [
  'keepalive_timeout',
  'proxy_read_timeout',
  'proxy_connect_timeout',
  'proxy_send_timeout',
  'client_body_timeout',
  'send_timeout',
]
function checkTimes(scope: Scope, block: readonly Directive[]): void {
  for (const directive of [...block, ...(scope.parent?.block ?? [])])
    if (TIMES.includes(directive.name) && !directive.args.every((arg) => /^(\d+(ms|[smhdwMy])?\s*)+$/.test(arg)))
      throw new ConfigError(`"${directive.name}" directive invalid value${at(directive)}`)
}
function locationName(directive: Directive): { modifier: Location['modifier']; name: string } {
  const [first, second] = directive.args as [string, string?]
  if (second !== undefined) {
    if (first === '=' || first === '^~' || first === '~' || first === '~*') return { modifier: first, name: second }
    throw new ConfigError(`invalid location modifier "${first}"${at(directive)}`)
  }
  const glued = /^(=|\^~|~\*|~)(.+)$/.exec(first)
  if (glued) return { modifier: glued[1] as Location['modifier'], name: glued[2]! }
  return { modifier: first.startsWith('@') ? '@' : '', name: first }
}
function tryFiles(loader: Loader, directive: Directive | undefined): Location['tryFiles'] {
  if (!directive) return null
  const files = directive.args.map((arg) => loader.text(arg, directive))
  const last = directive.args.at(-1)!
  if (/^=\d{3}$/.test(last)) return { files: files.slice(0, -1), last: +last.slice(1) }
  if (last.startsWith('=')) throw new ConfigError(`invalid code "${last.slice(1)}"${at(directive)}`)
  return { files: files.slice(0, -1), last: files.at(-1)! }
}
function errorPage(loader: Loader, directive: Directive): ErrorPage {
  const args = [...directive.args]
  const to = args.pop()!
  let status: number | null = null
  if (args.at(-1)?.startsWith('=')) status = +args.pop()!.slice(1)
  const codes = args.map((code) => {
    if (!/^\d{3}$/.test(code)) throw new ConfigError(`invalid value "${code}"${at(directive)}`)
    if (+code < 300 || +code > 599) throw new ConfigError(`value "${code}" must be between 300 and 599${at(directive)}`)
    return +code
  })
  return { codes, status, to: loader.text(to, directive) }
}
const accessRules = (block: readonly Directive[]): Location['access'] =>
  block
    .filter(({ name }) => name === 'allow' || name === 'deny')
    .map((directive) => {
      const network = directive.args[0]!
      if (network !== 'all' && network !== 'unix:' && !/^[\d.]+(\/\d+)?$|^[0-9a-fA-F:]+(\/\d+)?$/.test(network))
        throw new ConfigError(`invalid parameter "${network}"${at(directive)}`)
      return { allow: directive.name === 'allow', network }
    })
function typesOf(directive: Directive): Map<string, string> {
  const types = new Map<string, string>()
  for (const { name, args } of directive.block!) for (const extension of args) types.set(extension.toLowerCase(), name)
  return types
}
function logTarget(loader: Loader, directive: Directive): LogTarget[] {
  const [path, name = 'combined', ...more] = directive.args as [string, string?, ...string[]]
  if (path === 'off') return [{ path: null, format: [] }]
  const format = loader.formats.get(name)
  if (!format) throw new ConfigError(`unknown log format "${name}"${at(directive)}`)
  for (const parameter of more)
    if (!/^(buffer=|flush=|gzip)/.test(parameter))
      throw new ConfigError(
        `${parameter.startsWith('if=') ? '"if=" of "access_log" is not simulated yet' : `invalid parameter "${parameter}"`}${at(directive)}`,
      )
  return [{ path: loader.full(path), format }]
}
function addHeader(loader: Loader, directive: Directive): Location['headers'][number] {
  const [name, value, always] = directive.args as [string, string, string?]
  if (always !== undefined && always !== 'always')
    throw new ConfigError(`invalid parameter "${always}"${at(directive)}`)
  return { name, value: loader.text(value, directive), always: always === 'always' }
}
async function proxyTarget(loader: Loader, directive: Directive, location: Location): Promise<Location['proxy']> {
  const text = directive.args[0]!
  const url = loader.text(text, directive)
  if (!isConstant(url)) return { url, fixed: null }
  const match = /^(https?):\/\/([^/]*)(\/.*)?$/.exec(constantText(url))
  if (!match) throw new ConfigError(`invalid URL prefix${at(directive)}`)
  if (match[1] === 'https') throw new ConfigError(`"proxy_pass" to https is not simulated yet${at(directive)}`)
  const uri = match[3] ?? null
  if (uri !== null && (location.pattern || location.modifier === '@'))
    throw new ConfigError(
      `"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block${at(directive)}`,
    )
  const upstream = loader.upstreams.get(match[2]!) ?? null
  const { host, port } = hostAndPort(match[2]!)
  return {
    url,
    fixed: { host: match[2]!, port, uri, upstream, addresses: upstream ? [] : await resolve(loader, host, directive) },
  }
}
