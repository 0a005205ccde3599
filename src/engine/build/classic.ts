/** What the classic builder needs of the engine (builder/classic/host.ts): images, containers, layers. */
import type { ClassicHost, ClassicImage, ImageOptions, ImagePast, Made } from '../../builder/classic/index.ts'
import { TarReader } from '../../base/tar.ts'
import {
  ApiError,
  canonicalString,
  familiarString,
  invalid,
  parseReference,
  ReferenceError,
  withDefaultTag,
  type AuthConfig,
  type ContainerConfig,
  type ImageReference,
} from '../../api/types/index.ts'
import { createTreeFs, diffTrees, EMPTY_TREE } from '../../kernel/vfs/index.ts'
import type { FileContent, LayerEntry, TreeFileSystem } from '../../kernel/vfs/types.ts'
import { attachContainer } from '../container/attach.ts'
import type { ContainerContext } from '../container/context.ts'
import { createContainer } from '../container/create.ts'
import { removeContainer } from '../container/remove.ts'
import { startContainer } from '../container/start.ts'
import { waitContainer } from '../container/wait.ts'
import { secureJoin } from '../host.ts'
import { addChild, addImage, addLayer } from '../image/child.ts'
import { classicJson, wholeConfig } from '../image/classic-json.ts'
import type { ContainerConfig as ImageContainerConfig } from '../image/registry.ts'
import { platformMismatch, pullImage } from '../image/pull.ts'
import type { Image } from '../image/store.ts'
import { applyTag } from '../image/tag.ts'
import { decompressContent, decompressed } from '../layer/compression.ts'
import { layerEntries } from '../layer/content.ts'
import { chain, treeOf, type Layer } from '../layer/layers.ts'
import { entriesOfTar } from '../layer/tar.ts'
import { rfc3339Nano } from '../time.ts'
import { download } from './download.ts'

export function classicHost(ctx: ContainerContext): ClassicHost {
  const images = ctx.image.images
  const parentOf = (id: string): Image | null => images.images.get(id) ?? null
  const add = (parent: Image | null, top: Layer | null, emptyLayer: boolean, made: Made, container: string): string =>
    addChild(ctx.image, {
      parent,
      top,
      emptyLayer,
      config: imageConfig(made.config),
      created: rfc3339Nano(ctx.stamps.now()),
      createdBy: (made.containerConfig.Cmd ?? []).join(' '),
      comment: '',
      author: made.author,
      container: { id: container, config: made.containerConfig },
    }).id
  const grown = (parent: Image | null, entries: readonly LayerEntry[]): Layer | null =>
    entries.length > 0 ? addLayer(ctx.image, parent?.top ?? null, entries) : (parent?.top ?? null)
  return {
    clock: ctx.clock,
    image: (name, options) => findImage(ctx, name, options),
    children: (parent) =>
      images
        .children(parent)
        .filter(({ config }) => config.container_config !== undefined)
        .map(({ id, config }) => ({ id, containerConfig: config.container_config! })),
    history: (name) => pastOf(ctx, name),
    adopt(image, parent) {
      const found = parentOf(image)
      if (found) found.parent = parent
    },
    restore: (parent, target, index, config) => restore(ctx, parentOf(parent), images.get(target), index, config),
    create(config, hostConfig) {
      const { Id, Warnings } = createContainer(ctx, '', { ...config, HostConfig: hostConfig }, '')
      return Promise.resolve({ id: Id, warnings: Warnings, config: ctx.containers.get(Id).config })
    },
    async run(id, output) {
      const session = attachContainer(ctx, id, {
        stdin: false,
        stdout: true,
        stderr: true,
        logs: false,
        stream: true,
        detachKeys: '',
      })
      const copied = (async () => {
        for await (const chunk of session.output) output(chunk)
      })()
      try {
        await startContainer(ctx, id)
      } catch (error) {
        session.leave()
        throw error
      }
      await copied
      return ctx.containers.has(id) ? ((await waitContainer(ctx, id, 'not-running')) ?? 0) : 137
    },
    async remove(id) {
      if (ctx.containers.has(id)) await removeContainer(ctx, id, { force: true, volumes: true, link: false })
    },
    commit(id, made) {
      const container = ctx.containers.get(id)
      const entries = diffTrees(container.base, container.rootfs.snapshot())
      const parent = parentOf(container.imageId)
      return add(parent, grown(parent, entries), entries.length === 0, made, container.id)
    },
    files: (image) => createTreeFs(treeOf(parentOf(image)?.top ?? null), { type: 'overlay', clock: ctx.clock }),
    commitFiles(image, files, made) {
      const entries = diffTrees(files.base, files.snapshot())
      const parent = parentOf(image)
      return add(parent, grown(parent, entries), entries.length === 0, made, '')
    },
    parseTag(tag) {
      const ref = withDefaultTag(referenceOf(tag))
      return { canonical: canonicalString(ref), familiar: familiarString(ref) }
    },
    tag: (image, canonical) => applyTag(ctx.image, image, parseReference(canonical)),
    async unpack(archive) {
      const files = createTreeFs(EMPTY_TREE, { type: 'tmpfs', clock: ctx.clock })
      files.apply('/', await entriesOfTar(decompressed(archive), { whiteouts: false }))
      return files
    },
    entriesOf,
    download: (url, signal) => download(ctx, url, signal),
    resolve: (files: TreeFileSystem, path: string) => secureJoin(files, path),
  }
}
/** An image keeps nothing of the container, and nothing that is not set; of where it came from it does. */
function imageConfig({ Hostname: _host, Domainname: _domain, ...config }: ContainerConfig): ImageContainerConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null)) as ImageContainerConfig
}
function referenceOf(text: string): ImageReference {
  try {
    return parseReference(text)
  } catch (error) {
    if (error instanceof ReferenceError) throw invalid(error.message)
    throw error
  }
}
const authFor = ({ auths }: ImageOptions, domain: string): AuthConfig | null =>
  auths[domain === 'docker.io' ? 'https://index.docker.io/v1/' : domain] ?? null

