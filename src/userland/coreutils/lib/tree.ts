/** Walking trees for chmod, chown and du: parents first, links as the flags say. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { isDir, isLink } from '../../../base/abi/files.ts'
import type { Stat } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { join } from './paths.ts'

export interface TreeFace {
  /** `stat` is of the file itself; a link is not followed unless `followed`. */
  visit(path: string, stat: Stat, followed: boolean): Promise<void>
  unreadable(path: string, error: SysError): Promise<void>
  missing(path: string, error: SysError): Promise<void>
}
export async function walkTree(
  sys: Sys,
  path: string,
  follow: 'none' | 'arguments' | 'all',
  face: TreeFace,
  top = true,
): Promise<void> {
  const followed = follow === 'all' || (follow === 'arguments' && top)
  const stat = attempt(() => (followed ? sys.stat(path) : sys.lstat(path)))
  if (stat instanceof SysError) return face.missing(path, stat)
  await face.visit(path, stat, followed && isLink(sys.lstat(path)))
  if (!isDir(stat)) return
  const entries = attempt(() => sys.readdir(path))
  if (entries instanceof SysError) return face.unreadable(path, entries)
  for (const [i, { name }] of entries.entries()) {
    if (name === '.' || name === '..') continue
    if (i % 256 === 255) await sys.breathe()
    await walkTree(sys, join(path, name), follow, face, false)
  }
}
