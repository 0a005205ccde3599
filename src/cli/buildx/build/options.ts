/** What a build is asked to do (buildx' BuildOptions), from the flags of `build`; bake makes the same of its targets. */
import { quote } from '../../../base/go/quote.ts'
import { CommandError, FlagError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { parseBool } from '../../framework/flag-values.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { familiarString, parseReference } from '../../opts/reference.ts'
import { cut } from '../../opts/validate.ts'
import type { Ulimit } from '../../../api/types/index.ts'
import { parseCacheEntries, type CacheEntry } from '../flags/cache.ts'
import { csvFields } from '../flags/csv.ts'
import { parseOutput, type OutputSpec } from '../flags/output.ts'
import { parseSecret, type SecretSpec } from '../session/secrets.ts'

export interface CallSpec {
  /** lint, outline, targets, subrequests.describe … */
  name: string
  format: string
  ignoreStatus: boolean
}
export interface BuildOptions {
  contextPath: string
  dockerfile: string
  /** The Dockerfile's text, in place of a file (bake). */
  dockerfileInline?: string
  namedContexts: Record<string, string>
  buildArgs: Record<string, string>
  labels: Record<string, string>
  tags: string[]
  target: string
  platforms: string[]
  noCache: boolean
  noCacheFilter: string[]
  pull: boolean
  push: boolean
  load: boolean
  outputs: OutputSpec[]
  cacheFrom: CacheEntry[]
  cacheTo: CacheEntry[]
  secrets: SecretSpec[]
  ssh: string[]
  networkMode: string
  extraHosts: string[]
  shmSize: number
  ulimits: Ulimit[]
  cgroupParent: string
  annotations: string[]
  /** Type → value, null where it is disabled. */
  attests: Record<string, string | null>
  allow: string[]
  call: CallSpec | null
}

/** Throws CommandError. */
export function listToMap(
  values: readonly string[],
  env: Readonly<Record<string, string>> | null,
): Record<string, string> {
  const out: Record<string, string> = {}
  for (const value of values) {
    const [key, text, hasValue] = cut(value, '=')
    if (key === '') throw new CommandError(`invalid key-value pair ${quote(value)}: empty key`)
    if (hasValue) out[key] = text
    else if (env === null) out[key] = ''
    else if (env[key] !== undefined) out[key] = env[key]
  }
  return out
}
/** Throws CommandError. null: a plain build. */
export function parseCall(text: string): CallSpec | null {
  if (text === '') return null
  const call: CallSpec = { name: '', format: '', ignoreStatus: false }
  for (const field of csvFields(text)) {
    const [key, value, hasValue] = cut(field, '=')
    if (!hasValue) {
      if (call.name !== '') throw new CommandError(`invalid print value: ${text}`)
      call.name = field
    } else if (key === 'format') call.format = value
    else if (key === 'ignorestatus')
      try {
        call.ignoreStatus = parseBool(value)
      } catch (error) {
        if (!(error instanceof FlagError)) throw error
        throw new CommandError(`invalid ignorestatus print value: ${value}: ${error.message}`)
      }
    else throw new CommandError(`invalid print field: ${field}`)
  }
  if (call.name === 'check') call.name = 'lint'
  return call.name === 'build' ? null : call
}
function parseContexts(values: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {}
  for (const value of values) {
    if (value === '') continue
    const [name, path, hasValue] = cut(value, '=')
    if (!hasValue) throw new CommandError(`invalid context value: ${value}, expected key=value`)
    try {
      out[familiarString(parseReference(name)).replace(/:latest$/, '')] = path
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      throw new CommandError(`invalid context name ${name}: ${error.message}`)
    }
  }
  return out
}
/** --attest, --provenance and --sbom (buildflags/attests.go). */
function parseAttests(flags: FlagSet): Record<string, string | null> {
  const values = flags.list('attest').filter((value) => value !== '')
  for (const type of ['provenance', 'sbom']) {
    const value = flags.string(type)
    if (value === '') continue
    const bare = /^(1|t|true|0|f|false)$/i.test(value)
    values.push(bare ? `type=${type},disabled=${String(/^(0|f|false)$/i.test(value))}` : `type=${type},${value}`)
  }
  const out: Record<string, string | null> = {}
  for (const value of values) {
    const fields = csvFields(value)
    let type = ''
    let disabled = false
    for (const field of fields) {
      const [key, text, hasValue] = cut(field, '=')
      if (!hasValue) throw new CommandError(`invalid value ${field}`)
      if (key.trim().toLowerCase() === 'type') type = text
      else if (key.trim().toLowerCase() === 'disabled') disabled = /^(1|t|true)$/i.test(text)
    }
    if (type === '') throw new CommandError('attestation type not specified')
    if (type in out) throw new CommandError(`duplicate attestation field ${type}`)
    out[type] = disabled ? null : fields.filter((field) => !field.startsWith('type=')).join(',')
  }
  return out
}
const ENTITLEMENTS = /^(network\.host|security\.insecure|device(=.*)?)$/
function checkEntitlements(values: readonly string[]): string[] {
  return values.filter((value) => {
    if (value === '') return false
    if (!ENTITLEMENTS.test(value)) throw new CommandError(`unknown entitlement ${value}`)
    return true
  })
}

/** Throws CommandError, before anything else is looked at. */
export function buildOptions(sys: Sys, flags: FlagSet, contextPath: string): BuildOptions {
  const buildArgs = listToMap(flags.list('build-arg'), sys.env)
  const labels = listToMap(flags.list('label'), null)
  if (sys.env.SOURCE_DATE_EPOCH) buildArgs['SOURCE_DATE_EPOCH'] ??= sys.env.SOURCE_DATE_EPOCH
  const attests = parseAttests(flags)
  const namedContexts = parseContexts(flags.list('build-context'))
  const outputs = flags
    .list('output')
    .filter((value) => value !== '')
    .map(parseOutput)
  if (flags.string('iidfile') !== '' && outputs.some(({ type }) => type === 'local' || type === 'tar'))
    throw new CommandError('local and tar exporters are incompatible with image ID file')
  return {
    contextPath,
    dockerfile: flags.string('file'),
    namedContexts,
    buildArgs,
    labels,
    tags: flags.list('tag'),
    target: flags.string('target'),
    platforms: flags.list('platform'),
    noCache: flags.bool('no-cache'),
    noCacheFilter: flags.list('no-cache-filter'),
    pull: flags.bool('pull'),
    push: flags.bool('push'),
    load: flags.bool('load'),
    outputs,
    cacheFrom: parseCacheEntries(flags.list('cache-from')),
    cacheTo: parseCacheEntries(flags.list('cache-to')),
    secrets: flags
      .list('secret')
      .filter((value) => value !== '')
      .map(parseSecret),
    ssh: flags.list('ssh').filter((value) => value !== ''),
    networkMode: flags.string('network'),
    extraHosts: flags.list('add-host'),
    shmSize: flags.number('shm-size'),
    ulimits: flags.value<Ulimit[]>('ulimit'),
    cgroupParent: flags.string('cgroup-parent'),
    annotations: flags.list('annotation'),
    attests,
    allow: checkEntitlements(flags.list('allow')),
    call: parseCall(flags.bool('check') ? 'check' : flags.string('call')),
  }
}
