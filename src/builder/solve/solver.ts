/**
 * Solving a graph: every vertex gets its cache key, is looked up, and runs where the cache has nothing and somebody needs what it makes.
 * Side by side where nothing waits for another; a vertex that two need runs once, also across builds.
 *
 *   key(v)    = operation + keys of inputs, or digests of the files it takes from them
 *   result(v) = the record of that key, or what running it gives
 */
import type { Abort } from '../abort.ts'
import { chainIdOf } from './chain.ts'
import { CacheMounts } from '../cache/mounts.ts'
import { bytesOf, entriesOf, treeOf, type Ref } from '../cache/ref.ts'
import type { CacheStore, StepMemo } from '../cache/store.ts'
import { BuildError, CanceledError, textOf, wrap } from '../errors.ts'
import { digestText, namedVertices, opText, type Vertex } from '../graph/vertex.ts'
import type { BuilderHost } from '../host.ts'
import { checksum } from '../ops/checksum.ts'
import { runExec } from '../ops/exec.ts'
import { runFileOp } from '../ops/file.ts'
import { fetchFile } from '../ops/http.ts'
import { transfer } from '../ops/local.ts'
import { paced } from '../pace.ts'
import type { Progress } from '../progress.ts'
import type { Session } from '../session.ts'
import { applyLayer } from '../../kernel/vfs/index.ts'
import { reasonOf } from './miss.ts'
import { contentInputs, keyText } from './selectors.ts'

export interface SolveContext {
  readonly host: BuilderHost
  readonly store: CacheStore
  readonly mounts: CacheMounts
  readonly progress: Progress
  readonly signal: Abort
  /** Throws where there is none. */
  session(): Promise<Session>
  readonly inFlight: Map<string, Promise<Ref>>
  /** Records that must not go while the build runs. */
  readonly used: Set<string>
  /** Of this build. */
  readonly job: string
  /** What remembers the steps: builds of the same thing share it. */
  readonly name: string
  /** Keys that --cache-from vouches for: diffs of an image, by key. */
  imported(key: string, parent: Ref | null): Ref | null
}

/** The worker's ID in "checksum of ref …": made when an engine first starts; this is the one of the recorded host. */
const WORKER = '30272181-188d-4993-916c-9bdb7f2ab111'

class Node {
  readonly vertex: Vertex
  readonly inputs: Node[]
  missed = false
  started = false
  settled = false
  private keyed: Promise<string> | null = null
  private solved: Promise<Ref | null> | null = null
  private found: Ref | null = null
  private files: Record<string, string> | null = {}
  private extra: { tree: Ref } | null = null
  private readonly ctx: SolveContext
  constructor(ctx: SolveContext, vertex: Vertex, inputs: Node[]) {
    this.ctx = ctx
    this.vertex = vertex
    this.inputs = inputs
  }
  /** What stands for the result in the keys of others. */
  key(): Promise<string> {
    return (this.keyed ??= this.computeKey())
  }
  result(): Promise<Ref | null> {
    return (this.solved ??= this.solve().then((ref) => {
      if (ref) this.ctx.used.add(ref.id)
      return ref
    }))
  }

