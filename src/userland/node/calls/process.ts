/** The process itself, its children, and its terminal. */
import { SIGNALS } from '../../../base/abi/signals.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { O_RDWR, X_OK, isDir } from '../../../base/abi/files.ts'
import { concat, EMPTY } from '../../../base/bytes.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import type { InterpreterCalls } from '../../interpreters/calls.ts'
import { framed } from './files.ts'
import type { EventQueue } from './events.ts'

type Stdio = 'pipe' | 'ignore' | 'inherit' | Fd
interface SpawnRequest {
  file: string
  args: readonly string[]
  env: Record<string, string>
  cwd: string | null
  stdio: readonly Stdio[]
  detached?: boolean
  uid: number | null
  gid: number | null
}
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** As execvp finds it: ENOENT when it is nowhere, EACCES when it is there and may not run. */
function findProgram(sys: Sys, file: string, env: Readonly<Record<string, string>>): string {
  if (file.includes('/')) return file
  let denied = false
  for (const folder of (env['PATH'] ?? DEFAULT_PATH).split(':')) {
    const path = `${folder || '.'}/${file}`
    try {
      if (isDir(sys.stat(path))) continue
      if (sys.access(path, X_OK)) return path
      denied = true
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  throw new SysError(denied ? 'EACCES' : 'ENOENT')
}
/** Starts a child; `fds` are our ends of its pipes. */
async function start(sys: Sys, request: SpawnRequest): Promise<{ pid: number; fds: (Fd | null)[] }> {
  const path = findProgram(sys, request.file, request.env)
  const mine: (Fd | null)[] = []
  const theirs: Fd[] = []
  const map: Record<number, Fd> = {}
  try {
    for (const [number, kind] of request.stdio.entries()) {
      if (kind === 'inherit') map[number] = number
      else if (typeof kind === 'number') map[number] = kind
      else if (kind === 'ignore') {
        const fd = await sys.open('/dev/null', O_RDWR)
        theirs.push(fd)
        map[number] = fd
      } else {
        const [reader, writer] = sys.pipe()
        const [own, other] = number === 0 ? [writer, reader] : [reader, writer]
        sys.setCloexec(own, true)
        mine[number] = own
        theirs.push(other)
        map[number] = other
      }
      mine[number] ??= null
    }
    const options = {
      path,
      argv: request.args,
      env: request.env,
      fds: map,
      resetSignals: [SIGNALS.SIGPIPE.number],
      ...(request.cwd === null ? {} : { cwd: request.cwd }),
      ...(request.detached ? { pgid: 0 } : {}),
    }
    const pid =
      request.uid === null && request.gid === null ? await sys.spawn(options) : startAs(sys, request, path, map)
    return { pid, fds: mine }
  } catch (error) {
    for (const fd of mine) if (fd !== null && fd !== undefined) sys.close(fd)
    throw error
  } finally {
    for (const fd of theirs) sys.close(fd)
  }
}
/** With other ids: by fork, which cannot tell why exec failed; the child ends with 127 then. */
function startAs(sys: Sys, request: SpawnRequest, path: string, map: Readonly<Record<number, Fd>>): number {
  if (sys.euid !== 0) throw new SysError('EPERM')
  return sys.fork(async (child) => {
    if (request.gid !== null) child.setgid(request.gid)
    if (request.uid !== null) child.setuid(request.uid)
    if (request.cwd !== null) child.chdir(request.cwd)
    for (const [to, from] of Object.entries(map)) child.dup2(from, Number(to))
    for (const fd of child.fds()) if (fd > 2 && !(fd in map)) child.close(fd)
    return child.exec(path, request.args, request.env)
  })
}
const ended = async (sys: Sys, pid: number): Promise<{ code: number; signal?: number }> => {
  const { status } = (await sys.wait(pid))!
  return status.kind === 'signaled'
    ? { code: 0, signal: status.signal }
    : { code: status.kind === 'exited' ? status.code : 0 }
}
async function drain(sys: Sys, fd: Fd): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (;;) {
    const part = await sys.read(fd)
    if (!part.length) break
    parts.push(part)
  }
  sys.close(fd)
  return concat(parts)
}
async function runSync(
  sys: Sys,
  request: SpawnRequest & { input: boolean; timeout: number; killSignal: number },
  input: Uint8Array = EMPTY,
): Promise<Uint8Array> {
  const { pid, fds } = await start(sys, request)
  const [stdin = null, stdout = null, stderr = null] = fds
  const feed = async (): Promise<void> => {
    if (stdin === null) return
    try {
      if (input.length) await sys.write(stdin, input)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
    sys.close(stdin)
  }
  let timedOut = false
  let running = true
  if (request.timeout > 0)
    void sys.sleep(request.timeout).then(
      () => {
        if (!running) return
        timedOut = true
        sys.kill(pid, request.killSignal)
      },
      () => {},
    )
  const [, out, err, status] = await sys.until(
    Promise.all([
      feed(),
      stdout === null ? null : drain(sys, stdout),
      stderr === null ? null : drain(sys, stderr),
      ended(sys, pid),
    ]),
  )
  running = false
  return framed({ pid, ...status, timedOut, sizes: [out?.length ?? null, err?.length ?? null] }, [
    out ?? EMPTY,
    err ?? EMPTY,
  ])
}
function passwd(sys: Sys): { user: string; home: string; shell: string } {
  try {
    for (const line of sys.readText('/etc/passwd').split('\n')) {
      const [user = '', , uid, , , home = '/', shell = ''] = line.split(':')
      if (uid === String(sys.uid)) return { user, home, shell }
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  return { user: String(sys.uid), home: '/', shell: '' }
}
function kilobytes(sys: Sys, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(sys.readText('/proc/meminfo'))
  return Number(found?.[1] ?? 0) * 1024
}

export const processCalls = (queue: EventQueue): InterpreterCalls => ({
  cwd: (sys) => sys.cwd(),
  chdir: (sys, path: string) => sys.chdir(path),
  umask: (sys, mask: number | null) => (mask === null ? sys.umask() : sys.umask(mask)),
  ids: (sys) => ({ uid: sys.uid, gid: sys.gid, euid: sys.euid, egid: sys.egid, groups: sys.groups }),
  setuid: (sys, id: number) => sys.setuid(id),
  setgid: (sys, id: number) => sys.setgid(id),
  kill: (sys, pid: number, signal: number) => sys.kill(pid, signal),
  /** abort(3) and the like: by the default action. */
  async raise(sys, signal: number) {
    sys.signal(signal, 'default')
    sys.kill(sys.pid, signal)
    await sys.breathe()
  },
  /** Atomics.wait: -1 without end. */
  pause: (sys, ms: number) => (ms < 0 ? sys.pause() : sys.sleep(ms)),
  spawn: (sys, request: SpawnRequest) => start(sys, request),
  waitChild: (sys, token: number, pid: number) => queue.begin(token, () => ended(sys, pid)),
  spawnSync: (
    sys,
    request: SpawnRequest & { input: boolean; timeout: number; killSignal: number },
    input?: Uint8Array,
  ) => runSync(sys, request, input),
  sysinfo(sys) {
    const { nodename, release, version, machine } = sys.uname()
    const [load = '0 0 0'] = sys.readText('/proc/loadavg').split('\n')
    return {
      nodename,
      release,
      version,
      machine,
      uptime: Number(sys.readText('/proc/uptime').split(' ')[0]),
      loadavg: load.split(' ').slice(0, 3).map(Number),
      totalmem: kilobytes(sys, 'MemTotal'),
      freemem: kilobytes(sys, 'MemAvailable'),
      cpus: Math.max(1, sys.readText('/proc/cpuinfo').split(/^processor/m).length - 1),
      uid: sys.uid,
      gid: sys.gid,
      ...passwd(sys),
    }
  },
})
