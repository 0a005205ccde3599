/** Debian's adduser, addgroup, deluser and delgroup, which in truth are Perl scripts around the shadow tools. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import { gnu } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import {
  addGroup,
  addUser,
  askPassword,
  freeId,
  hashPassword,
  joinGroup,
  leaveGroup,
  makeHome,
  removeGroup,
  removeUser,
  setPassword,
} from './lib/accounts.ts'
import { ask } from './lib/ask.ts'
import { groupByName, groups, userByName, users } from './lib/users.ts'
import type { User } from './lib/users.ts'
import { removeTree } from './rm.ts'

const LONG: Record<string, string> = {
  system: 'system',
  group: 'group',
  ingroup: 'ingroup=',
  home: 'home=',
  shell: 'shell=',
  'no-create-home': 'no-create-home',
  uid: 'uid=',
  firstuid: 'firstuid=',
  lastuid: 'lastuid=',
  gid: 'gid=',
  firstgid: 'firstgid=',
  lastgid: 'lastgid=',
  gecos: 'gecos=',
  comment: 'gecos=',
  'disabled-password': 'disabled-password',
  'disabled-login': 'disabled-login',
  'add-extra-groups': 'add-extra-groups',
  quiet: 'q',
  debug: 'debug',
  force: 'f',
  'force-badname': 'allow-badname',
  'allow-badname': 'allow-badname',
  'allow-all-names': 'allow-badname',
  'remove-home': 'remove-home',
  'remove-all-files': 'remove-all-files',
  backup: 'backup',
  'only-if-empty': 'only-if-empty',
  help: 'help',
  version: 'version',
}
const BAD_NAME = `To avoid problems, the username should consist only of
            letters, digits, underscores, periods, at signs and dashes, and
            not start with a dash (as defined by IEEE Std 1003.1-2001). For
            compatibility with Samba machine accounts, $ is also supported
            at the end of the username.  (Use the \`--allow-all-names' option
            to bypass this restriction.)`

async function root(command: Command): Promise<void> {
  if (command.sys.euid !== 0)
    await command.die(
      `Only root may ${command.name.startsWith('add') ? 'add' : 'remove'} a user or group ${command.name.startsWith('add') ? 'to' : 'from'} the system.`,
      1,
    )
}
async function say(command: Command, text: string): Promise<void> {
  if (!command.has('q')) await command.put(text)
}
async function readLine(command: Command, prompt: string): Promise<string> {
  await command.out.flush()
  await command.sys.write(1, prompt)
  let text = ''
  for (;;) {
    const byte = await command.sys.read(0, 1)
    if (!byte.length || byte[0] === 10) return text
    text += String.fromCharCode(byte[0]!)
  }
}

async function newGroup(command: Command, name: string): Promise<number> {
  const { sys } = command
  const system = command.has('system')
  if (groupByName(sys, name)) {
    if (system) {
      await command.warn(`The group \`${name}' already exists as a system group. Exiting.`)
      return 0
    }
    return command.die(`The group \`${name}' already exists.`, 1)
  }
  const text = command.value('gid')
  const gid = text === undefined ? freeId(sys, 'gid', system ? 100 : 1000, system ? 999 : 59999) : Number(text)
  await say(command, `Adding group \`${name}' (GID ${gid}) ...\n`)
  addGroup(sys, { name, password: 'x', gid, members: [] })
  await say(command, 'Done.\n')
  return 0
}
async function newMember(command: Command, name: string, group: string): Promise<number> {
  const { sys } = command
  if (!userByName(sys, name)) return command.die(`The user \`${name}' does not exist.`, 1)
  const found = groupByName(sys, group)
  if (!found) return command.die(`The group \`${group}' does not exist.`, 1)
  if (found.members.includes(name)) {
    await command.warn(`The user \`${name}' is already a member of \`${group}'.`)
    return 0
  }
  await say(command, `Adding user \`${name}' to group \`${group}' ...\n`)
  joinGroup(sys, name, group)
  await say(command, 'Done.\n')
  return 0
}
async function newUser(command: Command, name: string): Promise<number> {
  const { sys } = command
  const system = command.has('system')
  if (userByName(sys, name)) {
    if (system) {
      await command.warn(`The system user \`${name}' already exists. Exiting.`)
      return 0
    }
    return command.die(`The user \`${name}' already exists.`, 1)
  }
  if (!/^[a-z][a-z0-9_-]*$/.test(name) && !command.has('allow-badname')) return command.die(BAD_NAME, 1)
  const uidText = command.value('uid')
  const [low, high] = system
    ? [100, 999]
    : [Number(command.value('firstuid') ?? 1000), Number(command.value('lastuid') ?? 59999)]
  const uid = uidText === undefined ? freeId(sys, 'uid', low, high) : Number(uidText)
  if (uidText !== undefined && users(sys).some((user) => user.uid === uid))
    return command.die(`The UID ${uid} is already in use.`, 1)
  const ingroup = command.value('ingroup')
  const given = ingroup === undefined ? undefined : groupByName(sys, ingroup)
  if (ingroup !== undefined && !given) return command.die(`The group \`${ingroup}' does not exist.`, 1)
  await say(command, system ? `Adding system user \`${name}' (UID ${uid}) ...\n` : `Adding user \`${name}' ...\n`)
  let group = given ?? (system && !command.has('group') ? groupByName(sys, 'nogroup') : undefined)
  if (!group) {
    const gid = groups(sys).some((item) => item.gid === uid) ? freeId(sys, 'gid', low, high) : uid
    await say(
      command,
      system ? `Adding new group \`${name}' (GID ${gid}) ...\n` : `Adding new group \`${name}' (${gid}) ...\n`,
    )
    group = { name, password: 'x', gid, members: [] }
    addGroup(sys, group)
  }
  await say(
    command,
    system
      ? `Adding new user \`${name}' (UID ${uid}) with group \`${group.name}' ...\n`
      : `Adding new user \`${name}' (${uid}) with group \`${group.name} (${group.gid})' ...\n`,
  )
  const user: User = {
    name,
    password: 'x',
    uid,
    gid: group.gid,
    gecos: command.value('gecos') ?? (system ? '' : ',,,'),
    home: command.value('home') ?? (system ? '/nonexistent' : `/home/${name}`),
    shell: command.value('shell') ?? (system ? '/usr/sbin/nologin' : '/bin/bash'),
  }
  if (user.gecos === '' && !system) user.gecos = ',,,'
  addUser(sys, user, { shadow: '!' })
  if (command.has('no-create-home') || user.home === '/nonexistent')
    await say(command, `Not creating home directory \`${user.home}'.\n`)
  else if (!(attempt(() => sys.stat(user.home)) instanceof SysError))
    await command.warn(`The home directory \`${user.home}' already exists.  Not touching this directory.`)
  else {
    await say(command, `Creating home directory \`${user.home}' ...\n`)
    makeHome(sys, user, system ? 0o755 : 0o700)
    if (!system) await say(command, "Copying files from `/etc/skel' ...\n")
  }
  if (system) return 0
  if (!command.has('disabled-password') && !command.has('disabled-login')) {
    await command.out.flush()
    for (;;) {
      const first = await askPassword(sys, 'New password: ')
      const second = first === null ? null : await askPassword(sys, 'Retype new password: ')
      if (first !== null && first !== '' && first === second) {
        setPassword(sys, name, hashPassword(sys, first))
        await say(command, 'passwd: password updated successfully\n')
        break
      }
      await sys.write(
        2,
        first === ''
          ? 'No password has been supplied.\n'
          : first === null
            ? 'Password change aborted.\n'
            : 'Sorry, passwords do not match.\n',
      )
      await sys.write(2, 'passwd: Authentication token manipulation error\npasswd: password unchanged\n')
      if (!(await ask(sys, 'Try again? [y/N] '))) break
    }
  }
  if (command.value('gecos') === undefined) {
    await command.put(
      `Changing the user information for ${name}\nEnter the new value, or press ENTER for the default\n`,
    )
    const parts: string[] = []
    for (const label of ['Full Name', 'Room Number', 'Work Phone', 'Home Phone'])
      parts.push(await readLine(command, `\t${label} []: `))
    const other = await readLine(command, '\tOther []: ')
    await command.sys.write(1, 'Is the information correct? [Y/n] ')
    await readLine(command, '')
    const gecos = [...parts, ...(other ? [other] : [])].join(',')
    sys.writeFile(
      '/etc/passwd',
      sys.readText('/etc/passwd').replace(new RegExp(`^(${name}:x:\\d+:\\d+:)[^:]*`, 'm'), `$1${gecos}`),
    )
  }
  if (groupByName(sys, 'users')) {
    await say(
      command,
      `Adding new user \`${name}' to supplemental / extra groups \`users' ...\nAdding user \`${name}' to group \`users' ...\n`,
    )
    joinGroup(sys, name, 'users')
  }
  return 0
}

export const adduser = gnu({ help: 'adduser', short: 'qhv', long: LONG }, async (command) => {
  if (command.has('version') || command.has('v')) {
    await command.put('adduser version 3.134\n')
    return 0
  }
  await root(command)
  const [name, group, extra] = command.args
  const grouping = command.name === 'addgroup' || (command.has('group') && !command.has('system'))
  if (name === undefined || extra !== undefined) return command.die('Only one or two names allowed.', 1)
  if (group !== undefined)
    return command.name === 'addgroup'
      ? command.die('addgroup with two arguments is an unspecified operation.', 1)
      : newMember(command, name, group)
  return grouping ? newGroup(command, name) : newUser(command, name)
})
export const deluser = gnu({ help: 'deluser', short: 'qhv', long: LONG }, async (command) => {
  const { sys } = command
  await root(command)
  const [name, group, extra] = command.args
  if (name === undefined || extra !== undefined) return command.die('Only one or two names allowed.', 1)
  if (command.name === 'delgroup' || command.has('group')) {
    const found = groupByName(sys, name)
    if (!found) return command.die(`The group \`${name}' does not exist.`, 3)
    const owner = users(sys).find((user) => user.gid === found.gid)
    if (owner) return command.die(`\`${owner.name}' still has \`${name}' as their primary group!`, 7)
    await say(command, `Removing group \`${name}' ...\n`)
    removeGroup(sys, name)
    await say(command, 'Done.\n')
    return 0
  }
  const user = userByName(sys, name)
  if (!user) return command.die(`The user \`${name}' does not exist.`, 2)
  if (group !== undefined) {
    const found = groupByName(sys, group)
    if (!found) return command.die(`The group \`${group}' does not exist.`, 3)
    if (!found.members.includes(name))
      return command.die(`The user \`${name}' is not a member of group \`${group}'.`, 6)
    await say(command, `Removing user \`${name}' from group \`${group}' ...\n`)
    leaveGroup(sys, name, group)
    await say(command, 'Done.\n')
    return 0
  }
  if (command.has('remove-home') || command.has('remove-all-files')) {
    await say(command, 'Looking for files to backup/remove ...\nRemoving files ...\n')
    await removeTree(sys, user.home, { problem: async () => {} })
  }
  await say(command, `Removing user \`${name}' ...\n`)
  removeUser(sys, name)
  const own = groupByName(sys, name)
  if (own && own.gid === user.gid && !own.members.length) removeGroup(sys, name)
  await say(command, 'Done.\n')
  return 0
})
