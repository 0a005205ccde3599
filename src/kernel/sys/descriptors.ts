/** Calls on descriptors that do not transfer data: dup(2), pipe(2), lseek(2), fcntl(2) … */
import { O_NONBLOCK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { createPipe } from '../proc/pipe.ts'
import type { Task } from '../proc/task.ts'
import { readableFile } from './transfer.ts'
import type { Fd } from './types.ts'

const limit = (task: Task): number => task.rlimits.soft('nofile')

export function dup(task: Task, fd: Fd, atLeast = 0): Fd {
  return task.fds.add(task.fds.get(fd).ref(), limit(task), { atLeast })
}
export function dup2(task: Task, fd: Fd, to: Fd): Fd {
  const file = task.fds.get(fd)
  if (to < 0 || to >= limit(task)) throw new SysError('EBADF')
  if (fd !== to) task.fds.set(to, file.ref())
  return to
}
export function pipe(task: Task): [reader: Fd, writer: Fd] {
  const ends = createPipe(task.system.nextInode())
  const reader = addOr(task, ends.reader, () => ends.writer.unref())
  const writer = addOr(task, ends.writer, () => task.fds.close(reader))
  return [reader, writer]
}
function addOr(task: Task, file: Parameters<Task['fds']['add']>[0], undo: () => void): Fd {
  try {
    return task.fds.add(file, limit(task))
  } catch (error) {
    undo()
    throw error
  }
}
export function pread(task: Task, fd: Fd, offset: number, length: number): Uint8Array {
  if (offset < 0) throw new SysError('EINVAL')
  return readableFile(task, fd).pread(offset, length)
}
export function ftruncate(task: Task, fd: Fd, length: number): void {
  const file = task.fds.get(fd)
  if (!file.writable) throw new SysError('EINVAL')
  file.truncate(length)
}
export function setNonblocking(task: Task, fd: Fd, on: boolean): void {
  const file = task.fds.get(fd)
  file.flags = on ? file.flags | O_NONBLOCK : file.flags & ~O_NONBLOCK
}
