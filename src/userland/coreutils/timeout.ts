/** timeout(1), nice(1), nohup(1), setsid(1), chroot(1), stdbuf(1): commands that run commands. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { O_APPEND, O_CREAT, O_WRONLY } from '../../base/abi/files.ts'
import { signalNumber } from '../../base/abi/signals.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import type { WaitStatus } from '../../kernel/proc/types.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { groupByName, groupsOf, userById, userByName } from './lib/users.ts'
import { execStatus, execvp, spawnp } from './lib/which.ts'
import { parseOwner } from './chown.ts'
import { parseDuration } from './sleep.ts'

export interface TimeoutPlan {
  /** 0: never */
  seconds: number
  signal: number
  /** 0: no SIGKILL later */
  killAfter: number
  foreground: boolean
  onSend?(signal: number): Promise<void>
}
/** Runs a command with a limit; what it ended with, and whether time ran out. Throws SysError when it cannot start. */
export async function runWithLimit(
  sys: Sys,
  argv: readonly string[],
  plan: TimeoutPlan,
): Promise<{ status: WaitStatus; timedOut: boolean; killed: boolean }> {
  // SIGALRM interrupts the waiting.
  let fired = false
  sys.signal(14, () => {
    fired = true
  })
  if (!plan.foreground) attempt(() => sys.setpgid(0, 0))
  const pid = await spawnp(sys, { argv, resetSignals: [14, 21, 22] })
  let timedOut = false
  let killed = false
  if (plan.seconds > 0 && plan.seconds !== Infinity) sys.alarm(plan.seconds * 1000)
  for (;;) {
    const result = await tryAsync(() => sys.wait(pid, { untraced: true }))
    if (!isError(result) && result && (result.status.kind === 'exited' || result.status.kind === 'signaled')) {
      sys.alarm(0)
      return { status: result.status, timedOut, killed }
    }
    if (isError(result) && result.code !== 'EINTR') throw result
    if (!fired) continue
    fired = false
    const signal = timedOut ? 9 : plan.signal
    if (timedOut) killed = true
    timedOut = true
    await plan.onSend?.(signal)
    attempt(() => sys.kill(pid, signal))
    if (!plan.foreground) {
      // The whole group gets it, and with SIGKILL this process too.
      if (signal !== 9) sys.signal(signal, 'ignore')
      attempt(() => sys.kill(0, signal))
      attempt(() => sys.kill(0, 18))
    }
    if (signal !== 9 && signal !== 18) attempt(() => sys.kill(pid, 18))
    if (!killed && plan.killAfter > 0) sys.alarm(plan.killAfter * 1000)
  }
}

export const timeout = gnu(
  {
    help: 'timeout',
    short: '+k:s:v',
    usageStatus: 125,
    long: {
      'kill-after': 'k',
      signal: 's',
      verbose: 'v',
      foreground: 'foreground',
      'preserve-status': 'preserve-status',
    },
  },
  async (command) => {
    const { args } = command
    if (args.length < 2) return command.usage()
    const duration = async (text: string): Promise<number> =>
      parseDuration(text) ?? command.usage(`invalid time interval ${quote(text)}`)
    let signal = 15
    const name = command.value('s')
    if (name !== undefined) signal = signalNumber(name) ?? (await command.usage(`${quote(name)}: invalid signal`))
    const killAfter = command.value('k') === undefined ? 0 : await duration(command.value('k')!)
    const seconds = await duration(args[0]!)
    const outcome = await tryAsync(() =>
      runWithLimit(command.sys, args.slice(1), {
        seconds,
        signal,
        killAfter,
        foreground: command.has('foreground'),
        onSend: async (number) => {
          if (command.has('v')) await command.warn(`sending signal ${signalText(number)} to command ${quote(args[1]!)}`)
        },
      }),
    )
    if (isError(outcome)) {
      await command.warn(`failed to run command ${quote(args[1]!)}: ${strerror(outcome.code)}`)
      return execStatus(outcome)
    }
    const { status, timedOut, killed } = outcome
    const code = status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : 0
    if (killed || (timedOut && signal === 9)) return 137
    return timedOut && !command.has('preserve-status') ? 124 : code
  },
)
const NAMES: Record<number, string> = { 1: 'HUP', 2: 'INT', 3: 'QUIT', 9: 'KILL', 10: 'USR1', 12: 'USR2', 15: 'TERM' }
const signalText = (number: number): string => NAMES[number] ?? String(number)

/** execvp or the complaint about it. */
async function become(command: Command, argv: readonly string[]): Promise<number> {
  const failure = await tryAsync(() => execvp(command.sys, argv))
  if (!isError(failure)) return 0
  await command.warn(`${quote(argv[0]!)}: ${strerror(failure.code)}`)
  return execStatus(failure)
}

export const nice = gnu(
  {
    help: 'nice',
    short: '+n:',
    usageStatus: 125,
    long: { adjustment: 'n' },
    prepare: (args) =>
      args.map((arg, i) =>
        args.slice(0, i).every((a) => a.startsWith('-')) && /^-[-+]?\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg,
      ),
  },
  async (command) => {
    const { sys, args } = command
    const given = command.value('n')
    if (given !== undefined && !/^[-+]?\d+$/.test(given)) return command.die(`invalid adjustment ${quote(given)}`, 125)
    if (!args.length) {
      if (given !== undefined) return command.usage('a command must be given with an adjustment')
      await command.put(`${sys.nice(0)}\n`)
      return 0
    }
    const failure = attempt(() => sys.nice(given === undefined ? 10 : Number(given)))
    if (failure instanceof SysError) await command.warn(`cannot set niceness: ${strerror(failure.code)}`)
    return become(command, args)
  },
)

