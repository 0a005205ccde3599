/**
 * The build cache: results by the keys of what made them, cache mounts, the client's folders as they were sent last, and what each step of
 * a build was made of (to say why it had to run again).
 */
import type { BaseLayer, BuilderHost } from '../host.ts'
import type { LayerEntry, TreeFileSystem } from '../../kernel/vfs/types.ts'
import { baseLayerOf, refChain, type Ref } from './ref.ts'

/** What a step was, when it last ran or was found. */
export interface StepMemo {
  source: string
  op: string
  base: string
  env: Readonly<Record<string, string>>
  /** Digests of the files it took, by path; null: none, or too many to keep. */
  files: Readonly<Record<string, string>> | null
}
export interface CacheMount {
  readonly id: string
  readonly recordId: string
  readonly created: bigint
  lastUsed: bigint
  usage: number
  fs: TreeFileSystem
  /** Builds that have it mounted. */
  users: number
  waiting: (() => void)[]
}
export interface LocalCopy {
  ref: Ref
  entries: ReadonlyMap<string, LayerEntry>
}

/** Steps that are remembered. */
const STEPS = 1000

export class CacheStore {
  readonly refs = new Map<string, Ref>()
  /** Cache key → record. */
  readonly keys = new Map<string, string>()
  readonly mounts = new Map<string, CacheMount>()
  readonly locals = new Map<string, LocalCopy>()
  readonly steps = new Map<string, StepMemo>()
  /** Layers of base images by chain ID. */
  readonly chains = new Map<string, Ref>()
  /** Records whose layers are held in the engine's store. */
  private readonly held = new Map<string, string>()
  private readonly host: BuilderHost
  constructor(host: BuilderHost) {
    this.host = host
  }
  newId(): string {
    return randomId25(this.host)
  }
  find(key: string): Ref | undefined {
    const id = this.keys.get(key)
    return id === undefined ? undefined : this.refs.get(id)
  }
  put(ref: Ref, key: string | null): Ref {
    this.refs.set(ref.id, ref)
    this.hold(ref)
    if (key !== null) this.keys.set(key, ref.id)
    return ref
  }
  /** What a step was; the oldest are forgotten. */
  remember(key: string, memo: StepMemo): void {
    this.steps.delete(key)
    this.steps.set(key, memo)
    if (this.steps.size > STEPS) this.steps.delete(this.steps.keys().next().value!)
  }
  touch(ref: Ref): void {
    ref.lastUsed = this.host.now()
    ref.usage++
  }
  make(
    fields: Pick<Ref, 'parent' | 'tree' | 'type' | 'description' | 'size'> &
      Partial<Pick<Ref, 'entries' | 'layer' | 'blob'>>,
  ): Ref {
    const created = this.host.now()
    return { layer: null, blob: null, entries: null, ...fields, id: this.newId(), created, lastUsed: created, usage: 1 }
  }
  /** Its layer stays in the engine's store as long as the record does. */
  hold(ref: Ref): void {
    if (!ref.layer || this.held.has(ref.id) || !this.refs.has(ref.id)) return
    const layers: BaseLayer[] = []
    for (const below of refChain(ref)) {
      if (!below.layer) return
      layers.push(baseLayerOf({ ...below, layer: below.layer }))
    }
    this.held.set(ref.id, ref.layer.chainId)
    this.host.images.hold(layers)
  }
  /** Forgets a record with its keys. */
  drop(ref: Ref): void {
    this.refs.delete(ref.id)
    const chainId = this.held.get(ref.id)
    if (chainId !== undefined) this.host.images.release(chainId)
    this.held.delete(ref.id)
    for (const [key, id] of this.keys) if (id === ref.id) this.keys.delete(key)
    for (const [name, local] of this.locals) if (local.ref === ref) this.locals.delete(name)
    for (const [chain, known] of this.chains) if (known === ref) this.chains.delete(chain)
  }
}
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** identity.NewID: 25 characters of base 36. */
export function randomId25({ rng }: Pick<BuilderHost, 'rng'>): string {
  let out = ''
  for (let i = 0; i < 25; i++) out += LETTERS[rng.int(i === 0 ? 26 : 36)]!
  return out
}
