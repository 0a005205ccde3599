/** The cgroup2 file system (Documentation/admin-guide/cgroup-v2.rst) whose root is one group: what a container finds in /sys/fs/cgroup, read-only. */
import { SysError } from '../../../base/abi/errno.ts'
import type { CgroupSource } from '../proc/source.ts'
import { SyntheticFs } from '../synthetic/inode.ts'
import { ContentFile, StaticDir } from '../synthetic/nodes.ts'

const PERIOD_US = 100000

export function createCgroupFs(source: CgroupSource, time: number): SyntheticFs {
  const fs = new SyntheticFs('cgroup2', time, 'EPERM')
  const root = new StaticDir(fs, null)
  fs.root = root
  const file = (name: string, read: () => string, write?: (text: string) => void): void =>
    root.set(name, new ContentFile(fs, { read: () => `${read()}\n`, write }))
  const max = (value: number): string => (value ? String(value) : 'max')
  const { limits } = source
  const micro = (ms: number): number => Math.round(ms * 1000)
  const amount = (text: string): number => {
    if (text.trim() === 'max') return 0
    const match = /^(\d+)([kmg]?)$/i.exec(text.trim())
    if (!match) throw new SysError('EINVAL')
    return (
      Number(match[1]) * { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[2]!.toLowerCase() as '' | 'k' | 'm' | 'g']
    )
  }
  file('cgroup.controllers', () => 'cpuset cpu io memory hugetlb pids rdma')
  file('cgroup.events', () => `populated ${source.stats().pids ? 1 : 0}\nfrozen 0`)
  root.set(
    'cgroup.procs',
    new ContentFile(fs, {
      read: (caller) =>
        source
          .pids(caller)
          .map((pid) => `${pid}\n`)
          .join(''),
    }),
  )
  file('cgroup.subtree_control', () => '')
  file('cgroup.type', () => 'domain')
  file(
    'cpu.max',
    () => (limits.cpus ? `${Math.round(limits.cpus * PERIOD_US)} ${PERIOD_US}` : `max ${PERIOD_US}`),
    (text) => {
      const [quota, period = String(PERIOD_US)] = text.trim().split(/\s+/) as [string, string?]
      if (!/^(max|\d+)$/.test(quota) || !/^\d+$/.test(period)) throw new SysError('EINVAL')
      limits.cpus = quota === 'max' ? 0 : Number(quota) / Number(period)
    },
  )
  file('cpu.weight', () => '100')
  file('cpu.stat', () => {
    const usage = micro(source.stats().cpuMs)
    return `usage_usec ${usage}\nuser_usec ${usage}\nsystem_usec 0\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0`
  })
  file('cpuset.cpus', () => '')
  file('cpuset.cpus.effective', () => '0-1')
  file('io.stat', () => {
    const { readBytes, writeBytes } = source.stats()
    return `254:0 rbytes=${readBytes} wbytes=${writeBytes} rios=0 wios=0 dbytes=0 dios=0`
  })
  file('memory.current', () => String(source.stats().memoryBytes))
  file('memory.peak', () => String(source.stats().memoryPeakBytes))
  file(
    'memory.max',
    () => max(limits.memory),
    (text) => (limits.memory = amount(text)),
  )
  file('memory.high', () => 'max')
  file('memory.low', () => '0')
  file('memory.min', () => '0')
  file('memory.swap.current', () => '0')
  file('memory.swap.max', () => max(limits.memory))
  file('memory.events', () => {
    const { oomKills } = source.stats()
    return `low 0\nhigh 0\nmax ${oomKills}\noom ${oomKills}\noom_kill ${oomKills}\noom_group_kill 0`
  })
  file('memory.stat', () => {
    const { memoryBytes } = source.stats()
    return `anon ${memoryBytes}\nfile 0\nkernel 0\nslab 0\ninactive_anon ${memoryBytes}\nactive_anon 0\ninactive_file 0\nactive_file 0`
  })
  file('pids.current', () => String(source.stats().pids))
  file(
    'pids.max',
    () => max(limits.pids),
    (text) => (limits.pids = amount(text)),
  )
  file('pids.peak', () => String(source.stats().pids))
  return fs
}
