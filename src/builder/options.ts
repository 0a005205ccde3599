/** The query of POST /build → what to build (api/types/build-query.ts). What cannot be simulated is refused here, loudly. */
import type { BuildQuery } from '../api/types/index.ts'
import { invalid } from '../api/types/index.ts'
import type { URLSearchParamsLike } from '../api/transport.ts'
import { ENGINE_PLATFORM, formatPlatform, parsePlatform } from './convert/platform.ts'
import type { ConvertOptions } from './convert/types.ts'

export interface OutputOption {
  Type: string
  Attrs: Record<string, string>
}
export interface BuildOptions extends ConvertOptions {
  session: string
  ref: string
  name: string
  remote: string
  dockerfile: string
  tags: string[]
  pull: boolean
  contexts: ReadonlyMap<string, string>
  cacheFrom: string[]
  inlineCache: boolean
  outputs: OutputOption[]
  call: string
}
type Name = keyof BuildQuery

/** Throws invalidParameter. */
export function readOptions(query: URLSearchParamsLike): BuildOptions {
  const text = (name: Name): string => query.get(name) ?? ''
  const flag = (name: Name): boolean => !['', '0', 'no', 'false', 'none'].includes(text(name).toLowerCase().trim())
  const buildArgs = entries(text('buildargs'), 'buildargs')
  if (Object.keys(json<Record<string, string>>(text('annotations'), 'annotations', {})).length)
    throw invalid('annotations are not supported by the docker exporter')
  if (json<string[]>(text('attests'), 'attests', []).length)
    throw invalid('Attestation is not supported for the docker driver.')
  const allow = list(text('allow'))
  for (const name of allow) if (name !== 'network.host') throw invalid(`entitlement ${name} is not simulated yet`)
  const network = text('networkmode') || 'default'
  if (network !== 'default' && network !== 'none' && network !== 'host')
    throw invalid(`unsupported network mode ${network}`)
  const cacheTo = json<string[]>(text('cacheto'), 'cacheto', [])
  for (const spec of cacheTo)
    if (cacheType(spec) !== 'inline') throw invalid('Cache export is not supported for the docker driver.')
  const cacheFrom = json<string[]>(text('cachefrom'), 'cachefrom', []).map((spec) => cacheRef(spec))
  const outputs = json<OutputOption[]>(text('outputs'), 'outputs', [])
  for (const { Type } of outputs)
    if (!['', 'moby', 'image', 'docker', 'local', 'tar', 'cacheonly'].includes(Type))
      throw invalid(`${Type === 'oci' ? 'OCI' : Type} exporter is not supported for the docker driver.`)
  const call = text('call').split(',')[0]!
  if (!['', 'build', 'check', 'lint', 'outline', 'targets'].includes(call))
    throw invalid(`unsupported request type "${call}"`)
  return {
    session: text('session'),
    ref: text('buildid'),
    name: text('name'),
    remote: text('remote') || 'client-session',
    dockerfile: text('dockerfile') || 'Dockerfile',
    tags: query.getAll('t').filter((tag) => tag !== ''),
    pull: flag('pull'),
    contexts: entries(text('contexts'), 'contexts'),
    cacheFrom,
    inlineCache:
      cacheTo.length > 0 ||
      buildArgs.get('BUILDKIT_INLINE_CACHE') === '1' ||
      buildArgs.get('BUILDKIT_INLINE_CACHE') === 'true',
    outputs: outputs.length ? outputs : [{ Type: 'moby', Attrs: {} }],
    call: call === 'build' ? '' : call === 'lint' ? 'check' : call,
    target: text('target'),
    buildArgs,
    labels: entries(text('labels'), 'labels'),
    platform: platformOf(text('platform')),
    network,
    extraHosts: query.getAll('extrahosts').map(extraHost),
    shmSize: integer(text('shmsize'), 'shmsize'),
    ulimits: json<{ Name: string; Soft: number; Hard: number }[]>(text('ulimits'), 'ulimits', []),
    hostname: buildArgs.get('BUILDKIT_SANDBOX_HOSTNAME') ?? '',
    noCache: flag('nocache') && !list(text('nocachefilter')).length,
    noCacheFilter: list(text('nocachefilter')),
    epoch: epochOf(buildArgs.get('SOURCE_DATE_EPOCH') ?? ''),
    allStages: call === 'check' && text('target') === '',
  }
}
function json<T>(text: string, name: string, fallback: T): T {
  if (text === '') return fallback
  try {
    return (JSON.parse(text) as T | null) ?? fallback
  } catch {
    throw invalid(`error reading ${name}: invalid JSON`)
  }
}
function entries(text: string, name: string): ReadonlyMap<string, string> {
  const values = json<Record<string, string | null>>(text, name, {})
  return new Map(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])))
}
const list = (text: string): string[] => text.split(',').filter((item) => item !== '')
function integer(text: string, name: string): number {
  if (text === '') return 0
  if (!/^\d+$/.test(text)) throw invalid(`invalid ${name}: ${text}`)
  return Number(text)
}
function platformOf(text: string): ConvertOptions['platform'] {
  if (text === '') return null
  if (text.includes(',')) throw invalid('Multi-platform build is not supported for the docker driver.')
  const platform = parsePlatform(text)
  if (typeof platform === 'string') throw invalid(platform)
  if (formatPlatform(platform) === formatPlatform(ENGINE_PLATFORM)) return null
  throw invalid(`building for ${formatPlatform(platform)} is not simulated yet: every image here is linux/amd64`)
}
function extraHost(text: string): { host: string; ip: string } {
  const at = text.includes('=') ? text.indexOf('=') : text.indexOf(':')
  if (at <= 0) throw invalid(`invalid entry: ${text}`)
  const ip = text.slice(at + 1).replace(/^\[(.*)\]$/, '$1')
  return { host: text.slice(0, at), ip: ip === 'host-gateway' ? '172.17.0.1' : ip }
}
const fieldsOf = (spec: string): ReadonlyMap<string, string> =>
  new Map(
    spec.split(',').map((field) => {
      const at = field.indexOf('=')
      return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)]
    }),
  )
const cacheType = (spec: string): string => (spec.includes('=') ? (fieldsOf(spec).get('type') ?? '') : 'registry')
function cacheRef(spec: string): string {
  if (!spec.includes('=')) return spec
  const fields = fieldsOf(spec)
  const type = fields.get('type') ?? 'registry'
  if (type !== 'registry') throw invalid(`cache importer ${type} is not simulated yet`)
  return fields.get('ref') ?? ''
}
function epochOf(text: string): string | null {
  if (text === '') return null
  if (!/^-?\d+$/.test(text)) throw invalid(`invalid SOURCE_DATE_EPOCH: ${text}`)
  return text
}
