/** Names of --chown in the image's own passwd and group (llbsolver/file user_linux.go): who is not there is root. */
import { decode } from '../../base/bytes.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'
import { BuildError } from '../errors.ts'

export interface Ids {
  uid: number
  gid: number
}
function lines(fs: TreeFileSystem, path: string): string[][] {
  try {
    return decode(fs.readFile(path))
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    return []
  }
}
/** null: nothing was asked for. */
export function ownerOf(fs: TreeFileSystem, text: string): Ids | null {
  if (text === '') return null
  const parts = text.split(':')
  if (parts.length > 2) throw new BuildError(`invalid chown string: ${JSON.stringify(text)}`)
  const [user = '', group] = parts
  let uid = 0
  let gid = 0
  if (/^\d+$/.test(user)) uid = gid = Number(user)
  else if (user !== '') {
    const found = lines(fs, '/etc/passwd').find((fields) => fields[0] === user)
    uid = Number(found?.[2] ?? 0)
    gid = Number(found?.[3] ?? 0)
  }
  if (group !== undefined && group !== '') {
    if (/^\d+$/.test(group)) gid = Number(group)
    else gid = Number(lines(fs, '/etc/group').find((fields) => fields[0] === group)?.[2] ?? 0)
  }
  return { uid, gid }
}
