/**
 * POST /images/{name}/push (moby distribution/push_v2.go): five uploads at a time, top layer first. What the registry has is not sent, what
 * another repository has is mounted from there. Errors after the first line are part of the stream.
 */
import { gzipSparse, type SparseContent } from '../../base/sparse-gzip.ts'
import type { AuthConfig, ImageReference, JsonMessage } from '../../api/types/index.ts'
import { familiarString, messageOf } from '../../api/types/index.ts'
import { Queue } from '../async.ts'
import { digestOfPieces, layerEntries, piecesOf, sparse, tarPieces } from '../layer/content.ts'
import { chain, type Layer } from '../layer/layers.ts'
import type { ImageContext } from './context.ts'
import { logImageEvent } from './context.ts'
import { bar, message, update, type ProgressLine } from './progress.ts'
import { isRegistryError, registryAuth } from './pull.ts'
import type { BlobTransfer, RegistryAuth, RemoteImage, RemoteLayer } from './registry.ts'
import type { Image } from './store.ts'

const CONCURRENT_UPLOADS = 5
const RATE = 9_000_000
const TICK_MS = 100

export interface PushOptions {
  ref: ImageReference
  /** Without a tag in `ref`: all tags of the repository. */
  all: boolean
  auth: AuthConfig | null
}
export function pushImage(ctx: ImageContext, options: PushOptions): AsyncIterable<JsonMessage> {
  const out = new Queue<JsonMessage>()
  void push(ctx, options, out)
    .catch((error: unknown) => {
      const text = messageOf(error)
      out.push({ errorDetail: { message: text }, error: text })
    })
    .finally(() => out.end())
  return out
}
async function push(ctx: ImageContext, options: PushOptions, out: Queue<JsonMessage>): Promise<void> {
  const { ref } = options
  const repository = `${ref.domain}/${ref.path}`
  out.push(message(`The push refers to repository [${repository}]`))
  const local = ctx.images
    .allReferences()
    .filter((name) => name.ref.domain === ref.domain && name.ref.path === ref.path && name.ref.tag !== null)
  if (!local.length) {
    throw new Error(`An image does not exist locally with the tag: ${familiarString({ ...ref, tag: null })}`)
  }
  const wanted = options.all ? local : local.filter((name) => name.ref.tag === ref.tag)
  if (!wanted.length) throw new Error(`tag does not exist: ${familiarString(ref)}`)
  wanted.sort((a, b) => (a.ref.tag! < b.ref.tag! ? -1 : 1))
  const auth = registryAuth(options.auth)
  await ctx.registry
    .transfer?.(ref.domain)
    ?.ping(ref.domain, auth)
    .catch((error: unknown) => {
      throw pushError(error)
    })
  for (const name of wanted) await pushTag(ctx, name.ref, ctx.images.images.get(name.id)!, auth, out)
}

