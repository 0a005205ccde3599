/**
 * POST /images/create?fromImage (moby distribution/pull_v2.go, xfer/download.go): three downloads at a time, layers registered in order,
 * bottom first. The messages come in real dockerd's order; on a paced clock at about the speed of a good line. Aborting stops it:
 * layers that are complete stay for the next pull of the image, until images are pruned.
 *
 *   Pulling fs layer → (Waiting →) Downloading… → Verifying Checksum → Download complete → Extracting… → Pull complete
 */
import type { AbortSignalLike } from '../../api/transport.ts'
import type { AuthConfig, ImageReference } from '../../api/types/index.ts'
import { canonicalString, familiarName, familiarString, notFound, system } from '../../api/types/index.ts'
import { applyLayer } from '../../kernel/vfs/index.ts'
import { latch, Queue, type Latch } from '../async.ts'
import type { Layer } from '../layer/layers.ts'
import { layerEntries, sizeOfEntries, type LayerContent } from '../layer/content.ts'
import { chainIds, treeOf } from '../layer/layers.ts'
import type { ImageContext, PullView } from './context.ts'
import { logImageEvent } from './context.ts'
import type { ProgressLine } from './progress.ts'
import { bar, message, update } from './progress.ts'
import { isHub } from './remote/registries.ts'
import type { RegistryAuth, RegistryError, RemoteImage, RemoteLayer } from './registry.ts'

const CONCURRENT_DOWNLOADS = 3
/** Bytes a second of one download and of unpacking, as a learner's line and disk would have it. */
const DOWNLOAD_RATE = 14_000_000
const EXTRACT_RATE = 45_000_000
const TICK_MS = 100

export const isRegistryError = (error: unknown): error is RegistryError =>
  error instanceof Error && error.name === 'RegistryError' && 'code' in error

export const registryAuth = (auth: AuthConfig | null): RegistryAuth | null =>
  auth && (auth.username || auth.identitytoken)
    ? { username: auth.username, password: auth.password, identitytoken: auth.identitytoken }
    : null

/** A registry's refusal in Docker's words (moby distribution/errors.go translatePullError). */
export function pullError(error: unknown, ref: ImageReference): Error {
  if (!isRegistryError(error)) return error instanceof Error ? error : new Error(String(error))
  switch (error.code) {
    case 'NAME_UNKNOWN':
      return notFound(`repository ${familiarName(ref)} not found: name unknown: ${error.message}`)
    case 'DENIED':
      return notFound(
        `pull access denied for ${familiarName(ref)}, repository does not exist or may require 'docker login': ${error.message.startsWith('denied') ? error.message : `denied: ${error.message}`}`,
      )
    case 'MANIFEST_UNKNOWN':
      return notFound(
        `manifest for ${familiarString(ref)} not found: manifest unknown: ${error.message.replace(/^manifest unknown: /, '')}`,
      )
    case 'UNAUTHORIZED':
      return notFound(
        `pull access denied for ${familiarName(ref)}, repository does not exist or may require 'docker login': ${error.message}`,
      )
    case 'TOOMANYREQUESTS':
      return system(`toomanyrequests: ${error.message}`)
    default:
      return system(error.message)
  }
}

export interface PullOptions {
  ref: ImageReference
  /** Every tag of the repository. */
  all: boolean
  auth: AuthConfig | null
  /** "linux/arm64"; '' = the engine's own. The registry has only one, so another is pulled with a warning. */
  platform: string
  signal?: AbortSignalLike
}
/**
 * The pull's messages. The first one is awaited here, so that an image that does not exist is an error of the request and not of the
 * stream: throws notFound and system.
 */
