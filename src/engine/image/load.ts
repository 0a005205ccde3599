/**
 * POST /images/load (moby image/tarexport/load.go): archives of docker save, gzipped ones too. Layers are registered while the manifest is read and dropped
 * again when it turns out to be wrong, so that nothing half-made stays; images before the wrong one stay, as in real Docker.
 */
import { decode } from '../../base/bytes.ts'
import { readTarStream, TarError, type TarEntry } from '../../base/tar.ts'
import type { JsonMessage } from '../../api/types/index.ts'
import { invalid, parseReference, ReferenceError, system } from '../../api/types/index.ts'
import { cleanPath, contentBytes } from '../../kernel/vfs/index.ts'
import type { FileContent } from '../../kernel/vfs/types.ts'
import { decompressContent, decompressed, type Archive } from '../layer/compression.ts'
import { digestOfPieces, layerEntries, sizeOfEntries, tarPieces } from '../layer/content.ts'
import { chainIds, type Layer } from '../layer/layers.ts'
import { addImage, registerLayer } from './child.ts'
import type { ImageContext } from './context.ts'
import { logImageEvent } from './context.ts'
import { platformMismatch } from './pull.ts'
import { bar, update } from './progress.ts'
import type { StoredConfig } from './store.ts'
import { familiarString } from './store.ts'

interface ManifestItem {
  Config: string
  RepoTags: string[] | null
  Layers: string[]
  Parent?: string
}
/** Where the daemon unpacks the archive; the number is chance in real Docker. */
const FOLDER = '/var/lib/docker/tmp/docker-import-1024631803'
type Files = ReadonlyMap<string, TarEntry>

async function readFiles(archive: Archive): Promise<Files> {
  const files = new Map<string, TarEntry>()
  try {
    for await (const entry of readTarStream(decompressed(archive))) files.set(cleanPath(entry.name), entry)
  } catch (error) {
    if (error instanceof TarError) throw system(error.message)
    throw error
  }
  return files
}
/** A file of the archive, through links as older versions of docker save wrote them. */
function contentAt(files: Files, path: string): FileContent {
  let name = cleanPath(path)
  for (let hops = 0; hops < 40; hops++) {
    const entry = files.get(name)
    if (entry?.content) return entry.content
    if (entry?.type === 'hardlink') name = cleanPath(entry.linkname ?? '')
    else if (entry?.type === 'symlink')
      name = cleanPath(`${name.slice(0, name.lastIndexOf('/') + 1)}${entry.linkname ?? ''}`)
    else break
    if (files.get(name)?.type === 'dir') throw system(`read ${FOLDER}/${name}: is a directory`)
  }
  throw system(`open ${FOLDER}/${cleanPath(path)}: no such file or directory`)
}

export async function loadImages(
  ctx: ImageContext,
  archive: Archive,
  quiet: boolean,
  platform = '',
): Promise<JsonMessage[]> {
  const files = await readFiles(archive)
  const out: JsonMessage[] = []
  let unnamed = ''
  let names = 0
  const loaded: { id: string; parent: string }[] = []
  if (!files.has('manifest.json')) refuseLegacy(files)
  for (const item of parseManifest(decode(contentBytes(contentAt(files, 'manifest.json'))))) {
    const json = decode(contentBytes(contentAt(files, item.Config)))
    const config = parseConfig(json)
    if (platformMismatch(config, platform)) continue
    const diffIds = config.rootfs.diff_ids
    if (diffIds.length !== item.Layers.length) {
      throw system(`invalid manifest, layers length mismatch: expected ${item.Layers.length}, got ${diffIds.length}`)
    }
    const held: Layer[] = []
    let id: string
    try {
      const top = await loadLayers(ctx, files, item.Layers, diffIds, held, quiet ? null : out)
      id = addImage(ctx, json, top).id
    } finally {
      for (const layer of held.reverse()) ctx.layers.release(layer)
    }
    ctx.changed()
    unnamed += `Loaded image ID: ${id}\n`
    names = 0
    for (const name of item.RepoTags ?? []) {
      setTag(ctx, name, id, out)
      names++
    }
    loaded.push({ id, parent: item.Parent ?? '' })
    logImageEvent(ctx, 'load', id, id)
  }
  for (const { id, parent } of loaded) {
    const image = ctx.images.images.get(id)
    if (image && loaded.some((other) => other.id === parent)) image.parent = parent
  }
  if (names === 0 && unnamed) out.push({ stream: unnamed })
  return out
}
/** Without a manifest.json it is taken for the layout of Docker 1.9: every folder an image. Throws system. */
function refuseLegacy(files: Files): never {
  const folders = [...files.keys()].filter((path) => path.includes('/') || files.get(path)?.type === 'dir')
  const first = folders.map((path) => path.split('/')[0]!).sort()[0]
  const wanted = first === undefined ? 'repositories' : `${first}/json`
  if (files.has(wanted)) throw system('archives of Docker before 1.10 are not simulated yet')
  throw system(`open ${FOLDER}/${wanted}: no such file or directory`)
}
function parseManifest(text: string): ManifestItem[] {
  const value = parseJson(text)
  if (value === null) throw system('invalid manifest, manifest cannot be null (but can be [])')
  if (!Array.isArray(value))
    throw system(`json: cannot unmarshal ${goKind(value)} into Go value of type []tarexport.manifestItem`)
  return value.map((item: Partial<ManifestItem>) => ({
    ...item,
    Config: item.Config ?? '',
    RepoTags: item.RepoTags ?? null,
    Layers: item.Layers ?? [],
  }))
}
const goKind = (value: unknown): string =>
  typeof value === 'object' ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value
