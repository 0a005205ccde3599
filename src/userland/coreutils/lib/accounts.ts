/** Changing /etc/passwd, /etc/group and /etc/shadow: what useradd, adduser, usermod, passwd and BusyBox's applets share. */
import { sha512 } from '@noble/hashes/sha2.js'
import { encode } from '../../../base/bytes.ts'
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { join } from './paths.ts'
import { groups, users } from './users.ts'
import type { Group, User } from './users.ts'

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Files that hold accounts: a new text goes beside and over the old one, which stays as "file-". */
export function replaceFile(sys: Sys, path: string, text: string): void {
  const old = attempt(() => sys.readText(path))
  const stat = attempt(() => sys.stat(path))
  if (!(old instanceof SysError)) {
    sys.writeFile(`${path}-`, old)
    if (!(stat instanceof SysError)) {
      sys.chmod(`${path}-`, stat.mode & 0o777)
      sys.chown(`${path}-`, stat.uid, stat.gid)
    }
  }
  const fresh = `${path}+`
  sys.writeFile(fresh, text, { mode: 0o600 })
  if (!(stat instanceof SysError)) {
    sys.chown(fresh, stat.uid, stat.gid)
    sys.chmod(fresh, stat.mode & 0o777)
  } else sys.chmod(fresh, path.includes('shadow') ? 0o640 : 0o644)
  sys.rename(fresh, path)
}
function edit(sys: Sys, path: string, change: (lines: string[]) => string[]): void {
  const old = attempt(() => sys.readText(path))
  const lines = old instanceof SysError ? [] : old.split('\n').filter((line) => line !== '')
  replaceFile(
    sys,
    path,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}
export const userLine = (user: User): string =>
  `${user.name}:${user.password}:${user.uid}:${user.gid}:${user.gecos}:${user.home}:${user.shell}`
export const groupLine = (group: Group): string =>
  `${group.name}:${group.password}:${group.gid}:${group.members.join(',')}`
export const daysNow = (sys: Sys): number => Math.floor(sys.now() / 86_400_000)
export const hasShadow = (sys: Sys): boolean => !(attempt(() => sys.stat('/etc/shadow')) instanceof SysError)

export function addUser(sys: Sys, user: User, options: { shadow: string }): void {
  edit(sys, '/etc/passwd', (lines) => [...lines, userLine(user)])
  if (hasShadow(sys))
    edit(sys, '/etc/shadow', (lines) => [...lines, `${user.name}:${options.shadow}:${daysNow(sys)}:0:99999:7:::`])
}
export function changeUser(sys: Sys, name: string, user: User): void {
  edit(sys, '/etc/passwd', (lines) => lines.map((line) => (line.startsWith(`${name}:`) ? userLine(user) : line)))
  if (name !== user.name) {
    if (hasShadow(sys))
      edit(sys, '/etc/shadow', (lines) =>
        lines.map((line) => (line.startsWith(`${name}:`) ? user.name + line.slice(name.length) : line)),
      )
    edit(sys, '/etc/group', (lines) => lines.map((line) => replaceMember(line, name, user.name)))
  }
}
export function removeUser(sys: Sys, name: string): void {
  edit(sys, '/etc/passwd', (lines) => lines.filter((line) => !line.startsWith(`${name}:`)))
  if (hasShadow(sys)) edit(sys, '/etc/shadow', (lines) => lines.filter((line) => !line.startsWith(`${name}:`)))
  edit(sys, '/etc/group', (lines) => lines.map((line) => replaceMember(line, name, undefined)))
}
function replaceMember(line: string, name: string, next: string | undefined): string {
  const parts = line.split(':')
  const members = (parts[3] ?? '').split(',').filter((m) => m !== '')
  if (!members.includes(name)) return line
  const changed = next === undefined ? members.filter((m) => m !== name) : members.map((m) => (m === name ? next : m))
  return [...parts.slice(0, 3), changed.join(',')].join(':')
}
export function addGroup(sys: Sys, group: Group): void {
  edit(sys, '/etc/group', (lines) => [...lines, groupLine(group)])
}
export function removeGroup(sys: Sys, name: string): void {
  edit(sys, '/etc/group', (lines) => lines.filter((line) => !line.startsWith(`${name}:`)))
}
export function changeGroup(sys: Sys, name: string, group: Group): void {
  edit(sys, '/etc/group', (lines) => lines.map((line) => (line.startsWith(`${name}:`) ? groupLine(group) : line)))
}
export function joinGroup(sys: Sys, name: string, group: string): void {
  const found = groups(sys).find((item) => item.name === group)
  if (found && !found.members.includes(name)) changeGroup(sys, group, { ...found, members: [...found.members, name] })
}
export function leaveGroup(sys: Sys, name: string, group: string): void {
  const found = groups(sys).find((item) => item.name === group)
  if (found) changeGroup(sys, group, { ...found, members: found.members.filter((member) => member !== name) })
}
/** The first number of the range that neither a user nor a group of that kind has. */
export function freeId(sys: Sys, kind: 'uid' | 'gid', from: number, to: number, downwards = false): number {
  const taken = new Set(kind === 'uid' ? users(sys).map((user) => user.uid) : groups(sys).map((group) => group.gid))
  if (downwards) for (let id = to; id >= from; id--) if (!taken.has(id)) return id
  for (let id = from; id <= to; id++) if (!taken.has(id)) return id
  return to
}
/** After the highest number in use within the range, as useradd counts. */
export function nextId(sys: Sys, kind: 'uid' | 'gid', from: number, to: number): number {
  const taken = (kind === 'uid' ? users(sys).map((user) => user.uid) : groups(sys).map((group) => group.gid)).filter(
    (id) => id >= from && id <= to,
  )
  const next = taken.length ? Math.max(...taken) + 1 : from
  return next <= to ? next : freeId(sys, kind, from, to)
}

export const shadowOf = (sys: Sys, name: string): string[] | undefined => {
  const text = attempt(() => sys.readText('/etc/shadow'))
  if (text instanceof SysError) return undefined
  return text
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':')
}
/** Sets the password field, in shadow when there is an entry. */
export function setPassword(sys: Sys, name: string, hash: string): void {
  if (shadowOf(sys, name))
    edit(sys, '/etc/shadow', (lines) =>
      lines.map((line) => {
        const parts = line.split(':')
        return parts[0] === name ? [name, hash, String(daysNow(sys)), ...parts.slice(3)].join(':') : line
      }),
    )
  else
    edit(sys, '/etc/passwd', (lines) =>
      lines.map((line) => (line.startsWith(`${name}:`) ? [name, hash, ...line.split(':').slice(2)].join(':') : line)),
    )
}
/** Looks like SHA-512 crypt; the digest is a single round of SHA-512, which is enough for accounts that hold nothing. */
export function hashPassword(sys: Sys, password: string, salt?: string): string {
  const chosen = salt ?? Array.from({ length: 16 }, () => ALPHABET[sys.rng.int(64)]!).join('')
  const digest = sha512(encode(`${chosen}$${password}`))
  let out = ''
  for (let i = 0; i + 2 < digest.length; i += 3) {
    const bits = (digest[i]! << 16) | (digest[i + 1]! << 8) | digest[i + 2]!
    for (let k = 0; k < 4; k++) out += ALPHABET[(bits >> (6 * k)) & 63]
  }
  return `$6$${chosen}$${out}`
}
export function checkPassword(sys: Sys, name: string, password: string): boolean {
  const field = shadowOf(sys, name)?.[1] ?? users(sys).find((user) => user.name === name)?.password ?? '*'
  if (field === '') return password === ''
  const salt = /^\$6\$([^$]*)\$/.exec(field)?.[1]
  return salt !== undefined && hashPassword(sys, password, salt) === field
}

