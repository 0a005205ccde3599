/** /proc/PID: what is known of one process. Everything is looked up anew, so that a process that has gone reads as ESRCH. */
import { S_IFDIR, S_IFLNK, type DirEntry } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Inode, MagicTarget } from '../../vfs/filesystem.ts'
import { pathOf } from '../../vfs/walk.ts'
import type { Location } from '../../vfs/mount-namespace.ts'
import { SyntheticInode, type SyntheticFs } from '../synthetic/inode.ts'
import { ContentFile, TextLink, type Content } from '../synthetic/nodes.ts'
import { mountinfoText, mountsText } from './mount-table.ts'
import { netDirectory } from './net.ts'
import { ioText, limitsText, mapsText, statmText, statText, statusText } from './process-text.ts'
import type { ProcProcess, ProcSource } from './source.ts'

/** Inode numbers of process N lie from PID_BASE + N * PID_STRIDE, those of its thread's directory TASK_BASE further. */
const PID_BASE = 1 << 20
const PID_STRIDE = 1 << 13
const TASK_BASE = 2 ** 36
const NS_OFFSET = 900
const FD_OFFSET = 1024
const FDINFO_OFFSET = 4096
export const pidIno = (pid: number): number => PID_BASE + pid * PID_STRIDE

interface Place {
  fs: SyntheticFs
  source: ProcSource
  pid: number
  /** Number of the directory itself. */
  base: number
}
function living(place: Place): ProcProcess {
  const process = place.source.process(place.pid)
  if (!process) throw new SysError('ESRCH')
  return process
}
function inspect(place: Place, caller: unknown): ProcProcess {
  const process = living(place)
  if (!place.source.mayInspect(caller, place.pid)) throw new SysError('EACCES')
  return process
}

type Maker = (place: Place, ino: number, up: Inode) => Inode

const file =
  (content: (place: Place) => Content, mode = 0o444): Maker =>
  (place, ino) =>
    new ContentFile(place.fs, content(place), { ino, mode, ...owner(place) })
const text = (read: (process: ProcProcess, place: Place) => string, mode?: number): Maker =>
  file((place) => ({ read: () => read(living(place), place) }), mode)
/** Texts that only root and the same user may read. */
const secret = (read: (process: ProcProcess, place: Place) => string, mode: number): Maker =>
  file((place) => ({ read: (caller) => read(inspect(place, caller), place) }), mode)

/** exe, cwd, root: the text is a path, following goes straight to the place. */
const placeLink =
  (find: (process: ProcProcess) => { location: Location | null; text?: string }): Maker =>
  (place, ino) =>
    new MagicLink(place, ino, 0o777, (process) => {
      const { location, text } = find(process)
      return {
        text: text ?? (location ? pathOf(location, process.mounts.root) : null) ?? '',
        target: location ? { location } : undefined,
      }
    })

class MagicLink extends SyntheticInode {
  private readonly place: Place
  private readonly find: (process: ProcProcess) => { text: string; target: MagicTarget | undefined }
  constructor(place: Place, ino: number, mode: number, find: MagicLink['find']) {
    super(place.fs, ino, S_IFLNK, { mode, ...owner(place) })
    this.place = place
    this.find = find
  }
  override readlink(caller?: unknown): string {
    const { text } = this.find(inspect(this.place, caller))
    if (text === '') throw new SysError('ENOENT')
    return text
  }
  follow(caller: unknown): MagicTarget {
    const { target } = this.find(inspect(this.place, caller))
    if (!target) throw new SysError('ENOENT')
    return target
  }
}

const terminated = (list: readonly string[]): string => list.map((item) => `${item}\0`).join('')

const number = (text: string): number => {
  const value = Number(text.trim())
  if (!Number.isInteger(value) || text.trim() === '') throw new SysError('EINVAL')
  return value
}

