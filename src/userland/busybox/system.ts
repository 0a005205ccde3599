/** BusyBox: timeout, time, nice, nohup, setsid, chroot, watch, free, uptime, w, who, tty, sync, mount, umount, mountpoint, dmesg, reset, ttysize, resize, install, split, getopt. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { O_APPEND, O_CREAT, O_WRONLY } from '../../base/abi/files.ts'
import { signalNumber } from '../../base/abi/signals.ts'
import { exitCode } from '../../kernel/proc/types.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { strftime } from '../coreutils/lib/strftime.ts'
import { execStatus, execvp, spawnp, waitFor } from '../coreutils/lib/which.ts'
import { localZone } from '../coreutils/lib/zone.ts'
import { parseDuration } from '../coreutils/sleep.ts'
import { sourceOf } from '../coreutils/df.ts'
import { loadAverages, memory, uptimeSeconds } from '../coreutils/uptime.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'
import { humanReadable } from './human.ts'

async function become(command: Applet, argv: readonly string[]): Promise<number> {
  const failure = await tryAsync(() => execvp(command.sys, argv))
  if (!isError(failure)) return 0
  await command.warn(`can't execute '${argv[0]}': ${strerror(failure.code)}`)
  return execStatus(failure)
}

/** The program takes timeout's place; a child of its watches the clock. So the status is the program's own. */
export const timeout = applet({ short: '+s:k:', min: 2 }, async (command) => {
  const { sys } = command
  const name = command.value('s')
  const signal = name === undefined ? 15 : signalNumber(name)
  if (signal === undefined) return command.die(`unknown signal '${name}'`)
  const seconds = async (text: string): Promise<number> =>
    parseDuration(text) ?? command.die(`invalid number '${text}'`)
  const killText = command.value('k')
  const killAfter = killText === undefined ? 0 : await seconds(killText)
  const limit = await seconds(command.args[0]!)
  const target = sys.pid
  sys.fork(async (child: Sys) => {
    // Not a child of the program to be: its own child went away.
    child.fork(async (watcher: Sys) => {
      const gone = (): boolean => attempt(() => watcher.kill(target, 0)) instanceof SysError
      const until = async (wait: number): Promise<boolean> => {
        for (let left = wait * 1000; left > 0; left -= 1000) {
          await watcher.sleep(Math.min(1000, left))
          if (gone()) return true
        }
        return gone()
      }
      if (await until(limit)) return 0
      attempt(() => watcher.kill(target, signal))
      if (killAfter) {
        if (await until(killAfter)) return 0
        attempt(() => watcher.kill(target, 9))
      }
      return 0
    })
    return 0
  })
  await tryAsync(() => sys.wait(-1))
  return become(command, command.args.slice(1))
})