/** encoding/json's complaints about text that ends early or begins wrongly. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    const trimmed = text.trimStart()
    if (trimmed === '') throw system('EOF')
    if (/^[[{"]/.test(trimmed)) throw system('unexpected EOF')
    throw system(`invalid character ${goCharacter(trimmed[0]!)} looking for beginning of value`)
  }
}
const goCharacter = (character: string): string => (character === "'" ? `'\\''` : `'${character}'`)
function parseConfig(json: string): StoredConfig {
  const config = parseJson(json) as Partial<StoredConfig> | null
  if (!config?.rootfs) throw system('invalid image JSON, no RootFS key')
  const os = config.os || 'linux'
  if (os !== 'linux') throw system(`cannot load ${os} image on linux`)
  return { ...(config as StoredConfig), rootfs: { type: 'layers', diff_ids: config.rootfs.diff_ids ?? [] } }
}
function setTag(ctx: ImageContext, name: string, id: string, out: JsonMessage[]): void {
  let ref
  try {
    ref = parseReference(name)
  } catch (error) {
    if (error instanceof ReferenceError) throw system(error.message)
    throw error
  }
  if (ref.tag === null) throw invalid(`invalid tag "${name}"`)
  const before = ctx.images.lookUp(ref)
  if (before !== undefined && before !== id) {
    out.push({
      stream: `The image ${familiarString(ref)} already exists, renaming the old one with ID ${before} to empty string\n`,
    })
  }
  ctx.images.setReference(ref, id)
  ctx.images.images.get(id)!.lastTagTime = ctx.stamps.now()
  out.push({ stream: `Loaded image: ${familiarString(ref)}\n` })
}
async function loadLayers(
  ctx: ImageContext,
  files: Files,
  paths: readonly string[],
  diffIds: readonly string[],
  held: Layer[],
  progress: JsonMessage[] | null,
): Promise<Layer | null> {
  const chains = chainIds(diffIds)
  let top: Layer | null = null
  for (const [i, path] of paths.entries()) {
    const diffId = diffIds[i]!
    const present = ctx.layers.get(chains[i]!)
    top = present ?? (await loadLayer(ctx, contentAt(files, path), top, diffId, i, progress))
    ctx.layers.acquire(top)
    held.push(top)
  }
  return top
}
/** Throws system: no archive, or not the one that the configuration names. */
async function loadLayer(
  ctx: ImageContext,
  stored: FileContent,
  parent: Layer | null,
  diffId: string,
  index: number,
  progress: JsonMessage[] | null,
): Promise<Layer> {
  if (progress) {
    const id = diffId.slice(7, 19)
    progress.push(
      bar(id, 'Loading layer', Math.min(stored.size, Math.max(32_768, Math.floor(stored.size / 100))), stored.size),
    )
    progress.push(bar(id, 'Loading layer', stored.size, stored.size))
    progress.push(update(id, 'Loading layer'))
  }
  const content = { archive: await decompressContent(stored) }
  let entries
  try {
    entries = layerEntries(content)
  } catch (error) {
    if (error instanceof TarError) throw system(error.message)
    throw error
  }
  const { digest } = digestOfPieces(tarPieces(content))
  if (digest !== diffId) {
    throw system(`invalid diffID for layer ${index}: expected "${diffId}", got "${digest}"`)
  }
  return registerLayer(ctx, parent, { diffId, size: sizeOfEntries(entries), content, entries })
}