export async function pullImage(ctx: ImageContext, options: PullOptions): Promise<AsyncIterable<ProgressLine>> {
  const { ref } = options
  const auth = registryAuth(options.auth)
  const tags = options.all
    ? await ctx.registry.tags(ref.domain, ref.path, auth).catch((error: unknown) => {
        throw pullError(error, ref)
      })
    : [ref.digest ?? ref.tag ?? 'latest']
  const first = tags[0]
  if (first === undefined) throw notFound(`No tags found for ${familiarName(ref)}`)
  const resolve = (reference: string): Promise<RemoteImage> =>
    ctx.registry.resolve(ref.domain, ref.path, reference, auth).catch((error: unknown) => {
      throw pullError(error, ref)
    })
  const firstImage = await resolve(first)
  const out = new Queue<ProgressLine>()
  const aborted = latch()
  const stop = (): void => aborted.resolve()
  options.signal?.addEventListener('abort', stop)
  out.onReturn = stop
  const run = async (): Promise<void> => {
    for (const tag of tags) {
      const image = tag === first ? firstImage : await resolve(tag)
      await new Pull(ctx, out, tagged(ref, tag), image, aborted, auth === null).run()
      const complaint = platformMismatch(image.config, options.platform)
      if (complaint && !aborted.done) {
        out.push(message(`WARNING: image with reference ${familiarString(ref)} ${complaint}`))
      }
    }
  }
  void run()
    .catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error)
      out.push({ errorDetail: { message: text }, error: text } as unknown as ProgressLine)
    })
    .finally(() => {
      options.signal?.removeEventListener('abort', stop)
      out.end()
    })
  return out
}
/** null when `platform` asks for what the image is. */
export function platformMismatch(config: { os: string; architecture: string }, platform: string): string | null {
  const [os = '', architecture = ''] = platform.split('/')
  if ((!os || os === config.os) && (!architecture || architecture === config.architecture)) return null
  return `was found but its platform (${config.os}/${config.architecture}) does not match the specified platform (${platform})`
}
/** A layer's bytes. Throws RegistryError: those of a registry behind the network come only now. */
export async function remoteContent(ctx: Pick<ImageContext, 'clock'>, remote: RemoteLayer): Promise<LayerContent> {
  if (remote.archive) return { archive: await remote.archive() }
  // The files may be a lazily loaded module: real time passes, simulated time must not.
  const release = ctx.clock.hold()
  return { entries: await remote.entries().finally(release) }
}
/** The name again. Throws notFound when the image is of another platform. */
export function checkedPlatform(ctx: ImageContext, name: string, platform: string): string {
  if (platform === '') return name
  const complaint = platformMismatch(ctx.images.get(name).config, platform)
  if (complaint) throw notFound(`image with reference ${name} ${complaint}`)
  return name
}
const tagged = (ref: ImageReference, tag: string): ImageReference =>
  tag.startsWith('sha256:') ? { ...ref, tag: null, digest: tag } : { ...ref, tag, digest: null }

interface Transfer {
  readonly remote: RemoteLayer
  readonly id: string
  readonly chainId: string
  readonly downloaded: Latch<void>
}

class Pull {
  private readonly ctx: ImageContext
  private readonly out: Queue<ProgressLine>
  private readonly ref: ImageReference
  private readonly remote: RemoteImage
  private readonly aborted: Latch<void>
  /** Without a login: anybody can have it again. */
  private readonly anonymous: boolean
  private readonly view: PullView
  private slots = CONCURRENT_DOWNLOADS
  private waiting: (() => void)[] = []
  constructor(
    ctx: ImageContext,
    out: Queue<ProgressLine>,
    ref: ImageReference,
    remote: RemoteImage,
    aborted: Latch<void>,
    anonymous: boolean,
  ) {
    this.ctx = ctx
    this.out = out
    this.ref = ref
    this.remote = remote
    this.aborted = aborted
    this.anonymous = anonymous
    this.view = { reference: familiarString(ref), layers: [] }
  }

  async run(): Promise<void> {
    const { ctx, ref, remote } = this
    this.out.push(
      message(`Pulling from ${ref.path}`, ref.digest === null ? (ref.tag ?? 'latest') : canonicalString(ref)),
    )
    const before = ctx.images.lookUp(ref)
    const present = ctx.images.images.get(remote.id)
    ctx.pulls.add(this.view)
    try {
      if (!present) await this.download()
    } finally {
      ctx.pulls.delete(this.view)
      ctx.changed()
    }
    if (this.aborted.done) return
    const upToDate = present !== undefined && before === remote.id
    ctx.images.setReference({ ...ref, tag: null, digest: remote.digest }, remote.id)
    if (!upToDate) {
      if (ref.tag !== null) ctx.images.setReference({ ...ref, digest: null }, remote.id)
      const image = ctx.images.images.get(remote.id)
      if (image) image.lastTagTime = ctx.stamps.now()
    }
    this.out.push(message(`Digest: ${remote.digest}`))
    const name = familiarString(ref)
    this.out.push(
      message(upToDate ? `Status: Image is up to date for ${name}` : `Status: Downloaded newer image for ${name}`),
    )
    logImageEvent(ctx, 'pull', remote.id, name)
  }

