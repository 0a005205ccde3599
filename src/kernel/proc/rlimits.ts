/** Resource limits (getrlimit(2)) by lower-case name without RLIMIT_: "nofile", "nproc". Enforced: nofile, nproc, fsize; the others are only kept. */
import { SysError } from '../../base/abi/errno.ts'

export type Limit = readonly [soft: number, hard: number]
const NONE: Limit = [Infinity, Infinity]

/** What a login on Debian 12 gets; dockerd raises nofile for containers. */
const DEFAULTS: Readonly<Record<string, Limit>> = {
  cpu: NONE,
  fsize: NONE,
  data: NONE,
  stack: [8388608, Infinity],
  core: [0, Infinity],
  rss: NONE,
  nproc: [95977, 95977],
  nofile: [1024, 1048576],
  memlock: [8388608, 8388608],
  as: NONE,
  locks: NONE,
  sigpending: [95977, 95977],
  msgqueue: [819200, 819200],
  nice: [0, 0],
  rtprio: [0, 0],
  rttime: NONE,
}
const key = (name: string): string => name.toLowerCase().replace(/^rlimit_/, '')

export class Rlimits {
  private readonly own: Readonly<Record<string, Limit>>
  constructor(own: Readonly<Record<string, Limit>> = DEFAULTS) {
    this.own = own
  }
  static of(limits: Readonly<Record<string, Limit>> | undefined): Rlimits {
    if (!limits) return new Rlimits()
    const own: Record<string, Limit> = { ...DEFAULTS }
    for (const [name, limit] of Object.entries(limits)) own[key(name)] = limit
    return new Rlimits(own)
  }
  get(name: string): Limit {
    const limit = this.own[key(name)]
    if (!limit) throw new SysError('EINVAL')
    return limit
  }
  soft(name: 'nofile' | 'nproc' | 'fsize'): number {
    return this.own[name]![0]
  }
  /** A copy with one changed. EINVAL: soft above hard; EPERM: only root raises a hard limit. */
  with(name: string, soft: number, hard: number, privileged: boolean): Rlimits {
    const old = this.get(name)
    if (soft > hard) throw new SysError('EINVAL')
    if (hard > old[1] && !privileged) throw new SysError('EPERM')
    return new Rlimits({ ...this.own, [key(name)]: [soft, hard] })
  }
}
