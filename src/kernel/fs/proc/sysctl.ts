/**
 * /proc/sys (sysctl(8)). Host name and domain name are those of the reader's UTS namespace; network settings belong to the instance, that is to
 * a container; the others are kept but change nothing.
 */
import { SysError } from '../../../base/abi/errno.ts'
import { ContentFile, StaticDir } from '../synthetic/nodes.ts'
import type { SyntheticFs } from '../synthetic/inode.ts'
import type { ProcSource } from './source.ts'

/** Plain values and their defaults on Debian 12; a number can only be set to a number. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'fs/file-max': '9223372036854775807',
  'fs/inotify/max_user_watches': '524288',
  'fs/inotify/max_user_instances': '128',
  'fs/nr_open': '1048576',
  'fs/pipe-max-size': '1048576',
  'fs/protected_hardlinks': '1',
  'fs/protected_symlinks': '1',
  'fs/mqueue/msg_max': '10',
  'fs/mqueue/msgsize_max': '8192',
  'fs/mqueue/queues_max': '256',
  'kernel/core_pattern': 'core',
  'kernel/cap_last_cap': '40',
  'kernel/dmesg_restrict': '1',
  'kernel/msgmax': '8192',
  'kernel/msgmnb': '16384',
  'kernel/msgmni': '32000',
  'kernel/ngroups_max': '65536',
  'kernel/panic': '0',
  'kernel/pid_max': '4194304',
  'kernel/printk': '4\t4\t1\t7',
  'kernel/randomize_va_space': '2',
  'kernel/sem': '32000\t1024000000\t500\t32000',
  'kernel/shm_rmid_forced': '0',
  'kernel/shmall': '18446744073692774399',
  'kernel/shmmax': '18446744073692774399',
  'kernel/shmmni': '4096',
  'kernel/threads-max': '192730',
  'net/core/rmem_max': '212992',
  'net/core/somaxconn': '4096',
  'net/core/wmem_max': '212992',
  'net/ipv4/ip_forward': '1',
  'net/ipv4/ip_local_port_range': '32768\t60999',
  'net/ipv4/ip_unprivileged_port_start': '0',
  'net/ipv4/ping_group_range': '0\t2147483647',
  'net/ipv4/tcp_fin_timeout': '60',
  'net/ipv4/tcp_keepalive_time': '7200',
  'net/ipv4/tcp_syncookies': '1',
  'net/ipv4/tcp_tw_reuse': '2',
  'net/ipv6/conf/all/disable_ipv6': '0',
  'net/ipv6/conf/default/disable_ipv6': '0',
  'vm/dirty_ratio': '20',
  'vm/max_map_count': '65530',
  'vm/overcommit_memory': '0',
  'vm/swappiness': '60',
}

export class Sysctls {
  private readonly values = new Map<string, string>(Object.entries(DEFAULTS))
  /** "net.ipv4.ip_forward" or with slashes; undefined when there is no such setting. */
  get(name: string): string | undefined {
    return this.values.get(name.replace(/\./g, '/'))
  }
  /** ENOENT for unknown names, EINVAL for what the setting cannot be. */
  set(name: string, value: string): void {
    const key = name.replace(/\./g, '/')
    const old = this.values.get(key)
    if (old === undefined) throw new SysError('ENOENT', name)
    const words = value.trim().split(/\s+/)
    if (key !== 'kernel/core_pattern' && !words.every((word) => /^-?\d+$/.test(word)))
      throw new SysError('EINVAL', name)
    this.values.set(key, key === 'kernel/core_pattern' ? value.trim() : words.join('\t'))
  }
  names(): string[] {
    return [...this.values.keys()]
  }
}

export function sysctlDirectory(fs: SyntheticFs, up: StaticDir, source: ProcSource, sysctls: Sysctls): StaticDir {
  const root = new StaticDir(fs, up)
  const directory = (parts: readonly string[]): StaticDir => {
    let dir = root
    for (const part of parts) {
      let next = dir.lookup(part)
      if (!(next instanceof StaticDir)) dir.set(part, (next = new StaticDir(fs, dir)))
      dir = next as StaticDir
    }
    return dir
  }
  const add = (
    path: string,
    read: (caller: unknown) => string,
    write?: (text: string, caller: unknown) => void,
  ): void => {
    const parts = path.split('/')
    const name = parts.pop()!
    directory(parts).set(
      name,
      new ContentFile(fs, {
        read: (caller) => `${read(caller)}\n`,
        ...(write && {
          write: (text: string, caller: unknown) => {
            if (!source.isRoot(caller)) throw new SysError('EPERM')
            write(text.replace(/\n$/, ''), caller)
          },
        }),
      }),
    )
  }
  for (const name of sysctls.names())
    add(
      name,
      () => sysctls.get(name)!,
      (text) => sysctls.set(name, text),
    )
  add(
    'kernel/hostname',
    (caller) => source.uts(caller).hostname,
    (text, caller) => (source.uts(caller).hostname = text),
  )
  add(
    'kernel/domainname',
    (caller) => source.uts(caller).domainname || '(none)',
    (text, caller) => (source.uts(caller).domainname = text),
  )
  add('kernel/osrelease', () => source.system.release)
  add('kernel/ostype', () => 'Linux')
  add('kernel/version', () => source.system.version)
  const bootId = source.system.randomUuid()
  add('kernel/random/boot_id', () => bootId)
  add('kernel/random/uuid', () => source.system.randomUuid())
  add('kernel/random/entropy_avail', () => '256')
  add('kernel/random/poolsize', () => '256')
  add('kernel/ns_last_pid', () => String(source.system.tasks().lastPid))
  add('fs/file-nr', () => `${source.system.tasks().total * 8}\t0\t9223372036854775807`)
  return root
}
