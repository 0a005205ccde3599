/** Regular files and directories as open file descriptions, over the handles of kernel/vfs. */
import { O_APPEND, type Stat } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { FileHandle } from '../vfs/filesystem.ts'
import type { Location } from '../vfs/mount-namespace.ts'
import { pathOf } from '../vfs/walk.ts'
import { OpenFile, type Whence } from './description.ts'

/** What a directory and a file have in common: a place. */
export abstract class LocatedFile extends OpenFile {
  readonly location: Location
  private readonly root: Location
  constructor(location: Location, root: Location, flags: number) {
    super(flags)
    this.location = location
    this.root = root
  }
  override stat(): Stat {
    return this.location.inode.stat()
  }
  override describe(): string {
    const path = pathOf(this.location, this.root)
    return path !== null && this.location.inode.linked ? path : `${path ?? ''} (deleted)`
  }
}

export class RegularFile extends LocatedFile {
  private readonly handle: FileHandle
  constructor(location: Location, root: Location, flags: number, handle: FileHandle) {
    super(location, root, flags)
    this.handle = handle
  }
  override read(max: number): Uint8Array {
    const data = this.handle.read(this.offset, max)
    this.offset += data.length
    return data
  }
  override write(data: Uint8Array): number {
    if (this.flags & O_APPEND) this.offset = this.handle.size
    const count = this.handle.write(this.offset, data)
    this.offset += count
    return count
  }
  override pread(offset: number, length: number): Uint8Array {
    return this.handle.read(offset, length)
  }
  override seek(offset: number, whence: Whence): number {
    const base = whence === 'set' ? 0 : whence === 'cur' ? this.offset : this.handle.size
    const position = base + offset
    if (position < 0 || !Number.isSafeInteger(position)) throw new SysError('EINVAL')
    return (this.offset = position)
  }
  override truncate(length: number): void {
    if (length < 0) throw new SysError('EINVAL')
    this.handle.truncate(length)
  }
  get size(): number {
    return this.handle.size
  }
  protected override release(): void {
    this.handle.close()
  }
}

export class DirectoryFile extends LocatedFile {
  override read(): Uint8Array {
    throw new SysError('EISDIR')
  }
  override seek(offset: number): number {
    return (this.offset = offset)
  }
}
