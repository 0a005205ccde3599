/** Targets: what is inherited, what --set changes, what --print shows (buildx bake/bake.go Target). */
import { parseBool } from '../../framework/flag-values.ts'
import { CommandError, FlagError } from '../../framework/errors.ts'
import type { OutputSpec } from '../flags/output.ts'
import { ENTRIES, normalized, type EntryField } from './entries.ts'
import { unique, type Group, type Target } from './model.ts'

const REPLACED = [
  'context',
  'dockerfile',
  'dockerfile-inline',
  'tags',
  'target',
  'call',
  'platforms',
  'cache-to',
  'output',
  'pull',
  'no-cache',
  'network',
  'shm-size',
] as const
const APPENDED = ['annotations', 'no-cache-filter', 'ulimits', 'entitlements'] as const
const MERGED = ['args', 'labels', 'extra-hosts', 'contexts'] as const

/** What `over` says goes over what is there. */
export function mergeInto(target: Target, over: Target): void {
  for (const field of REPLACED) if (over[field] !== undefined) Object.assign(target, { [field]: over[field] })
  for (const field of APPENDED) {
    const values = over[field]
    if (values) target[field] = [...(target[field] ?? []), ...values]
  }
  for (const field of MERGED) {
    const given = Object.entries(over[field] ?? {}).filter(([, value]) => value !== null)
    if (given.length > 0) Object.assign(target, { [field]: { ...target[field], ...Object.fromEntries(given) } })
  }
  for (const field of ['attest', 'secret', 'ssh', 'cache-from'] as const) mergeEntries(target, over, field)
  if (over.description !== '') target.description = over.description
  target.inherits.push(...over.inherits)
}
function mergeEntries<F extends EntryField>(target: Target, over: Target, field: F): void {
  if (over[field] === undefined) return
  Object.assign(target, { [field]: normalizedField(field, [...(target[field] ?? []), ...over[field]]) })
}
const normalizedField = (field: EntryField, entries: readonly unknown[]): unknown[] =>
  normalized(ENTRIES[field] as (typeof ENTRIES)[EntryField] & typeof ENTRIES.output, entries as OutputSpec[])

export function normalize(target: Target): void {
  for (const field of ['annotations', 'tags', 'platforms', 'no-cache-filter', 'ulimits'] as const) {
    const values = target[field]
    if (values) target[field] = unique(values).filter((value) => value !== '')
  }
  for (const field of Object.keys(ENTRIES) as EntryField[]) {
    const entries = target[field]
    if (entries) Object.assign(target, { [field]: normalizedField(field, entries) })
  }
  if (target.network === 'host') target.entitlements = [...(target.entitlements ?? []), 'network.host']
  if (target.entitlements) target.entitlements = unique(target.entitlements).filter((value) => value !== '')
  const contexts = Object.entries(target.contexts ?? {}).filter(([, path]) => path !== '')
  if (contexts.length > 0) target.contexts = Object.fromEntries(contexts)
  else delete target.contexts
}