  /** What is under way of it. */
  pending(): Promise<unknown>[] {
    return [this.keyed, this.solved].filter((promise) => promise !== null)
  }
  private async computeKey(): Promise<string> {
    const { vertex, ctx } = this
    const { op } = vertex
    if (op.type === 'image') {
      this.begin()
      // Its key is all that most builds want of it: what loads it begins anew, or finds it in the cache.
      this.done()
      return `image:${chainIdOf(op.image.config.rootfs.diff_ids)}`
    }
    if (op.type === 'ref') return `ref:${op.ref.id}`
    if (op.type === 'local') return `local:${ctx.job}:${vertex.digest}`
    if (op.type === 'http') return `http:${(await this.download()).id}`
    const selectors = contentInputs(op, this.inputs.length)
    const parts = await Promise.all(
      this.inputs.map(async (input, i) => {
        const selector = selectors[i]
        if (!selector) return `key:${await input.key()}`
        // The step's own place in the graph is known before what it takes is.
        const ref = await input.result()
        try {
          const sum = checksum(ctx.host.clock, treeOf(ref), selector)
          this.files = sum.files && this.files ? { ...this.files, ...sum.files } : null
          return `content:${sum.digest}`
        } catch (error) {
          // What it stands on is loaded by then.
          await Promise.allSettled(this.inputs.map((each) => (each.vertex.op.type === 'image' ? each.result() : null)))
          throw this.failed(
            wrap(error, `failed to calculate checksum of ref ${WORKER}::${ref?.id ?? 'scratch'}`),
            'failed to compute cache key',
          )
        }
      }),
    )
    const key = digestText(`${keyText(op)}\n${parts.join('\n')}`)
    await this.lookUp(key)
    return key
  }
  private async lookUp(key: string): Promise<void> {
    const { ctx, vertex } = this
    if (vertex.meta.ignoreCache) {
      this.missed = true
      return
    }
    let ref = ctx.store.find(key) ?? null
    if (!ref && this.inputs[0] && vertex.op.type !== 'merge') {
      const parent = this.inputs[0]
      const below = vertex.op.type === 'file' && vertex.op.scratch ? null : await parent.known()
      if (below !== undefined) ref = ctx.imported(key, below)
    }
    if (!ref) {
      this.missed = true
      return
    }
    this.found = ref
    ctx.used.add(ref.id)
    for (const input of this.inputs) input.unneeded()
    this.remember()
    this.cached()
  }
  /** The record, where it is known without running anything; undefined: not. */
  private async known(): Promise<Ref | null | undefined> {
    const key = await this.key()
    return this.found ?? this.ctx.store.find(key) ?? (this.vertex.op.type === 'image' ? this.result() : undefined)
  }
  /** Nobody has asked for the result of an image's vertex: its key was enough. */
  unneeded(): void {
    if (this.vertex.op.type === 'image') this.done()
  }
  private begin(): void {
    if (this.started || this.vertex.meta.hidden) return
    this.started = true
    this.ctx.progress.start(this.vertex.digest)
  }
  done(how: { cached?: boolean; error?: string } = {}): void {
    if (this.vertex.meta.hidden || (this.settled && !how.cached && how.error === undefined)) return
    this.settled = true
    this.ctx.progress.complete(this.vertex.digest, how)
  }
  private cached(): void {
    if (this.vertex.meta.hidden) this.inputs[1]?.cached()
    else this.done({ cached: true })
  }

