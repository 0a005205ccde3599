/** A child of the server: accepts connections on the shared sockets and serves them side by side, as the threads of mpm_event do. */
import { SIGNALS } from '../../../base/abi/signals.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import type { Fd } from '../../../kernel/sys/types.ts'
import { Tasks } from '../lib/tasks.ts'
import { serveConnection } from './connection.ts'
import type { Serving } from './serving.ts'

export const worker =
  (shared: Serving, listeners: readonly Fd[], uid: number, gid: number): Program =>
  async (sys: Sys) => {
    if (sys.euid === 0) {
      sys.setgroups([gid])
      sys.setgid(gid)
      sys.setuid(uid)
    }
    const serving: Serving = { ...shared, stopping: false }
    const tasks = new Tasks()
    let active = 0
    let finish!: () => void
    const done = new Promise<void>((resolve) => (finish = resolve))
    const check = (): void => {
      if (serving.stopping && active === 0) finish()
    }
    for (const signal of [SIGNALS.SIGHUP, SIGNALS.SIGINT, SIGNALS.SIGWINCH, SIGNALS.SIGPIPE])
      sys.signal(signal.number, 'ignore')
    sys.signal(SIGNALS.SIGTERM.number, 'default')
    sys.signal(
      SIGNALS.SIGUSR1.number,
      () => {
        serving.stopping = true
        check()
      },
      { restart: true },
    )
    for (const listener of listeners)
      tasks.run(async () => {
        for (;;) {
          const { fd, peer } = await sys.accept(listener)
          active++
          tasks.run(async () => {
            try {
              await serveConnection(sys, serving, fd, peer)
            } finally {
              active--
              check()
            }
          })
        }
      })
    await sys.until(Promise.race([done, tasks.failure]))
    return 0
  }