export interface Override {
  value: string
  values: string[]
  append: boolean
}
/** --set. Throws CommandError. */
export function applyOverrides(target: Target, overrides: ReadonlyMap<string, Override>): void {
  for (const [key, override] of overrides) {
    const at = key.indexOf('.')
    applyOverride(target, at < 0 ? key : key.slice(0, at), at < 0 ? null : key.slice(at + 1), override)
  }
}
function applyOverride(target: Target, key: string, name: string | null, override: Override): void {
  const { value, values, append } = override
  switch (key) {
    case 'context':
    case 'dockerfile':
    case 'target':
    case 'call':
    case 'shm-size':
    case 'network':
      target[key] = value
      return
    case 'args':
    case 'contexts':
    case 'labels':
    case 'extra-hosts': {
      const shape = key === 'extra-hosts' ? '<hostname>=<ip>' : '<name>=<value>'
      if (name === null) throw new CommandError(`invalid format for ${key}, expecting ${key}.${shape}`)
      Object.assign(target, { [key]: { ...target[key], [name]: value } })
      return
    }
    case 'tags':
    case 'no-cache-filter':
    case 'ulimits':
      target[key] = append ? [...(target[key] ?? []), ...values] : values
      return
    case 'platform':
      target.platforms = append ? [...(target.platforms ?? []), ...values] : values
      return
    case 'entitlements':
    case 'annotations':
      target[key] = [...(target[key] ?? []), ...values]
      return
    case 'cache-from':
    case 'cache-to':
    case 'output':
    case 'ssh':
      setEntries(target, key, override)
      return
    case 'secrets':
      setEntries(target, 'secret', override)
      return
    case 'attest':
      setEntries(target, key, { ...override, append: true })
      return
    case 'no-cache':
    case 'pull':
      target[key] = boolean(key, value)
      return
    case 'push':
      target.output = pushed(target.output ?? [], boolean(key, value))
      return
    case 'load':
      if (boolean(key, value)) target.output = loaded(target.output ?? [])
      return
    default:
      throw new CommandError(`unknown key: ${key}`)
  }
}
function setEntries(target: Target, field: EntryField, { values, append }: Override): void {
  const kind = ENTRIES[field]
  const read = (): unknown[] => values.filter((text) => text !== '').flatMap((text): unknown[] => kind.fromText(text))
  let entries: unknown[]
  try {
    entries = read()
  } catch (error) {
    if (!(error instanceof CommandError) || field.startsWith('cache')) throw error
    // Its own words: secrets and keys are "outputs" too.
    throw new CommandError(`invalid value for ${field === 'attest' ? 'attest' : 'outputs'}: ${error.message}`)
  }
  const before: readonly unknown[] = append ? (target[field] ?? []) : []
  Object.assign(target, { [field]: normalizedField(field, [...before, ...entries]) })
}
function boolean(key: string, value: string): boolean {
  try {
    return parseBool(value)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    throw new CommandError(`invalid value ${value} for boolean key ${key}`)
  }
}
/** --push: registry outputs go, or images are pushed; one is added where none would be. */
function pushed(outputs: readonly OutputSpec[], push: boolean): OutputSpec[] {
  const set = (output: OutputSpec): OutputSpec =>
    output.type === 'image' ? { ...output, attrs: { ...output.attrs, push: String(push) } } : output
  if (!push) return outputs.filter(({ type }) => type !== 'registry').map(set)
  const out = outputs.map(set)
  if (out.every(({ type }) => type === 'docker')) out.push({ type: 'image', attrs: { push: 'true' }, destination: '' })
  return out
}
/** --load: conditional, as files that are asked for win. */
function loaded(outputs: readonly OutputSpec[]): OutputSpec[] {
  const enough = outputs.some(({ type, destination }) =>
    type === 'docker' ? destination === '' : !['image', 'registry', 'oci'].includes(type),
  )
  return enough ? [...outputs] : [...outputs, { type: 'docker', attrs: {}, destination: '' }]
}

/** `${` and `%{` doubled, so that the output is a bake file again. */
const escape = (text: string): string => text.replaceAll(/([$%])\{/g, '$1$1{')
const escapeAll = (values: Record<string, string | null>): object =>
  Object.fromEntries(
    Object.entries(values)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, value === null ? null : escape(value)]),
  )
const FIELDS = [
  'description',
  'inherits',
  'annotations',
  'attest',
  'context',
  'contexts',
  'dockerfile',
  'dockerfile-inline',
  'args',
  'labels',
  'tags',
  'cache-from',
  'cache-to',
  'target',
  'secret',
  'ssh',
  'platforms',
  'output',
  'pull',
  'no-cache',
  'network',
  'no-cache-filter',
  'shm-size',
  'ulimits',
  'call',
  'entitlements',
  'extra-hosts',
] as const
function fieldJson(target: Target, field: (typeof FIELDS)[number]): unknown {
  const value = target[field]
  if (value === undefined) return undefined
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined
    if (field in ENTRIES) {
      const kind = ENTRIES[field as EntryField] as { json: (entry: unknown) => object }
      return value.map((entry) => kind.json(entry))
    }
    return field === 'annotations' ? value.map((text) => escape(text as string)) : value
  }
  if (typeof value === 'object') return Object.keys(value).length > 0 ? escapeMap(field, value) : undefined
  if (field === 'description' && value === '') return undefined
  return field === 'dockerfile-inline' ? escape(value as string) : value
}
const escapeMap = (field: string, value: Record<string, string | null>): object =>
  field === 'contexts'
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : escapeAll(value)

/** For --print. */
export const targetJson = (target: Target): object =>
  Object.fromEntries(
    FIELDS.map((field) => [field, fieldJson(target, field)] as const).filter(([, value]) => value !== undefined),
  )
export const groupJson = ({ description, targets }: Group): object => ({
  ...(description === '' ? {} : { description }),
  targets,
})