  private async solve(): Promise<Ref | null> {
    const { ctx, vertex } = this
    const key = await this.key()
    ctx.signal.check()
    if (this.found) {
      ctx.store.touch(this.found)
      return this.found
    }
    if (vertex.op.type === 'image') return this.loadImage(key)
    if (vertex.op.type === 'ref') return vertex.op.ref
    if (vertex.op.type === 'local') return this.load()
    if (vertex.op.type === 'http') return this.download()
    // Another build may be at it.
    const other = ctx.inFlight.get(key)
    if (other && !vertex.meta.ignoreCache) {
      try {
        const ref = await ctx.signal.race(other)
        this.done({ cached: true })
        return ref
      } catch (error) {
        if (ctx.signal.aborted) throw error
      }
    }
    const run = this.run(key)
    ctx.inFlight.set(key, run)
    try {
      return await run
    } finally {
      if (ctx.inFlight.get(key) === run) ctx.inFlight.delete(key)
    }
  }
  private async run(key: string): Promise<Ref> {
    const { ctx, vertex } = this
    const refs = await Promise.all(this.inputs.map((input) => input.result()))
    ctx.signal.check()
    ctx.progress.miss(
      vertex.digest,
      reasonOf(ctx.store.steps.get(this.memoKey()), this.memo(), vertex, this.inputs[0] ?? null),
    )
    this.begin()
    try {
      const { type } = vertex.op
      if (type === 'exec' || type === 'file') await paced(ctx.host.clock, ctx.signal, type)
      const ref = await this.execute(refs)
      ctx.store.put(ref, key)
      this.remember()
      this.done()
      return ref
    } catch (error) {
      throw this.failed(error, '')
    }
  }
  private async execute(refs: readonly (Ref | null)[]): Promise<Ref> {
    const { ctx, vertex } = this
    const { op } = vertex
    const trees = refs.map(treeOf)
    const { store } = ctx
    if (op.type === 'exec') {
      const tree = await runExec(
        {
          host: ctx.host,
          id: store.newId(),
          mounts: ctx.mounts,
          signal: ctx.signal,
          secret: async (id) => (await ctx.session()).secret(id),
          output: (stream, data) => ctx.progress.log(vertex.digest, stream, data),
        },
        op,
        trees,
      )
      return this.made(refs[0] ?? null, tree, `mount / from exec ${op.args.join(' ')}`)
    }
    if (op.type === 'merge') {
      const [base, layer] = refs
      const entries = layer ? entriesOf(layer) : []
      const tree = applyLayer(treeOf(base ?? null), entries)
      return store.make({
        parent: base ?? null,
        tree,
        type: 'regular',
        description: vertex.name,
        size: bytesOf(entries),
        entries,
      })
    }
    if (op.type !== 'file') throw new BuildError(`unexpected operation ${op.type}`)
    return this.made(
      op.scratch ? null : (refs[0] ?? null),
      runFileOp(ctx.host.clock, op, trees, store.newId()),
      vertex.name,
    )
  }
  private made(parent: Ref | null, tree: Ref['tree'], description: string): Ref {
    const ref = this.ctx.store.make({ parent, tree, type: 'regular', description, size: 0 })
    return { ...ref, size: bytesOf(entriesOf(ref)) }
  }
  private async loadImage(key: string): Promise<Ref | null> {
    const { ctx, vertex } = this
    if (vertex.op.type !== 'image') return null
    const known = ctx.store.find(key)
    if (known) {
      ctx.store.touch(known)
      this.done({ cached: true })
      return known
    }
    try {
      const layers = await ctx.signal.race(
        vertex.op.image.layers(
          {
            status: (id, current, total, completed) => {
              if (this.settled) {
                this.settled = false
                ctx.progress.start(vertex.digest)
              }
              ctx.progress.status(vertex.digest, id, current, total, completed)
            },
          },
          ctx.signal,
        ),
      )
      let top: Ref | null = null
      for (const { chainId, diffId, size, tree, ...blob } of layers) {
        const present = ctx.store.chains.get(chainId)
        top =
          present ??
          ctx.store.make({
            parent: top,
            tree,
            type: 'regular',
            description: `pulled from ${vertex.op.image.name}`,
            size,
            layer: { chainId, diffId, size },
            blob: { digest: blob.digest, size: blob.blobSize, source: blob.source, content: blob.content },
          })
        if (!present) {
          ctx.store.put(top, null)
          ctx.store.chains.set(chainId, top)
        }
      }
      if (top) ctx.store.keys.set(key, top.id)
      this.done()
      return top
    } catch (error) {
      throw this.failed(error, '')
    }
  }
  private async load(): Promise<Ref> {
    const { ctx, vertex } = this
    const { op } = vertex
    if (op.type !== 'local') throw new BuildError('not a local source')
    this.begin()
    try {
      const session = await ctx.signal.race(ctx.session())
      await paced(ctx.host.clock, ctx.signal, 'transfer')
      const ref = await ctx.signal.race(loadLocal(ctx, session, op, vertex.digest))
      this.done()
      return ref
    } catch (error) {
      throw this.failed(error, '')
    }
  }
  private async download(): Promise<Ref> {
    const { ctx, vertex } = this
    if (vertex.op.type !== 'http') throw new BuildError('not a download')
    if (this.extra) return this.extra.tree
    this.begin()
    try {
      const { tree, digest, size } = await ctx.signal.race(fetchFile(ctx.host, vertex.op, ctx.signal))
      const key = digestText(`http ${digest} ${vertex.op.filename}`)
      const known = ctx.store.find(key)
      const ref =
        known ??
        ctx.store.put(
          ctx.store.make({ parent: null, tree, type: 'regular', description: `http url ${vertex.op.url}`, size }),
          key,
        )
      this.extra = { tree: ref }
      this.done()
      return ref
    } catch (error) {
      throw this.failed(error, 'failed to load cache key')
    }
  }

