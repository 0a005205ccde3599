/** A read-only open file over bytes that are known from the start: standard input of headless runs. Seekable, as a file would be. */
import { O_RDONLY, S_IFREG, type Stat } from '../base/abi/files.ts'
import { OpenFile } from '../kernel/proc/description.ts'

export class InputBytes extends OpenFile {
  private readonly data: Uint8Array
  constructor(data: Uint8Array) {
    super(O_RDONLY)
    this.data = data
  }
  override read(max: number): Uint8Array {
    const piece = this.data.subarray(this.offset, this.offset + max)
    this.offset += piece.length
    return piece
  }
  override seek(offset: number, whence: 'set' | 'cur' | 'end'): number {
    this.offset = whence === 'set' ? offset : whence === 'cur' ? this.offset + offset : this.data.length + offset
    return this.offset
  }
  stat(): Stat {
    return {
      dev: 0,
      ino: 2,
      mode: S_IFREG | 0o600,
      nlink: 1,
      uid: 1000,
      gid: 1000,
      rdev: 0,
      size: this.data.length,
      blksize: 4096,
      blocks: 8,
      atime: 0,
      mtime: 0,
      ctime: 0,
    }
  }
  describe(): string {
    return '/home/student/.script'
  }
}
