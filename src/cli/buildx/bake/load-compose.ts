/**
 * Compose files as bake files: each service with a `build` is a target, all of them the group `default` (buildx bake/compose.go). Reads
 * what building needs; leaves out `extends`, `include` and profiles.
 */
import { parse, YAMLError } from 'yaml'
import { cleanPath } from '../../../base/go/filepath.ts'
import { CommandError } from '../../framework/errors.ts'
import { ATTESTS, CACHES, canonicalAttest, OUTPUTS, SECRETS, SSH } from './entries.ts'
import { interpolate } from './interpolate.ts'
import { emptyTarget, unique, type Config, type Group, type Target } from './model.ts'
import { sanitizeName } from './resolve.ts'

export interface BakeFile {
  name: string
  text: string
}
type Tree = Record<string, unknown>
type Env = (name: string) => string | undefined
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of what the name says nothing about, the content decides. Throws CommandError: a .yaml file that is none. */
export function isCompose({ name, text }: BakeFile, env: Env): boolean {
  const lower = name.toLowerCase()
  if (lower.endsWith('.yml') || lower.endsWith('.yaml')) {
    readTree({ name, text }, env)
    return true
  }
  if (lower.endsWith('.json') || lower.endsWith('.hcl')) return false
  try {
    readTree({ name, text }, env)
    return true
  } catch (error) {
    if (error instanceof CommandError) return false
    throw error
  }
}
/** Throws CommandError. */
export function loadCompose(files: readonly BakeFile[], env: Env): Config {
  try {
    return project(files.map((file) => readTree(file, env)).reduce(merge), env)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new CommandError(`failed to parse compose file: ${error.message}`)
  }
}
function readTree({ name, text }: BakeFile, env: Env): Tree {
  let tree: unknown
  try {
    tree = parse(text, { merge: true })
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error
    const line = error.linePos?.[0].line
    const reason = error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
    throw new CommandError(`yaml: ${line === undefined ? '' : `line ${line}: `}${reason}`)
  }
  if (tree === null || tree === undefined) throw new CommandError('empty compose file')
  if (!isTree(tree)) throw new CommandError('top-level object must be a mapping')
  const kept: Tree = {}
  for (const key of ['services', 'secrets']) if (key in tree) kept[key] = expand(tree[key], key, env)
  if (Object.keys(kept).length === 0) throw new CommandError('empty compose file')
  const { services } = kept
  if (services !== undefined && !isTree(services))
    throw new CommandError(`validating ${name}: services must be a mapping`)
  return kept
}
function expand(value: unknown, path: string, env: Env): unknown {
  if (typeof value === 'string') return interpolate(value, path, env)
  if (Array.isArray(value)) return value.map((item, i) => expand(item, `${path}.[${i}]`, env))
  if (isTree(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item, `${path}.${key}`, env)]))
  return value
}
/** Later files over earlier ones; lists add up. */
function merge(under: Tree, over: Tree): Tree {
  const out: Tree = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const before = out[key]
    if (key === 'build') out[key] = merge(buildTree(before), buildTree(value))
    else if (isTree(before) && isTree(value)) out[key] = merge(before, value)
    else if (Array.isArray(before) && Array.isArray(value))
      out[key] = [...(before as unknown[]), ...(value as unknown[])]
    else out[key] = value
  }
  return out
}
const buildTree = (build: unknown): Tree => (isTree(build) ? build : build === undefined ? {} : { context: build })

