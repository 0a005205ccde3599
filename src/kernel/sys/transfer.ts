/** read(2), write(2), poll(2) and their kind. */
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import { concat, EMPTY, encode } from '../../base/bytes.ts'
import type { OpenFile } from '../proc/description.ts'
import { RegularFile } from '../proc/regular-file.ts'
import { send } from '../proc/signal.ts'
import type { Task } from '../proc/task.ts'
import { never } from '../proc/unwind.ts'
import { TtyFile } from '../tty/pty.ts'
import { block, blockOnFile } from './blocking.ts'
import { stopsReader, stopsWriter } from './job-control.ts'
import type { Fd, PollRequest } from './types.ts'

export const READ_MAX = 65536

export function readableFile(task: Task, fd: Fd): OpenFile {
  const file = task.fds.get(fd)
  if (!file.readable) throw new SysError('EBADF')
  return file
}
function writableFile(task: Task, fd: Fd): OpenFile {
  const file = task.fds.get(fd)
  if (!file.writable) throw new SysError('EBADF')
  return file
}

export async function read(task: Task, fd: Fd, max = READ_MAX): Promise<Uint8Array> {
  const file = readableFile(task, fd)
  if (max <= 0) return EMPTY
  const data =
    file instanceof TtyFile
      ? await readTerminal(task, file, max)
      : (file.read(max) ?? (await blockOnFile(task, file, () => file.read(max))))
  task.io.readCalls++
  task.io.readBytes += data.length
  if (file instanceof RegularFile) task.cgroup.chargeRead(data.length)
  return data
}

/** n_tty_read(): lines in canonical mode, else what VMIN and VTIME ask for. */
async function readTerminal(task: Task, file: TtyFile, max: number): Promise<Uint8Array> {
  const { tty } = file
  const { clock } = task.system
  const { VMIN, VTIME } = tty.termios.cc
  const tenths = VTIME * 100
  const least = Math.min(VMIN, max)
  let seen = 0
  let deadline = !tty.termios.ICANON && VMIN === 0 ? clock.now() + tenths : undefined
  for (;;) {
    const data = await block(
      task,
      [file.queue],
      () => {
        if (stopsReader(task, tty)) return null
        const { ICANON } = tty.termios
        const { available } = tty.discipline
        if (tty.hungUp || ICANON || available >= Math.max(1, least)) return file.read(max)
        // The timer between bytes starts anew with each.
        if (VMIN > 0 && tenths && available > seen) {
          seen = available
          deadline = clock.now() + tenths
          return EMPTY
        }
        return null
      },
      { nonblocking: file.nonblocking, deadline },
    )
    if (data === null) return file.read(max) ?? EMPTY
    if (data.length || tty.hungUp || tty.termios.ICANON || !seen) return data
  }
}

export async function readAll(task: Task, fd: Fd): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let held = 0
  try {
    for (;;) {
      const part = await read(task, fd, READ_MAX)
      if (!part.length) return concat(parts)
      parts.push(part)
      // What a program keeps is memory: an endless input ends in the OOM killer, not in ours.
      held += part.length
      task.cgroup.chargeMemory(task, part.length)
      if (task.dead) return never()
      task.charge()
      if (task.attention) await task.settle()
    }
  } finally {
    if (!task.dead) task.cgroup.chargeMemory(task, -held)
  }
}

export async function write(task: Task, fd: Fd, data: Uint8Array | string): Promise<void> {
  const file = writableFile(task, fd)
  let rest = typeof data === 'string' ? encode(data) : data
  if (!rest.length) return
  task.io.writeCalls++
  task.io.writeBytes += rest.length
  const attempt = (): true | null => {
    if (file instanceof TtyFile && stopsWriter(task, file.tty, false)) return null
    const count = file.write(rest)
    if (!count) return null
    rest = rest.subarray(count)
    return true
  }
  try {
    if (file instanceof RegularFile) chargeFile(task, file, rest.length)
    while (rest.length) {
      const before = rest.length
      try {
        if (!attempt()) await blockOnFile(task, file, attempt)
      } catch (error) {
        // After a part of the data a real program would call write(2) again; here that is done for it.
        if (!(error instanceof SysError) || error.code !== 'EINTR' || rest.length === before) throw error
      }
    }
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'EPIPE') throw error
    send(task, SIGNALS.SIGPIPE.number, null)
    if (task.dead) return never()
    throw error
  }
}
function chargeFile(task: Task, file: RegularFile, length: number): void {
  task.cgroup.chargeWrite(length)
  const limit = task.rlimits.soft('fsize')
  if (limit === Infinity || file.offset + length <= limit) return
  send(task, SIGNALS.SIGXFSZ.number, null)
  throw new SysError('EFBIG')
}

export async function poll(task: Task, requests: readonly PollRequest[], timeout?: number): Promise<PollRequest[]> {
  const files = requests.map(({ fd }) => task.fds.get(fd))
  const ready = (): PollRequest[] | null => {
    const found = requests.filter(({ events }, i) => {
      const state = files[i]!.poll()
      return (events.in && (state.in || state.hup)) || (events.out && (state.out || state.err))
    })
    return found.length ? found : null
  }
  const deadline = timeout === undefined ? undefined : task.system.clock.now() + timeout
  return (
    (await block(
      task,
      files.map((file) => file.queue),
      ready,
      { deadline },
    )) ?? []
  )
}
