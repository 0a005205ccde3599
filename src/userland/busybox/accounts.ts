/** BusyBox: adduser, addgroup, deluser, delgroup, passwd, chpasswd, su. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import {
  addGroup,
  addUser,
  askPassword,
  checkPassword,
  freeId,
  hashPassword,
  joinGroup,
  leaveGroup,
  makeHome,
  removeGroup,
  removeUser,
  setPassword,
  shadowOf,
} from '../coreutils/lib/accounts.ts'
import { LineReader } from '../coreutils/lib/io.ts'
import { groupByName, groups, userById, userByName, users } from '../coreutils/lib/users.ts'
import type { User } from '../coreutils/lib/users.ts'
import { execStatus } from '../coreutils/lib/which.ts'
import { removeTree } from '../coreutils/rm.ts'
import { becomeUser, runShellAs } from '../coreutils/su.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'

const badName = (name: string): boolean => !/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/.test(name)
async function needRoot(command: Applet): Promise<void> {
  if (command.sys.euid !== 0) await command.die('must be root')
}

async function askNew(command: Applet): Promise<string | null> {
  const { sys } = command
  await command.out.flush()
  const first = await askPassword(sys, 'New password: ')
  if (first === null) return null
  const second = await askPassword(sys, 'Retype password: ')
  if (second === null || first !== second) {
    await sys.write(2, "Passwords don't match\n")
    return null
  }
  return first
}

export const adduser = applet(
  {
    short: 'h:g:s:G:DSHu:k:',
    long: {
      home: 'h',
      gecos: 'g',
      shell: 's',
      ingroup: 'G',
      'disabled-password': 'D',
      'empty-password': 'D',
      system: 'S',
      'no-create-home': 'H',
      uid: 'u',
      skel: 'k',
    },
    min: 1,
    max: 2,
  },
  async (command) => {
    const { sys } = command
    const [name, group] = command.args as [string, string?]
    await needRoot(command)
    if (group !== undefined) {
      if (!userByName(sys, name)) return command.die(`unknown user ${name}`)
      if (!groupByName(sys, group)) return command.die(`unknown group ${group}`)
      joinGroup(sys, name, group)
      return 0
    }
    if (badName(name)) return command.die('illegal user name')
    if (userByName(sys, name)) return command.die(`user '${name}' in use`)
    const system = command.has('S')
    const uidText = command.value('u')
    const uid =
      uidText === undefined
        ? freeId(sys, 'uid', system ? 100 : 1000, system ? 999 : 60000)
        : await command.number(uidText)
    if (uidText !== undefined && userById(sys, uid)) return command.die(`uid '${uid}' in use`)
    const ingroup = command.value('G')
    const given = ingroup === undefined ? undefined : groupByName(sys, ingroup)
    if (ingroup !== undefined && !given) return command.die(`unknown group ${ingroup}`)
    let gid = given?.gid
    if (gid === undefined) {
      if (system) gid = groupByName(sys, 'nogroup')?.gid ?? 65533
      else {
        if (groupByName(sys, name)) return command.die(`group name '${name}' is in use`)
        gid = groups(sys).some((item) => item.gid === uid) ? freeId(sys, 'gid', 1000, 60000) : uid
      }
    }
    const user: User = {
      name,
      password: 'x',
      uid,
      gid,
      gecos: command.value('g') ?? 'Linux User,,,',
      home: command.value('h') ?? `/home/${name}`,
      shell: command.value('s') ?? sys.env['SHELL'] ?? (userById(sys, sys.euid)?.shell || '/bin/sh'),
    }
    addUser(sys, user, { shadow: '!' })
    if (!given && !system) addGroup(sys, { name, password: 'x', gid, members: [] })
    if (!command.has('H')) {
      const exists = !(attempt(() => sys.stat(user.home)) instanceof SysError)
      if (exists) await command.warn(`${user.home}: File exists`)
      else {
        const failure = attempt(() => makeHome(sys, user, 0o2755, command.value('k') ?? '/etc/skel'))
        if (failure instanceof SysError)
          await command.warn(`can't create directory '${user.home}': ${strerror(failure.code)}`)
      }
    }
    if (command.has('D') || system) return 0
    await command.put(`Changing password for ${name}\n`)
    const password = await askNew(command)
    if (password === null) return command.die(`password for ${name} is unchanged`)
    setPassword(sys, name, hashPassword(sys, password))
    await command.put(`passwd: password for ${name} changed by root\n`)
    return 0
  },
)
export const addgroup = applet({ short: 'g:S', long: { gid: 'g', system: 'S' }, min: 1, max: 2 }, async (command) => {
  const { sys } = command
  await needRoot(command)
  const [name, group] = command.args as [string, string?]
  if (group !== undefined) {
    if (!userByName(sys, name)) return command.die(`unknown user ${name}`)
    if (!groupByName(sys, group)) return command.die(`unknown group ${group}`)
    joinGroup(sys, name, group)
    return 0
  }
  if (groupByName(sys, name)) return command.die(`group '${name}' in use`)
  const text = command.value('g')
  const gid =
    text === undefined
      ? freeId(sys, 'gid', command.has('S') ? 100 : 1000, command.has('S') ? 999 : 60000)
      : await command.number(text)
  if (text !== undefined && groups(sys).some((item) => item.gid === gid)) return command.die(`gid '${gid}' in use`)
  addGroup(sys, { name, password: 'x', gid, members: [] })
  return 0
})
export const deluser = applet(
  { short: '', long: { 'remove-home': 'remove-home' }, min: 1, max: 2 },
  async (command) => {
    const { sys } = command
    await needRoot(command)
    const [name, group] = command.args as [string, string?]
    const user = userByName(sys, name)
    if (!user) return command.die(`unknown user ${name}`)
    if (group !== undefined) {
      const found = groupByName(sys, group)
      if (!found) return command.die(`unknown group ${group}`)
      leaveGroup(sys, name, group)
      return 0
    }
    removeUser(sys, name)
    const own = groupByName(sys, name)
    if (own && !users(sys).some((other) => other.gid === own.gid)) removeGroup(sys, name)
    if (command.has('remove-home'))
      await removeTree(sys, user.home, {
        problem: async (path, error) => command.warn(`can't remove '${path}': ${strerror(error.code)}`),
      })
    return 0
  },
)
export const delgroup = applet({ short: '', min: 1, max: 2 }, async (command) => {
  const { sys } = command
  await needRoot(command)
  const [first, second] = command.args as [string, string?]
  const name = second ?? first
  const group = groupByName(sys, name)
  if (!group) return command.die(`unknown group ${name}`)
  if (second !== undefined) {
    if (!userByName(sys, first)) return command.die(`unknown user ${first}`)
    leaveGroup(sys, first, second)
    return 0
  }
  const owner = users(sys).find((user) => user.gid === group.gid)
  if (owner) return command.die(`'${owner.name}' still has '${name}' as their primary group!`)
  removeGroup(sys, name)
  return 0
})

export const passwd = applet({ short: 'a:lud', max: 1 }, async (command) => {
  const { sys } = command
  const own = userById(sys, sys.uid)
  const name = command.args[0] ?? own?.name
  const user = name === undefined ? undefined : userByName(sys, name)
  if (!user) return command.die(`unknown user ${name ?? sys.uid}`)
  const root = sys.uid === 0
  if (!root && user.uid !== sys.uid)
    return command.die(`${own?.name ?? sys.uid} can't change password for ${user.name}`)
  const field = shadowOf(sys, user.name)?.[1] ?? user.password
  if (command.options.some((option) => 'lud'.includes(option.key))) {
    if (!root) return command.showUsage()
    if (command.has('l') ? field.startsWith('!') : command.has('u') ? !field.startsWith('!') : field === '')
      return command.die(`password for ${user.name} is already ${command.has('u') ? 'un' : ''}locked`)
    setPassword(sys, user.name, command.has('l') ? `!${field}` : command.has('u') ? field.slice(1) : '')
    await command.put(`${command.name}: password for ${user.name} changed by ${own?.name ?? 'root'}\n`)
    return 0
  }
  await command.put(`Changing password for ${user.name}\n`)
  await command.out.flush()
  if (!root && field !== '') {
    const old = await askPassword(sys, 'Old password: ')
    if (old === null || !checkPassword(sys, user.name, old)) {
      await sys.write(2, 'Incorrect password\n')
      return command.die(`password for ${user.name} is unchanged`)
    }
  }
  const password = await askNew(command)
  if (password === null) return command.die(`password for ${user.name} is unchanged`)
  setPassword(sys, user.name, hashPassword(sys, password))
  await command.put(`${command.name}: password for ${user.name} changed by ${own?.name ?? 'root'}\n`)
  return 0
})
export const chpasswd = applet(
  { short: 'emc:R:', long: { encrypted: 'e', md5: 'm', 'crypt-method': 'c' } },
  async (command) => {
    const { sys } = command
    if (sys.uid !== 0) return command.die('must be root')
    const reader = new LineReader(sys, 0)
    for (let line = await reader.next(); line !== null; line = await reader.next()) {
      const colon = line.indexOf(':')
      if (colon < 0) return command.die('missing new password')
      const name = line.slice(0, colon)
      if (!userByName(sys, name)) return command.die(`unknown user ${name}`)
      setPassword(sys, name, command.has('e') ? line.slice(colon + 1) : hashPassword(sys, line.slice(colon + 1)))
      await command.put(`Password for '${name}' changed\n`)
    }
    return 0
  },
)

/** Options may stand after the user's name too, as getopt permutes; what follows the user's own arguments stays. */
export const su = applet({ short: 'mplc:s:' }, async (command) => {
  const { sys } = command
  let args = [...command.args]
  let login = command.has('l')
  if (args[0] === '-') {
    login = true
    args = args.slice(1)
  }
  const name = args.shift() ?? 'root'
  const user = userByName(sys, name)
  if (!user) return command.die(`unknown user ${name}`)
  if (sys.uid !== 0) {
    const field = shadowOf(sys, name)?.[1] ?? user.password
    if (field !== '') {
      const password = await askPassword(sys, 'Password: ')
      if (password === null || !checkPassword(sys, name, password)) return command.die('incorrect password')
    }
  }
  const preserve = command.has('m') || command.has('p')
  const shell = command.value('s') ?? (preserve ? sys.env['SHELL'] : undefined) ?? (user.shell || '/bin/sh')
  const failure = attempt(() => becomeUser(sys, user))
  if (failure instanceof SysError) return command.perrorAndDie("can't set groups", failure)
  if (login) {
    const moved = attempt(() => sys.chdir(user.home))
    if (moved instanceof SysError) {
      await command.warn(`can't change directory to '${user.home}': ${strerror(moved.code)}`)
      attempt(() => sys.chdir('/'))
    }
  }
  const failed = await runShellAs(sys, {
    user,
    shell,
    login,
    preserve,
    command: command.value('c'),
    args,
    path: user.uid === 0 ? '/sbin:/usr/sbin:/bin:/usr/bin' : '/bin:/usr/bin',
  })
  await command.warn(`can't execute '${shell}': ${strerror(failed.code)}`)
  return execStatus(failed)
})