export const time = applet({ short: '+vpaf:o:', min: 1 }, async (command) => {
  const { sys } = command
  if (command.has('f') || command.has('v')) return command.die(`-${command.last('fv')} is not simulated yet`)
  const started = sys.monotonic()
  const before = sys.times()
  const pid = await tryAsync(() => spawnp(sys, { argv: command.args }))
  if (isError(pid)) {
    await command.warn(`can't execute '${command.args[0]}': ${strerror(pid.code)}`)
    return execStatus(pid)
  }
  const status = await waitFor(sys, pid)
  const elapsed = (sys.monotonic() - started) / 1000
  const after = sys.times()
  const [user, kernel] = [(after.cutime - before.cutime) / 1000, (after.cstime - before.cstime) / 1000]
  const show = (s: number): string =>
    command.has('p') ? s.toFixed(2) : `${Math.floor(s / 60)}m ${(s % 60).toFixed(2)}s`
  const text = command.has('p')
    ? `real ${show(elapsed)}\nuser ${show(user)}\nsys ${show(kernel)}\n`
    : `real\t${show(elapsed)}\nuser\t${show(user)}\nsys\t${show(kernel)}\n`
  if (status.kind === 'signaled') await sys.write(2, `Command terminated by signal ${status.signal}\n`)
  else if (exitCode(status)) await sys.write(2, `Command exited with non-zero status ${exitCode(status)}\n`)
  const file = command.value('o')
  if (file === undefined) await sys.write(2, text)
  else sys.writeFile(file, text, { append: command.has('a') })
  return exitCode(status)
})
export const nice = applet(
  {
    short: '+n:',
    prepare: (args) => (/^-\d+$/.test(args[0] ?? '') ? ['-n', args[0]!.slice(1), ...args.slice(1)] : [...args]),
  },
  async (command) => {
    const { sys } = command
    if (!command.args.length) {
      await command.put(`${sys.nice(0)}\n`)
      return 0
    }
    const given = command.value('n')
    const failure = attempt(() => sys.nice(given === undefined ? 10 : Number(given)))
    if (failure instanceof SysError) return command.perrorAndDie('setpriority', failure)
    return become(command, command.args)
  },
)
export const nohup = applet({ short: '', raw: true }, async (command) => {
  const { sys } = command
  if (!command.args.length) return command.showUsage(127)
  if (sys.isatty(0)) {
    const fd = await sys.open('/dev/null', 0)
    sys.dup2(fd, 0)
    sys.close(fd)
  }
  if (sys.isatty(1)) {
    const fd = await tryAsync(() => sys.open('nohup.out', O_WRONLY | O_CREAT | O_APPEND, 0o600))
    if (isError(fd)) return command.perrorAndDie("can't open 'nohup.out'", fd, 127)
    sys.dup2(fd, 1)
    sys.close(fd)
    await command.warn('appending output to nohup.out')
  }
  if (sys.isatty(2)) sys.dup2(1, 2)
  sys.signal(1, 'ignore')
  return become(command, command.args)
})
export const setsid = applet({ short: '+c', min: 1 }, async (command) => {
  const { sys } = command
  const start = async (inner: Sys): Promise<number> => {
    attempt(() => inner.setsid())
    const failure = await tryAsync(() => execvp(inner, command.args))
    if (!isError(failure)) return 0
    await inner.write(2, `${command.name}: can't execute '${command.args[0]}': ${strerror(failure.code)}\n`)
    return execStatus(failure)
  }
  if (sys.getpgid() !== sys.pid) return start(sys)
  sys.fork(start)
  return 0
})
export const chroot = applet({ short: '+', min: 1 }, async (command) => {
  const { sys } = command
  const root = command.args[0]!
  const failure = attempt(() => sys.chroot(root))
  if (failure instanceof SysError) return command.perrorAndDie(`can't change root directory to '${root}'`, failure)
  attempt(() => sys.chdir('/'))
  return become(command, command.args.length > 1 ? command.args.slice(1) : [sys.env['SHELL'] ?? '/bin/sh', '-i'])
})
export const watch = applet({ short: '+dtn:', min: 1 }, async (command) => {
  const { sys } = command
  const period = parseDuration((command.value('n') ?? '2').replace(',', '.'))
  if (period === undefined) return command.die(`invalid number '${command.value('n')}'`)
  for (;;) {
    await sys.write(1, '\x1b[H\x1b[J')
    if (!command.has('t')) {
      const size = attempt(() => sys.winsize(1))
      const width = size instanceof SysError || !size.cols ? 80 : size.cols
      const title = `Every ${period.toFixed(1)}s: ${command.args.join(' ')}`
      const right = strftime('%Y-%m-%d %H:%M:%S', sys.now(), localZone(sys))
      await sys.write(
        1,
        `${title.slice(0, Math.max(0, width - right.length - 1)).padEnd(Math.max(0, width - right.length))}${right}\n\n`,
      )
    }
    const pid = await tryAsync(() => sys.spawn({ path: '/bin/sh', argv: ['sh', '-c', command.args.join(' ')] }))
    if (!isError(pid)) await waitFor(sys, pid)
    await sys.sleep(Math.max(0.1, period) * 1000)
  }
})

