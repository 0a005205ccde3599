/** Layers as tar archives (OCI image-spec layer.md): whiteouts are empty files ".wh.NAME", opaque directories hold a ".wh..wh..opq". */
import type { TarEntry } from '../../base/tar.ts'
import type { LayerEntry } from './types.ts'

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** Entries of an archive that unpacks to the layer's content. The root ('') is left out, as Docker does. */
export function* tarOfLayer(entries: Iterable<LayerEntry>): Iterable<TarEntry> {
  for (const entry of entries) {
    const { path, mode, uid, gid, mtime } = entry
    const common = { mode, uid, gid, mtime }
    const slash = path.lastIndexOf('/')
    const inside = path === '' ? '' : `${path}/`
    switch (entry.type) {
      case 'whiteout':
        yield { ...common, type: 'file', name: `${path.slice(0, slash + 1)}${WHITEOUT}${path.slice(slash + 1)}` }
        break
      case 'opaque':
        yield { ...common, type: 'file', name: `${inside}${OPAQUE}` }
        break
      case 'dir':
        if (path) yield { ...common, type: 'dir', name: inside }
        break
      default:
        yield {
          ...common,
          type: entry.type,
          name: path,
          ...(entry.content && { content: entry.content }),
          ...(entry.linkname !== undefined && { linkname: entry.linkname }),
          ...(entry.rdev !== undefined && { rdev: entry.rdev }),
        }
    }
  }
}

/** "./usr//bin/" → "usr/bin"; '..' cannot lead out of the tree. */
export function cleanPath(name: string): string {
  const parts: string[] = []
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

/** `whiteouts` false: names are names (docker cp, docker import). */
export function layerOfTar(entries: Iterable<TarEntry>, options: { whiteouts?: boolean } = {}): LayerEntry[] {
  const whiteouts = options.whiteouts ?? true
  const layer: LayerEntry[] = []
  for (const { name, type, mode, uid, gid, mtime, content, linkname, rdev } of entries) {
    const path = cleanPath(name)
    const common = { mode, uid, gid, mtime }
    const slash = path.lastIndexOf('/')
    const base = path.slice(slash + 1)
    const dir = slash < 0 ? '' : path.slice(0, slash)
    if (whiteouts && base === OPAQUE) layer.push({ ...common, path: dir, type: 'opaque' })
    else if (whiteouts && base.startsWith(WHITEOUT)) {
      // Other names that start with .wh..wh. are aufs's own.
      if (!base.startsWith(`${WHITEOUT}${WHITEOUT}`))
        layer.push({ ...common, path: dir ? `${dir}/${base.slice(4)}` : base.slice(4), type: 'whiteout' })
    } else
      layer.push({
        ...common,
        path,
        type,
        ...(type === 'file' && { content: content ?? { size: 0, extents: [] } }),
        ...(linkname !== undefined && { linkname: type === 'hardlink' ? cleanPath(linkname) : linkname }),
        ...(rdev !== undefined && { rdev }),
      })
  }
  return layer
}
