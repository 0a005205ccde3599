/**
 * Images for the builder (moby builder-next/adapters/containerimage): what is here first, the registry when it is not or --pull asks; layers that
 * a build fetches belong to its cache and make no image.
 */
import type { AbortSignalLike } from '../../api/transport.ts'
import type { ImageReference } from '../../api/types/index.ts'
import { canonicalString, parseReference, ReferenceError, withDefaultTag } from '../../api/types/index.ts'
import type { BaseLayer, ImageHost, PullProgress, ResolvedImage, ResolveOptions } from '../../builder/host.ts'
import { applyLayer } from '../../kernel/vfs/index.ts'
import type { ContainerContext } from '../container/context.ts'
import { measure } from '../image/child.ts'
import { isRegistryError, remoteContent } from '../image/pull.ts'
import { layerEntries, sizeOfEntries } from '../layer/content.ts'
import type { ImageConfig, RegistryAuth, RemoteImage } from '../image/registry.ts'
import { isHub } from '../image/remote/registries.ts'
import { applyTag } from '../image/tag.ts'
import { chain, chainIds, digestOf, treeOf, type Layer, type LayerStore } from '../layer/layers.ts'

/** Bytes a second of download and unpacking, as the engine's own pull has them. */
const RATE = 14_000_000
const TICK_MS = 100

export function imageHost(ctx: ContainerContext): ImageHost {
  const { image } = ctx
  return {
    resolve: (name, options) => resolve(ctx, name, options),
    normalise: (name) => canonicalString(withDefaultTag(parsed(name))),
    measure,
    add({ json, config, layers }) {
      const top = registered(image.layers, layers)
      const id = digestOf(json)
      image.images.add({ id, config: config as ImageConfig, json, top, parent: '', lastTagTime: 0n })
      ctx.changed()
      return id
    },
    checkTag(tag) {
      const ref = withDefaultTag(parsed(tag))
      return canonicalString(ref)
    },
    tag(id, canonical) {
      applyTag(image, id, withDefaultTag(parsed(canonical)))
    },
    hold(layers) {
      image.layers.acquire(registered(image.layers, layers))
    },
    release(chainId) {
      image.layers.release(image.layers.get(chainId) ?? null)
    },
    usedChains: () =>
      new Set([...image.images.images.values()].flatMap(({ top }) => chain(top).map((layer) => layer.chainId))),
    treeOf: (chainId) => image.layers.get(chainId)?.tree ?? null,
    contentOf: (chainId) => image.layers.get(chainId)?.content ?? null,
  }
}
function registered(store: LayerStore, layers: readonly BaseLayer[]): Layer | null {
  let top: Layer | null = null
  for (const layer of layers) top = store.get(layer.chainId) ?? store.register({ ...layer, parent: top })
  return top
}
function parsed(name: string): ImageReference {
  try {
    return parseReference(name)
  } catch (error) {
    if (error instanceof ReferenceError) throw new Error(error.message, { cause: error })
    throw error
  }
}
async function resolve(ctx: ContainerContext, name: string, options: ResolveOptions): Promise<ResolvedImage> {
  const ref = withDefaultTag(parsed(name))
  const canonical = canonicalString(ref)
  if (!options.pull) {
    const id = ctx.image.images.lookUp(ref)
    const found = id === undefined ? undefined : ctx.image.images.images.get(id)
    if (found) {
      const layers = chain(found.top).map(baseLayer)
      return { name: canonical, config: found.config, layers: () => Promise.resolve(layers) }
    }
  }
  const login = await options.credentials(ref.domain === 'docker.io' ? 'registry-1.docker.io' : ref.domain)
  const auth: RegistryAuth | null =
    login && login.username !== '' ? { username: login.username, password: login.secret } : null
  let remote: RemoteImage
  try {
    remote = await ctx.image.registry.resolve(ref.domain, ref.path, ref.digest ?? ref.tag ?? 'latest', auth)
  } catch (error) {
    throw new Error(refusal(error, ref, canonical), { cause: error })
  }
  return {
    name: ref.digest === null ? `${canonical}@${remote.digest}` : canonical,
    config: remote.config,
    layers: (progress, signal) => fetchLayers(ctx, ref, remote, auth === null, progress, signal),
  }
}
/** containerd's resolver in its own words. */
function refusal(error: unknown, ref: ImageReference, canonical: string): string {
  if (!isRegistryError(error)) return error instanceof Error ? error.message : String(error)
  switch (error.code) {
    case 'DENIED':
    case 'NAME_UNKNOWN':
    case 'UNAUTHORIZED':
      return 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
    case 'MANIFEST_UNKNOWN':
      return `${canonical}: not found`
    case 'TOOMANYREQUESTS':
      return `failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/${ref.path}/manifests/${ref.digest ?? ref.tag ?? 'latest'}: 429 Too Many Requests - Server message: toomanyrequests: ${error.message}`
    default: {
      const host = ref.domain === 'docker.io' ? 'registry-1.docker.io' : ref.domain
      const cause = /(dial tcp.*|x509.*|http: server gave.*)$/s.exec(error.message)?.[1] ?? error.message
      return `failed to do request: Head "https://${host}/v2/${ref.path}/manifests/${ref.digest ?? ref.tag ?? 'latest'}": ${cause}`
    }
  }
}
const baseLayer = ({ chainId, diffId, size, digest, blobSize, source, tree, content }: Layer): BaseLayer => ({
  chainId,
  diffId,
  size,
  digest,
  blobSize,
  source,
  tree,
  content,
})
async function fetchLayers(
  ctx: ContainerContext,
  ref: ImageReference,
  remote: RemoteImage,
  anonymous: boolean,
  progress: PullProgress,
  signal: AbortSignalLike,
): Promise<BaseLayer[]> {
  const chains = chainIds(remote.layers.map((layer) => layer.diffId))
  const resolving = `resolve ${canonicalString({ ...ref, digest: null })}@${remote.digest}`
  progress.status(resolving, 0, 0, false)
  progress.status(resolving, 0, 0, true)
  const out: BaseLayer[] = []
  for (const [i, layer] of remote.layers.entries()) {
    const chainId = chains[i]!
    const here = ctx.image.layers.get(chainId)
    if (here) {
      out.push(baseLayer(here))
      continue
    }
    await transferred(
      ctx,
      layer.size,
      (current, done) => progress.status(layer.digest, current, layer.size, done),
      signal,
    )
    if (signal.aborted) throw new Error('context canceled')
    progress.status(`extracting ${layer.digest}`, 0, 0, false)
    const content = await remoteContent(ctx, layer)
    const entries = layerEntries(content)
    const below = out.at(-1)
    out.push({
      chainId,
      diffId: layer.diffId,
      size: layer.contentSize || sizeOfEntries(entries),
      digest: layer.digest,
      blobSize: layer.size,
      source: anonymous && isHub(ref.domain) ? { domain: ref.domain, path: ref.path, manifest: remote.digest } : null,
      tree: applyLayer(below?.tree ?? treeOf(null), entries),
      content,
    })
    progress.status(`extracting ${layer.digest}`, 0, 0, true)
  }
  return out
}
async function transferred(
  ctx: ContainerContext,
  total: number,
  report: (current: number, done: boolean) => void,
  signal: AbortSignalLike,
): Promise<void> {
  const step = (RATE * TICK_MS) / 1000
  if (ctx.clock.paced)
    for (let current = 0; current < total && !signal.aborted; current += step) {
      report(Math.floor(current), false)
      await ctx.clock.pace(TICK_MS)
    }
  report(total, true)
}
