/** The one loop in which processes wait: try, sleep, look after signals and stops, try again. */
import { SysError } from '../../base/abi/errno.ts'
import type { OpenFile } from '../proc/description.ts'
import type { Task } from '../proc/task.ts'
import { WaitQueue } from '../proc/wait-queue.ts'

export interface BlockOptions {
  /** Throws EAGAIN instead of waiting. */
  nonblocking?: boolean
  /** Monotonic deadline in ms since the epoch of the clock; then the result of `onTimeout`. */
  deadline?: number
}

/**
 * Repeats `attempt` until it gives something else than null. EINTR when a handler without SA_RESTART ran meanwhile; null after the deadline. Never
 * settles when the process ends or execs.
 */
export async function block<T>(
  task: Task,
  queues: readonly (WaitQueue | null)[],
  attempt: () => T | null,
  options: BlockOptions = {},
): Promise<T | null> {
  const { signals } = task
  const before = signals.interruptions
  for (;;) {
    const result = attempt()
    if (result !== null) return result
    // Somebody stopped the process inside attempt() (SIGTTIN): that comes first.
    if (!task.held) {
      if (signals.interruptions !== before) throw new SysError('EINTR')
      if (options.nonblocking) throw new SysError('EAGAIN')
      const left = options.deadline === undefined ? undefined : options.deadline - task.system.clock.now()
      if (left !== undefined && left <= 0) return null
      // A signal that attempt() itself brought about is looked after before sleeping.
      if (!signals.deliverable) await task.sleep(queues, left)
    }
    if (task.attention) await task.settle()
  }
}

/** Until `deadline`; EINTR as above. */
export async function sleepUntil(task: Task, deadline: number): Promise<void> {
  await block(task, [], () => null, { deadline })
}

export function blockOnFile<T>(task: Task, file: OpenFile, attempt: () => T | null): Promise<T> {
  return block(task, [file.queue], attempt, { nonblocking: file.nonblocking }) as Promise<T>
}

/** Something outside of the kernel as a blocking call. */
export async function until<T>(task: Task, promise: PromiseLike<T>): Promise<T> {
  const done = new WaitQueue()
  let outcome: { value: T } | { error: unknown } | null = null
  promise.then(
    (value) => {
      outcome = { value }
      done.wake()
    },
    (error: unknown) => {
      outcome = { error }
      done.wake()
    },
  )
  const settled = (await block(task, [done], () => outcome)) as { value: T } | { error: unknown }
  if ('error' in settled) throw settled.error
  return settled.value
}