  private async download(): Promise<void> {
    const { ctx, remote } = this
    const chains = chainIds(remote.layers.map((layer) => layer.diffId))
    const transfers: Transfer[] = remote.layers.map((layer, i) => ({
      remote: layer,
      id: layer.digest.slice(7, 19),
      chainId: chains[i]!,
      downloaded: latch(),
    }))
    let top: Layer | null = null
    const held: Layer[] = []
    const missing: Transfer[] = []
    for (const transfer of transfers) {
      const layer: Layer | undefined = missing.length ? undefined : ctx.layers.get(transfer.chainId)
      if (layer) {
        // A reference of our own: the layer must not go while the rest is under way.
        ctx.layers.acquire(layer)
        held.push(layer)
        top = layer
        this.say(transfer, 'Already exists')
      } else missing.push(transfer)
    }
    for (const transfer of missing) this.say(transfer, 'Pulling fs layer')
    for (const transfer of missing.slice(CONCURRENT_DOWNLOADS)) this.say(transfer, 'Waiting')
    for (const transfer of missing) void this.fetch(transfer)
    try {
      for (const transfer of missing) {
        await Promise.race([transfer.downloaded.promise, this.aborted.promise])
        if (this.aborted.done) return
        top = await this.extract(transfer, top)
        if (this.aborted.done) return
        ctx.layers.acquire(top)
        held.push(top)
      }
      ctx.images.add({
        id: remote.id,
        config: remote.config,
        json: remote.configJson ?? JSON.stringify(remote.config),
        top,
        parent: '',
        lastTagTime: 0n,
      })
      this.keep(null)
    } finally {
      if (this.aborted.done && top) this.keep(top)
      for (const layer of held.reverse()) ctx.layers.release(layer)
    }
  }

  /** Of an interrupted pull: what is complete waits for the next one. */
  private keep(top: Layer | null): void {
    const { unfinished } = this.ctx.images
    const before = unfinished.get(this.remote.id)
    unfinished.delete(this.remote.id)
    if (top) {
      this.ctx.layers.acquire(top)
      unfinished.set(this.remote.id, top)
    }
    if (before) this.ctx.layers.release(before)
  }

  private async fetch(transfer: Transfer): Promise<void> {
    if (this.slots === 0) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.slots--
    try {
      const total = transfer.remote.size
      await this.progress(transfer, 'Downloading', total, DOWNLOAD_RATE, Math.max(1, Math.floor(total / 88)))
      if (this.aborted.done) return
      this.say(transfer, 'Verifying Checksum')
      this.say(transfer, 'Download complete')
      transfer.downloaded.resolve()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.slots++
    }
  }

  private async extract(transfer: Transfer, parent: Layer | null): Promise<Layer> {
    const total = transfer.remote.size
    await this.progress(transfer, 'Extracting', total, EXTRACT_RATE, Math.min(total, 32_768 * Math.ceil(total / 6e6)))
    const present = this.ctx.layers.get(transfer.chainId)
    if (present) {
      this.say(transfer, 'Pull complete')
      return present
    }
    const { remote } = transfer
    const content = await remoteContent(this.ctx, remote)
    const entries = layerEntries(content)
    const layer = this.ctx.layers.register({
      chainId: transfer.chainId,
      diffId: remote.diffId,
      parent,
      size: remote.contentSize || sizeOfEntries(entries),
      digest: remote.digest,
      blobSize: remote.size,
      source:
        this.anonymous && isHub(this.ref.domain)
          ? { domain: this.ref.domain, path: this.ref.path, manifest: this.remote.digest }
          : null,
      tree: applyLayer(treeOf(parent), entries),
      content,
    })
    this.report(transfer, bar(transfer.id, 'Extracting', total, total))
    this.say(transfer, 'Pull complete')
    return layer
  }

  /** First and last values always; more of them on a paced clock. */
  private async progress(
    transfer: Transfer,
    status: string,
    total: number,
    rate: number,
    start: number,
  ): Promise<void> {
    const step = (rate * TICK_MS) / 1000
    let current = Math.min(total, start)
    this.report(transfer, bar(transfer.id, status, current, total))
    if (!this.ctx.clock.paced) {
      if (status === 'Extracting') this.report(transfer, bar(transfer.id, status, total, total))
      return
    }
    while (current < total && !this.aborted.done) {
      await Promise.race([this.ctx.clock.pace(TICK_MS), this.aborted.promise])
      current = Math.min(total, current + Math.round(step * (0.7 + (current % 61) / 100)))
      if (current < total || status === 'Extracting') this.report(transfer, bar(transfer.id, status, current, total))
    }
  }
  private say(transfer: Transfer, status: string): void {
    this.report(transfer, update(transfer.id, status))
  }
  private report(transfer: Transfer, line: ProgressLine): void {
    if (this.aborted.done) return
    this.out.push(line)
    let row = this.view.layers.find((layer) => layer.id === transfer.id)
    if (!row) this.view.layers.push((row = { id: transfer.id, current: 0, total: transfer.remote.size, status: '' }))
    row.status = line.status
    row.current = line.progressDetail?.current ?? (/complete$|exists$/.test(line.status) ? row.total : row.current)
    this.ctx.changed()
  }
}
