/**
 * `--user` and HOME: names and numbers looked up in the container's own /etc/passwd and /etc/group (moby/sys/user GetExecUser).
 */
import { decode } from '../../base/bytes.ts'
import { invalid } from '../../api/types/index.ts'
import type { Credentials } from '../../kernel/proc/types.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'

const ID_MAX = 2147483647

interface PasswdEntry {
  name: string
  uid: number
  gid: number
  home: string
}
interface GroupEntry {
  name: string
  gid: number
  members: string[]
}
export interface ExecUser {
  readonly credentials: Credentials
  readonly home: string
}
function lines(fs: TreeFileSystem, path: string): string[][] {
  try {
    return decode(fs.readFile(path))
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((line) => line.split(':'))
  } catch {
    return []
  }
}
const passwd = (fs: TreeFileSystem): PasswdEntry[] =>
  lines(fs, '/etc/passwd').map((f) => ({ name: f[0]!, uid: Number(f[2]), gid: Number(f[3]), home: f[5] ?? '' }))
const group = (fs: TreeFileSystem): GroupEntry[] =>
  lines(fs, '/etc/group').map((f) => ({
    name: f[0]!,
    gid: Number(f[2]),
    members: (f[3] ?? '').split(',').filter(Boolean),
  }))
const isNumber = (text: string): boolean => /^-?\d+$/.test(text)
function checkId(id: number): number {
  if (id < 0 || id > ID_MAX) throw invalid('uids and gids must be in range 0-2147483647')
  return id
}

/** `spec`: "", "name", "uid", "user:group". `groupAdd`: names or numbers. Throws invalidParameter in dockerd's words. */
export function resolveUser(fs: TreeFileSystem, spec: string, groupAdd: readonly string[] = []): ExecUser {
  const [userText = '', groupText = ''] = spec.split(':')
  const users = passwd(fs)
  const groups = group(fs)
  const wanted = userText === '' ? '0' : userText
  const entry = users.find((user) => user.name === wanted || (isNumber(wanted) && user.uid === Number(wanted)))
  let uid = entry?.uid ?? 0
  let gid = entry?.gid ?? 0
  if (!entry && userText !== '') {
    if (!isNumber(userText)) throw invalid(`unable to find user ${userText}: no matching entries in passwd file`)
    uid = checkId(Number(userText))
  }
  let supplementary: number[] = []
  if (groupText !== '') {
    const found = groups.find((g) => g.name === groupText || (isNumber(groupText) && g.gid === Number(groupText)))
    if (found) gid = found.gid
    else if (isNumber(groupText)) gid = checkId(Number(groupText))
    else throw invalid(`unable to find group ${groupText}: no matching entries in group file`)
  } else if (entry) {
    supplementary = groups.filter((g) => g.members.includes(entry.name)).map((g) => g.gid)
  }
  for (const text of groupAdd) {
    const found = groups.find((g) => g.name === text || (isNumber(text) && g.gid === Number(text)))
    if (found) supplementary.push(found.gid)
    else if (isNumber(text)) supplementary.push(checkId(Number(text)))
    else throw invalid(`Unable to find group ${text}: no matching entries in group file`)
  }
  // The primary group is among the supplementary ones, so that dropping it needs setgroups (CVE-2022-36109).
  // The kernel sorts them (kernel/groups.c groups_sort).
  const all = [gid, ...supplementary].sort((a, b) => a - b)
  return { credentials: { uid, gid, groups: all }, home: entry?.home || '/' }
}