/** The compressed layer: a pulled one's own, or one that is made of it. */
const blobs = new WeakMap<Layer, { digest: string; size: number }>()
const compressed = (layer: Layer): SparseContent => gzipSparse(sparse(tarPieces(layer.content)))
function madeBlob(layer: Layer): { digest: string; size: number } {
  let blob = blobs.get(layer)
  if (!blob) blobs.set(layer, (blob = digestOfPieces(piecesOf(compressed(layer)))))
  return blob
}
function remoteLayer(layer: Layer, hub: boolean): RemoteLayer {
  const { content } = layer
  return {
    // Another registry gets what we compress ourselves, whatever the blob was that came from Docker Hub.
    ...(hub && layer.digest ? { digest: layer.digest, size: layer.blobSize } : madeBlob(layer)),
    diffId: layer.diffId,
    contentSize: layer.size,
    entries: () => Promise.resolve(layerEntries(content)),
    ...('archive' in content ? { archive: () => Promise.resolve(content.archive) } : {}),
  }
}
async function pushTag(
  ctx: ImageContext,
  ref: ImageReference,
  image: Image,
  auth: RegistryAuth | null,
  out: Queue<JsonMessage>,
): Promise<void> {
  const transfer = ctx.registry.transfer?.(ref.domain)
  const layers = chain(image.top)
  for (const layer of [...layers].reverse()) out.push(update(layer.diffId.slice(7, 19), 'Preparing'))
  for (const layer of [...layers].reverse().slice(CONCURRENT_UPLOADS))
    out.push(update(layer.diffId.slice(7, 19), 'Waiting'))
  const remote: RemoteImage = {
    digest: '',
    id: image.id,
    config: image.config,
    configJson: image.json,
    layers: layers.map((layer) => remoteLayer(layer, transfer === undefined)),
  }
  const jobs = layers.map((layer, i): Job => ({ layer, blob: remote.layers[i]!.digest })).reverse()
  const finished = transfer
    ? async () => {
        for (const job of jobs) await sendBlob(ctx, transfer, ref, job, auth, out)
        return ctx.registry.push(ref.domain, ref.path, ref.tag!, remote, auth)
      }
    : () => pushWhole(ctx, ref, remote, jobs, auth, out)
  const { digest, size } = await finished().catch((error: unknown) => {
    throw pushError(error)
  })
  ctx.images.setReference({ ...ref, tag: null, digest }, image.id)
  out.push({ status: `${ref.tag!}: digest: ${digest} size: ${size}` })
  out.push({ progressDetail: {}, aux: { Tag: ref.tag!, Digest: digest, Size: size } })
  logImageEvent(ctx, 'push', image.id, familiarString(ref))
}
interface Job {
  layer: Layer
  blob: string
}
/** To Docker Hub, which takes the image as one; what each layer shows is what it would have been. */
async function pushWhole(
  ctx: ImageContext,
  ref: ImageReference,
  remote: RemoteImage,
  jobs: readonly Job[],
  auth: RegistryAuth | null,
  out: Queue<JsonMessage>,
): Promise<{ digest: string; size: number }> {
  const there = new Map<string, 'here' | { from: string } | 'missing'>()
  for (const { blob } of jobs) {
    if (await ctx.registry.hasBlob(ref.domain, ref.path, blob, auth)) there.set(blob, 'here')
    else {
      const from = await ctx.registry.mountSource?.(ref.domain, blob, auth)
      there.set(blob, from ? { from } : 'missing')
    }
  }
  const pushed = await ctx.registry.push(ref.domain, ref.path, ref.tag!, remote, auth)
  for (const { layer, blob } of jobs) {
    const id = layer.diffId.slice(7, 19)
    const state = there.get(blob)!
    if (state === 'here') out.push(update(id, 'Layer already exists'))
    else if (state !== 'missing') out.push(update(id, `Mounted from ${state.from}`))
    else await upload(ctx, id, layer.size, (line) => out.push(line))
  }
  return pushed
}
/** One layer to a registry behind the network. */
async function sendBlob(
  ctx: ImageContext,
  transfer: BlobTransfer,
  ref: ImageReference,
  { layer, blob }: Job,
  auth: RegistryAuth | null,
  out: Queue<JsonMessage>,
): Promise<void> {
  const id = layer.diffId.slice(7, 19)
  if (await ctx.registry.hasBlob(ref.domain, ref.path, blob, auth)) {
    out.push(update(id, 'Layer already exists'))
    return
  }
  const from = await ctx.registry.mountSource?.(ref.domain, blob, auth)
  if (from && from !== ref.path && (await transfer.mount(ref.domain, ref.path, blob, from, auth))) {
    out.push(update(id, `Mounted from ${from}`))
    return
  }
  await transfer.upload(ref.domain, ref.path, { digest: blob, diffId: layer.diffId, content: compressed(layer) }, auth)
  await upload(ctx, id, layer.size, (line) => out.push(line))
}
function pushError(error: unknown): Error {
  if (!isRegistryError(error)) return error instanceof Error ? error : new Error(String(error))
  switch (error.code) {
    case 'DENIED':
    case 'NAME_UNKNOWN':
      return new Error(error.message.startsWith('denied') ? error.message : `denied: ${error.message}`)
    case 'UNAUTHORIZED':
      return new Error(error.message.startsWith('unauthorized') ? error.message : `unauthorized: ${error.message}`)
    default:
      return error
  }
}
async function upload(
  ctx: ImageContext,
  id: string,
  total: number,
  report: (line: ProgressLine) => void,
): Promise<void> {
  const step = (RATE * TICK_MS) / 1000
  let current = Math.min(total, 512)
  report(bar(id, 'Pushing', current, total))
  while (ctx.clock.paced && current < total) {
    await ctx.clock.pace(TICK_MS)
    current = Math.min(total, current + Math.round(step))
    report(bar(id, 'Pushing', current, total))
  }
  report(update(id, 'Pushed'))
}
