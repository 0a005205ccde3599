/**
 * What the virtual file system is made of. The rules:
 *
 *  - A tree is a table of inodes by number, in shared, immutable pages; directory entries name numbers. A file system is a mutable view of one:
 *    every page and inode carries the token of the view that may write it in place, a write to a foreign one copies it first (an inode, its page,
 *    nothing above). snapshot() is O(1): it hands out the table and takes a new token.
 *  - Hard links are several directory entries on one inode. As on overlayfs, copying up one name of a lower inode breaks the link.
 *  - File data may be sparse: `size` may exceed what is stored; holes read as zeros.
 */
import type { DirEntry, Stat, StatFs } from '../../base/abi/files.ts'

/** The content of a regular file: extents in ascending order, not overlapping; what lies between them is zeros. Immutable. */
export interface FileContent {
  readonly size: number
  readonly extents: readonly { readonly offset: number; readonly data: Uint8Array }[]
}

/** An immutable directory tree: an image's root, a layer's result, a snapshot. Opaque outside kernel/vfs; compare with ===. */
export interface TreeRoot {
  readonly brand: 'TreeRoot'
}

/**
 * One entry of a layer, as in an OCI layer tar. Paths are relative, without a leading or trailing slash ("usr/bin/ls"); the root itself is "".
 * A whiteout removes `path` from below; an opaque directory hides everything below it in lower layers.
 */
export interface LayerEntry {
  readonly path: string
  readonly type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo' | 'whiteout' | 'opaque'
  /** permission bits with setuid, setgid and sticky */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** milliseconds since the epoch */
  readonly mtime: number
  /** type 'file' */
  readonly content?: FileContent
  /** target of a symlink (as written) or hardlink (a path as `path`) */
  readonly linkname?: string
  readonly rdev?: number
}

/** One line of `docker diff`: A added, C changed, D deleted; path absolute. */
export interface Change {
  readonly path: string
  readonly kind: 'A' | 'C' | 'D'
}

/** An object that can be mounted. Inode operations are internal to the kernel; see vfs/filesystem.ts. */
export interface FileSystem {
  /** As in /proc/mounts: overlay, tmpfs, proc, ext4 … */
  readonly type: string
  statfs(): StatFs
}

/** A file system made of a FileTree: a container's root, a volume, a tmpfs, the host's disk. */
export interface TreeFileSystem extends FileSystem {
  /** O(1). Later writes copy. */
  snapshot(): TreeRoot
  /** The root this file system was made from, for diff(). */
  readonly base: TreeRoot
  /** What changed since `base`, sorted by path, as docker diff reports it. Walks only what was touched. */
  changes(): Change[]
  /** Bytes held by files that were written since `base`; what docker ps -s calls the size. */
  changedBytes(): number
  // Direct access by absolute path from the tree's own root, without permission checks and without mounts; for the engine and for tests.
  stat(path: string, options?: { follow?: boolean }): Stat
  readdir(path: string): DirEntry[]
  readFile(path: string): Uint8Array
  readlink(path: string): string
  writeFile(path: string, data: Uint8Array | string, options?: { mode?: number; uid?: number; gid?: number }): void
  mkdir(path: string, options?: { mode?: number; uid?: number; gid?: number; recursive?: boolean }): void
  symlink(target: string, path: string): void
  unlink(path: string): void
  exists(path: string): boolean
  /** The subtree at `path` as layer entries (paths relative to it), depth first, names sorted: for cp, export, commit. */
  entries(path: string): LayerEntry[]
  /** Writes entries under `path`, as tar -x does. */
  apply(path: string, entries: readonly LayerEntry[]): void
}
/*
 * kernel/vfs exports (index.ts):
 *   EMPTY_TREE: TreeRoot
 *   createTreeFs(base: TreeRoot, options: { type: string; clock: Clock; sizeLimit?: number }): TreeFileSystem
 *   applyLayer(base: TreeRoot, entries: readonly LayerEntry[]): TreeRoot
 *   diffTrees(lower: TreeRoot, upper: TreeRoot): LayerEntry[]      the layer that makes upper of lower, whiteouts included
 *   treeEntries(root: TreeRoot): Iterable<LayerEntry>; treeSize(root): number (bytes of file content)
 *   fileContent(data: Uint8Array | string, size?: number): FileContent      `size` larger than the data makes it sparse
 *   executable(program: string, size: number): FileContent      a stub ELF whose header names a program: "\x7fELF…" + program
 *   programOf(content: FileContent): string | null
 *   serialiseTree(root: TreeRoot, base: TreeRoot | null): SerialisedTree; restoreTree(s, base): TreeRoot      plain structured-clonable
 */
