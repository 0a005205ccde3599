/** POST /images/load (moby image/tarexport/load.go): archives of docker save, gzipped ones too. */
import { Gunzip } from 'fflate'
import { sha256 } from '@noble/hashes/sha2.js'
import { decode, encode } from '../../base/bytes.ts'
import { hex } from '../../base/rng.ts'
import { readTarStream, TarError, TarReader, type TarContent, type TarEntry } from '../../base/tar.ts'
import type { JsonMessage } from '../../api/types/index.ts'
import { invalid, parseReference, system } from '../../api/types/index.ts'
import { applyLayer, contentBytes, layerOfTar } from '../../kernel/vfs/index.ts'
import { chainIds, treeOf, type Layer } from '../layer/layers.ts'
import type { ImageContext } from './context.ts'
import { logImageEvent } from './context.ts'
import { bar, update } from './progress.ts'
import type { StoredConfig } from './store.ts'
import { familiarString } from './store.ts'

interface ManifestItem {
  Config: string
  RepoTags: string[] | null
  Layers: string[]
}
type Archive = Uint8Array | AsyncIterable<Uint8Array>

async function* pieces(archive: Archive): AsyncIterable<Uint8Array> {
  if (archive instanceof Uint8Array) yield archive
  else yield* archive
}
/** Unpacks gzip where there is gzip. */
export async function* decompressed(archive: Archive): AsyncIterable<Uint8Array> {
  let gunzip: Gunzip | null | undefined
  let out: Uint8Array[] = []
  for await (const piece of pieces(archive)) {
    if (gunzip === undefined)
      gunzip = piece[0] === 0x1f && piece[1] === 0x8b ? new Gunzip((data) => out.push(data)) : null
    if (!gunzip) {
      yield piece
      continue
    }
    gunzip.push(piece)
    yield* out
    out = []
  }
}
async function readFiles(archive: Archive): Promise<Map<string, TarEntry>> {
  const files = new Map<string, TarEntry>()
  try {
    for await (const entry of readTarStream(decompressed(archive))) files.set(entry.name.replace(/^\.\//, ''), entry)
  } catch (error) {
    if (error instanceof TarError) throw system(error.message)
    throw error
  }
  return files
}
export async function loadImages(ctx: ImageContext, archive: Archive, quiet: boolean): Promise<JsonMessage[]> {
  const files = await readFiles(archive)
  const text = (name: string): string => {
    const entry = files.get(name)
    if (!entry?.content) throw system(`open /var/lib/docker/tmp/docker-import-${name}: no such file or directory`)
    return decode(contentBytes(entry.content))
  }
  if (!files.has('manifest.json')) {
    throw system('open /var/lib/docker/tmp/docker-import-000000000/repositories: no such file or directory')
  }
  const out: JsonMessage[] = []
  for (const item of JSON.parse(text('manifest.json')) as ManifestItem[]) {
    const json = text(item.Config)
    const id = `sha256:${hex(sha256(encode(json)))}`
    const config = JSON.parse(json) as StoredConfig
    const diffIds = config.rootfs?.diff_ids ?? []
    if (diffIds.length !== item.Layers.length) {
      throw system(`invalid manifest, layers length mismatch: expected ${item.Layers.length}, got ${diffIds.length}`)
    }
    const top = loadLayers(ctx, files, item.Layers, diffIds, quiet ? null : out)
    ctx.images.add({ id, config, json, top, parent: '', lastTagTime: 0n })
    const names = item.RepoTags ?? []
    for (const name of names) {
      const ref = parseReference(name)
      if (ref.tag === null) throw invalid(`invalid tag "${name}"`)
      const before = ctx.images.lookUp(ref)
      if (before !== undefined && before !== id) {
        out.push({
          stream: `The image ${name} already exists, renaming the old one with ID ${before} to empty string\n`,
        })
      }
      ctx.images.setReference(ref, id)
      ctx.images.images.get(id)!.lastTagTime = ctx.stamps.now()
      out.push({ stream: `Loaded image: ${familiarString(ref)}\n` })
    }
    if (!names.length) out.push({ stream: `Loaded image ID: ${id}\n` })
    logImageEvent(ctx, 'load', id, id)
  }
  return out
}
const ZEROS = new Uint8Array(65_536)
/** An archive in an archive, without making its holes. */
function readContent(content: TarContent): TarEntry[] {
  const reader = new TarReader()
  const out: TarEntry[] = []
  const zeros = (count: number): void => {
    for (let left = count; left > 0; left -= ZEROS.length)
      out.push(...reader.push(ZEROS.subarray(0, Math.min(left, ZEROS.length))))
  }
  let at = 0
  for (const { offset, data } of content.extents) {
    zeros(offset - at)
    out.push(...reader.push(data))
    at = offset + data.length
  }
  zeros(content.size - at)
  reader.finish()
  return out
}
function loadLayers(
  ctx: ImageContext,
  files: Map<string, TarEntry>,
  paths: readonly string[],
  diffIds: readonly string[],
  progress: JsonMessage[] | null,
): Layer | null {
  const chains = chainIds(diffIds)
  let top: Layer | null = null
  for (const [i, path] of paths.entries()) {
    const present = ctx.layers.get(chains[i]!)
    if (present) {
      top = present
      continue
    }
    const content = files.get(path)?.content
    if (!content) throw system(`open ${path}: no such file or directory`)
    const entries = layerOfTar(readContent(content))
    const id = diffIds[i]!.slice(7, 19)
    if (progress) {
      progress.push(bar(id, 'Loading layer', Math.min(content.size, 32_768), content.size))
      progress.push(bar(id, 'Loading layer', content.size, content.size))
      progress.push(update(id, 'Loading layer'))
    }
    top = ctx.layers.register({
      chainId: chains[i]!,
      diffId: diffIds[i]!,
      parent: top,
      size: entries.reduce((sum, entry) => sum + (entry.content?.size ?? 0), 0),
      digest: null,
      blobSize: 0,
      source: null,
      tree: applyLayer(treeOf(top), entries),
    })
  }
  return top
}
