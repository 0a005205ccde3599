/** What a bake file says (buildx bake/bake.go Config, Target, Group). */
import type { CacheEntry } from '../flags/cache.ts'
import type { OutputSpec } from '../flags/output.ts'
import type { SecretSpec } from '../session/secrets.ts'

export interface Group {
  name: string
  description: string
  targets: string[]
}
export interface SshSpec {
  id: string
  paths: string[]
}
export interface AttestSpec {
  type: string
  disabled: boolean
  attrs: Record<string, string>
}
/** undefined: not said, so that what is inherited stays. */
export interface Target {
  name: string
  description: string
  inherits: string[]
  annotations?: string[]
  attest?: AttestSpec[]
  context?: string
  contexts?: Record<string, string>
  dockerfile?: string
  'dockerfile-inline'?: string
  args?: Record<string, string | null>
  labels?: Record<string, string | null>
  tags?: string[]
  'cache-from'?: CacheEntry[]
  'cache-to'?: CacheEntry[]
  target?: string
  secret?: SecretSpec[]
  ssh?: SshSpec[]
  platforms?: string[]
  output?: OutputSpec[]
  pull?: boolean
  'no-cache'?: boolean
  network?: string
  'no-cache-filter'?: string[]
  'shm-size'?: string
  ulimits?: string[]
  call?: string
  entitlements?: string[]
  'extra-hosts'?: Record<string, string | null>
  /** Only built because another target uses it as a context. */
  linked?: boolean
}
export interface Variable {
  name: string
  description: string
  type: string
  value: string | null
}
export interface Config {
  groups: Group[]
  targets: Target[]
  variables: Variable[]
}
export const emptyTarget = (name = ''): Target => ({ name, description: '', inherits: [] })
export const unique = (values: readonly string[]): string[] => [...new Set(values)]
