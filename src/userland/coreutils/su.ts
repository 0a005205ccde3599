/** su(1) and runuser(1) of util-linux. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { askPassword, checkPassword, shadowOf } from './lib/accounts.ts'
import { baseName } from './lib/paths.ts'
import { groupByName, groupsOf, userByName } from './lib/users.ts'
import type { User } from './lib/users.ts'
import { execStatus, execvp } from './lib/which.ts'

/** Turns the process into this user's. Throws EPERM when it may not. */
export function becomeUser(sys: Sys, user: User, options: { gid?: number; groups?: number[] } = {}): void {
  const gid = options.gid ?? user.gid
  sys.setgroups(options.groups ?? groupsOf(sys, user.name, gid))
  sys.setgid(gid)
  sys.setuid(user.uid)
}
export interface ShellPlan {
  user: User
  shell: string
  login: boolean
  preserve: boolean
  command: string | undefined
  args: readonly string[]
  /** PATH of a login. */
  path: string
}
/** Sets the environment and runs the user's shell in place of this program. */
export async function runShellAs(sys: Sys, plan: ShellPlan): Promise<SysError> {
  const { user } = plan
  if (plan.login) {
    const term = sys.env['TERM']
    sys.env = {
      ...(term === undefined ? {} : { TERM: term }),
      HOME: user.home,
      SHELL: plan.shell,
      USER: user.name,
      LOGNAME: user.name,
      PATH: plan.path,
    }
  } else if (!plan.preserve) {
    sys.env['HOME'] = user.home
    sys.env['SHELL'] = plan.shell
    if (user.uid !== 0) {
      sys.env['USER'] = user.name
      sys.env['LOGNAME'] = user.name
    }
  }
  const argv0 = plan.login ? `-${baseName(plan.shell)}` : baseName(plan.shell)
  const argv = [argv0, ...(plan.command === undefined ? [] : ['-c', plan.command]), ...plan.args]
  const failure = await tryAsync(() => sys.exec(plan.shell, argv))
  return isError(failure) ? failure : new SysError('ENOEXEC')
}

async function authenticate(command: Command, user: User): Promise<void> {
  const { sys } = command
  if (sys.uid === 0) return
  const field = shadowOf(sys, user.name)?.[1] ?? user.password
  if (field === '') return
  const password = await askPassword(sys, 'Password: ')
  if (password === null || !checkPassword(sys, user.name, password)) await command.die('Authentication failure')
}

const make = (name: 'su' | 'runuser') =>
  gnu(
    {
      help: name,
      short: `+c:fg:G:lmps:${name === 'runuser' ? 'u:' : ''}Pw:hV`,
      long: {
        command: 'c',
        'session-command': 'c',
        fast: 'f',
        group: 'g',
        'supp-group': 'G',
        login: 'l',
        'preserve-environment': 'p',
        pty: 'P',
        shell: 's',
        'whitelist-environment': 'w',
        ...(name === 'runuser' ? { user: 'u' } : {}),
        help: '--help',
        version: '--version',
      },
      prepare: reorder,
    },
    async (command) => {
      const { sys } = command
      let args = [...command.args]
      let login = command.has('l')
      if (args[0] === '-') {
        login = true
        args = args.slice(1)
      }
      const direct = command.value('u')
      const target = direct ?? args.shift() ?? 'root'
      const user = userByName(sys, target)
      if (!user)
        return command.die(`user ${target} does not exist or the user entry does not contain all the required fields`)
      if (name === 'runuser' && sys.uid !== 0) return command.die('may not be used by non-root users')
      await authenticate(command, user)
      const groupName = command.value('g')
      const group = groupName === undefined ? undefined : groupByName(sys, groupName)
      if (groupName !== undefined && !group) return command.die(`group ${groupName} does not exist`)
      const extra = command.options
        .filter((option) => option.key === 'G')
        .map((option) => groupByName(sys, option.value!)?.gid ?? Number(option.value))
      const became = attempt(() =>
        becomeUser(sys, user, { ...(group ? { gid: group.gid } : {}), ...(extra.length ? { groups: extra } : {}) }),
      )
      if (became instanceof SysError) return command.die(`cannot set groups: ${strerror(became.code)}`)
      if (direct !== undefined) {
        const failure = await tryAsync(() => execvp(sys, args))
        if (!isError(failure)) return 0
        await command.warn(`failed to execute ${args[0] ?? ''}: ${strerror(failure.code)}`)
        return execStatus(failure)
      }
      const preserve = command.has('p') || command.has('m')
      const shell = command.value('s') ?? (preserve ? sys.env['SHELL'] : undefined) ?? (user.shell || '/bin/sh')
      if (login) {
        const moved = attempt(() => sys.chdir(user.home))
        if (moved instanceof SysError)
          await command.warn(`warning: cannot change directory to ${user.home}: ${strerror(moved.code)}`)
      }
      const failure = await runShellAs(sys, {
        user,
        shell,
        login,
        preserve,
        command: command.value('c'),
        args,
        path:
          user.uid === 0
            ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
            : '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games',
      })
      await command.warn(`failed to execute ${shell}: ${strerror(failure.code)}`)
      return execStatus(failure)
    },
  )
/** Options may stand after the user's name. */
function reorder(args: readonly string[]): string[] {
  const options: string[] = []
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      rest.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('-') && arg.length > 1) {
      options.push(arg)
      if (/^-[a-zA-Z]*[cgGswu]$/.test(arg) && i + 1 < args.length) options.push(args[++i]!)
      else if (
        /^--(command|session-command|group|supp-group|shell|user|whitelist-environment)$/.test(arg) &&
        i + 1 < args.length
      )
        options.push(args[++i]!)
    } else rest.push(arg)
  }
  return [...options, '--', ...rest]
}
export const su = make('su')
export const runuser = make('runuser')
