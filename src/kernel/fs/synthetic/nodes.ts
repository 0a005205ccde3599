/** Directories, files and links whose content is computed when asked for. */
import { S_IFDIR, S_IFLNK, S_IFREG, type DirEntry } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { decode, EMPTY, encode } from '../../../base/bytes.ts'
import type { FileHandle, Inode } from '../../vfs/filesystem.ts'
import { entry, SyntheticInode, type Attributes, type SyntheticFs } from './inode.ts'

/** A directory with fixed entries, filled while the file system is built; may grow later. */
export class StaticDir extends SyntheticInode {
  private readonly entries = new Map<string, Inode>()
  private readonly up: Inode | null
  constructor(fs: SyntheticFs, up: Inode | null, attributes: Attributes = { mode: 0o555 }, ino = fs.allocate()) {
    super(fs, ino, S_IFDIR, attributes)
    this.up = up
  }
  override parent(): Inode | null {
    return this.up
  }
  override lookup(name: string): Inode | null {
    return this.entries.get(name) ?? null
  }
  override readdir(): DirEntry[] {
    return [...this.entries].map(([name, inode]) => entry(name, inode))
  }
  override stat() {
    let subdirs = 0
    for (const inode of this.entries.values()) if (inode.type === S_IFDIR) subdirs++
    return { ...super.stat(), nlink: 2 + subdirs }
  }
  set(name: string, inode: Inode): void {
    this.entries.set(name, inode)
  }
  delete(name: string): void {
    this.entries.delete(name)
  }
}

/** `caller`: see OpenContext.process. */
export interface Content {
  read?(caller: unknown): string | Uint8Array
  /** One write(2). Throws SysError EINVAL, EPERM, … */
  write?(text: string, caller: unknown): void
}

/** A file as proc and sysfs have them: size 0 (proc) or a page (sysfs), read as it was when reading began, every write handled at once. */
export class ContentFile extends SyntheticInode {
  private readonly content: Content
  private readonly shownSize: number
  constructor(
    fs: SyntheticFs,
    content: Content,
    options: { mode?: number; uid?: number; gid?: number; size?: number; ino?: number } = {},
  ) {
    super(fs, options.ino ?? fs.allocate(), S_IFREG, {
      mode: options.mode ?? (content.write ? 0o644 : 0o444),
      uid: options.uid,
      gid: options.gid,
    })
    this.content = content
    this.shownSize = options.size ?? 0
  }
  override stat() {
    return { ...super.stat(), size: this.shownSize }
  }
  override open(write: boolean, process?: unknown): FileHandle {
    const { content, shownSize } = this
    // Without a write handler even root fails to open it for writing (proc: EACCES from the mode for others, EIO on write).
    if (write && !content.write && content.read) throw new SysError('EACCES')
    let text: Uint8Array | null = null
    return {
      read: (offset, length) => {
        if (!content.read) throw new SysError('EIO')
        if (offset === 0 || !text) {
          const value = content.read(process)
          text = typeof value === 'string' ? encode(value) : value
        }
        return offset >= text.length ? EMPTY : text.subarray(offset, offset + length)
      },
      write: (_offset, data) => {
        if (!content.write) throw new SysError('EIO')
        content.write(decode(data), process)
        return data.length
      },
      truncate: () => {},
      size: shownSize,
      close: () => {},
    }
  }
}

/** A symlink; the target may depend on who follows it (/proc/self). */
export class TextLink extends SyntheticInode {
  private readonly target: (caller: unknown) => string
  constructor(
    fs: SyntheticFs,
    target: string | ((caller: unknown) => string),
    attributes: Attributes & { ino?: number } = { mode: 0o777 },
  ) {
    super(fs, attributes.ino ?? fs.allocate(), S_IFLNK, attributes)
    this.target = typeof target === 'string' ? () => target : target
  }
  override readlink(process?: unknown): string {
    return this.target(process)
  }
}
