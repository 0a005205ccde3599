/** From the tree of directives to a ServerConfig: sections, virtual hosts, defaults. */
import type { Sys } from '../../../../kernel/sys/types.ts'
import { apply, SyntaxError } from './directives.ts'
import { wildcard } from './glob.ts'
import { nextWord, words } from './parse.ts'
import { parseRequire } from './require.ts'
import type { Context } from './directives.ts'
import type { Directive, Reading } from './parse.ts'
import type { DirSettings, Require, Section, ServerConfig, VirtualHost } from './types.ts'

const newHost = (directive: Directive | null, addresses: string[] | null, root: string): VirtualHost => ({
  addresses,
  serverAliases: [],
  documentRoot: root,
  settings: {},
  sections: [],
  aliases: [],
  logs: [],
  file: directive?.file ?? '',
  line: directive?.line ?? 0,
})

export interface Defaults {
  documentRoot: string
  pidFile: string
  typesConfig: string
  errorLog: string
}

export function loadConfig(sys: Sys, tree: readonly Directive[], reading: Reading, defaults: Defaults): ServerConfig {
  const root = reading.serverRoot
  const config: ServerConfig = {
    serverRoot: root,
    listens: [],
    user: '#-1',
    group: '#-1',
    pidFile: `${root}/${defaults.pidFile}`,
    serverTokens: 'full',
    serverSignature: false,
    logLevel: 'warn',
    errorLog: `${root}/${defaults.errorLog}`,
    timeout: 60,
    keepAlive: true,
    keepAliveTimeout: 5,
    maxKeepAliveRequests: 100,
    startServers: 3,
    typesConfig: `${root}/${defaults.typesConfig}`,
    formats: new Map([['common', '%h %l %u %t "%r" %>s %b']]),
    main: newHost(null, null, defaults.documentRoot),
    hosts: [],
    modules: reading.modules,
    warnings: [],
  }
  const context: Context = {
    sys,
    config,
    host: config.main,
    settings: config.main.settings,
    section: null,
    htaccess: false,
  }
  // Formats are looked up by name when the file has been read whole.
  walk(hoistFormats(tree), context)
  return config
}
const hoistFormats = (tree: readonly Directive[]): Directive[] => {
  const isFormat = (directive: Directive): boolean => directive.name.toLowerCase() === 'logformat'
  return [...tree.filter(isFormat), ...tree.filter((directive) => !isFormat(directive))]
}

export function walk(tree: readonly Directive[], context: Context): void {
  for (const directive of tree) {
    if (!directive.children) {
      apply(directive, context)
      continue
    }
    section(directive, context)
  }
}

const KINDS: Record<string, Section['kind']> = {
  '<directory': 'directory',
  '<directorymatch': 'directorymatch',
  '<files': 'files',
  '<filesmatch': 'filesmatch',
  '<location': 'location',
  '<locationmatch': 'locationmatch',
}

function section(directive: Directive, context: Context): void {
  const name = directive.name.toLowerCase()
  const kind = KINDS[name]
  if (kind) {
    if (context.section && !(kind === 'files' || kind === 'filesmatch'))
      throw new SyntaxError(`${directive.name}> not allowed in <${context.section.kind}> context`, directive)
    const own = makeSection(kind, directive)
    ;(context.section ? context.section.inner : context.host.sections).push(own)
    walk(directive.children!, { ...context, settings: own.settings, section: own })
    return
  }
  switch (name) {
    case '<virtualhost': {
      if (context.host.addresses !== null)
        throw new SyntaxError('<VirtualHost> cannot occur within <VirtualHost> section', directive)
      if (context.section)
        throw new SyntaxError(`<VirtualHost not allowed in <${context.section.kind}> context`, directive)
      const addresses = words(directive.text)
      if (!addresses.length) throw new SyntaxError('<VirtualHost> directive requires additional arguments', directive)
      const host = newHost(directive, addresses, context.config.main.documentRoot)
      context.config.hosts.push(host)
      walk(hoistFormats(directive.children!), { ...context, host, settings: host.settings, section: null })
      return
    }
    case '<requireall':
    case '<requireany':
    case '<requirenone':
      context.settings.require = [...(context.settings.require ?? []), group(directive)]
      return
    case '<limit':
    case '<limitexcept':
    case '<if':
    case '<elseif':
    case '<else':
    case '<proxy':
    case '<macro':
      throw new SyntaxError(`${directive.name}> is not simulated yet`, directive)
  }
  throw new SyntaxError(
    `Invalid command '${directive.name}', perhaps misspelled or defined by a module not included in the server configuration`,
    directive,
  )
}

function group(directive: Directive): Require {
  const mode = directive.name.toLowerCase().slice('<require'.length) as 'all' | 'any' | 'none'
  const rules = directive.children!.map((child) => {
    if (child.children) return group(child)
    if (child.name.toLowerCase() !== 'require')
      throw new SyntaxError(`${child.name} not allowed in ${directive.name}> context`, child)
    const rule = parseRequire(words(child.text))
    if (typeof rule === 'string') throw new SyntaxError(rule, child)
    return rule
  })
  return { kind: 'group', mode, rules }
}

function makeSection(kind: Section['kind'], directive: Directive): Section {
  let [text, rest] = nextWord(directive.text)
  let match: RegExp | null = null
  if (text === '') throw new SyntaxError(`${directive.name}> directive requires additional arguments`, directive)
  let pattern = kind.endsWith('match')
  if (text === '~') {
    ;[text, rest] = nextWord(rest)
    pattern = true
  }
  if (rest !== '') throw new SyntaxError(`Multiple ${directive.name}> arguments not (yet) supported.`, directive)
  if (pattern) {
    try {
      match = new RegExp(text)
    } catch {
      throw new SyntaxError('Regex could not be compiled', directive)
    }
  } else if (/[*?[]/.test(text)) match = wildcard(text)
  if (kind === 'directory' && !pattern && text !== '/') text = text.replace(/\/+$/, '')
  return { kind, text, match, settings: {}, inner: [] }
}

/** What a request meets: later settings win; Options with + and - change what is there. */
export function merge(...all: readonly (DirSettings | undefined)[]): DirSettings {
  const out: DirSettings = {}
  for (const settings of all) {
    if (!settings) continue
    const { options, errorDocuments, types, headers, order, allow, deny, ...plain } = settings
    Object.assign(out, plain)
    if (options) {
      if (options.relative) {
        const set = new Set(out.options?.set ?? ['FollowSymLinks'])
        for (const { name, on } of options.relative) {
          if (on) set.add(name)
          else set.delete(name)
        }
        out.options = { set, relative: null }
      } else out.options = options
    }
    if (errorDocuments) out.errorDocuments = new Map([...(out.errorDocuments ?? []), ...errorDocuments])
    if (types) out.types = new Map([...(out.types ?? []), ...types])
    if (headers) out.headers = [...(out.headers ?? []), ...headers]
    // Order, Allow and Deny of one place stand for themselves.
    if (order || allow || deny) {
      out.order = order ?? 'deny,allow'
      out.allow = allow
      out.deny = deny
      if (!settings.require) out.require = undefined
    } else if (settings.require) {
      out.order = out.allow = out.deny = undefined
    }
  }
  return out
}
