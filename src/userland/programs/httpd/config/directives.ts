/**
 * The directives of the modules that httpd.conf loads: how many arguments they take (with Apache's own complaint), where they may stand,
 * and what they set. Directives of tuning without visible effect are accepted; ones that would change what a client sees and are not
 * simulated are an error that says so.
 */
import { SysError } from '../../../../base/abi/errno.ts'
import { isDir } from '../../../../base/abi/files.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import { inRoot, nextWord, words } from './parse.ts'
import { ABSENT, OF_MODULES, QUIET } from './directive-tables.ts'
import { wildcard } from './glob.ts'
import { parseRequire } from './require.ts'
import type { Directive } from './parse.ts'
import type { DirSettings, Section, ServerConfig, VirtualHost } from './types.ts'

/** "AH00526: Syntax error on line 5 of FILE:\nmessage" */
export class SyntaxError extends Error {
  readonly directive: Directive
  constructor(message: string, directive: Directive) {
    super(message)
    this.directive = directive
  }
}

export interface Context {
  sys: Sys
  config: ServerConfig
  host: VirtualHost
  settings: DirSettings
  /** The section one stands in, null at server level. */
  section: Section | null
  htaccess: boolean
}
type Handler = (args: string[], context: Context, directive: Directive) => string | void
export type Arity = 'none' | 'raw' | 'flag' | number | readonly [min: number, max: number] | 'iterate' | 'iterate2'
interface Spec {
  arity: Arity
  /** For "NAME takes one argument, HELP". */
  help: string
  /** rsrc: only outside of sections; dir: also in sections; any .htaccess needs dir. */
  where: 'server' | 'anywhere'
  run?: Handler
}

const server = (arity: Arity, help: string, run?: Handler): Spec => ({ arity, help, where: 'server', run })
const anywhere = (arity: Arity, help: string, run?: Handler): Spec => ({ arity, help, where: 'anywhere', run })
const absent: Handler = (_args, _context, directive) => `${directive.name} is not simulated yet`
const onOff = (text: string): boolean => text.toLowerCase() === 'on'

/** Apache's apr_parse_addr_port. */
export function parseListen(text: string): { address: string; port: number } | string {
  if (/^\d+$/.test(text)) {
    const port = +text
    return port >= 1 && port <= 65535 ? { address: '::', port } : `Invalid address or port`
  }
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:]*)):(\d+)$/.exec(text)
  if (!match) return /^[^:]*$|^\[[^\]]*\]$/.test(text) ? 'Port must be specified' : 'Invalid address or port'
  const address = match[1] ?? match[2]!
  return { address: address === '*' || address === '' ? '0.0.0.0' : address, port: +match[3]! }
}