/** In the order of readdir(3). */
const ENTRIES: readonly (readonly [name: string, make: Maker])[] = [
  ['task', (place, ino, up) => new TaskDir(place, ino, up)],
  ['fd', (place, ino, up) => new FdDir(place, ino, up)],
  ['fdinfo', (place, ino, up) => new FdInfoDir(place, ino, up)],
  ['ns', (place, ino, up) => new NamespaceDir(place, ino, up)],
  ['net', (place, ino, up) => netDirectory(place.fs, up, () => living(place).net, ino)],
  ['environ', secret((p) => terminated(Object.entries(p.env).map(([key, value]) => `${key}=${value}`)), 0o400)],
  ['auxv', secret(() => '', 0o400)],
  ['status', text((p, place) => statusText(p, place.source.system))],
  ['limits', text(limitsText)],
  [
    'comm',
    file(
      (place) => ({
        read: () => `${living(place).info().comm}\n`,
        write: (value, caller) => inspect(place, caller).setComm(value.replace(/\n[^]*$/, '').slice(0, 15)),
      }),
      0o644,
    ),
  ],
  ['cmdline', text((p) => (p.info().state === 'Z' ? '' : terminated(p.info().argv)))],
  ['stat', text((p, place) => statText(p, place.source.system))],
  ['statm', text(statmText)],
  ['maps', secret(mapsText, 0o444)],
  ['cwd', placeLink((p) => ({ location: p.cwd }))],
  ['root', placeLink((p) => ({ location: p.root }))],
  ['exe', placeLink((p) => ({ location: p.exe.location, text: p.exe.path }))],
  ['mounts', text((p) => mountsText(p.mounts, p.root))],
  ['mountinfo', text((p) => mountinfoText(p.mounts, p.root))],
  ['cgroup', text((p) => `0::${p.cgroupPath}\n`)],
  ['oom_score', text((p) => `${Math.max(0, Math.round(666 + p.oomScoreAdj * 0.667))}\n`)],
  [
    'oom_score_adj',
    file(
      (place) => ({
        read: () => `${living(place).oomScoreAdj}\n`,
        write: (value, caller) => {
          const process = inspect(place, caller)
          const adj = number(value)
          if (adj < -1000 || adj > 1000) throw new SysError('EINVAL')
          // Lowering needs CAP_SYS_RESOURCE.
          if (adj < process.oomScoreAdj && !place.source.isRoot(caller)) throw new SysError('EACCES')
          process.oomScoreAdj = adj
        },
      }),
      0o644,
    ),
  ],
  ['io', secret(ioText, 0o400)],
  ['loginuid', text(() => '4294967295')],
  ['sessionid', text(() => '4294967295')],
  ['uid_map', text(() => '         0          0 4294967295\n')],
  ['gid_map', text(() => '         0          0 4294967295\n')],
  ['setgroups', text(() => 'allow\n')],
  ['wchan', text(() => '0')],
]
/** What a thread's directory has of it. */
const TASK_ENTRIES = new Set([
  'fd',
  'fdinfo',
  'ns',
  'environ',
  'status',
  'comm',
  'cmdline',
  'stat',
  'statm',
  'cwd',
  'root',
  'exe',
  'mounts',
  'cgroup',
])

function owner(place: Place): { uid: number; gid: number } {
  const process = place.source.process(place.pid)
  return { uid: process?.uids[1] ?? 0, gid: process?.gids[1] ?? 0 }
}

export class ProcessDir extends SyntheticInode {
  private readonly place: Place
  private readonly up: Inode
  private readonly task: boolean
  constructor(fs: SyntheticFs, source: ProcSource, pid: number, up: Inode, task = false) {
    const place = { fs, source, pid, base: pidIno(pid) + (task ? TASK_BASE : 0) }
    super(fs, place.base, S_IFDIR, { mode: 0o555, ...owner(place) })
    this.place = place
    this.up = up
    this.task = task
  }
  private get list(): typeof ENTRIES {
    return this.task ? ENTRIES.filter(([name]) => TASK_ENTRIES.has(name)) : ENTRIES
  }
  override get linked(): boolean {
    return this.place.source.process(this.place.pid) !== undefined
  }
  override parent(): Inode {
    return this.up
  }
  override lookup(name: string): Inode | null {
    living(this.place)
    const index = this.list.findIndex(([entry]) => entry === name)
    return index < 0 ? null : this.list[index]![1](this.place, this.place.base + 1 + index, this)
  }
  override readdir(): DirEntry[] {
    living(this.place)
    return this.list.map(([name, make], index) => {
      const ino = this.place.base + 1 + index
      return { name, ino, type: make(this.place, ino, this).type }
    })
  }
}

