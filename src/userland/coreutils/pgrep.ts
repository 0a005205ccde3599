/** pgrep(1), pkill(1), pidof(8), killall is psmisc's and not in Debian's image. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { signalNumber } from '../../base/abi/signals.ts'
import type { ProcessInfo } from '../../kernel/proc/types.ts'
import { gnu } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { commandOf } from './lib/ps-fields.ts'
import { compile, RegexError } from './lib/regex/regex.ts'
import { groupByName, userByName } from './lib/users.ts'

const usage = (name: string): string => `Try \`${name} --help' for more information.\n`

async function select(command: Command, pattern: string | undefined): Promise<ProcessInfo[]> {
  const { sys } = command
  const list = (key: string): string[] | undefined => command.value(key)?.split(',').filter(Boolean)
  const numbers = (key: string, own: number): number[] | undefined =>
    list(key)?.map((text) => (text === '0' ? own : Number(text)))
  const parents = numbers('P', sys.ppid)
  const groupsOf = numbers('g', sys.getpgid())
  const sessions = numbers('s', sys.getsid())
  const uids = [...(list('u') ?? []), ...(list('U') ?? [])].map((name) => userByName(sys, name)?.uid ?? Number(name))
  const gids = list('G')?.map((name) => groupByName(sys, name)?.gid ?? Number(name))
  const ttys = list('t')
  const states = list('r')
  let regex: ReturnType<typeof compile> | undefined
  if (pattern !== undefined) {
    try {
      regex = compile(command.has('x') ? `^(${pattern})$` : pattern, { extended: true }, command.has('i'))
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      return command.die(`regex error: ${error.message}`, 2)
    }
  }
  const matched = sys.processes().filter((process) => {
    if (process.pid === sys.pid) return false
    const fits =
      (!parents || parents.includes(process.ppid)) &&
      (!groupsOf || groupsOf.includes(process.pgid)) &&
      (!sessions || sessions.includes(process.sid)) &&
      (!uids.length || uids.includes(process.uid)) &&
      (!gids || gids.includes(process.gid)) &&
      (!ttys || ttys.includes(process.tty)) &&
      (!states || states.includes(process.state)) &&
      (!regex || regex.test(command.has('f') ? commandOf(process) : process.comm))
    return fits !== command.has('v')
  })
  if (command.has('n')) return matched.sort((a, b) => a.startTime - b.startTime || a.pid - b.pid).slice(-1)
  if (command.has('o')) return matched.sort((a, b) => a.startTime - b.startTime || a.pid - b.pid).slice(0, 1)
  return matched
}
const LONG: Record<string, string> = {
  delimiter: 'd',
  'list-name': 'l',
  'list-full': 'a',
  inverse: 'v',
  lightweight: 'w',
  count: 'c',
  full: 'f',
  pgroup: 'g',
  group: 'G',
  'ignore-case': 'i',
  newest: 'n',
  oldest: 'o',
  older: 'O',
  parent: 'P',
  session: 's',
  terminal: 't',
  euid: 'u',
  uid: 'U',
  exact: 'x',
  pidfile: 'F',
  runstates: 'r',
  signal: 'signal=',
  echo: 'e',
}

async function check(command: Command): Promise<string | undefined> {
  for (const key of ['F', 'L', 'O', 'w']) if (command.has(key)) return command.die(`-${key} is not simulated yet`, 2)
  const pattern = command.args[0]
  const complain = async (message: string): Promise<undefined> => {
    await command.sys.write(2, `${command.name}: ${message}\n${usage(command.name)}`)
    command.status = 2
    return undefined
  }
  if (command.args.length > 1) return complain('only one pattern can be provided')
  const criteria = command.options.some((option) => 'gGPstuUr'.includes(option.key))
  if (pattern === undefined && !criteria) return complain('no matching criteria specified')
  if (pattern !== undefined && pattern.length > 15 && !command.has('f'))
    await command.sys.write(
      2,
      `${command.name}: pattern that searches for process name longer than 15 characters will result in zero matches\nTry \`${command.name} -f' option to match against the complete command line.\n`,
    )
  return pattern
}

export const pgrep = gnu(
  { help: 'pgrep', short: 'lad:vwcfg:G:inoO:P:s:t:u:U:xF:Lr:hV', long: LONG, usageStatus: 2, onWrongUse: 'help' },
  async (command) => {
    const pattern = await check(command)
    if (command.status) return command.status
    const found = await select(command, pattern)
    if (command.has('c')) await command.put(`${found.length}\n`)
    else {
      const delimiter = command.value('d') ?? '\n'
      const lines = found.map((process) =>
        command.has('a')
          ? `${process.pid} ${commandOf(process)}`
          : command.has('l')
            ? `${process.pid} ${process.comm}`
            : String(process.pid),
      )
      if (lines.length) await command.put(`${lines.join(delimiter)}\n`)
    }
    return found.length ? 0 : 1
  },
)
export const pkill = gnu(
  {
    help: 'pkill',
    short: 'ecfg:G:inoO:P:s:t:u:U:xF:Lr:hVv',
    long: LONG,
    usageStatus: 2,
    onWrongUse: 'help',
    prepare: (args) =>
      args.map((arg) =>
        /^-[A-Z0-9]/.test(arg) && signalNumber(arg.slice(1)) !== undefined && !/^-[GPUOFLV]$/.test(arg)
          ? `--signal=${arg.slice(1)}`
          : arg,
      ),
  },
  async (command) => {
    const pattern = await check(command)
    if (command.status) return command.status
    const name = command.value('signal') ?? 'TERM'
    const signal = signalNumber(name)
    if (signal === undefined) return command.die(`Unknown signal "${name}".`, 2)
    const found = await select(command, pattern)
    let sent = 0
    for (const process of found) {
      const failure = attempt(() => command.sys.kill(process.pid, signal))
      if (failure instanceof SysError) {
        if (failure.code !== 'ESRCH') await command.warn(`killing pid ${process.pid} failed: ${strerror(failure.code)}`)
        continue
      }
      sent++
      if (command.has('e')) await command.put(`${process.comm} killed (pid ${process.pid})\n`)
    }
    if (command.has('c')) await command.put(`${found.length}\n`)
    return sent ? 0 : 1
  },
)
export const pidof = gnu(
  { help: 'pidof', short: 'schnqxo:S:zVwt', long: { 'single-shot': 's', 'omit-pid': 'o', separator: 'S' } },
  async (command) => {
    const { sys } = command
    const omit = command.options
      .filter((option) => option.key === 'o')
      .flatMap((option) => option.value!.split(/[,;:]/))
      .map((text) => (text === '%PPID' ? sys.ppid : Number(text)))
    const pids: number[] = []
    for (const name of command.args) {
      const base = name.replace(/^.*\//, '')
      for (const process of sys.processes()) {
        if (omit.includes(process.pid) || process.state === 'Z') continue
        const argv0 = process.argv[0] ?? ''
        const exe = attempt(() => sys.readlink(`/proc/${process.pid}/exe`))
        const matches =
          argv0 === name ||
          argv0.replace(/^-/, '').replace(/^.*\//, '') === base ||
          exe === name ||
          process.comm === base.slice(0, 15)
        if (matches && !pids.includes(process.pid)) pids.push(process.pid)
      }
    }
    const sorted = pids.sort((a, b) => b - a)
    const shown = command.has('s') ? sorted.slice(0, 1) : sorted
    if (shown.length && !command.has('q')) await command.put(`${shown.join(command.value('S') ?? ' ')}\n`)
    return shown.length ? 0 : 1
  },
)
