/** lscpu(1) from /proc/cpuinfo, and lsblk(8) from /proc/partitions: the default listings (and lscpu -p). Caches and weaknesses are not known to /proc. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { shortHelp } from './lib/short-help.ts'
import { gnu } from './lib/command.ts'

const text = (sys: Sys, path: string): string => {
  const found = attempt(() => sys.readText(path))
  return found instanceof SysError ? '' : found
}
export const lscpu = gnu(
  {
    help: 'lscpu',
    prepare: shortHelp,
    short: 'aBbCcdeJpxyrsVh',
    long: { parse: 'p', help: '--help', version: '--version', all: 'a', extended: 'e', json: 'J' },
  },
  async (command) => {
    const { sys } = command
    for (const { key, flag } of command.options)
      if (!'pab'.includes(key)) return command.die(`${flag} is not simulated yet`)
    if (command.args.length) return command.usage('bad usage')
    const cpus = text(sys, '/proc/cpuinfo')
      .trim()
      .split('\n\n')
      .map((block) => new Map(block.split('\n').map((line) => line.split(/\s*:\s?/, 2) as [string, string])))
    const get = (name: string): string => cpus[0]?.get(name) ?? ''
    const count = cpus.length
    if (command.has('p')) {
      await command.put(
        '# The following is the parsable format, which can be fed to other\n# programs. Each different item in every column has an unique ID\n# starting usually from zero.\n# CPU,Core,Socket,Node,,L1d,L1i,L2,L3\n',
      )
      for (let i = 0; i < count; i++) await command.put(`${i},${i},0,0,,${i},${i},${i},0\n`)
      return 0
    }
    const list = count === 1 ? '0' : count === 2 ? '0,1' : `0-${count - 1}`
    const cores = Number(get('cpu cores')) || count
    const siblings = Number(get('siblings')) || count
    const sockets = Math.max(1, new Set(cpus.map((cpu) => cpu.get('physical id') ?? '0')).size)
    const hypervised = / hypervisor( |$)/.test(get('flags'))
    const arm = !get('vendor_id')
    const rows: [string, string][] = [
      ['Architecture', sys.uname().machine],
      ...(arm ? [] : ([['CPU op-mode(s)', '32-bit, 64-bit']] as [string, string][])),
      ['Address sizes', get('address sizes').replace('bits physical', 'bits physical')],
      ['Byte Order', 'Little Endian'],
      ['CPU(s)', String(count)],
      ['On-line CPU(s) list', list],
      ['Vendor ID', get('vendor_id')],
      ['Model name', get('model name')],
      ['CPU family', get('cpu family')],
      ['Model', get('model')],
      ['Thread(s) per core', String(Math.max(1, Math.round(siblings / cores)))],
      ['Core(s) per socket', String(cores)],
      ['Socket(s)', String(sockets)],
      ['Stepping', get('stepping')],
      ['BogoMIPS', get('bogomips')],
      ['Flags', get('flags')],
      ...(hypervised
        ? ([
            ['Hypervisor vendor', 'KVM'],
            ['Virtualization type', 'full'],
          ] as [string, string][])
        : []),
      ['NUMA node(s)', '1'],
      ['NUMA node0 CPU(s)', list],
    ]
    const shown = rows.filter(([, value]) => value !== '')
    const width = Math.max(...shown.map(([name]) => name.length)) + 2
    for (const [name, value] of shown) await command.put(`${`${name}:`.padEnd(width)}${value}\n`)
    return 0
  },
)

const units = (bytes: number): string => {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < 5) {
    value /= 1024
    unit++
  }
  const shown = Math.round(value * 10) / 10
  return `${shown}${'BKMGTP'[unit]}`
}
export const lsblk = gnu(
  {
    help: 'lsblk',
    prepare: shortHelp,
    short: 'aAbdDfe:hI:iJlMmno:OPprStT:VxzwE:s',
    long: {
      all: 'a',
      bytes: 'b',
      nodeps: 'd',
      noheadings: 'n',
      list: 'l',
      paths: 'p',
      help: '--help',
      version: '--version',
    },
    usageStatus: 1,
  },
  async (command) => {
    const { sys } = command
    for (const { key, flag } of command.options)
      if (!'abdnlp'.includes(key)) return command.die(`${flag} is not simulated yet`)
    const disks = text(sys, '/proc/partitions')
      .split('\n')
      .slice(2)
      .flatMap((line) => {
        const [major, minor, blocks, name] = line.trim().split(/\s+/)
        return name ? [{ name, id: `${major}:${minor}`, bytes: Number(blocks) * 1024 }] : []
      })
    const parentOf = (name: string): string | undefined =>
      disks.find(
        (disk) => disk.name !== name && /^\d+$/.test(name.slice(disk.name.length)) && name.startsWith(disk.name),
      )?.name
    const mounts = sys.mounts()
    const rows: string[][] = []
    const add = (disk: (typeof disks)[number], prefix: string): void => {
      const at = mounts.filter((mount) => mount.source === `/dev/${disk.name}`).map((mount) => mount.target)
      rows.push([
        `${prefix}${command.has('p') ? '/dev/' : ''}${disk.name}`,
        disk.id,
        '0',
        command.has('b') ? String(disk.bytes) : units(disk.bytes),
        '0',
        parentOf(disk.name) ? 'part' : disk.name.startsWith('loop') ? 'loop' : 'disk',
        at[0] ?? '',
      ])
      for (const more of at.slice(1)) rows.push(['', '', '', '', '', '', more])
    }
    const wanted = command.args.map((arg) => arg.replace(/^\/dev\//, ''))
    for (const [i, name] of wanted.entries())
      if (!disks.some((disk) => disk.name === name)) return command.die(`${command.args[i]}: not a block device`, 32)
    for (const disk of disks) {
      if (wanted.length ? !wanted.includes(disk.name) : parentOf(disk.name)) continue
      add(disk, '')
      if (command.has('d') || (wanted.includes(disk.name) && parentOf(disk.name))) continue
      const parts = disks.filter((part) => parentOf(part.name) === disk.name)
      for (const [j, part] of parts.entries()) add(part, command.has('l') ? '' : j === parts.length - 1 ? '└─' : '├─')
    }
    if (!rows.length) return wanted.length ? 32 : 0
    if (!command.has('n')) rows.unshift(['NAME', 'MAJ:MIN', 'RM', 'SIZE', 'RO', 'TYPE', 'MOUNTPOINTS'])
    const size = (i: number): number => Math.max(...rows.map((row) => [...row[i]!].length))
    const [name, rm, bytes, ro, type] = [size(0), 2, size(3), 2, size(5)]
    const left = Math.max(...rows.map((row) => row[1]!.split(':')[0]!.length), 3)
    for (const row of rows) {
      const [major = '', minor = ''] = row[1]!.split(':')
      const id = row[1] === '' ? '' : `${major.padStart(left)}:${minor}`
      await command.put(
        `${row[0]! + ' '.repeat(name - [...row[0]!].length)} ${id.padEnd(left + 4)} ${row[2]!.padStart(rm)} ${row[3]!.padStart(bytes)} ${row[4]!.padStart(ro)} ${row[5]!.padEnd(type)} ${row[6]}\n`,
      )
    }
    return 0
  },
)