const OPTIONS = [
  'Indexes',
  'Includes',
  'IncludesNOEXEC',
  'FollowSymLinks',
  'SymLinksIfOwnerMatch',
  'ExecCGI',
  'MultiViews',
]
const setOptions: Handler = (args, { settings }) => {
  const relative = args.some((arg) => /^[+-]/.test(arg))
  if (relative && args.some((arg) => !/^[+-]/.test(arg)))
    return 'Either all Options must start with + or -, or no Option may.'
  const previous = settings.options ?? {
    set: new Set<string>(),
    relative: [] as { name: string; on: boolean }[] | null,
  }
  const set = new Set<string>(relative ? previous.set : [])
  const changes: { name: string; on: boolean }[] = relative ? [...(previous.relative ?? [])] : []
  for (const arg of args) {
    const bare = arg.replace(/^[+-]/, '')
    const lower = bare.toLowerCase()
    const names =
      lower === 'none'
        ? []
        : lower === 'all'
          ? OPTIONS.filter((option) => option !== 'MultiViews')
          : OPTIONS.filter((option) => option.toLowerCase() === lower)
    if (!names.length && lower !== 'none') return `Illegal option ${bare}`
    for (const name of names) {
      const on = arg[0] !== '-'
      if (on) set.add(name)
      else set.delete(name)
      changes.push({ name, on })
    }
  }
  settings.options = { set, relative: relative && (previous.relative !== null || !settings.options) ? changes : null }
}
const isDirectory = (sys: Sys, path: string): boolean => {
  try {
    return isDir(sys.stat(path))
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}
const regex = (text: string, flags = ''): RegExp | null => {
  try {
    return new RegExp(text, `u${flags}`)
  } catch {
    try {
      return new RegExp(text, flags)
    } catch {
      return null
    }
  }
}
const REDIRECTS: Record<string, number> = { permanent: 301, temp: 302, seeother: 303, gone: 410 }
function redirect(match: boolean, fixed?: number): Handler {
  return (args, { host, htaccess }, directive) => {
    if (htaccess) return `${directive.name} in .htaccess is not simulated yet`
    let status = fixed ?? 302
    const rest = [...args]
    if (
      fixed === undefined &&
      rest.length > 1 &&
      (REDIRECTS[rest[0]!.toLowerCase()] !== undefined || /^\d{3}$/.test(rest[0]!))
    )
      status = REDIRECTS[rest[0]!.toLowerCase()] ?? +rest[0]!
    else if (fixed === undefined && rest.length === 3) return 'Redirect to non-URL'
    else rest.unshift('')
    rest.shift()
    const [from, to = ''] = rest as [string, string?]
    if (status >= 300 && status < 400 && to === '') return 'URL to redirect to is missing'
    if (to !== '' && !/^[a-z][a-z0-9+.-]*:\/\//i.test(to) && !to.startsWith('/')) return 'Redirect to non-URL'
    const pattern = match ? regex(from) : from
    if (pattern === null) return 'Regular expression could not be compiled.'
    host.aliases.push({ kind: 'redirect', from: pattern, to, status })
  }
}
const alias =
  (match: boolean): Handler =>
  (args, { host, config }) => {
    const pattern = match ? regex(args[0]!) : args[0]!
    if (pattern === null) return 'Regular expression could not be compiled.'
    host.aliases.push({
      kind: 'alias',
      from: pattern,
      to: match ? args[1]! : inRoot(config.serverRoot, args[1]!),
      status: 0,
    })
  }

const customLog: Handler = (args, { host, config }) => {
  const [path, format = 'common', condition] = args as [string, string?, string?]
  if (condition !== undefined) return 'the conditions of CustomLog are not simulated yet'
  if (path.startsWith('|')) return 'piped logs are not simulated yet'
  host.logs.push({ path: inRoot(config.serverRoot, path), format: config.formats.get(format) ?? format })
}

const SPECS: Record<string, Spec> = {
  Listen: server(
    [1, 2],
    'A port number or a numeric IP address and a port number, and an optional protocol',
    (args, { config }) => {
      const listen = parseListen(args[0]!)
      if (typeof listen === 'string') return listen
      config.listens.push(listen)
    },
  ),
  User: server(1, 'Effective user id for this server', (args, { config }) => void (config.user = args[0]!)),
  Group: server(1, 'Effective group id for this server', (args, { config }) => void (config.group = args[0]!)),
  ServerAdmin: server(
    1,
    'The email address of the server administrator',
    (args, { host }) => void (host.serverAdmin = args[0]!),
  ),
  ServerName: server(1, 'The hostname and port of the server', (args, { host }) => {
    const name = args[0]!.replace(/^[a-z]+:\/\//i, '')
    if (/:\d+$/.test(name) && +name.slice(name.lastIndexOf(':') + 1) > 65535)
      return `The port number "${name.slice(name.lastIndexOf(':') + 1)}" is outside the appropriate range (i.e., 1..65535).`
    host.serverName = name
  }),
  ServerAlias: server('iterate', 'A name or names alternately used to access the server', (args, { host }) => {
    if (host.addresses === null) return 'ServerAlias only used in <VirtualHost>'
    host.serverAliases.push(...args)
  }),
  DocumentRoot: server(1, 'Root directory of the document tree', (args, { sys, host, config }) => {
    const path = inRoot(config.serverRoot, args[0]!)
    if (!isDirectory(sys, path)) {
      if (host.addresses === null) return `DocumentRoot '${path}' is not a directory, or is not readable`
      config.warnings.push(`AH00112: Warning: DocumentRoot [${path}] does not exist`)
    }
    host.documentRoot = path.replace(/(.)\/$/, '$1')
  }),
  ErrorLog: server([1, 2], 'The filename of the error log', (args, { host, config }) => {
    if (args[0]!.startsWith('|') || args[0]!.startsWith('syslog'))
      return 'such a target of ErrorLog is not simulated yet'
    if (host.addresses === null) config.errorLog = inRoot(config.serverRoot, args[0]!)
    else host.errorLog = inRoot(config.serverRoot, args[0]!)
  }),
  LogLevel: server('iterate', 'Level of verbosity in error logging', (args, { config }) => {
    for (const arg of args) {
      const level = arg.includes(':') ? arg.slice(arg.indexOf(':') + 1) : arg
      if (!/^(emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])$/i.test(level))
        return `Invalid log level "${level}", use one of emerg/alert/crit/error/warn/notice/info/debug/trace[1-8]`
      if (!arg.includes(':')) config.logLevel = level.toLowerCase()
    }
  }),
  LogFormat: server([1, 2], 'a log format string (see docs) and an optional format name', (args, { config }) => {
    config.formats.set(args[1] ?? '', args[0]!)
  }),
  CustomLog: server(
    [2, 3],
    'a file name, a custom log format string or format name, and an optional "env=" or "expr=" clause (see docs)',
    customLog,
  ),
  TransferLog: server(1, 'the filename of the access log', (args, context, directive) =>
    customLog([args[0]!, context.config.formats.get('') ?? '%h %l %u %t "%r" %>s %b'], context, directive),
  ),
  PidFile: server(
    1,
    'A file for logging the server process ID',
    (args, { config }) => void (config.pidFile = inRoot(config.serverRoot, args[0]!)),
  ),
  Timeout: server(1, 'Timeout duration (sec)', (args, { config }) => void (config.timeout = +args[0]! || 60)),
  KeepAlive: server(
    'flag',
    'Whether persistent connections should be On or Off',
    (args, { config }) => void (config.keepAlive = onOff(args[0]!)),
  ),
  KeepAliveTimeout: server(1, 'Keep-Alive timeout duration (sec)', (args, { config }) => {
    config.keepAliveTimeout = args[0]!.endsWith('ms') ? parseInt(args[0]!) / 1000 : +args[0]!
  }),
  MaxKeepAliveRequests: server(
    1,
    'Maximum number of Keep-Alive requests per connection, or 0 for infinite',
    (args, { config }) => void (config.maxKeepAliveRequests = +args[0]!),
  ),
  StartServers: server(
    1,
    'Number of child processes launched at server startup',
    (args, { config }) => void (config.startServers = Math.max(1, +args[0]! || 1)),
  ),
  ServerTokens: server(
    1,
    'Determine tokens displayed in the Server: header - Min(imal), Major, Minor, Prod[uctOnly], OS, or Full',
    (args, { config }) => {
      if (!/^(min(imal)?|major|minor|prod(uctonly)?|os|full)$/i.test(args[0]!))
        return "ServerTokens takes 1 argument: 'Prod(uctOnly)', 'Major', 'Minor', 'Min(imal)', 'OS', or 'Full'"
      config.serverTokens = args[0]!.toLowerCase()
    },
  ),
  ServerSignature: anywhere(1, 'En-/disable server signature (on|off|email)', (args, { config }) => {
    if (!/^(on|off|email)$/i.test(args[0]!)) return 'ServerSignature: must be one of: off | on | email'
    config.serverSignature = !/^off$/i.test(args[0]!)
  }),
  TypesConfig: server(
    1,
    'the MIME types config file',
    (args, { config }) => void (config.typesConfig = inRoot(config.serverRoot, args[0]!)),
  ),
  Alias: server([1, 2], 'a fakename and a realname, or a realname in a Location', alias(false)),
  AliasMatch: server(2, 'a regular expression and a filename', alias(true)),
  ScriptAlias: server([1, 2], 'a fakename and a realname, or a realname in a Location', alias(false)),
  ScriptAliasMatch: server(2, 'a regular expression and a filename', alias(true)),
  Redirect: anywhere([1, 3], 'an optional status, then document to be redirected and destination URL', redirect(false)),
  RedirectMatch: anywhere([1, 3], 'an optional status, then a regular expression and destination URL', redirect(true)),
  RedirectTemp: anywhere(2, 'a document to be redirected, then the destination URL', redirect(false, 302)),
  RedirectPermanent: anywhere(2, 'a document to be redirected, then the destination URL', redirect(false, 301)),

  Options: anywhere('raw', '', (args, context, directive) => setOptions(args, context, directive)),
  AllowOverride: anywhere('raw', '', (args, { settings }) => {
    for (const arg of args)
      if (!/^(None|All|AuthConfig|FileInfo|Indexes|Limit|Options(=.*)?|Nonfatal=.*)$/i.test(arg))
        return `Illegal override option ${arg}`
    settings.allowOverride = args.map((arg) => arg.toLowerCase())
  }),
  AllowOverrideList: anywhere('iterate', ''),
  Require: anywhere('raw', '', (args, { settings }) => {
    const rule = parseRequire(args)
    if (typeof rule === 'string') return rule
    settings.require = [...(settings.require ?? []), rule]
  }),
  Order: anywhere(1, "'allow,deny', 'deny,allow', or 'mutual-failure'", (args, { settings }) => {
    const order = args[0]!.toLowerCase()
    if (order !== 'allow,deny' && order !== 'deny,allow') return 'unknown order'
    settings.order = order
  }),
  Allow: anywhere('iterate2', "'from' followed by hostnames or IP-address wildcards", (args, { settings }) => {
    if (args[0]!.toLowerCase() !== 'from') return "allow and deny must be followed by 'from'"
    settings.allow = [...(settings.allow ?? []), ...args.slice(1)]
  }),
  Deny: anywhere('iterate2', "'from' followed by hostnames or IP-address wildcards", (args, { settings }) => {
    if (args[0]!.toLowerCase() !== 'from') return "allow and deny must be followed by 'from'"
    settings.deny = [...(settings.deny ?? []), ...args.slice(1)]
  }),
  Satisfy: anywhere(1, "access policy if both allow and require used ('all' or 'any')"),
  DirectoryIndex: anywhere('raw', '', (args, { settings }) => {
    settings.directoryIndex = args.map((arg) => (arg === 'disabled' && args.length === 1 ? '' : arg)).filter(Boolean)
  }),
  DirectorySlash: anywhere(
    'flag',
    'On or Off',
    (args, { settings }) => void (settings.directorySlash = onOff(args[0]!)),
  ),
  ErrorDocument: anywhere('raw', '', (_args, { settings }, directive) => {
    const [code, rest] = nextWord(directive.text)
    const status = +code
    if (!/^[345]\d\d$/.test(code)) return `Unsupported HTTP response code ${code}`
    settings.errorDocuments = new Map(settings.errorDocuments)
    settings.errorDocuments.set(
      status,
      rest.startsWith('"') && !/^"\//.test(rest) ? `"${nextWord(rest)[0]}` : nextWord(rest)[0],
    )
  }),
  AddType: anywhere('iterate2', 'a mime type followed by one or more file extensions', (args, { settings }) => {
    settings.types = new Map(settings.types)
    for (const extension of args.slice(1)) settings.types.set(extension.replace(/^\./, '').toLowerCase(), args[0]!)
  }),
  ForceType: anywhere(
    1,
    'a mime type that overrides other configured type',
    (args, { settings }) => void (settings.forceType = args[0]!),
  ),
  AddDefaultCharset: anywhere(
    1,
    "The name of the default charset to add to any Content-Type without one or 'Off' to disable",
    (args, { settings }) => {
      settings.defaultCharset = /^off$/i.test(args[0]!) ? null : /^on$/i.test(args[0]!) ? 'iso-8859-1' : args[0]!
    },
  ),
  AddCharset: anywhere('iterate2', 'a charset (e.g., iso-2022-jp), followed by one or more file extensions'),
  AddEncoding: anywhere('iterate2', 'an encoding (e.g., gzip), followed by one or more file extensions'),
  AddLanguage: anywhere('iterate2', 'a language (e.g., fr), followed by one or more file extensions'),
  FileETag: anywhere(
    'raw',
    '',
    (args, { settings }) => void (settings.fileETag = args.map((arg) => arg.toLowerCase())),
  ),
  Header: anywhere('raw', '', (args, { settings }) => {
    const rest = [...args]
    let always = false
    if (rest[0] === 'always' || rest[0] === 'onsuccess') always = rest.shift() === 'always'
    const [action = '', name = '', value = ''] = rest
    const known = ['set', 'append', 'merge', 'add', 'unset', 'setifempty'] as const
    const found = known.find((candidate) => candidate === action.toLowerCase())
    if (!found)
      return /^(edit|edit\*|echo|note)$/i.test(action)
        ? `Header ${action} is not simulated yet`
        : "first argument must be 'add', 'set', 'setifempty', 'append', 'merge', 'unset', 'echo', 'note', 'edit', or 'edit*'."
    if (name === '') return 'header unset takes two arguments'
    settings.headers = [...(settings.headers ?? []), { action: found, always, name: name.replace(/:$/, ''), value }]
  }),
  IndexOptions: anywhere('raw', '', (args, { settings }) => {
    settings.indexOptions = new Set(args.map((arg) => arg.toLowerCase()))
  }),
  IndexIgnore: anywhere('iterate', 'one or more file extensions', (args, { settings }) => {
    settings.indexIgnore = [...(settings.indexIgnore ?? []), ...args]
  }),
  AddIcon: anywhere('iterate2', 'an icon URL followed by one or more filenames'),
  AddIconByType: anywhere('iterate2', 'an icon URL followed by one or more MIME types'),
  AddIconByEncoding: anywhere('iterate2', 'an icon URL followed by one or more content encodings'),
  DefaultIcon: anywhere(1, 'an icon URL'),
  ReadmeName: anywhere(1, 'a filename'),
  HeaderName: anywhere(1, 'a filename'),
}
/**
 * Handlers and filters of Debian's configuration that change nothing a client must see: an answer may always be sent uncompressed, and the
 * type-map and the status page of mod_status are never asked for by name. All others are refused.
 */
const onlyWith = (at: number, names: readonly string[]): Spec =>
  anywhere('raw', '', (args, _context, directive) =>
    names.includes((args[at] ?? '').toLowerCase()) ? undefined : absent(args, _context, directive),
  )
SPECS.AddOutputFilterByType = onlyWith(0, ['deflate'])
SPECS.AddOutputFilter = onlyWith(0, ['includes', 'deflate'])
SPECS.AddHandler = onlyWith(0, ['type-map'])
SPECS.SetHandler = onlyWith(0, ['server-status', 'none'])
for (const [name, arity, help] of QUIET) SPECS[name] ??= anywhere(arity, help)
for (const name of ABSENT) SPECS[name] ??= anywhere('raw', '', absent)

const BY_LOWER = new Map(Object.entries(SPECS).map(([name, spec]) => [name.toLowerCase(), { name, spec }]))
const COUNTS = ['no arguments', 'one argument', 'two arguments', 'three arguments']

function complaint(name: string, { arity, help }: Spec, count: number): string | null {
  if (arity === 'raw') return null
  const ending = help ? `, ${help}` : ''
  if (arity === 'flag') return count === 1 ? null : `${name} must be On or Off`
  if (arity === 'none') return count === 0 ? null : `${name} takes no arguments`
  if (arity === 'iterate') return count >= 1 ? null : `${name} requires at least one argument${ending}`
  if (arity === 'iterate2') return count >= 2 ? null : `${name} requires at least two arguments${ending}`
  if (typeof arity === 'number') return count === arity ? null : `${name} takes ${COUNTS[arity]}${ending}`
  const [min, max] = arity
  if (count >= min && count <= max) return null
  if (min === 1 && max === 2) return `${name} takes 1-2 arguments${ending}`
  if (min === 2 && max === 3) return `${name} takes two or three arguments${ending}`
  return `${name} takes one, two or three arguments${ending}`
}

/** Carries out one plain directive. Throws SyntaxError. */
export function apply(directive: Directive, context: Context): void {
  const known = BY_LOWER.get(directive.name.toLowerCase())
  const needed = Object.entries(OF_MODULES).find(([prefix]) => directive.name.toLowerCase().startsWith(prefix))?.[1]
  if (!known || (needed && !context.config.modules.has(needed)))
    throw new SyntaxError(
      `Invalid command '${directive.name}', perhaps misspelled or defined by a module not included in the server configuration`,
      directive,
    )
  const { name, spec } = known
  if (spec.where === 'server' && (context.section || context.htaccess))
    throw new SyntaxError(
      context.htaccess
        ? `${directive.name} not allowed here`
        : `${directive.name} not allowed in <${sectionName(context)}> context`,
      directive,
    )
  const args = words(directive.text)
  const wrong = complaint(directive.name, spec, args.length)
  if (wrong) throw new SyntaxError(wrong, directive)
  if (spec.arity === 'flag' && !/^(on|off)$/i.test(args[0]!))
    throw new SyntaxError(`${directive.name} must be On or Off`, directive)
  const problem = spec.run?.(args, context, { ...directive, name })
  if (typeof problem === 'string') throw new SyntaxError(problem, directive)
}
const sectionName = (context: Context): string =>
  ({
    directory: 'Directory',
    directorymatch: 'DirectoryMatch',
    files: 'Files',
    filesmatch: 'FilesMatch',
    location: 'Location',
    locationmatch: 'LocationMatch',
  })[context.section!.kind]
export { wildcard }
