/** A worker process. SIGQUIT lets it finish, SIGTERM ends it. */
import { SIGNALS } from '../../../base/abi/signals.ts'
import type { Fd, Program } from '../../../kernel/sys/types.ts'
import { Tasks } from '../lib/tasks.ts'
import { serveConnection } from './serve/connection.ts'
import type { Worker } from './serve/connection.ts'
import type { Cycle } from './serve/cycle.ts'

export const workerTitle = 'nginx: worker process'

export const worker =
  (cycle: Cycle, listeners: readonly Fd[], connections: { made: number }): Program =>
  async (sys) => {
    const { user } = cycle.config
    sys.setTitle([workerTitle])
    if (sys.euid === 0) {
      sys.setgroups([user.gid])
      sys.setgid(user.gid)
      sys.setuid(user.uid)
    }
    const state: Worker = { cycle, stopping: false, connections }
    const tasks = new Tasks()
    let active = 0
    let finish!: () => void
    const done = new Promise<void>((resolve) => (finish = resolve))
    const check = (): void => {
      if (state.stopping && active === 0) finish()
    }
    for (const signal of [SIGNALS.SIGINT, SIGNALS.SIGHUP, SIGNALS.SIGWINCH, SIGNALS.SIGPIPE])
      sys.signal(signal.number, 'ignore')
    sys.signal(SIGNALS.SIGUSR1.number, () => tasks.run(() => cycle.log(sys, 'notice', 'reopening logs')), {
      restart: true,
    })
    sys.signal(SIGNALS.SIGTERM.number, () => tasks.run(async () => sys.exit(0)), { restart: true })
    sys.signal(
      SIGNALS.SIGQUIT.number,
      () => {
        tasks.run(async () => {
          await cycle.log(sys, 'notice', 'gracefully shutting down')
          state.stopping = true
          check()
        })
      },
      { restart: true },
    )
    for (const listener of listeners)
      tasks.run(async () => {
        for (;;) {
          const { fd, peer } = await sys.accept(listener)
          tasks.run(async () => {
            let mine = false
            await serveConnection(sys, state, fd, peer, (on) => {
              if (on !== mine) active += on ? 1 : -1
              mine = on
              check()
            })
          })
        }
      })
    await sys.until(Promise.race([done, tasks.failure]))
    await cycle.log(sys, 'notice', 'exiting')
    await cycle.log(sys, 'notice', 'exit')
    return 0
  }