function project(tree: Tree, env: Env): Config {
  const targets: Target[] = []
  const group: Group = { name: 'default', description: '', targets: [] }
  const services = isTree(tree['services']) ? tree['services'] : {}
  for (const [service, raw] of Object.entries(services)) {
    const body = isTree(raw) ? raw : {}
    if (body['build'] === undefined || body['build'] === null) continue
    const name = sanitizeName(service)
    if (!/^[a-zA-Z0-9_-]+$/.test(name))
      throw new CommandError(`invalid service name "${name}": only "[a-zA-Z0-9_-]+" are allowed`)
    group.targets.push(name)
    targets.push(toTarget(name, buildTree(body['build']), body, tree, env))
  }
  return { groups: Object.keys(services).length > 0 ? [group] : [], targets, variables: [] }
}
const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value as string | number))
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(text) : value === undefined || value === null ? [] : [text(value)]
/** A mapping, or a list of name=value; null: only a name. */
function pairs(value: unknown, separator = '='): Record<string, string | null> {
  if (isTree(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, item === null ? null : text(item)]))
  return Object.fromEntries(
    texts(value).map((item) => {
      const at = item.indexOf(separator)
      return at < 0 ? [item, null] : [item.slice(0, at), item.slice(at + 1)]
    }),
  )
}
const context = (path: string): string => (/^[a-z+]+:|^[\w.-]+@/.test(path) ? path : cleanPath(path))
function namedContexts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pairs(value)).map(([name, path]) => {
      const link = /^(?:service|target):(.*)$/s.exec(path ?? '')
      return [name, link ? `target:${sanitizeName(link[1]!)}` : (path ?? '')]
    }),
  )
}
function toTarget(name: string, build: Tree, service: Tree, tree: Tree, env: Env): Target {
  const target = emptyTarget(name)
  const set = (field: keyof Target, value: unknown): void => {
    if (value !== '' && value !== undefined) Object.assign(target, { [field]: value })
  }
  set('context', build['context'] === undefined ? '' : context(text(build['context'])))
  set('dockerfile', text(build['dockerfile']))
  set('dockerfile-inline', text(build['dockerfile_inline']))
  set('target', text(build['target']))
  set('network', text(build['network']))
  set('shm-size', text(build['shm_size']))
  if (build['additional_contexts'] !== undefined) target.contexts = namedContexts(build['additional_contexts'])
  if (build['no_cache'] === true) target['no-cache'] = true
  if (build['pull'] === true) target.pull = true
  const args = resolved(pairs(build['args']), pairs(service['environment']), env)
  if (Object.keys(args).length > 0) target.args = args
  const labels = pairs(build['labels'])
  if (Object.keys(labels).length > 0)
    target.labels = Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, value ?? '']))
  const tags = texts(build['tags'])
  if (tags.length > 0) target.tags = tags
  else if (text(service['image']) !== '') target.tags = [text(service['image'])]
  if (build['platforms'] !== undefined) target.platforms = texts(build['platforms'])
  addEntries(target, build, tree)
  const ulimits = Object.entries(isTree(build['ulimits']) ? build['ulimits'] : {}).map(([limit, value]) =>
    isTree(value) ? `${limit}=${text(value['soft'])}:${text(value['hard'])}` : `${limit}=${text(value)}:${text(value)}`,
  )
  if (ulimits.length > 0) target.ulimits = ulimits
  const hosts = Object.entries(
    pairs(
      build['extra_hosts'],
      Array.isArray(build['extra_hosts']) && texts(build['extra_hosts']).some((host) => !host.includes('='))
        ? ':'
        : '=',
    ),
  )
  if (hosts.length > 0) target['extra-hosts'] = Object.fromEntries(hosts)
  extend(target, build['x-bake'])
  return target
}
/** A name alone takes its value from the service, then from the environment; without one it goes. */
function resolved(
  args: Record<string, string | null>,
  service: Record<string, string | null>,
  env: Env,
): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(args)) {
    const known = value ?? service[name] ?? env(name)
    if (known !== undefined && known !== null) out[name] = known
  }
  return out
}
function addEntries(target: Target, build: Tree, tree: Tree): void {
  const from = texts(build['cache_from']).flatMap(CACHES.fromText)
  if (from.length > 0) target['cache-from'] = from
  const to = texts(build['cache_to']).flatMap(CACHES.fromText)
  if (to.length > 0) target['cache-to'] = to
  const attests = ['sbom', 'provenance'].filter((type) => text(build[type]) !== '')
  if (attests.length > 0)
    target.attest = attests.flatMap((type) => ATTESTS.fromText(canonicalAttest(type, text(build[type]))))
  const ssh = texts(build['ssh']).flatMap(SSH.fromText)
  if (ssh.length > 0) target.ssh = ssh.sort((a, b) => (a.id < b.id ? -1 : 1))
  const secrets = (Array.isArray(build['secrets']) ? (build['secrets'] as unknown[]) : []).map((raw) => {
    const id = isTree(raw) ? text(raw['source']) : text(raw)
    const known = isTree(tree['secrets']) ? tree['secrets'][id] : undefined
    const defined = isTree(known) ? known : {}
    if (defined['external'] === true) throw new CommandError(`unsupported external secret ${id}`)
    return { id, path: text(defined['file']), env: text(defined['environment']) }
  })
  if (secrets.length > 0) target.secret = secrets
}
/** The extension `x-bake`: what compose has no field for. */
function extend(target: Target, extension: unknown): void {
  if (!isTree(extension)) return
  const list = (key: string): string[] =>
    typeof extension[key] === 'string'
      ? extension[key].split(/\s+/).filter((word) => word !== '')
      : texts(extension[key])
  const append = <T>(before: T[] | undefined, more: T[]): T[] => [...(before ?? []), ...more]
  if (list('tags').length > 0) target.tags = unique(append(target.tags, list('tags')))
  if (list('platforms').length > 0) target.platforms = unique(append(target.platforms, list('platforms')))
  if (list('no-cache-filter').length > 0)
    target['no-cache-filter'] = unique(append(target['no-cache-filter'], list('no-cache-filter')))
  if (list('cache-from').length > 0)
    target['cache-from'] = append(target['cache-from'], list('cache-from').flatMap(CACHES.fromText))
  if (list('cache-to').length > 0)
    target['cache-to'] = append(target['cache-to'], list('cache-to').flatMap(CACHES.fromText))
  if (list('secret').length > 0) target.secret = append(target.secret, list('secret').flatMap(SECRETS.fromText))
  if (list('ssh').length > 0) target.ssh = append(target.ssh, list('ssh').flatMap(SSH.fromText))
  if (list('output').length > 0) target.output = append(target.output, list('output').flatMap(OUTPUTS.fromText))
  if (typeof extension['pull'] === 'boolean') target.pull = extension['pull']
  if (typeof extension['no-cache'] === 'boolean') target['no-cache'] = extension['no-cache']
  if (extension['contexts'] !== undefined)
    target.contexts = { ...namedContexts(extension['contexts']), ...target.contexts }
}