  /** The vertex ends in the error; what goes up has the step's place. */
  private failed(error: unknown, prefix: string): BuildError {
    if (error instanceof CanceledError || this.ctx.signal.aborted) {
      if (this.started && !this.settled) this.done({ error: 'context canceled' })
      return error instanceof CanceledError ? error : new CanceledError()
    }
    if (error instanceof BuildError && error.vertex) return error
    const at = error instanceof BuildError ? error : new BuildError(textOf(error))
    this.begin()
    this.done({ error: at.message })
    return new BuildError(prefix ? `${prefix}: ${at.message}` : at.message, {
      vertex: this.vertex.digest,
      ranges: this.vertex.meta.location ?? [],
    })
  }
  private memoKey(): string {
    const { stage, index } = this.vertex.meta
    return `${this.ctx.name}\0${stage}\0${index}`
  }
  private memo(): StepMemo {
    const { meta, op } = this.vertex
    return { source: meta.source, op: digestText(opText(op)), base: meta.base, env: meta.env, files: this.files }
  }
  private remember(): void {
    if (this.vertex.meta.index > 0 && this.vertex.meta.source !== '' && !this.vertex.meta.hidden)
      this.ctx.store.remember(this.memoKey(), this.memo())
  }
}

/** A folder of the client, kept as what the next build compares with. */
export async function loadLocal(
  ctx: Pick<SolveContext, 'host' | 'store' | 'progress'>,
  session: Session,
  op: {
    name: string
    include: readonly string[]
    exclude: readonly string[]
    follow: readonly string[]
    hint?: string
    /** Everything is sent, whatever was there before. */
    fresh?: boolean
  },
  digest: string,
): Promise<Ref> {
  const { store, host, progress } = ctx
  const shared = `${op.name}:${op.hint ?? op.name}`
  const id = `transferring ${op.name}:`
  progress.status(digest, id, 0, 0, false)
  const before = store.locals.get(shared)
  const { tree, entries, size } = await transfer(
    session,
    host.clock,
    op.name,
    op,
    op.fresh ? undefined : before,
    (bytes) => progress.status(digest, id, bytes, 0, false),
  )
  progress.status(digest, id, size, 0, true)
  const bytes = [...entries.values()].reduce((sum, entry) => sum + (entry.content?.size ?? 0), 0)
  const made = store.make({
    parent: null,
    tree,
    type: 'source.local',
    description: `local source for ${op.name}`,
    size: bytes,
  })
  const ref = before ? { ...made, id: before.ref.id, created: before.ref.created, usage: before.ref.usage + 1 } : made
  store.put(ref, null)
  store.locals.set(shared, { ref, entries })
  return ref
}

export class Solver {
  private readonly nodes = new Map<string, Node>()
  private named: ReadonlyMap<string, Vertex> = new Map()
  private readonly ctx: SolveContext
  constructor(ctx: SolveContext) {
    this.ctx = ctx
  }
  private node(equal: Vertex): Node {
    const vertex = this.named.get(equal.digest) ?? equal
    const known = this.nodes.get(vertex.digest)
    if (known) return known
    const node = new Node(
      this.ctx,
      vertex,
      vertex.inputs.map((input) => this.node(input)),
    )
    this.nodes.set(vertex.digest, node)
    return node
  }
  /** Throws BuildError with the failed step. Rejects only when everything that was running is at its end. */
  async solve(top: Vertex | null): Promise<Ref | null> {
    if (!top) return null
    this.named = namedVertices(top)
    const target = this.node(top)
    for (const node of this.nodes.values()) if (!node.vertex.meta.hidden) this.ctx.progress.announce(node.vertex)
    try {
      return await target.result()
    } catch (error) {
      // One failed: the others are called off.
      if (!(error instanceof CanceledError)) this.ctx.signal.abort()
      await Promise.allSettled([...this.nodes.values()].flatMap((node) => node.pending()))
      throw error
    } finally {
      for (const node of this.nodes.values()) if (node.started && !node.settled) node.done()
    }
  }
}
