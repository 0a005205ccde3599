/** The proc file system (proc(5)) of one PID namespace. */
import { S_IFDIR, type DirEntry, type Stat } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Inode } from '../../vfs/filesystem.ts'
import { SyntheticFs } from '../synthetic/inode.ts'
import { ContentFile, StaticDir, TextLink } from '../synthetic/nodes.ts'
import { pidIno, ProcessDir } from './process-dir.ts'
import type { ProcSource } from './source.ts'
import { sysctlDirectory, Sysctls } from './sysctl.ts'
import { systemFiles } from './system-files.ts'

export class ProcFs extends SyntheticFs {
  readonly sysctls: Sysctls
  constructor(source: ProcSource, sysctls: Sysctls = new Sysctls()) {
    super('proc', source.system.now(), 'ENOENT')
    this.sysctls = sysctls
    const root = new ProcRoot(this, source)
    this.root = root
    for (const [name, content] of Object.entries(systemFiles(source)))
      root.set(name, new ContentFile(this, content, { mode: content.mode }))
    const self = (caller: unknown): string => {
      const pid = source.self(caller)
      if (pid === undefined) throw new SysError('ENOENT')
      return String(pid)
    }
    root.set('self', new TextLink(this, self))
    root.set('thread-self', new TextLink(this, (caller) => `${self(caller)}/task/${self(caller)}`))
    root.set('mounts', new TextLink(this, 'self/mounts'))
    root.set('net', new TextLink(this, 'self/net'))
    root.set('sys', sysctlDirectory(this, root, source, sysctls))
    // What runc masks or makes read-only must be there to be covered.
    for (const name of ['acpi', 'asound', 'bus', 'fs', 'irq', 'scsi', 'driver', 'tty'])
      root.set(name, new StaticDir(this, root))
  }
}

class ProcRoot extends StaticDir {
  private readonly source: ProcSource
  constructor(fs: SyntheticFs, source: ProcSource) {
    super(fs, null)
    this.source = source
  }
  override lookup(name: string): Inode | null {
    if (!/^[1-9]\d*$/.test(name)) return super.lookup(name)
    const pid = Number(name)
    return this.source.process(pid) ? new ProcessDir(this.fs, this.source, pid, this) : null
  }
  override stat(): Stat {
    const stat = super.stat()
    return { ...stat, nlink: stat.nlink + this.source.pids().length }
  }
  override readdir(): DirEntry[] {
    return [
      ...this.source.pids().map((pid) => ({ name: String(pid), ino: pidIno(pid), type: S_IFDIR })),
      ...super.readdir(),
    ]
  }
}

export const createProcFs = (source: ProcSource, sysctls?: Sysctls): ProcFs => new ProcFs(source, sysctls)
