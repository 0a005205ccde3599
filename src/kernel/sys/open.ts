/** open(2): from what kernel/vfs found to an open file description, and from there to a descriptor. */
import {
  O_ACCMODE,
  O_CLOEXEC,
  O_NOCTTY,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
} from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { OpenFile } from '../proc/description.ts'
import { PipeBuffer, PipeEnd } from '../proc/pipe.ts'
import { DirectoryFile, RegularFile } from '../proc/regular-file.ts'
import type { Task } from '../proc/task.ts'
import { TtyFile } from '../tty/pty.ts'
import type { Location } from '../vfs/mount-namespace.ts'
import * as operations from '../vfs/operations.ts'
import { block } from './blocking.ts'
import type { Fd } from './types.ts'

export async function open(task: Task, path: string, flags: number, mode?: number): Promise<Fd> {
  const opened = operations.open(task, path, flags, mode)
  let file: OpenFile
  if (opened.kind === 'file') file = reopen(opened.file, flags)
  else {
    file = describe(task, opened.location, path, flags)
    if (file instanceof PipeEnd) await otherEnd(task, file, path)
  }
  if (file instanceof TtyFile && !(flags & O_NOCTTY)) acquireTerminal(task, file)
  return task.fds.add(file, task.rlimits.soft('nofile'), { cloexec: (flags & O_CLOEXEC) !== 0 })
}

function describe(task: Task, location: Location, path: string, flags: number): OpenFile {
  const { inode } = location
  const context = { flags, process: task, path }
  try {
    const special = inode.openSpecial?.(context)
    if (special) return special
    switch (inode.type) {
      case S_IFDIR:
        return new DirectoryFile(location, task.root, flags)
      case S_IFIFO: {
        const pipe = inode.attachment(() => new PipeBuffer(task.system.nextInode()))
        return new PipeEnd(pipe, flags, { path, stat: () => inode.stat() })
      }
      case S_IFCHR:
      case S_IFBLK:
        return task.system.devices.open(inode.type === S_IFCHR ? 'char' : 'block', inode.stat().rdev, inode, context)
      default:
        return new RegularFile(location, task.root, flags, inode.open((flags & O_ACCMODE) !== O_RDONLY))
    }
  } catch (error) {
    if (error instanceof SysError && error.path === undefined) throw new SysError(error.code, path)
    throw error
  }
}

/** /proc/PID/fd/N: pipes and terminals are opened once more, other things shared. */
function reopen(file: OpenFile, flags: number): OpenFile {
  if (file instanceof PipeEnd) return new PipeEnd(file.pipe, flags)
  if (file instanceof TtyFile) return file.tty.openSlave(flags)
  return file.ref()
}

/** fifo(7): a reader waits for a writer and a writer for a reader; ENXIO for a writer that must not wait. */
async function otherEnd(task: Task, end: PipeEnd, path: string): Promise<void> {
  const access = end.flags & O_ACCMODE
  const { pipe } = end
  if (access === O_RDWR) return
  if (end.flags & O_NONBLOCK) {
    if (access === O_RDONLY || pipe.readers) return
    end.unref()
    throw new SysError('ENXIO', path)
  }
  const giveUp = (): void => end.unref()
  task.onEnd.add(giveUp)
  const before = access === O_WRONLY ? pipe.readersEver : pipe.writersEver
  try {
    await block(task, [pipe.queue], () => {
      const there =
        access === O_WRONLY
          ? pipe.readers > 0 || pipe.readersEver > before
          : pipe.writers > 0 || pipe.writersEver > before
      return there || null
    })
  } catch (error) {
    end.unref()
    throw error
  } finally {
    task.onEnd.delete(giveUp)
  }
}

/** A session leader without a terminal gets the one it opens, if that is nobody's. */
function acquireTerminal(task: Task, { tty }: TtyFile): void {
  const { session } = task.group
  if (session.leader !== task || session.terminal || tty.session || tty.hungUp) return
  session.terminal = tty
  tty.session = session
  tty.foreground = task.group
}
