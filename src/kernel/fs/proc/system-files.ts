/** Files of /proc about the whole machine. Two virtual CPUs of the same make; interrupts, disks and memory zones are left out. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Content } from '../synthetic/nodes.ts'
import { ticks } from './process-text.ts'
import type { ProcSource, SystemInfo } from './source.ts'

const CPU_FLAGS =
  'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ss ht syscall nx pdpe1gb rdtscp lm ' +
  'constant_tsc rep_good nopl xtopology nonstop_tsc cpuid tsc_known_freq pni pclmulqdq ssse3 fma cx16 pcid sse4_1 sse4_2 x2apic movbe ' +
  'popcnt aes xsave avx f16c rdrand hypervisor lahf_lm abm 3dnowprefetch fsgsbase bmi1 avx2 smep bmi2 erms invpcid rdseed adx smap'

function cpuinfo({ cpus }: SystemInfo): string {
  let text = ''
  for (let cpu = 0; cpu < cpus; cpu++)
    text +=
      `processor\t: ${cpu}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 106\nmodel name\t: Intel(R) Xeon(R) Processor @ 2.60GHz\n` +
      `stepping\t: 6\nmicrocode\t: 0x1\ncpu MHz\t\t: 2600.000\ncache size\t: 55296 KB\nphysical id\t: 0\nsiblings\t: ${cpus}\ncore id\t\t: ${cpu}\n` +
      `cpu cores\t: ${cpus}\napicid\t\t: ${cpu}\ninitial apicid\t: ${cpu}\nfpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: 21\nwp\t\t: yes\n` +
      `flags\t\t: ${CPU_FLAGS}\nbugs\t\t: spectre_v1 spectre_v2 spec_store_bypass swapgs\nbogomips\t: 5200.00\nclflush size\t: 64\n` +
      `cache_alignment\t: 64\naddress sizes\t: 46 bits physical, 48 bits virtual\npower management:\n\n`
  return text
}

function meminfo(system: SystemInfo): string {
  const { total, free, available, buffers, cached, shmem } = system.memory()
  const anonymous = Math.max(0, total - free - buffers - cached)
  const lines: [string, number][] = [
    ['MemTotal', total],
    ['MemFree', free],
    ['MemAvailable', available],
    ['Buffers', buffers],
    ['Cached', cached],
    ['SwapCached', 0],
    ['Active', anonymous / 2 + cached / 2],
    ['Inactive', anonymous / 2 + cached / 2],
    ['Unevictable', 0],
    ['Mlocked', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 0],
    ['Writeback', 0],
    ['AnonPages', anonymous],
    ['Mapped', cached / 4],
    ['Shmem', shmem],
    ['KReclaimable', buffers],
    ['Slab', buffers * 2],
    ['SReclaimable', buffers],
    ['SUnreclaim', buffers],
    ['KernelStack', system.tasks().total * 16384],
    ['PageTables', anonymous / 256],
    ['CommitLimit', total / 2],
    ['Committed_AS', anonymous * 2],
    ['VmallocTotal', 34359738367 * 1024],
    ['VmallocUsed', 14316 * 1024],
    ['VmallocChunk', 0],
  ]
  const kb = (name: string, bytes: number): string =>
    `${`${name}:`.padEnd(16)}${String(Math.floor(bytes / 1024)).padStart(8)} kB\n`
  return (
    lines.map(([name, bytes]) => kb(name, bytes)).join('') +
    'HugePages_Total:       0\nHugePages_Free:        0\nHugepagesize:       2048 kB\n'
  )
}

function stat(system: SystemInfo): string {
  const { user, system: kernel, idle } = system.cpuTimes()
  const line = (name: string, share: number): string =>
    `${name} ${ticks(user / share)} 0 ${ticks(kernel / share)} ${ticks(idle / share)} 0 0 0 0 0 0\n`
  const { running, forks } = system.tasks()
  let text = line('cpu ', 1)
  for (let cpu = 0; cpu < system.cpus; cpu++) text += line(`cpu${cpu}`, system.cpus)
  return (
    `${text}intr 0\nctxt ${forks * 40}\nbtime ${Math.floor(system.bootTime / 1000)}\nprocesses ${forks}\n` +
    `procs_running ${Math.max(1, running)}\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`
  )
}

const FILESYSTEMS =
  [
    'sysfs',
    'tmpfs',
    'bdev',
    'proc',
    'cgroup',
    'cgroup2',
    'devtmpfs',
    'debugfs',
    'tracefs',
    'securityfs',
    'sockfs',
    'bpf',
    'pipefs',
    'ramfs',
    'hugetlbfs',
    'devpts',
  ]
    .map((name) => `nodev\t${name}\n`)
    .join('') + '\text3\n\text2\n\text4\n\tsquashfs\n\tvfat\nnodev\toverlay\nnodev\tmqueue\n'

const DEVICES =
  'Character devices:\n  1 mem\n  4 /dev/vc/0\n  4 tty\n  5 /dev/tty\n  5 /dev/console\n  5 /dev/ptmx\n 10 misc\n128 ptm\n136 pts\n\n' +
  'Block devices:\n  7 loop\n254 virtblk\n'

/** Name → content, for the root of /proc. */
export function systemFiles(source: ProcSource): Record<string, Content & { mode?: number }> {
  const { system } = source
  return {
    cmdline: { read: () => 'BOOT_IMAGE=/boot/vmlinuz-' + system.release + ' root=/dev/vda1 ro quiet\n' },
    cpuinfo: { read: () => cpuinfo(system) },
    devices: { read: () => DEVICES },
    diskstats: { read: () => ' 254       0 vda 0 0 0 0 0 0 0 0 0 0 0\n 254       1 vda1 0 0 0 0 0 0 0 0 0 0 0\n' },
    filesystems: { read: () => FILESYSTEMS },
    kcore: {
      read: () => {
        throw new SysError('EPERM')
      },
      mode: 0o400,
    },
    keys: { read: () => '' },
    loadavg: {
      read: () => {
        const { running, total, lastPid } = system.tasks()
        return `${system
          .loadAverages()
          .map((load) => load.toFixed(2))
          .join(' ')} ${Math.max(1, running)}/${total} ${lastPid}\n`
      },
    },
    locks: { read: () => '' },
    meminfo: { read: () => meminfo(system) },
    modules: {
      read: () =>
        'overlay 163840 0 - Live 0x0000000000000000\nbr_netfilter 36864 0 - Live 0x0000000000000000\nveth 32768 0 - Live 0x0000000000000000\n',
    },
    partitions: {
      read: () => 'major minor  #blocks  name\n\n 254        0   62914560 vda\n 254        1   61203517 vda1\n',
    },
    stat: { read: () => stat(system) },
    swaps: { read: () => 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n' },
    'sysrq-trigger': { write: () => {}, mode: 0o200 },
    timer_list: { read: () => '', mode: 0o400 },
    uptime: {
      read: () => {
        const seconds = (system.now() - system.bootTime) / 1000
        return `${seconds.toFixed(2)} ${(system.cpuTimes().idle / 1000).toFixed(2)}\n`
      },
    },
    version: {
      read: () =>
        `Linux version ${system.release} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) ${system.version}\n`,
    },
    vmstat: {
      read: () => `nr_free_pages ${Math.floor(system.memory().free / 4096)}\npgfault 0\npgmajfault 0\noom_kill 0\n`,
    },
  }
}
