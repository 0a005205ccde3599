/** A write-only open file that hands what a process writes to a function of the outside: standard output of headless runs. */
import { O_WRONLY, S_IFIFO, type Stat } from '../base/abi/files.ts'
import { OpenFile } from '../kernel/proc/description.ts'

export class OutputSink extends OpenFile {
  private readonly sink: (data: Uint8Array) => void
  constructor(sink: (data: Uint8Array) => void) {
    super(O_WRONLY)
    this.sink = sink
  }
  override write(data: Uint8Array): number {
    this.sink(data.slice())
    return data.length
  }
  stat(): Stat {
    return {
      dev: 0,
      ino: 1,
      mode: S_IFIFO | 0o600,
      nlink: 1,
      uid: 0,
      gid: 0,
      rdev: 0,
      size: 0,
      blksize: 4096,
      blocks: 0,
      atime: 0,
      mtime: 0,
      ctime: 0,
    }
  }
  describe(): string {
    return 'pipe:[1]'
  }
}
