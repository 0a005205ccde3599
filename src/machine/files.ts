/** The host's disk as the page's views list it. */
import { isDir, isFile, isLink } from '../base/abi/files.ts'
import type { TreeFileSystem } from '../kernel/vfs/types.ts'

export interface FileListing {
  name: string
  type: 'file' | 'dir' | 'symlink' | 'other'
  size: number
  /** milliseconds since the epoch */
  mtime: number
}
/** Sorted by name; [] where there is no such directory. */
export function listFiles(disk: TreeFileSystem, path: string): FileListing[] {
  if (!disk.exists(path) || !isDir(disk.stat(path))) return []
  return disk
    .readdir(path)
    .map(({ name }): FileListing => {
      const stat = disk.stat(`${path}/${name}`, { follow: false })
      const type = isDir(stat) ? 'dir' : isFile(stat) ? 'file' : isLink(stat) ? 'symlink' : 'other'
      return { name, type, size: stat.size, mtime: stat.mtime }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
