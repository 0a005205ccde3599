/**
 * Tells which files below a directory of the host's disk have changed, whoever changed them: looks at the tree from time to time, which
 * costs nothing while nobody writes, and compares it with the one before. Only on a machine that a person watches: on an event clock
 * nobody waits for the host's time.
 */
import { diffTrees } from '../kernel/vfs/index.ts'
import type { TreeFileSystem } from '../kernel/vfs/types.ts'
import type { HostTime } from '../base/clock.ts'

/** Milliseconds between two looks. */
const EVERY = 120
/** More changes than this are told as the directories that they are in. */
const MANY = 400

export class FileWatch {
  private readonly disk: TreeFileSystem
  private readonly time: HostTime
  private readonly prefix: string
  private readonly tell: (paths: string[]) => void
  private last
  private timer: unknown = null

  /** `folder`: absolute, without a slash at its end. */
  constructor(disk: TreeFileSystem, time: HostTime, folder: string, tell: (paths: string[]) => void) {
    this.disk = disk
    this.time = time
    this.prefix = `${folder.slice(1)}/`
    this.tell = tell
    this.last = disk.snapshot()
    this.look()
  }
  stop(): void {
    this.time.clearTimeout(this.timer)
  }

  private look(): void {
    this.timer = this.time.setTimeout(() => {
      const now = this.disk.snapshot()
      if (now !== this.last) {
        const paths = diffTrees(this.last, now)
          .filter(({ path }) => path.startsWith(this.prefix))
          .map(({ path }) => `/${path}`)
        this.last = now
        if (paths.length) this.tell(paths.length > MANY ? foldersOf(paths) : paths)
      }
      this.look()
    }, EVERY)
  }
}

const foldersOf = (paths: readonly string[]): string[] => [
  ...new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/')))),
]
