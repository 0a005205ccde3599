/**
 * POST /images/{name}/push (moby distribution/push_v2.go): five uploads at a time, top layer first. What the registry has is not sent, what
 * another repository has is mounted from there. Errors after the first line are part of the stream.
 */
import type { AuthConfig, ImageReference, JsonMessage } from '../../api/types/index.ts'
import { familiarString, messageOf } from '../../api/types/index.ts'
import { treeEntries } from '../../kernel/vfs/index.ts'
import { diffTrees } from '../../kernel/vfs/index.ts'
import { Queue } from '../async.ts'
import { chain, digestOf, treeOf, type Layer } from '../layer/layers.ts'
import type { ImageContext } from './context.ts'
import { logImageEvent } from './context.ts'
import { bar, message, update, type ProgressLine } from './progress.ts'
import { isRegistryError, registryAuth } from './pull.ts'
import type { RegistryAuth, RemoteImage, RemoteLayer } from './registry.ts'
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
  for (const name of wanted) await pushTag(ctx, name.ref, ctx.images.images.get(name.id)!, auth, out)
}

/** A local layer's blob: a pulled one's own, or one that is made of it. */
function remoteLayer(layer: Layer): RemoteLayer {
  const entries = layer.parent
    ? () => Promise.resolve(diffTrees(treeOf(layer.parent), layer.tree))
    : () => Promise.resolve([...treeEntries(layer.tree)])
  return {
    digest: layer.digest ?? digestOf(`gzip ${layer.diffId}`),
    diffId: layer.diffId,
    // Text and programs shrink to about a third.
    size: layer.blobSize || Math.ceil(layer.size * 0.36) + 112,
    contentSize: layer.size,
    entries,
  }
}
async function pushTag(
  ctx: ImageContext,
  ref: ImageReference,
  image: Image,
  auth: RegistryAuth | null,
  out: Queue<JsonMessage>,
): Promise<void> {
  const layers = chain(image.top)
  const remote: RemoteImage = {
    digest: '',
    id: image.id,
    config: image.config,
    configJson: image.json,
    layers: layers.map(remoteLayer),
  }
  const jobs = layers
    .map((layer, i) => ({ id: layer.diffId.slice(7, 19), size: layer.size, blob: remote.layers[i]!.digest }))
    .reverse()
  for (const job of jobs) out.push(update(job.id, 'Preparing'))
  for (const job of jobs.slice(CONCURRENT_UPLOADS)) out.push(update(job.id, 'Waiting'))
  const there = new Map<string, 'here' | { from: string } | 'missing'>()
  for (const { blob } of jobs) {
    if (await ctx.registry.hasBlob(ref.domain, ref.path, blob, auth)) there.set(blob, 'here')
    else {
      const from = await ctx.registry.mountSource?.(ref.domain, blob, auth)
      there.set(blob, from ? { from } : 'missing')
    }
  }
  const { digest, size } = await ctx.registry
    .push(ref.domain, ref.path, ref.tag!, remote, auth)
    .catch((error: unknown) => {
      throw pushError(error)
    })
  for (const job of jobs) {
    const state = there.get(job.blob)!
    if (state === 'here') out.push(update(job.id, 'Layer already exists'))
    else if (state !== 'missing') out.push(update(job.id, `Mounted from ${state.from}`))
    else await upload(ctx, job.id, job.size, (line) => out.push(line))
  }
  ctx.images.setReference({ ...ref, tag: null, digest }, image.id)
  out.push({ status: `${ref.tag!}: digest: ${digest} size: ${size}` })
  out.push({ progressDetail: {}, aux: { Tag: ref.tag!, Digest: digest, Size: size } })
  logImageEvent(ctx, 'push', image.id, familiarString(ref))
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
