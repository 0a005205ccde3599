/** Entries of caches, outputs, secrets, SSH and attestations as texts and as objects (buildx util/buildflags). */
import { parseBool } from '../../framework/flag-values.ts'
import { CommandError, FlagError } from '../../framework/errors.ts'
import { cut } from '../../opts/validate.ts'
import { parseCacheEntries, type CacheEntry } from '../flags/cache.ts'
import { csvFields } from '../flags/csv.ts'
import { parseOutput, type OutputSpec } from '../flags/output.ts'
import { parseSecret, type SecretSpec } from '../session/secrets.ts'
import type { AttestSpec, SshSpec } from './model.ts'

type Attrs = Readonly<Record<string, string>>
/** How each list of entries is read and merged. Readers throw CommandError. */
interface Entries<T> {
  fromText: (text: string) => T[]
  fromAttrs: (attrs: Attrs) => T
  /** Entries with the same key replace each other; null: only equal ones do. */
  key: ((entry: T) => string) | null
  json: (entry: T) => object
}
function without(attrs: Attrs, ...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(attrs).filter(([name]) => !names.includes(name)))
}
const sorted = (attrs: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(attrs).sort(([a], [b]) => (a < b ? -1 : 1)))

export const CACHES: Entries<CacheEntry> = {
  fromText: (text) => parseCacheEntries([text]),
  fromAttrs: (attrs) => {
    if (!attrs['type']) throw new CommandError(`type required form> ${JSON.stringify(JSON.stringify(sorted(attrs)))}`)
    return { type: attrs['type'], attrs: without(attrs, 'type') }
  },
  key: null,
  json: ({ type, attrs }) => sorted({ ...attrs, type }),
}
export const OUTPUTS: Entries<OutputSpec> = {
  fromText: (text) => [parseOutput(text)],
  fromAttrs: (attrs) => {
    if (!attrs['type']) throw new CommandError('type is required for output')
    return { type: attrs['type'], destination: attrs['dest'] ?? '', attrs: without(attrs, 'type', 'dest') }
  },
  key: null,
  json: ({ type, attrs, destination }) =>
    sorted({ ...attrs, type, ...(destination === '' ? {} : { dest: destination }) }),
}
export const SECRETS: Entries<SecretSpec> = {
  fromText: (text) => [parseSecret(text)],
  fromAttrs: (attrs) => ({ id: attrs['id'] ?? '', path: attrs['src'] ?? '', env: attrs['env'] ?? '' }),
  key: ({ id }) => id,
  json: ({ id, path, env }) => ({ ...(id && { id }), ...(path && { src: path }), ...(env && { env }) }),
}
export const SSH: Entries<SshSpec> = {
  fromText: (text) => {
    const [id, paths, found] = cut(text, '=')
    return [{ id, paths: found ? paths.split(',') : [] }]
  },
  fromAttrs: (attrs) => ({ id: attrs['id'] ?? '', paths: attrs['paths'] ? attrs['paths'].split(',') : [] }),
  key: ({ id }) => id,
  json: ({ id, paths }) => ({ ...(id && { id }), ...(paths.length > 0 && { paths }) }),
}
export const ATTESTS: Entries<AttestSpec> = {
  fromText: (text) => {
    const attest: AttestSpec = { type: '', disabled: false, attrs: {} }
    for (const field of csvFields(text)) {
      const [key, value, found] = cut(field, '=')
      if (!found) throw new CommandError(`invalid value ${field}`)
      const name = key.toLowerCase().trim()
      if (name === 'type') attest.type = value
      else if (name === 'disabled') attest.disabled = disabledOf(field, value)
      else attest.attrs[key] = value
    }
    if (attest.type === '') throw new CommandError('attestation type not specified')
    return [attest]
  },
  fromAttrs: (attrs) => {
    if (!attrs['type']) throw new CommandError('attestation type not specified')
    const disabled =
      attrs['disabled'] === undefined ? false : disabledOf(`disabled=${attrs['disabled']}`, attrs['disabled'])
    return { type: attrs['type'], disabled, attrs: without(attrs, 'type', 'disabled') }
  },
  key: ({ type }) => type,
  json: ({ type, disabled, attrs }) => sorted({ ...attrs, type, ...(disabled && { disabled }) }),
}
function disabledOf(field: string, value: string): boolean {
  try {
    return parseBool(value)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    throw new CommandError(`invalid value ${field}: ${error.message}`)
  }
}
/** "--sbom=true" as an attestation. */
export function canonicalAttest(type: string, text: string): string {
  try {
    return `type=${type},disabled=${String(!parseBool(text))}`
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    return `type=${type},${text}`
  }
}
export const ENTRIES = {
  'cache-from': CACHES,
  'cache-to': CACHES,
  output: OUTPUTS,
  secret: SECRETS,
  ssh: SSH,
  attest: ATTESTS,
} as const
export type EntryField = keyof typeof ENTRIES

/** Without doubles. */
export function normalized<T>(kind: Entries<T>, entries: readonly T[]): T[] {
  const keyOf = kind.key ?? ((entry: T) => JSON.stringify(kind.json(entry)))
  const out = new Map<string, T>()
  for (const entry of entries) out.set(keyOf(entry), entry)
  return [...out.values()]
}
export type { Entries }
