/** --chown: names looked up in the image's own files (moby builder/dockerfile/internals_linux.go). */
import { decode } from '../../base/bytes.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'
import { ClassicError } from './errors.ts'
import type { ClassicHost } from './host.ts'

export interface Owner {
  uid: number
  gid: number
}
export function chownOf(host: ClassicHost, files: TreeFileSystem, text: string): Owner {
  const parts = text.split(':')
  if (parts.length > 2) throw new ClassicError(`invalid chown string format: ${text}`)
  const [user = '', group = user] = parts
  return { uid: lookUp(host, files, user, 'user'), gid: lookUp(host, files, group, 'group') }
}
function lookUp(host: ClassicHost, files: TreeFileSystem, name: string, kind: 'user' | 'group'): number {
  if (/^[+-]?\d+$/.test(name)) return Number(name)
  const path = host.resolve(files, kind === 'user' ? '/etc/passwd' : '/etc/group')
  const what = `can't find ${kind === 'user' ? 'uid for user' : 'gid for group'} ${name}`
  if (!files.exists(path)) throw new ClassicError(`${what}: open ${path}: no such file or directory`)
  for (const line of decode(files.readFile(path)).split('\n')) {
    const fields = line.split(':')
    if (fields[0] === name && fields[2] !== undefined) return Number(fields[2])
  }
  throw new ClassicError(`${what}: no such ${kind}: ${name}`)
}
