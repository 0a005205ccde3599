/**
 * GET /naru/images/{name}/layers and …/{chainId}: an image as its stack, for the layer view. Real Docker has no such paths. What a layer changes is
 * found by comparing the trees below and above it; directories that only hold changes are not listed, a removed directory is listed with all it held.
 */
import type { ImageLayer, ImageLayers, LayerFile, LayerFiles } from '../../api/types/index.ts'
import { notFound } from '../../api/types/index.ts'
import { diffTrees, EMPTY_TREE, treeEntries } from '../../kernel/vfs/index.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import { chain, treeOf, type Layer } from '../layer/layers.ts'
import type { ImageContext } from './context.ts'
import type { Image } from './store.ts'
import { familiarString, imageSize, shortId } from './store.ts'

const MOST_FILES = 20_000
/** A change, and what was there before. */
interface Changed {
  file: LayerFile
  before: LayerFile | null
}
/** What a tree holds, by path. */
type Contents = Map<string, LayerFile>

const TYPES = { char: 'device', block: 'device', whiteout: 'file', opaque: 'dir' } as const
function fileOf(entry: LayerEntry): LayerFile {
  const type = entry.type in TYPES ? TYPES[entry.type as keyof typeof TYPES] : (entry.type as LayerFile['type'])
  return {
    path: entry.path,
    type,
    change: 'added',
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    size: entry.content?.size ?? (entry.type === 'symlink' ? (entry.linkname ?? '').length : 0),
    ...(entry.linkname === undefined ? {} : { linkname: entry.linkname }),
  }
}
/** Layers never change, so each is compared once. */
const known = new WeakMap<Layer, readonly Changed[]>()

/** The changes of every layer, bottom first. */
function changesOf(layers: readonly Layer[]): (readonly Changed[])[] {
  const missing = layers.findIndex((layer) => !known.has(layer))
  if (missing >= 0) {
    const below = layers[missing]!.parent
    const contents: Contents = new Map()
    for (const entry of treeEntries(treeOf(below))) if (entry.path) contents.set(entry.path, fileOf(entry))
    for (const layer of layers.slice(missing)) known.set(layer, compare(layer, contents))
  }
  return layers.map((layer) => known.get(layer)!)
}
/** Moves `contents` from below the layer to above it; gives what that took. */
function compare(layer: Layer, contents: Contents): Changed[] {
  const out: Changed[] = []
  const entries = diffTrees(layer.parent?.tree ?? EMPTY_TREE, layer.tree)
  const whiteouts = entries.filter((entry) => entry.type === 'whiteout' || entry.type === 'opaque')
  const remade = new Set(entries.filter((entry) => !whiteouts.includes(entry)).map((entry) => entry.path))
  const remove = (path: string, itself: boolean): void => {
    for (const [inside, before] of contents) {
      if (!(itself && inside === path) && !inside.startsWith(`${path}/`)) continue
      contents.delete(inside)
      if (!remade.has(inside)) out.push({ file: { ...before, change: 'removed' }, before })
      else replaced.set(inside, before)
    }
  }
  /** Removed and made again in the same layer. */
  const replaced: Contents = new Map()
  for (const { type, path } of whiteouts) remove(path, type === 'whiteout')
  for (const entry of entries) {
    if (entry.type === 'whiteout' || entry.type === 'opaque' || entry.path === '') continue
    const file = fileOf(entry)
    const before = contents.get(entry.path) ?? replaced.get(entry.path) ?? null
    if (before?.type === 'dir' && file.type !== 'dir') remove(entry.path, false)
    contents.set(entry.path, file)
    const same =
      before?.type === 'dir' &&
      file.type === 'dir' &&
      before.mode === file.mode &&
      before.uid === file.uid &&
      before.gid === file.gid
    if (!same) out.push({ file: before ? { ...file, change: 'changed' } : file, before })
  }
  return out.sort((a, b) => (a.file.path < b.file.path ? -1 : 1))
}

/** Throws notFound "No such image: …". */
export function imageLayers(ctx: ImageContext, name: string): ImageLayers {
  const image = ctx.images.get(name)
  const layers = chain(image.top)
  const changes = changesOf(layers)
  const wasted = new Map<string, { bytes: number; times: number }>()
  for (const { before } of changes.flat()) {
    if (before?.type !== 'file') continue
    const row = wasted.get(before.path) ?? { bytes: 0, times: 0 }
    wasted.set(before.path, { bytes: row.bytes + before.size, times: row.times + 1 })
  }
  const files = [...wasted]
    .map(([path, row]) => ({ path, ...row }))
    .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
  return {
    id: image.id,
    tags: ctx.images.tags(image.id).map(familiarString),
    size: imageSize(image),
    wasted: { bytes: files.reduce((sum, file) => sum + file.bytes, 0), files: files.slice(0, MOST_FILES) },
    layers: stack(ctx, image, layers, changes),
  }
}
function stack(
  ctx: ImageContext,
  image: Image,
  layers: readonly Layer[],
  changes: readonly (readonly Changed[])[],
): ImageLayer[] {
  const users = new Map<string, string[]>()
  for (const other of ctx.images.images.values()) {
    if (other.id === image.id) continue
    const [tag] = ctx.images.tags(other.id)
    const name = tag ? familiarString(tag) : shortId(other.id)
    for (const { chainId } of chain(other.top)) users.set(chainId, [...(users.get(chainId) ?? []), name])
  }
  const row = (
    layer: Layer | undefined,
    index: number,
  ): Pick<ImageLayer, 'diffId' | 'chainId' | 'size' | 'sharedWith' | 'files' | 'changes'> => ({
    diffId: layer?.diffId ?? '',
    chainId: layer?.chainId ?? '',
    size: layer?.size ?? 0,
    sharedWith: (layer && users.get(layer.chainId)) ?? [],
    ...counts(layer ? changes[index]! : []),
  })
  let next = 0
  const out: ImageLayer[] = image.config.history.map((entry) => {
    const index = next
    const layer = entry.empty_layer ? undefined : layers[next++]
    return {
      createdBy: entry.created_by ?? '',
      comment: entry.comment ?? '',
      created: entry.created,
      ...row(layer, index),
    }
  })
  // Layers that the history does not speak of: an image of another tool.
  for (; next < layers.length; next++) {
    out.push({ createdBy: '', comment: '', created: image.config.created, ...row(layers[next], next) })
  }
  return out
}

/** Of files; folders are not counted. */
function counts(changes: readonly Changed[]): Pick<ImageLayer, 'files' | 'changes'> {
  const by = { added: 0, changed: 0, removed: 0 }
  for (const { file } of changes) if (file.type !== 'dir') by[file.change]++
  return { files: by.added + by.changed + by.removed, changes: by }
}

/** Throws notFound for an image, or a layer that it does not have. */
export function layerFiles(ctx: ImageContext, name: string, chainId: string): LayerFiles {
  const layers = chain(ctx.images.get(name).top)
  const index = layers.findIndex((layer) => layer.chainId === chainId)
  if (index < 0) throw notFound(`No such layer: ${chainId}`)
  const files = changesOf(layers.slice(0, index + 1))[index]!.map(({ file }) => file)
  return { files: files.slice(0, MOST_FILES), more: Math.max(0, files.length - MOST_FILES) }
}
