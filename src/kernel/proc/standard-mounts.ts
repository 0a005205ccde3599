/** What a container gets mounted (kernel/fs/standard-mounts.ts), with the processes, terminals and control groups behind it. */
import { O_RDWR } from '../../base/abi/files.ts'
import { createDevFs } from '../fs/dev/dev.ts'
import { DevPts } from '../fs/dev/devpts.ts'
import { createProcFs } from '../fs/proc/proc-fs.ts'
import { mountStandard } from '../fs/standard-mounts.ts'
import type { NetworkNamespace } from '../net/types.ts'
import type { Inode, MountableFs } from '../vfs/filesystem.ts'
import type { MountTable } from '../vfs/mount-namespace.ts'
import type { Cgroup } from './cgroup.ts'
import type { ControlGroup } from './control-group.ts'
import type { PidNs } from './pid.ts'
import { cgroupSource, NamespaceIds, PidProcSource, systemInfo } from './proc-source.ts'
import type { System } from './system.ts'
import { Task } from './task.ts'
import { createPtyIn, MasterFile } from './terminal-devices.ts'
import type { Namespaces, PidNamespace, UtsNamespace } from './types.ts'

export class StandardMounts {
  private readonly system: System
  private readonly host: Namespaces
  private readonly ids = new NamespaceIds()
  /** /dev/shm by IPC namespace: containers that share it see each other's. */
  private readonly shm = new WeakMap<object, MountableFs>()
  private readonly info: ReturnType<typeof systemInfo>

  constructor(system: System, host: Namespaces) {
    this.system = system
    this.host = host
    this.info = systemInfo(system, system.clock.now())
    // The numbers that the first namespaces have on every Linux.
    this.ids.set(system.rootCgroup, 4026531835)
    this.ids.set(host.pid, 4026531836)
    this.ids.set(this, 4026531837)
    this.ids.set(host.uts, 4026531838)
    this.ids.set(host.ipc, 4026531839)
    this.ids.set(host.net, 4026531840)
    this.ids.set(host.mount, 4026531841)
  }

  mount(
    table: MountTable,
    ns: { pid: PidNamespace; net: NetworkNamespace; uts: UtsNamespace; ipc: object },
    options: { shmSize?: number; privileged?: boolean; cgroup?: Cgroup },
  ): void {
    const { clock, options: kernel, rootCgroup } = this.system
    const isHost = table === this.host.mount
    const { shm } = mountStandard(table, {
      kind: isHost ? 'host' : 'container',
      clock,
      cpus: kernel.cpus,
      memoryBytes: kernel.memoryBytes,
      proc: createProcFs(new PidProcSource(ns.pid as PidNs, this.info, this.ids, this)),
      devpts: new DevPts({
        now: () => clock.now(),
        openMaster: (fs, context) => this.openMaster(fs, context.process, context.flags),
      }),
      net: ns.net,
      cgroup: cgroupSource((options.cgroup as ControlGroup | undefined) ?? rootCgroup),
      shmSize: options.shmSize,
      shm: this.shm.get(ns.ipc),
      privileged: options.privileged,
    })
    this.shm.set(ns.ipc, shm)
  }

  private openMaster(fs: DevPts, process: unknown, flags = O_RDWR): MasterFile {
    const uid = process instanceof Task ? process.ids.euid : 0
    return new MasterFile(createPtyIn(fs, { rows: 0, cols: 0 }, uid), flags)
  }

  /** A /dev/null that belongs to no mount anybody sees. */
  nullNode(): Inode {
    return createDevFs(this.system.clock, 'container').root.lookup('null')!
  }
}
