/** Discretionary access (path_resolution(7), fs/namei.c generic_permission): owner, group, others; root passes, except to execute what nobody may. */
import { S_IFDIR, S_IFMT, S_IFREG, S_ISGID, S_ISUID, S_ISVTX, X_OK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { Credentials } from '../proc/types.ts'

export interface Owned {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

export const inGroup = (credentials: Credentials, gid: number): boolean =>
  credentials.gid === gid || credentials.groups.includes(gid)

/** `mask`: R_OK | W_OK | X_OK. */
export function permitted(file: Owned, credentials: Credentials, mask: number): boolean {
  if (credentials.uid === 0) return !(mask & X_OK) || (file.mode & S_IFMT) === S_IFDIR || (file.mode & 0o111) !== 0
  const shift = credentials.uid === file.uid ? 6 : inGroup(credentials, file.gid) ? 3 : 0
  return ((file.mode >> shift) & mask) === mask
}

export function demand(file: Owned, credentials: Credentials, mask: number, path: string): void {
  if (!permitted(file, credentials, mask)) throw new SysError('EACCES', path)
}

/** CAP_FOWNER or the owner: chmod, utimes with given times, links in sticky directories. */
export const owns = (file: Owned, credentials: Credentials): boolean =>
  credentials.uid === 0 || credentials.uid === file.uid

/** The sticky bit: only the owner of the file or of the directory may remove or rename an entry. */
export const stickyForbids = (dir: Owned, file: Owned, credentials: Credentials): boolean =>
  (dir.mode & S_ISVTX) !== 0 && !owns(file, credentials) && !owns(dir, credentials)

/**
 * file_remove_privs: the mode that a regular file has after its data were changed by somebody who is not root: without setuid, without setgid
 * when the group may execute it. The same mode when nothing changes.
 */
export function modeAfterWrite(file: Owned, credentials: Credentials): number {
  if (credentials.uid === 0 || (file.mode & S_IFMT) !== S_IFREG || !(file.mode & (S_ISUID | S_ISGID))) return file.mode
  return file.mode & ~S_ISUID & ~(file.mode & 0o010 || !inGroup(credentials, file.gid) ? S_ISGID : 0)
}
