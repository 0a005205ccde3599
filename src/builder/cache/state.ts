/** The builder as plain data, for machine snapshots: records with what they add to their parents, keys, cache mounts, history. */
import type { BuildRecord } from '../../api/types/index.ts'
import { createTreeFs, restoreTree, serialiseTree, type SerialisedTree } from '../../kernel/vfs/index.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import { Build, type History } from '../history.ts'
import type { BuilderHost, LayerContent, LayerSource } from '../host.ts'
import { treeOf, type RecordType, type Ref, type RefLayer } from './ref.ts'
import type { CacheStore, StepMemo } from './store.ts'

/** Builds that a snapshot keeps. */
const BUILDS = 10

interface RefState {
  id: string
  parent: string | null
  type: RecordType
  description: string
  created: bigint
  lastUsed: bigint | null
  usage: number
  size: number
  layer: RefLayer | null
  blob: { digest: string | null; size: number; source: LayerSource | null; content: LayerContent | null } | null
  entries: readonly LayerEntry[] | null
  /** null: the engine has the layer's tree. */
  tree: SerialisedTree | null
}
export interface BuilderState {
  readonly version: 1
  readonly refs: readonly RefState[]
  readonly keys: readonly (readonly [string, string])[]
  readonly chains: readonly (readonly [string, string])[]
  readonly mounts: readonly {
    id: string
    recordId: string
    created: bigint
    lastUsed: bigint
    usage: number
    tree: SerialisedTree
  }[]
  readonly locals: readonly { name: string; ref: string; entries: readonly LayerEntry[] }[]
  readonly steps: readonly (readonly [string, StepMemo])[]
  readonly builds: readonly BuildRecord[]
}
export function saveCache(store: CacheStore, history: History, host: BuilderHost): BuilderState {
  const refs = new Map<string, RefState>()
  /** The engine's own state has what images stand on. */
  const saved = host.images.usedChains()
  const keep = (ref: Ref): void => {
    if (refs.has(ref.id)) return
    if (ref.parent) keep(ref.parent)
    const { id, type, description, created, lastUsed, usage, size, layer, entries, blob } = ref
    const there = layer !== null && saved.has(layer.chainId)
    refs.set(id, {
      id,
      parent: ref.parent?.id ?? null,
      type,
      description,
      created,
      lastUsed,
      usage,
      size,
      layer,
      entries,
      blob: blob && { ...blob, content: there ? null : blob.content },
      tree: there ? null : serialiseTree(ref.tree, ref.parent ? ref.parent.tree : null),
    })
  }
  for (const ref of store.refs.values()) keep(ref)
  return {
    version: 1,
    refs: [...refs.values()],
    keys: [...store.keys],
    chains: [...store.chains].map(([chain, ref]) => [chain, ref.id] as const),
    mounts: [...store.mounts.values()].map(({ id, recordId, created, lastUsed, usage, fs }) => ({
      id,
      recordId,
      created,
      lastUsed,
      usage,
      tree: serialiseTree(fs.snapshot(), null),
    })),
    locals: [...store.locals].map(([name, local]) => ({
      name,
      ref: local.ref.id,
      entries: [...local.entries.values()],
    })),
    steps: [...store.steps],
    builds: history.builds
      .filter((build) => build.status !== 'running')
      .slice(0, BUILDS)
      .map((build) => build.record()),
  }
}
/** Into an empty store, after the engine's images. */
export function restoreCache(store: CacheStore, history: History, host: BuilderHost, state: BuilderState): void {
  const made = new Map<string, Ref>()
  for (const saved of state.refs) {
    const { parent: parentId, tree: serialised, blob, ...rest } = saved
    const parent = parentId === null ? null : (made.get(parentId) ?? null)
    const there = rest.layer && host.images.treeOf(rest.layer.chainId)
    if (!serialised && !there) continue
    const tree = serialised ? restoreTree(serialised, parent ? treeOf(parent) : null) : there!
    const content = blob && (blob.content ?? (rest.layer && host.images.contentOf(rest.layer.chainId)))
    made.set(rest.id, { ...rest, parent, tree, blob: blob && content ? { ...blob, content } : null })
  }
  for (const ref of made.values()) store.put(ref, null)
  for (const [key, id] of state.keys) if (made.has(id)) store.keys.set(key, id)
  for (const [chain, id] of state.chains) if (made.has(id)) store.chains.set(chain, made.get(id)!)
  for (const { tree, ...mount } of state.mounts) {
    const fs = createTreeFs(restoreTree(tree, null), { type: 'ext4', clock: host.clock })
    store.mounts.set(mount.id, { ...mount, fs, users: 0, waiting: [] })
  }
  for (const { name, ref, entries } of state.locals) {
    const found = made.get(ref)
    if (found) store.locals.set(name, { ref: found, entries: new Map(entries.map((entry) => [entry.path, entry])) })
  }
  for (const [key, memo] of state.steps) store.steps.set(key, memo)
  for (const record of [...state.builds].reverse()) {
    const build = new Build(record.ref, record.name, record.created)
    const { dockerfile, target, completed, status, error, image, tags, stages, vertexes, statuses, logs, warnings } =
      record
    Object.assign(build, {
      dockerfile,
      target,
      completed,
      status,
      error,
      image,
      tags: [...tags],
      stages,
      kept: { vertexes, statuses, logs, warnings },
    })
    history.add(build)
  }
}