/** A new home: made, filled from the skeleton, given to its user. */
export function makeHome(sys: Sys, user: User, mode: number, skeleton = '/etc/skel'): void {
  sys.mkdir(user.home, 0o755)
  copySkeleton(sys, skeleton, user.home, user)
  sys.chown(user.home, user.uid, user.gid)
  sys.chmod(user.home, mode)
}
function copySkeleton(sys: Sys, from: string, to: string, user: User): void {
  const entries = attempt(() => sys.readdir(from))
  if (entries instanceof SysError) return
  for (const { name } of entries) {
    if (name === '.' || name === '..') continue
    const [source, target] = [join(from, name), join(to, name)]
    const stat = sys.lstat(source)
    if (isDir(stat)) {
      sys.mkdir(target, stat.mode & 0o777)
      copySkeleton(sys, source, target, user)
    } else if ((stat.mode & 0o170000) === 0o120000) sys.symlink(sys.readlink(source), target)
    else {
      sys.writeFile(target, sys.readFile(source))
      sys.chmod(target, stat.mode & 0o777)
    }
    sys.chown(target, user.uid, user.gid, { follow: false })
  }
}

/** A line from the terminal without echo. */
export async function askPassword(sys: Sys, prompt: string): Promise<string | null> {
  await sys.write(2, prompt)
  const tty = attempt(() => sys.isatty(0)) === true
  const saved = tty ? sys.tcgetattr(0) : undefined
  if (saved) sys.tcsetattr(0, { ...saved, cc: { ...saved.cc }, ECHO: false, ECHONL: false })
  let text = ''
  let ended = false
  try {
    for (;;) {
      const byte = await sys.read(0, 1)
      if (!byte.length) {
        ended = text === ''
        break
      }
      if (byte[0] === 10) break
      text += String.fromCharCode(byte[0]!)
    }
  } finally {
    if (saved) sys.tcsetattr(0, saved)
  }
  if (tty) await sys.write(2, '\n')
  return ended ? null : text
}