function pastOf(ctx: ContainerContext, name: string): ImagePast | null {
  try {
    const { id, parent, config } = ctx.image.images.get(name)
    return {
      id,
      parent,
      diffIds: config.rootfs.diff_ids,
      steps: config.history.map((entry) => ({
        createdBy: entry.created_by ?? '',
        empty: entry.empty_layer ?? false,
        key: JSON.stringify(entry),
      })),
    }
  } catch (error) {
    if (error instanceof ApiError) return null
    throw error
  }
}
/** image/cache restoreCachedImage */
function restore(
  ctx: ContainerContext,
  parent: Image | null,
  target: Image,
  index: number,
  config: ContainerConfig,
): string {
  const step = target.config.history[index]!
  const below = target.config.history.slice(0, index).filter((entry) => !entry.empty_layer).length
  const layers = chain(target.top)
  const json = classicJson({
    architecture: target.config.architecture,
    ...(target.config.author ? { author: target.config.author } : {}),
    config: wholeConfig(config),
    container_config: wholeConfig(config),
    created: step.created ?? '',
    docker_version: '28.5.2',
    history: target.config.history.slice(0, index + 1),
    os: target.config.os,
    rootfs: {
      type: 'layers',
      diff_ids: layers.slice(0, below + (step.empty_layer ? 0 : 1)).map(({ diffId }) => diffId),
    },
  })
  const top = layers[below + (step.empty_layer ? 0 : 1) - 1] ?? null
  return addImage(ctx.image, json, top, parent?.id ?? '').id
}
async function findImage(ctx: ContainerContext, name: string, options: ImageOptions): Promise<ClassicImage> {
  const { images } = ctx.image
  const found = (): ClassicImage | null => {
    try {
      const image = images.get(name)
      const complaint = platformMismatch(image.config, options.platform)
      return complaint ? null : { id: image.id, os: image.config.os, config: image.config.config }
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'notFound' && options.pull !== 'never') return null
      throw error
    }
  }
  if (options.pull !== 'always') {
    const image = found()
    if (image) return image
  }
  const ref = withDefaultTag(referenceOf(name))
  const pulled = await pullImage(ctx.image, {
    ref,
    all: false,
    auth: authFor(options, ref.domain),
    platform: options.platform,
    signal: options.signal,
  })
  for await (const message of pulled) {
    const failed = message as { error?: string }
    if (failed.error !== undefined) throw new Error(failed.error)
    options.emit(message)
  }
  const image = images.get(name)
  return { id: image.id, os: image.config.os, config: image.config.config }
}
/** archive.IsArchivePath, then what is in it. */
function entriesOf(file: FileContent): readonly LayerEntry[] | null {
  let archive: FileContent
  try {
    archive = decompressContent(file)
    const first = archive.extents[0]
    if (!first || first.offset !== 0 || first.data.length < 512) return null
    new TarReader().push(first.data.slice(0, 512))
  } catch {
    return null
  }
  return layerEntries({ archive }).filter(({ type }) => type !== 'whiteout' && type !== 'opaque')
}
