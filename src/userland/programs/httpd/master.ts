/**
 * The parent: binds the sockets, keeps the children running, answers signals.
 *
 *   SIGTERM, SIGINT  stop now          SIGHUP   restart now
 *   SIGWINCH         stop gracefully   SIGUSR1  restart gracefully
 */
import { SIGNALS, signalName } from '../../../base/abi/signals.ts'
import { SysError, errnoNumber, strerror } from '../../../base/abi/errno.ts'
import { O_RDWR } from '../../../base/abi/files.ts'
import type { WaitStatus } from '../../../kernel/proc/types.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { Mailbox, Tasks } from '../lib/tasks.ts'
import type { Listen } from './config/types.ts'
import type { Identity } from './identity.ts'
import { makeServing } from './serving.ts'
import type { Serving } from './serving.ts'
import { readServer } from './startup.ts'
import type { Started, StartOptions } from './startup.ts'
import { worker } from './worker.ts'

type Event = { kind: 'signal'; signal: number } | { kind: 'child'; pid: number; status: WaitStatus }

const isIpv6 = (address: string): boolean => address.includes(':')
const shown = ({ address, port }: Listen): string => (isIpv6(address) ? `[${address}]:${port}` : `${address}:${port}`)

function bindOne(sys: Sys, listen: Listen): Fd {
  const fd = sys.socket(isIpv6(listen.address) ? 'inet6' : 'inet', 'stream')
  try {
    sys.bind(fd, { address: listen.address, port: listen.port })
    sys.listen(fd, 511)
  } catch (error) {
    sys.close(fd)
    throw error
  }
  return fd
}
/** Null: a socket could not be had; that has been said. */
async function bindAll(sys: Sys, listens: readonly Listen[]): Promise<Fd[] | null> {
  const fds: Fd[] = []
  const complain = (error: unknown, listen: Listen): Promise<void> => {
    if (!(error instanceof SysError)) throw error
    return sys.write(
      2,
      `(${errnoNumber(error.code)})${strerror(error.code)}: AH00072: make_sock: could not bind to address ${shown(listen)}\n`,
    )
  }
  for (const listen of listens) {
    // Without an address: IPv6 takes IPv4 too; a machine without IPv6 gets an IPv4 socket.
    const tries = listen.address === '::' ? [listen, { ...listen, address: '0.0.0.0' }] : [listen]
    let bound: Fd | null = null
    for (const one of tries) {
      try {
        bound = bindOne(sys, one)
        break
      } catch (error) {
        if (
          one.address === '::' &&
          error instanceof SysError &&
          (error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL')
        )
          continue
        await complain(error, one)
      }
    }
    if (bound === null) {
      for (const fd of fds) sys.close(fd)
      return null
    }
    fds.push(bound)
  }
  return fds
}

export async function runServer(
  sys: Sys,
  identity: Identity,
  options: StartOptions,
  started: Started,
  detached: boolean,
): Promise<number> {
  let serving: Serving
  try {
    serving = await makeServing(sys, started.config, identity, started.hostname)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    await sys.write(
      2,
      `(${errnoNumber(error.code)})${strerror(error.code)}: AH00091: ${identity.program}: could not open error log file ${error.path}.\nAH00015: Unable to open logs\n`,
    )
    return 1
  }
  const listeners = await bindAll(sys, started.config.listens)
  if (!listeners || !listeners.length) {
    await sys.write(2, 'no listening sockets available, shutting down\nAH00015: Unable to open logs\n')
    return 1
  }
  if (!detached) return operate(sys, identity, options, started, serving, listeners)
  sys.fork(async (child) => {
    child.setsid()
    const nothing = await child.open('/dev/null', O_RDWR)
    for (const fd of [0, 1, 2]) child.dup2(nothing, fd)
    if (nothing > 2) child.close(nothing)
    return operate(child, identity, options, started, serving, listeners)
  })
  return 0
}

async function operate(
  sys: Sys,
  identity: Identity,
  options: StartOptions,
  first: Started,
  serving: Serving,
  listeners: Fd[],
): Promise<number> {
  let started = first
  sys.writeFile(started.config.pidFile, `${sys.pid}\n`)

  const events = new Mailbox<Event>()
  const tasks = new Tasks()
  for (const signal of [SIGNALS.SIGTERM, SIGNALS.SIGINT, SIGNALS.SIGHUP, SIGNALS.SIGUSR1, SIGNALS.SIGWINCH])
    sys.signal(signal.number, (number) => events.post({ kind: 'signal', signal: number }), { restart: true })
  sys.signal(SIGNALS.SIGPIPE.number, 'ignore')

  /** Children of this generation; older ones only finish what they do. */
  let children = new Set<number>()
  const all = new Set<number>()
  let reaping = false
  /** Waits for children while there are any. */
  const reap = (): void => {
    if (reaping) return
    reaping = true
    tasks.run(async () => {
      while (all.size) {
        const ended = await sys.wait(-1)
        if (!ended) continue
        all.delete(ended.pid)
        events.post({ kind: 'child', ...ended })
      }
      reaping = false
    })
  }
  const spawn = (): void => {
    const pid = sys.fork(worker(serving, listeners, started.uid, started.gid))
    children.add(pid)
    all.add(pid)
    reap()
  }
  const notice = (module: string, message: string): Promise<void> =>
    serving.errorLog(serving.config.main).write(sys, { module, level: 'notice', message })
  const announce = async (): Promise<void> => {
    await notice(
      'mpm_event',
      `AH00489: ${serving.banner.includes('(') ? serving.banner : `Apache/${identity.version} (${identity.platform})`} configured -- resuming normal operations`,
    )
    await notice('core', `AH00094: Command line: '${options.command}'`)
  }
  const signalAll = (signal: number): void => {
    for (const pid of all)
      try {
        sys.kill(pid, signal)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
      }
  }
  const next = (): Promise<Event> => sys.until(Promise.race([events.next(), tasks.failure]))
  const drain = async (): Promise<void> => {
    while (all.size) await next()
  }
  const removePid = (): void => {
    try {
      sys.unlink(serving.config.pidFile)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  for (let i = 0; i < started.config.startServers; i++) spawn()
  await announce()

  for (;;) {
    const event = await next()
    if (event.kind === 'child') {
      if (event.status.kind === 'signaled')
        await notice(
          'core',
          `AH00052: child pid ${event.pid} exit signal ${signalText(event.status.signal)} (${event.status.signal})`,
        )
      if (children.delete(event.pid)) spawn()
      continue
    }
    switch (signalName(event.signal)) {
      case 'SIGTERM':
      case 'SIGINT':
        signalAll(SIGNALS.SIGTERM.number)
        await drain()
        removePid()
        await notice('mpm_event', 'AH00491: caught SIGTERM, shutting down')
        return 0
      case 'SIGWINCH':
        for (const fd of listeners) sys.close(fd)
        signalAll(SIGNALS.SIGUSR1.number)
        removePid()
        await notice('mpm_event', 'AH00492: caught SIGWINCH, shutting down gracefully')
        await drain()
        return 0
      default: {
        const graceful = event.signal === SIGNALS.SIGUSR1.number
        await notice(
          'mpm_event',
          graceful
            ? 'AH00493: SIGUSR1 received.  Doing graceful restart'
            : 'AH00494: SIGHUP received.  Attempting to restart',
        )
        children = new Set()
        signalAll(graceful ? SIGNALS.SIGUSR1.number : SIGNALS.SIGTERM.number)
        if (!graceful) await drain()
        const again = await readServer(sys, identity, options)
        if (!again) {
          removePid()
          return 1
        }
        started = again
        const keep = sameSockets(first.config.listens, again.config.listens)
        if (!keep) {
          for (const fd of listeners.splice(0)) sys.close(fd)
          const bound = await bindAll(sys, again.config.listens)
          if (!bound) return 1
          listeners.push(...bound)
        }
        first = again
        serving = await makeServing(sys, again.config, identity, again.hostname)
        for (let i = 0; i < again.config.startServers; i++) spawn()
        await announce()
      }
    }
  }
}
const sameSockets = (a: readonly Listen[], b: readonly Listen[]): boolean => a.map(shown).join() === b.map(shown).join()
/** Descriptions as strsignal gives them. */
const signalText = (number: number): string => {
  const name = signalName(number)
  return name ? SIGNALS[name].text : `Unknown signal ${number}`
}
