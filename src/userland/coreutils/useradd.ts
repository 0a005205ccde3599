/** The shadow tools: useradd, usermod, userdel, groupadd, groupmod, groupdel, passwd, chpasswd. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu } from './lib/command.ts'
import type { Command, GnuSpec } from './lib/command.ts'
import {
  addGroup,
  addUser,
  askPassword,
  changeGroup,
  changeUser,
  checkPassword,
  freeId,
  hashPassword,
  joinGroup,
  leaveGroup,
  makeHome,
  nextId,
  removeGroup,
  removeUser,
  setPassword,
  shadowOf,
} from './lib/accounts.ts'
import { LineReader } from './lib/io.ts'
import { groupById, groupByName, groups, userByName, users } from './lib/users.ts'
import type { Group, User } from './lib/users.ts'
import { removeTree } from './rm.ts'

const spec = (help: string, short: string, long: Record<string, string>): GnuSpec => ({
  help,
  short: `${short}h`,
  long: { ...long, help: '--help' },
  usageStatus: 2,
  onWrongUse: 'help',
})
const validName = (name: string): boolean => /^[a-z_][a-z0-9_-]*\$?$/.test(name) && name.length <= 32
const findGroup = (sys: Sys, text: string): Group | undefined =>
  groupByName(sys, text) ?? (/^\d+$/.test(text) ? groupById(sys, Number(text)) : undefined)
async function needRoot(command: Command): Promise<void> {
  if (command.sys.euid === 0) return
  await command.warn('Permission denied.')
  await command.die('cannot lock /etc/passwd; try again later.', 1)
}

export const useradd = gnu(
  spec('useradd', 'b:c:d:De:f:Fg:G:k:K:lmMNop:rR:P:s:u:UZ:', {
    badname: 'badname',
    'base-dir': 'b',
    comment: 'c',
    'home-dir': 'd',
    defaults: 'D',
    expiredate: 'e',
    inactive: 'f',
    gid: 'g',
    groups: 'G',
    skel: 'k',
    key: 'K',
    'no-log-init': 'l',
    'create-home': 'm',
    'no-create-home': 'M',
    'no-user-group': 'N',
    'non-unique': 'o',
    password: 'p',
    system: 'r',
    root: 'R',
    prefix: 'P',
    shell: 's',
    uid: 'u',
    'user-group': 'U',
    'selinux-user': 'Z',
  }),
  async (command) => {
    const { sys } = command
    for (const key of ['R', 'P', 'Z']) if (command.has(key)) return command.die(`-${key} is not simulated yet`, 2)
    if (command.has('D')) {
      await command.put(
        'GROUP=100\nHOME=/home\nINACTIVE=-1\nEXPIRE=\nSHELL=/bin/sh\nSKEL=/etc/skel\nCREATE_MAIL_SPOOL=no\nLOG_INIT=yes\n',
      )
      return 0
    }
    const name = command.args[0]
    if (name === undefined || command.args.length > 1) return command.usage()
    if (!validName(name) && !command.has('badname'))
      return command.die(`invalid user name '${name}': use --badname to ignore`, 3)
    const uidText = command.value('u')
    if (uidText !== undefined && !/^\d+$/.test(uidText)) return command.die(`invalid user ID '${uidText}'`, 3)
    const gidText = command.value('g')
    const primary = gidText === undefined ? undefined : findGroup(sys, gidText)
    if (gidText !== undefined && !primary) return command.die(`group '${gidText}' does not exist`, 6)
    const extra: Group[] = []
    for (const text of command.value('G')?.split(',').filter(Boolean) ?? []) {
      const group = findGroup(sys, text)
      if (!group) return command.die(`group '${text}' does not exist`, 6)
      extra.push(group)
    }
    const shell = command.value('s') ?? '/bin/sh'
    if (shell !== '' && !shell.startsWith('/')) return command.die(`invalid shell '${shell}'`, 3)
    if (userByName(sys, name)) return command.die(`user '${name}' already exists`, 9)
    await needRoot(command)
    const system = command.has('r')
    const uid =
      uidText === undefined
        ? system
          ? freeId(sys, 'uid', 100, 999, true)
          : nextId(sys, 'uid', 1000, 60000)
        : Number(uidText)
    if (uidText !== undefined && !command.has('o') && users(sys).some((user) => user.uid === uid))
      return command.die(`UID ${uid} is not unique`, 4)
    let gid = primary?.gid
    if (gid === undefined) {
      if (command.has('N')) gid = 100
      else {
        if (groupByName(sys, name))
          return command.die(`group ${name} exists - if you want to add this user to that group, use -g.`, 9)
        gid = groups(sys).some((group) => group.gid === uid)
          ? system
            ? freeId(sys, 'gid', 100, 999, true)
            : nextId(sys, 'gid', 1000, 60000)
          : uid
        addGroup(sys, { name, password: 'x', gid, members: [] })
      }
    }
    const user: User = {
      name,
      password: 'x',
      uid,
      gid,
      gecos: command.value('c') ?? '',
      home: command.value('d') ?? `${command.value('b') ?? '/home'}/${name}`,
      shell,
    }
    addUser(sys, user, { shadow: command.value('p') ?? '!' })
    for (const group of extra) joinGroup(sys, name, group.name)
    if (command.has('m') && !command.has('M')) {
      if (!(attempt(() => sys.stat(user.home)) instanceof SysError)) {
        await command.warn(`warning: the home directory ${user.home} already exists.`)
        await command.warn('Not copying any file from skel directory into it.')
      } else {
        const failure = attempt(() => makeHome(sys, user, 0o755, command.value('k') ?? '/etc/skel'))
        if (failure instanceof SysError) return command.die(`cannot create directory ${user.home}`, 12)
      }
    }
    return 0
  },
)

export const usermod = gnu(
  spec('usermod', 'abc:d:e:f:g:G:l:Lmop:rR:P:s:u:UZ:', {
    append: 'a',
    comment: 'c',
    home: 'd',
    expiredate: 'e',
    inactive: 'f',
    gid: 'g',
    groups: 'G',
    login: 'l',
    lock: 'L',
    'move-home': 'm',
    'non-unique': 'o',
    password: 'p',
    remove: 'r',
    root: 'R',
    prefix: 'P',
    shell: 's',
    uid: 'u',
    unlock: 'U',
  }),
  async (command) => {
    const { sys } = command
    const name = command.args[0]
    if (name === undefined || command.args.length > 1) return command.usage()
    const user = userByName(sys, name)
    const list: Group[] = []
    for (const text of command.value('G')?.split(',').filter(Boolean) ?? []) {
      const group = findGroup(sys, text)
      if (!group) return command.die(`group '${text}' does not exist`, 6)
      list.push(group)
    }
    if (!user) return command.die(`user '${name}' does not exist`, 6)
    if (!command.options.length) {
      await command.warn('no options')
      return command.usage()
    }
    if (command.has('a') && !command.has('G')) {
      await command.warn('-a flag is only allowed with the -G flag')
      return command.usage()
    }
    await needRoot(command)
    const next: User = { ...user }
    const gidText = command.value('g')
    if (gidText !== undefined) {
      const group = findGroup(sys, gidText)
      if (!group) return command.die(`group '${gidText}' does not exist`, 6)
      next.gid = group.gid
    }
    next.gecos = command.value('c') ?? next.gecos
    next.home = command.value('d') ?? next.home
    next.shell = command.value('s') ?? next.shell
    const uid = command.value('u')
    if (uid !== undefined) {
      if (!command.has('o') && users(sys).some((other) => other.uid === Number(uid) && other.name !== name))
        return command.die(`UID '${uid}' already exists`, 4)
      next.uid = Number(uid)
    }
    const login = command.value('l')
    if (login !== undefined) {
      if (userByName(sys, login)) return command.die(`user '${login}' already exists`, 9)
      next.name = login
    }
    if (command.has('m') && next.home !== user.home) {
      const moved = attempt(() => sys.rename(user.home, next.home))
      if (moved instanceof SysError) return command.die(`cannot rename directory ${user.home} to ${next.home}`, 12)
    }
    changeUser(sys, name, next)
    if (command.has('G')) {
      if (!command.has('a') && !command.has('r'))
        for (const group of groups(sys))
          if (group.members.includes(next.name) && !list.some((item) => item.name === group.name))
            leaveGroup(sys, next.name, group.name)
      for (const group of list) {
        if (command.has('r')) leaveGroup(sys, next.name, group.name)
        else joinGroup(sys, next.name, group.name)
      }
    }
    const password = command.value('p')
    const field = shadowOf(sys, next.name)?.[1] ?? ''
    if (password !== undefined) setPassword(sys, next.name, password)
    if (command.has('L') && !field.startsWith('!')) setPassword(sys, next.name, `!${field}`)
    if (command.has('U')) {
      if (field === '!' || field === '!!') {
        await command.warn(
          "unlocking the user's password would result in a passwordless account.\nYou should set a password with usermod -p to unlock this user's password.",
        )
        return 1
      }
      setPassword(sys, next.name, field.replace(/^!/, ''))
    }
    return 0
  },
)

export const userdel = gnu(
  spec('userdel', 'frR:P:Z', { force: 'f', remove: 'r', root: 'R', prefix: 'P' }),
  async (command) => {
    const { sys } = command
    const name = command.args[0]
    if (name === undefined || command.args.length > 1) return command.usage()
    const user = userByName(sys, name)
    if (!user) return command.die(`user '${name}' does not exist`, 6)
    await needRoot(command)
    const running = sys.processes().find((process) => process.uid === user.uid)
    if (running && !command.has('f')) return command.die(`user ${name} is currently used by process ${running.pid}`, 8)
    removeUser(sys, name)
    const own = groupByName(sys, name)
    if (own && own.gid === user.gid && !users(sys).some((other) => other.gid === own.gid)) removeGroup(sys, name)
    if (command.has('r')) {
      const spool = `/var/mail/${name}`
      if (attempt(() => sys.unlink(spool)) instanceof SysError)
        await command.warn(`${name} mail spool (${spool}) not found`)
      if (attempt(() => sys.stat(user.home)) instanceof SysError)
        await command.warn(`${name} home directory (${user.home}) not found`)
      else
        await removeTree(sys, user.home, {
          problem: async (path, error) => command.warn(`error removing directory ${path}: ${strerror(error.code)}`),
        })
    }
    return 0
  },
)

export const groupadd = gnu(
  spec('groupadd', 'fg:K:op:rR:P:U:', {
    force: 'f',
    gid: 'g',
    key: 'K',
    'non-unique': 'o',
    password: 'p',
    system: 'r',
    root: 'R',
    prefix: 'P',
    users: 'U',
  }),
  async (command) => {
    const { sys } = command
    const name = command.args[0]
    if (name === undefined || command.args.length > 1) return command.usage()
    if (!validName(name)) return command.die(`'${name}' is not a valid group name`, 3)
    const text = command.value('g')
    if (text !== undefined && !/^\d+$/.test(text)) return command.die(`invalid group ID '${text}'`, 3)
    if (groupByName(sys, name)) return command.has('f') ? 0 : command.die(`group '${name}' already exists`, 9)
    await needRoot(command)
    const taken = text !== undefined && groupById(sys, Number(text)) !== undefined && !command.has('o')
    if (taken && !command.has('f')) return command.die(`GID '${text}' already exists`, 4)
    const gid =
      text !== undefined && !taken
        ? Number(text)
        : command.has('r')
          ? freeId(sys, 'gid', 100, 999, true)
          : nextId(sys, 'gid', 1000, 60000)
    addGroup(sys, {
      name,
      password: command.value('p') ?? 'x',
      gid,
      members: command.value('U')?.split(',').filter(Boolean) ?? [],
    })
    return 0
  },
)
export const groupmod = gnu(
  spec('groupmod', 'g:n:op:R:P:aU:', {
    gid: 'g',
    'new-name': 'n',
    'non-unique': 'o',
    password: 'p',
    append: 'a',
    users: 'U',
  }),
  async (command) => {
    const { sys } = command
    const name = command.args[0]
    if (name === undefined || command.args.length > 1) return command.usage()
    const group = groupByName(sys, name)
    if (!group) return command.die(`group '${name}' does not exist`, 6)
    await needRoot(command)
    const gid = command.value('g')
    if (gid !== undefined && !command.has('o') && groupById(sys, Number(gid)))
      return command.die(`GID '${gid}' already exists`, 4)
    const next = command.value('n')
    if (next !== undefined && groupByName(sys, next)) return command.die(`group '${next}' already exists`, 9)
    const members = command.value('U')?.split(',').filter(Boolean)
    changeGroup(sys, name, {
      ...group,
      name: next ?? name,
      gid: gid === undefined ? group.gid : Number(gid),
      members: members ? (command.has('a') ? [...group.members, ...members] : members) : group.members,
    })
    return 0
  },
)
export const groupdel = gnu(spec('groupdel', 'fR:P:', { force: 'f', root: 'R', prefix: 'P' }), async (command) => {
  const { sys } = command
  const name = command.args[0]
  if (name === undefined || command.args.length > 1) return command.usage()
  const group = groupByName(sys, name)
  if (!group) return command.die(`group '${name}' does not exist`, 6)
  await needRoot(command)
  const owner = users(sys).find((user) => user.gid === group.gid)
  if (owner && !command.has('f')) return command.die(`cannot remove the primary group of user '${owner.name}'`, 8)
  removeGroup(sys, name)
  return 0
})

export const passwd = gnu(
  spec('passwd', 'adei:kln:qr:R:Sux:w:', {
    all: 'a',
    delete: 'd',
    expire: 'e',
    lock: 'l',
    quiet: 'q',
    status: 'S',
    unlock: 'u',
  }),
  async (command) => {
    const { sys } = command
    const own = users(sys).find((user) => user.uid === sys.uid)
    const name = command.args[0] ?? own?.name
    if (command.args.length > 1) return command.usage()
    const user = name === undefined ? undefined : userByName(sys, name)
    if (!user) return command.die(`user '${name}' does not exist`)
    const root = sys.uid === 0
    if (!root && user.uid !== sys.uid)
      return command.die(`You may not view or modify password information for ${user.name}.`)
    const shadow = shadowOf(sys, user.name)
    const field = shadow?.[1] ?? user.password
    if (command.has('S')) {
      const state = field === '' ? 'NP' : /^[!*]/.test(field) ? 'L' : 'P'
      const changed = new Date(Number(shadow?.[2] ?? 0) * 86_400_000).toISOString().slice(0, 10)
      await command.put(
        `${user.name} ${state} ${changed} ${shadow?.[3] || 0} ${shadow?.[4] || 99999} ${shadow?.[5] || 7} ${shadow?.[6] || -1}\n`,
      )
      return 0
    }
    if (command.has('d') || command.has('l') || command.has('u')) {
      if (!root) return command.die('Permission denied.')
      if (command.has('u') && /^!+$/.test(field)) {
        await command.warn(
          'unlocking the password would result in a passwordless account.\nYou should set a password with usermod -p to unlock the password of this account.',
        )
        return 3
      }
      setPassword(
        sys,
        user.name,
        command.has('d') ? '' : command.has('l') ? `!${field.replace(/^!/, '')}` : field.replace(/^!/, ''),
      )
      await command.put('passwd: password changed.\n')
      return 0
    }
    const failed = async (): Promise<number> => {
      await sys.write(2, 'passwd: Authentication token manipulation error\npasswd: password unchanged\n')
      return 10
    }
    if (!root) {
      await sys.write(1, `Changing password for ${user.name}.\n`)
      const current = await askPassword(sys, 'Current password: ')
      if (current === null || !checkPassword(sys, user.name, current)) return failed()
    }
    for (let tries = 0; tries < 3; tries++) {
      const first = await askPassword(sys, 'New password: ')
      const second = first === null ? null : await askPassword(sys, 'Retype new password: ')
      if (first === null || second === null) return failed()
      if (first === '') {
        await sys.write(2, 'No password has been supplied.\n')
        continue
      }
      if (first !== second) {
        await sys.write(2, 'Sorry, passwords do not match.\n')
        return failed()
      }
      setPassword(sys, user.name, hashPassword(sys, first))
      await sys.write(1, 'passwd: password updated successfully\n')
      return 0
    }
    return failed()
  },
)
export const chpasswd = gnu(
  spec('chpasswd', 'c:emR:s:', { 'crypt-method': 'c', encrypted: 'e', md5: 'm' }),
  async (command) => {
    const { sys } = command
    if (sys.euid !== 0) return command.die('Permission denied.')
    const reader = new LineReader(sys, 0)
    let number = 0
    let wrong = false
    for (let line = await reader.next(); line !== null; line = await reader.next()) {
      number++
      const colon = line.indexOf(':')
      if (colon < 0) {
        await command.warn(`line ${number}: missing new password`)
        wrong = true
        continue
      }
      const name = line.slice(0, colon)
      if (!userByName(sys, name)) {
        await command.warn(`(user ${name}) pam_chauthtok() failed, error:\nAuthentication token manipulation error`)
        await command.warn(`(line ${number}, user ${name}) password not changed`)
        wrong = true
        continue
      }
      setPassword(sys, name, command.has('e') ? line.slice(colon + 1) : hashPassword(sys, line.slice(colon + 1)))
    }
    return wrong ? 1 : 0
  },
)
