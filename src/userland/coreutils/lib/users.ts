/** /etc/passwd and /etc/group as getpwnam(3) and getgrnam(3) read them. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'

export interface User {
  name: string
  password: string
  uid: number
  gid: number
  gecos: string
  home: string
  shell: string
}
export interface Group {
  name: string
  password: string
  gid: number
  members: string[]
}
export function lines(sys: Sys, path: string): string[] {
  const text = attempt(() => sys.readText(path))
  return text instanceof SysError ? [] : text.split('\n').filter((line) => line !== '')
}
export function users(sys: Sys): User[] {
  return lines(sys, '/etc/passwd').flatMap((line) => {
    const [name, password, uid, gid, gecos, home, shell] = line.split(':')
    if (!name || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '')) return []
    return [
      {
        name,
        password: password ?? '',
        uid: Number(uid),
        gid: Number(gid),
        gecos: gecos ?? '',
        home: home ?? '',
        shell: shell ?? '',
      },
    ]
  })
}
export function groups(sys: Sys): Group[] {
  return lines(sys, '/etc/group').flatMap((line) => {
    const [name, password, gid, members] = line.split(':')
    if (!name || !/^\d+$/.test(gid ?? '')) return []
    return [
      { name, password: password ?? '', gid: Number(gid), members: (members ?? '').split(',').filter((m) => m !== '') },
    ]
  })
}
export const userByName = (sys: Sys, name: string): User | undefined => users(sys).find((user) => user.name === name)
export const userById = (sys: Sys, uid: number): User | undefined => users(sys).find((user) => user.uid === uid)
export const groupByName = (sys: Sys, name: string): Group | undefined => groups(sys).find((g) => g.name === name)
export const groupById = (sys: Sys, gid: number): Group | undefined => groups(sys).find((g) => g.gid === gid)

/** Names of ids, each looked up once. */
export class Names {
  private readonly userNames: Map<number, string>
  private readonly groupNames: Map<number, string>
  constructor(sys: Sys) {
    this.userNames = new Map(
      users(sys)
        .map((user): [number, string] => [user.uid, user.name])
        .reverse(),
    )
    this.groupNames = new Map(
      groups(sys)
        .map((group): [number, string] => [group.gid, group.name])
        .reverse(),
    )
  }
  user(uid: number): string | undefined {
    return this.userNames.get(uid)
  }
  group(gid: number): string | undefined {
    return this.groupNames.get(gid)
  }
}
/** getgrouplist(3): the primary group first, then those of /etc/group in its order. */
export function groupsOf(sys: Sys, name: string, gid: number): number[] {
  const list = [gid]
  for (const group of groups(sys)) if (group.members.includes(name) && !list.includes(group.gid)) list.push(group.gid)
  return list
}
