/** poll(2), select(2), and what time it is. */
import type { PollRequest } from '../../../../kernel/sys/types.ts'
import { syscall, type Context } from './context.ts'
import { FIRST_FD } from './library.ts'

const POLLIN = 1
const POLLOUT = 4
const POLLNVAL = 32

export function waitingCalls(context: Context): Record<string, (...args: never[]) => number | void> {
  const { channel, memory } = context
  const poll = (requests: PollRequest[], timeout: number | undefined): PollRequest[] =>
    channel.call('poll', requests, timeout) as PollRequest[]

  return {
    __syscall_poll: (fds: number, count: number, timeout: number) =>
      syscall(context, () => {
        const requests: PollRequest[] = []
        for (let i = 0; i < count; i++) {
          const events = memory.view.getInt16(fds + 8 * i + 4, true)
          const fd = memory.i32(fds + 8 * i)
          if (fd >= 0 && fd < FIRST_FD)
            requests.push({ fd, events: { in: (events & POLLIN) !== 0, out: (events & POLLOUT) !== 0 } })
        }
        const ready = poll(requests, timeout < 0 ? undefined : timeout)
        let found = 0
        for (let i = 0; i < count; i++) {
          const fd = memory.i32(fds + 8 * i)
          let revents = fd >= FIRST_FD ? POLLNVAL : 0
          for (const entry of ready)
            if (entry.fd === fd) revents |= (entry.events.in ? POLLIN : 0) | (entry.events.out ? POLLOUT : 0)
          memory.view.setInt16(fds + 8 * i + 6, revents, true)
          if (revents) found++
        }
        return found
      }),
    __syscall__newselect: (count: number, read: number, write: number, except: number, timeout: number) =>
      syscall(context, () => {
        const has = (set: number, fd: number): boolean =>
          set !== 0 && (memory.u32(set + 4 * (fd >> 5)) & (1 << (fd & 31))) !== 0
        const requests: PollRequest[] = []
        for (let fd = 0; fd < count; fd++)
          if (has(read, fd) || has(write, fd)) requests.push({ fd, events: { in: has(read, fd), out: has(write, fd) } })
        const ms = timeout ? memory.i64(timeout) * 1000 + memory.i32(timeout + 8) / 1000 : undefined
        if (!requests.length && ms !== undefined) {
          if (ms > 0) channel.call('sleep', ms)
        }
        const ready = requests.length ? poll(requests, ms) : []
        for (const set of [read, write, except]) if (set) memory.bytes.fill(0, set, set + 4 * Math.ceil(count / 32))
        let found = 0
        const mark = (set: number, fd: number): void => {
          const word = set + 4 * (fd >> 5)
          memory.view.setUint32(word, memory.u32(word) | (1 << (fd & 31)), true)
          found++
        }
        for (const { fd, events } of ready) {
          if (events.in && read) mark(read, fd)
          if (events.out && write) mark(write, fd)
        }
        return found
      }),
    _setitimer_js: (which: number, ms: number) =>
      syscall(context, () => (which === 0 ? (channel.call('alarm', ms), 0) : -52)),

    emscripten_date_now: () => now(context),
    emscripten_get_now: () => now(context) - context.startedAt,
    emscripten_get_now_res: () => 1e6,
    _emscripten_get_now_is_monotonic: () => 1,
    _tzset_js: (timezone: number, daylight: number) => {
      memory.setI32(timezone, 0)
      memory.setI32(daylight, 0)
    },
    _localtime_js: (time: bigint, tm: number) => brokenDown(context, time, tm),
    _gmtime_js: (time: bigint, tm: number) => brokenDown(context, time, tm),
  }
}

/** Between two calls time runs as the machine's clock does: with real time, or by the steps that were computed. */
export function now({ channel, realNow, realTime, computed }: Context): number {
  return channel.now + (realTime ? realNow() - channel.answeredAt : computed())
}

/** struct tm of a time in UTC, in which containers live. */
function brokenDown({ memory }: Context, time: bigint, tm: number): void {
  const date = new Date(Number(time) * 1000)
  const fields = [
    date.getUTCSeconds(),
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth(),
    date.getUTCFullYear() - 1900,
    date.getUTCDay(),
    Math.floor(
      (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) /
        86_400_000,
    ),
    0,
    0,
  ]
  fields.forEach((value, index) => memory.setI32(tm + 4 * index, value))
}