abstract class SubDir extends SyntheticInode {
  protected readonly place: Place
  private readonly up: Inode
  constructor(place: Place, ino: number, up: Inode, mode: number) {
    super(place.fs, ino, S_IFDIR, { mode, ...owner(place) })
    this.place = place
    this.up = up
  }
  override parent(): Inode {
    return this.up
  }
}

class TaskDir extends SubDir {
  constructor(place: Place, ino: number, up: Inode) {
    super(place, ino, up, 0o555)
  }
  override lookup(name: string): Inode | null {
    const { fs, source, pid } = this.place
    return name === String(pid) ? new ProcessDir(fs, source, pid, this, true) : null
  }
  override readdir(): DirEntry[] {
    living(this.place)
    return [{ name: String(this.place.pid), ino: pidIno(this.place.pid) + TASK_BASE, type: S_IFDIR }]
  }
}

class FdDir extends SubDir {
  constructor(place: Place, ino: number, up: Inode) {
    super(place, ino, up, 0o500)
  }
  override lookup(name: string): Inode | null {
    const n = Number(name)
    if (!/^(0|[1-9]\d*)$/.test(name) || !living(this.place).fd(n)) return null
    const { readable, writable } = living(this.place).fd(n)!
    const mode = 0o100 | (readable ? 0o400 : 0) | (writable ? 0o200 : 0)
    return new MagicLink(this.place, this.place.base + FD_OFFSET + n, mode, (process) => {
      const open = process.fd(n)
      if (!open) throw new SysError('ENOENT')
      const location = process.fdLocation(n)
      return { text: open.describe(), target: location ? { location } : { file: open } }
    })
  }
  override readdir(): DirEntry[] {
    return living(this.place)
      .fds()
      .map((n) => ({ name: String(n), ino: this.place.base + FD_OFFSET + n, type: S_IFLNK }))
  }
}

class FdInfoDir extends SubDir {
  constructor(place: Place, ino: number, up: Inode) {
    super(place, ino, up, 0o555)
  }
  override lookup(name: string): Inode | null {
    const n = Number(name)
    if (!/^(0|[1-9]\d*)$/.test(name) || !living(this.place).fd(n)) return null
    return new ContentFile(
      this.place.fs,
      {
        read: () => {
          const open = living(this.place).fd(n)
          if (!open) throw new SysError('ENOENT')
          return `pos:\t${open.offset}\nflags:\t0${open.flags.toString(8)}\nmnt_id:\t15\nino:\t${open.stat().ino}\n`
        },
      },
      { ino: this.place.base + FDINFO_OFFSET + n, ...owner(this.place) },
    )
  }
  override readdir(): DirEntry[] {
    return living(this.place)
      .fds()
      .map((n) => ({ name: String(n), ino: this.place.base + FDINFO_OFFSET + n, type: 0o100000 }))
  }
}

class NamespaceDir extends SubDir {
  constructor(place: Place, ino: number, up: Inode) {
    super(place, ino, up, 0o511)
  }
  private get kinds(): string[] {
    return Object.keys(living(this.place).namespaces).sort()
  }
  override lookup(name: string): Inode | null {
    const index = this.kinds.indexOf(name)
    if (index < 0) return null
    return new TextLink(
      this.place.fs,
      (caller) => {
        const process = inspect(this.place, caller)
        return `${name}:[${process.namespaces[name as keyof ProcProcess['namespaces']]}]`
      },
      { mode: 0o777, ino: this.place.base + NS_OFFSET + index, ...owner(this.place) },
    )
  }
  override readdir(): DirEntry[] {
    return this.kinds.map((name, index) => ({ name, ino: this.place.base + NS_OFFSET + index, type: S_IFLNK }))
  }
}
