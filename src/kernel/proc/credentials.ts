/** User and group ids of a process (credentials(7)); immutable, so that fork shares them. Capabilities are reduced to "effective uid 0". */
import { SysError } from '../../base/abi/errno.ts'
import type { Credentials } from './types.ts'

/** Also what permission checks take: `uid` and `gid` are the effective ids there. */
export interface Ids {
  readonly ruid: number
  readonly euid: number
  readonly suid: number
  readonly rgid: number
  readonly egid: number
  readonly sgid: number
  readonly effective: Credentials
}

const make = (ids: Omit<Ids, 'effective'>, groups: number[]): Ids => ({
  ...ids,
  effective: { uid: ids.euid, gid: ids.egid, groups },
})

export const idsOf = (credentials: Credentials): Ids => {
  const { uid, gid, groups } = credentials
  return make({ ruid: uid, euid: uid, suid: uid, rgid: gid, egid: gid, sgid: gid }, [...groups])
}
/** setuid(2): root sets all three, others switch between their own. EPERM. */
export function setuid(ids: Ids, uid: number): Ids {
  if (ids.euid === 0) return make({ ...ids, ruid: uid, euid: uid, suid: uid }, ids.effective.groups)
  if (uid !== ids.ruid && uid !== ids.suid) throw new SysError('EPERM')
  return make({ ...ids, euid: uid }, ids.effective.groups)
}
export function setgid(ids: Ids, gid: number): Ids {
  if (ids.euid === 0) return make({ ...ids, rgid: gid, egid: gid, sgid: gid }, ids.effective.groups)
  if (gid !== ids.rgid && gid !== ids.sgid) throw new SysError('EPERM')
  return make({ ...ids, egid: gid }, ids.effective.groups)
}
export function setgroups(ids: Ids, groups: readonly number[]): Ids {
  if (ids.euid !== 0) throw new SysError('EPERM')
  return make(ids, [...groups])
}
/** execve(2) of a file with setuid or setgid bits; the saved ids follow the effective ones in any case. */
export function onExec(ids: Ids, owner: { uid?: number; gid?: number }): Ids {
  const euid = owner.uid ?? ids.euid
  const egid = owner.gid ?? ids.egid
  if (euid === ids.euid && egid === ids.egid && ids.suid === euid && ids.sgid === egid) return ids
  return make({ ...ids, euid, suid: euid, egid, sgid: egid }, ids.effective.groups)
}