export const nohup = gnu({ help: 'nohup', short: '+', usageStatus: 125 }, async (command) => {
  const { sys, args } = command
  if (!args.length) return command.usage('missing operand')
  const [inTty, outTty, errTty] = [sys.isatty(0), sys.isatty(1), sys.isatty(2)]
  if (inTty) {
    const fd = await sys.open('/dev/null', O_WRONLY)
    sys.dup2(fd, 0)
    sys.close(fd)
    if (!outTty && !errTty) await command.warn('ignoring input')
  }
  if (outTty) {
    let name = 'nohup.out'
    let fd = await tryAsync(() => sys.open(name, O_WRONLY | O_CREAT | O_APPEND, 0o600))
    if (isError(fd)) {
      await command.warn(`failed to open ${quoteaf(name)}: ${strerror(fd.code)}`)
      name = `${sys.env['HOME'] ?? ''}/nohup.out`
      fd = await tryAsync(() => sys.open(name, O_WRONLY | O_CREAT | O_APPEND, 0o600))
      if (isError(fd)) return command.die(`failed to open ${quoteaf(name)}: ${strerror(fd.code)}`, 125)
    }
    sys.dup2(fd, 1)
    sys.close(fd)
    await command.warn(
      inTty ? `ignoring input and appending output to ${quoteaf(name)}` : `appending output to ${quoteaf(name)}`,
    )
  }
  if (errTty) {
    if (!outTty)
      await command.warn(inTty ? 'ignoring input and redirecting stderr to stdout' : 'redirecting stderr to stdout')
    sys.dup2(1, 2)
  }
  sys.signal(1, 'ignore')
  const failure = await tryAsync(() => execvp(sys, args))
  if (!isError(failure)) return 0
  await command.warn(`failed to run command ${quoteaf(args[0]!)}: ${strerror(failure.code)}`)
  return execStatus(failure)
})

export const setsid = gnu(
  { help: 'setsid', short: '+cfwhV', long: { ctty: 'c', fork: 'f', wait: 'w', help: '--help', version: '--version' } },
  async (command) => {
    const { sys, args } = command
    if (!args.length) return command.usage('no command specified')
    const start = async (inner: Sys): Promise<number> => {
      attempt(() => inner.setsid())
      const failure = await tryAsync(() => execvp(inner, args))
      if (!isError(failure)) return 0
      await inner.write(2, `${command.name}: failed to execute ${args[0]}: ${strerror(failure.code)}\n`)
      return execStatus(failure)
    }
    if (!command.has('f') && sys.getpgid() !== sys.pid) return start(sys)
    const pid = sys.fork(start)
    if (!command.has('w')) return 0
    const result = await sys.wait(pid)
    return result?.status.kind === 'exited' ? result.status.code : 1
  },
)

export const stdbuf = gnu(
  { help: 'stdbuf', short: '+i:o:e:', usageStatus: 125, long: { input: 'i', output: 'o', error: 'e' } },
  async (command) => {
    if (!command.args.length) return command.usage('missing operand')
    if (!command.options.length) return command.usage('you must specify a buffering mode option')
    for (const { key, value } of command.options) {
      if (value === 'L' && key === 'i') return command.usage('line buffering stdin is meaningless')
      if (value !== 'L' && !/^\d+[KMG]?B?$/.test(value!)) return command.die(`invalid mode ${quote(value!)}`, 125)
    }
    // Programs of this world write their lines when they stand on a terminal or their buffer is full; the mode reaches nothing else.
    return become(command, command.args)
  },
)

export const chroot = gnu(
  {
    help: 'chroot',
    short: '+',
    usageStatus: 125,
    long: { groups: 'groups=', userspec: 'userspec=', 'skip-chdir': 'skip-chdir' },
  },
  async (command) => {
    const { sys, args } = command
    const root = args[0]
    if (root === undefined) return command.usage('missing operand')
    const entered = attempt(() => sys.chroot(root))
    if (entered instanceof SysError)
      return command.die(`cannot change root directory to ${quoteaf(root)}: ${strerror(entered.code)}`, 125)
    if (!command.has('skip-chdir')) attempt(() => sys.chdir('/'))
    const spec = command.value('userspec')
    if (spec !== undefined) {
      const owner = parseOwner(sys, spec)
      if (typeof owner === 'string') return command.die(`invalid ${owner === 'user' ? 'user' : 'group'}`, 125)
      const user = userById(sys, owner.uid) ?? userByName(sys, spec.split(':')[0]!)
      const gid = owner.gid >= 0 ? owner.gid : (user?.gid ?? -1)
      const extra = command.value('groups')
      sys.setgroups(
        extra === undefined
          ? user
            ? groupsOf(sys, user.name, gid)
            : []
          : extra
              .split(',')
              .filter(Boolean)
              .map((name) => groupByName(sys, name)?.gid ?? Number(name)),
      )
      if (gid >= 0) sys.setgid(gid)
      if (owner.uid >= 0) sys.setuid(owner.uid)
    }
    const argv = args.length > 1 ? args.slice(1) : [sys.env['SHELL'] ?? '/bin/sh', '-i']
    const failure = await tryAsync(() => execvp(sys, argv))
    if (!isError(failure)) return 0
    await command.warn(`failed to run command ${quote(argv[0]!)}: ${strerror(failure.code)}`)
    return execStatus(failure)
  },
)
