/** id(1), whoami(1), groups(1), logname(1). */
import type { Sys } from '../../kernel/sys/types.ts'
import { attempt } from '../../base/abi/errno.ts'
import { Command, gnu } from './lib/command.ts'
import { quote } from './lib/quote.ts'
import { groupsOf, Names, userById, userByName, users } from './lib/users.ts'

export interface Identity {
  uid: number
  euid: number
  gid: number
  egid: number
  groups: number[]
}
export function ownIdentity(sys: Sys): Identity {
  const groups = sys.groups.includes(sys.egid) ? [...sys.groups] : [sys.egid, ...sys.groups]
  return { uid: sys.uid, euid: sys.euid, gid: sys.gid, egid: sys.egid, groups }
}
export function identityOf(sys: Sys, name: string): Identity | undefined {
  const user = userByName(sys, name) ?? (/^\d+$/.test(name) ? userById(sys, Number(name)) : undefined)
  if (!user) return undefined
  return { uid: user.uid, euid: user.uid, gid: user.gid, egid: user.gid, groups: groupsOf(sys, user.name, user.gid) }
}
/** uid=0(root) gid=0(root) groups=0(root) */
export function describe(identity: Identity, names: Names): string {
  const show = (id: number, name: string | undefined): string => (name === undefined ? String(id) : `${id}(${name})`)
  const parts = [
    `uid=${show(identity.uid, names.user(identity.uid))}`,
    `gid=${show(identity.gid, names.group(identity.gid))}`,
  ]
  if (identity.euid !== identity.uid) parts.push(`euid=${show(identity.euid, names.user(identity.euid))}`)
  if (identity.egid !== identity.gid) parts.push(`egid=${show(identity.egid, names.group(identity.egid))}`)
  if (identity.groups.length)
    parts.push(`groups=${identity.groups.map((gid) => show(gid, names.group(gid))).join(',')}`)
  return parts.join(' ')
}

export const id = gnu(
  {
    help: 'id',
    short: 'agnruzGZ',
    long: { context: 'Z', group: 'g', groups: 'G', name: 'n', real: 'r', user: 'u', zero: 'z' },
  },
  async (command) => {
    const { sys, args } = command
    const names = new Names(sys)
    const only = command.options.filter((option) => 'ugGZ'.includes(option.key)).map((option) => option.key)
    if (new Set(only).size > 1) await command.die('cannot print "only" of more than one choice')
    const choice = only[0]
    if (choice === 'Z') await command.die('--context (-Z) works only on an SELinux-enabled kernel')
    const [byName, real, zero] = [command.has('n'), command.has('r'), command.has('z')]
    if ((byName || real) && !choice) await command.die('cannot print only names or real IDs in default format')
    if (zero && !choice) await command.die('option --zero not permitted in default format')
    const end = zero ? '\0' : '\n'
    for (const name of args.length ? args : [undefined]) {
      const identity = name === undefined ? ownIdentity(sys) : identityOf(sys, name)
      if (!identity) {
        await command.complain(`${quote(name!)}: no such user`)
        continue
      }
      const user = async (uid: number): Promise<string> => {
        const text = byName ? names.user(uid) : String(uid)
        if (text === undefined) await command.complain(`cannot find name for user ID ${uid}`)
        return text ?? String(uid)
      }
      const group = async (gid: number): Promise<string> => {
        const text = byName ? names.group(gid) : String(gid)
        if (text === undefined) await command.complain(`cannot find name for group ID ${gid}`)
        return text ?? String(gid)
      }
      if (choice === 'u') await command.put((await user(real ? identity.uid : identity.euid)) + end)
      else if (choice === 'g') await command.put((await group(real ? identity.gid : identity.egid)) + end)
      else if (choice === 'G') {
        const list: string[] = []
        for (const gid of identity.groups) list.push(await group(gid))
        await command.put(list.join(zero ? '\0' : ' ') + (zero && args.length > 1 ? '\0\0' : end))
      } else await command.put(describe(identity, names) + end)
    }
    return command.status
  },
)

export const whoami = gnu({ help: 'whoami', short: '' }, async (command) => {
  if (command.args.length) await command.usage(`extra operand ${quote(command.args[0]!)}`)
  const user = userById(command.sys, command.sys.euid)
  if (!user) await command.die(`cannot find name for user ID ${command.sys.euid}`)
  await command.put(`${user!.name}\n`)
})

async function groupNames(command: Command, gids: readonly number[]): Promise<string> {
  const names = new Names(command.sys)
  const out: string[] = []
  for (const gid of gids) {
    const name = names.group(gid)
    if (name === undefined) await command.complain(`cannot find name for group ID ${gid}`)
    out.push(name ?? String(gid))
  }
  return out.join(' ')
}
export const groups = gnu({ help: 'groups', short: '' }, async (command) => {
  const { sys, args } = command
  if (!args.length) await command.put(`${await groupNames(command, ownIdentity(sys).groups)}\n`)
  for (const name of args) {
    const identity = users(sys).some((user) => user.name === name) ? identityOf(sys, name) : undefined
    if (!identity) await command.complain(`${quote(name)}: no such user`)
    else await command.put(`${name} : ${await groupNames(command, identity.groups)}\n`)
  }
  return command.status
})

export const logname = gnu({ help: 'logname', short: '' }, async (command) => {
  if (command.args.length) await command.usage(`extra operand ${quote(command.args[0]!)}`)
  // getlogin(3) goes by the terminal's entry in utmp, which containers do not have.
  const tty = attempt(() => command.sys.ttyname(0))
  const name = typeof tty === 'string' ? command.sys.env['LOGNAME'] : undefined
  if (name === undefined) await command.die('no login name')
  await command.put(`${name}\n`)
})