export const free = applet({ short: 'bkmgh' }, async (command) => {
  const m = memory(command.sys)
  const get = (name: string): number => m.get(name) ?? 0
  const key = command.last('bkmgh') ?? 'k'
  const show = (kilobytes: number): string =>
    (key === 'h'
      ? humanReadable(kilobytes * 1024, 0)
      : String(Math.floor((kilobytes * 1024) / { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[key]!))
    ).padStart(12)
  const cached = get('Buffers') + get('Cached') + get('SReclaimable')
  const used = get('MemTotal') - get('MemFree') - cached
  await command.put('              total        used        free      shared  buff/cache   available\n')
  await command.put(
    `Mem:   ${[get('MemTotal'), used, get('MemFree'), get('Shmem'), cached, get('MemAvailable')].map(show).join('')}\n`,
  )
  await command.put(
    `Swap:  ${[get('SwapTotal'), get('SwapTotal') - get('SwapFree'), get('SwapFree')].map(show).join('')}\n`,
  )
})
export const uptime = applet({ short: 's' }, async (command) => {
  const { sys } = command
  const seconds = uptimeSeconds(sys)
  if (command.has('s')) {
    await command.put(`${strftime('%Y-%m-%d %H:%M:%S', sys.now() - seconds * 1000, localZone(sys))}\n`)
    return 0
  }
  const minutes = Math.floor(seconds / 60)
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor(minutes / 60) % 24
  const clock = hours ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes % 60} min`
  await command.put(
    ` ${strftime('%H:%M:%S', sys.now(), localZone(sys))} up ${days ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${clock},  0 users,  load average: ${loadAverages(sys).join(', ')}\n`,
  )
  return 0
})
export const who = applet({ short: 'aH' }, (command) => command.put('USER\t\tTTY\t\tIDLE\tTIME\t\t HOST\n'))
export const users = applet({ short: '' }, (command) => command.put('\n'))
export const tty = applet({ short: 's' }, async (command) => {
  const name = attempt(() => command.sys.ttyname(0))
  if (!command.has('s')) await command.put(`${name instanceof SysError ? 'not a tty' : name}\n`)
  return name instanceof SysError ? 1 : 0
})
export const sync = applet({ short: 'df' }, () => 0)
export const ttysize = applet({ short: '', raw: true }, async (command) => {
  const size = attempt(() => command.sys.winsize(0))
  const { rows, cols } = size instanceof SysError ? { rows: 24, cols: 80 } : size
  const words = command.args.length ? command.args.map((word) => (word.startsWith('w') ? cols : rows)) : [cols, rows]
  await command.put(`${words.join(' ')}\n`)
})
export const reset = applet({ short: '', raw: true }, async (command) => {
  if (!command.sys.isatty(0) && !command.sys.isatty(1)) return 0
  await command.put('\x1bc\x1b(B\x1b[m\x1b[J\x1b[?25h')
  return 0
})

/** A line of mount. */
export function mountLine(mount: ReturnType<Sys['mounts']>[number]): string {
  const options = [mount.readOnly ? 'ro' : 'rw', ...(mount.flags ?? []), ...(mount.data ? [mount.data] : [])].join(',')
  return `${sourceOf(mount)} on ${mount.target} type ${mount.fs.type} (${options})\n`
}
export const mount = applet({ short: 'arwnvfsLo:t:iO:T:' }, async (command) => {
  const { sys, args } = command
  if (args.length < 2) {
    if (!args.length) {
      const types = command.value('t')?.split(',')
      for (const entry of sys.mounts()) if (!types || types.includes(entry.fs.type)) await command.put(mountLine(entry))
      return 0
    }
    return command.die(`can't find ${args[0]} in /etc/fstab`)
  }
  const [source, target] = args as [string, string]
  const options = [
    command.has('r') ? 'ro' : '',
    ...command.options.filter((option) => option.key === 'o').map((option) => option.value!),
  ]
    .filter(Boolean)
    .join(',')
  const failure = attempt(() => sys.mount(source, target, command.value('t') ?? 'auto', options))
  if (!(failure instanceof SysError)) return 0
  if (failure.code === 'EPERM') return command.die('permission denied (are you root?)')
  return command.die(`mounting ${source} on ${target} failed: ${strerror(failure.code)}`)
})
export const umount = applet({ short: 'fldnravdt:' }, async (command) => {
  if (command.has('a')) return command.die('-a is not simulated yet')
  if (!command.args.length) return command.showUsage()
  for (const target of command.args) {
    const failure = attempt(() => command.sys.umount(target))
    if (failure instanceof SysError) await command.perror(`can't unmount ${target}`, failure)
  }
  return command.status
})
export const mountpoint = applet({ short: 'qdxn', min: 1, max: 1 }, async (command) => {
  const { sys } = command
  const path = command.args[0]!
  const stat = attempt(() => sys.stat(path))
  if (stat instanceof SysError) {
    if (!command.has('q')) await command.warn(`${path}: ${strerror(stat.code)}`)
    return 1
  }
  const full = sys.realpath(path)
  const is = sys.mounts().some((entry) => entry.target === full)
  if (command.has('n'))
    await command.put(`${is ? sourceOf(sys.mounts().find((entry) => entry.target === full)!) : 'UNKNOWN'} ${path}\n`)
  else if (command.has('d')) await command.put(`${stat.dev >> 8}:${stat.dev & 255}\n`)
  else if (!command.has('q')) await command.put(`${path} is ${is ? '' : 'not '}a mountpoint\n`)
  return is ? 0 : 1
})
export const dmesg = applet({ short: 'cs:n:r' }, async (command) => {
  // A container may not read the kernel's log.
  return command.perrorAndDie('klogctl', { code: 'EPERM' })
})
