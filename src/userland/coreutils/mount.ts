/** mount(8), umount(8), mountpoint(1) of util-linux 2.38: the list, and mounts that the kernel allows. Left out: fstab, -a, -o remount, loop devices. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import type { MountPoint } from '../../kernel/proc/types.ts'
import { sourceOf } from './df.ts'
import { shortHelp } from './lib/short-help.ts'
import { gnu } from './lib/command.ts'
import type { Command } from './lib/command.ts'

export const mountOptions = (mount: MountPoint): string =>
  [mount.readOnly ? 'ro' : 'rw', ...(mount.flags ?? []), ...(mount.data ? [mount.data] : [])].join(',')

const bad = (command: Command): Promise<never> => command.usage('bad usage')
const HINT = '       dmesg(1) may have more information after failed mount system call.\n'

export const mount = gnu(
  {
    help: 'mount',
    prepare: shortHelp,
    short: 'aBcfFiL:lMmno:O:RrsTt:U:vVwN:',
    long: {
      all: 'a',
      bind: 'B',
      rbind: 'R',
      move: 'M',
      fake: 'f',
      help: '--help',
      version: '--version',
      'show-labels': 'l',
      options: 'o',
      'read-only': 'r',
      'read-write': 'w',
      rw: 'w',
      types: 't',
      verbose: 'v',
      source: 'source=',
      target: 'target=',
      'no-mtab': 'n',
      'make-private': 'make-private',
      'make-rprivate': 'make-rprivate',
      'make-shared': 'make-shared',
      'make-rshared': 'make-rshared',
    },
  },
  async (command) => {
    const { sys } = command
    for (const { key, flag } of command.options)
      if (!'lrwtovn'.includes(key) && key !== 'source' && key !== 'target' && key !== 'B')
        return command.die(`${flag} is not simulated yet`)
    const args = [...command.args]
    const source = command.value('source') ?? (args.length > 1 ? args.shift() : undefined)
    const target = command.value('target') ?? args.shift()
    if (args.length) return bad(command)
    const types = command.value('t')?.split(',')
    if (source === undefined && target === undefined) {
      for (const entry of sys.mounts())
        if (!types || types.includes(entry.fs.type))
          await command.put(`${sourceOf(entry)} on ${entry.target} type ${entry.fs.type} (${mountOptions(entry)})\n`)
      return 0
    }
    if (source === undefined || target === undefined)
      return command.die(`${target ?? source}: can't find in /etc/fstab.`)
    const stat = attempt(() => sys.stat(target))
    const fail = async (message: string): Promise<number> => {
      await command.warn(`${target}: ${message}`)
      await sys.write(2, HINT)
      return 32
    }
    if (stat instanceof SysError) return fail('mount point does not exist.')
    if (sys.euid !== 0) return fail('must be superuser to use mount.')
    const options = [
      ...(command.has('r') ? ['ro'] : []),
      ...(command.has('B') ? ['bind'] : []),
      ...command.options.filter((option) => option.key === 'o').map((option) => option.value!),
    ].join(',')
    const failure = attempt(() => sys.mount(source, sys.realpath(target), types?.[0] ?? 'auto', options))
    if (!(failure instanceof SysError)) {
      if (command.has('v')) await command.put(`mount: ${source} mounted on ${target}.\n`)
      return 0
    }
    const type = types?.[0]
    switch (failure.code) {
      case 'EPERM':
      case 'EACCES':
        return fail('permission denied.')
      case 'ENODEV':
        return fail(type ? `unknown filesystem type '${type}'.` : `${source} is not a block device.`)
      case 'ENOENT':
        return fail(`special device ${source} does not exist.`)
      case 'EBUSY':
        return fail(`${source} already mounted or mount point busy.`)
      case 'ENOTDIR':
        return fail('mount point is not a directory.')
      default:
        return fail(`mount(2) system call failed: ${strerror(failure.code)}.`)
    }
  },
)
export const umount = gnu(
  {
    help: 'umount',
    prepare: shortHelp,
    short: 'aAcdfFhilnO:qRrt:vVN:',
    long: {
      all: 'a',
      force: 'f',
      lazy: 'l',
      'no-mtab': 'n',
      recursive: 'R',
      verbose: 'v',
      quiet: 'q',
      help: '--help',
      version: '--version',
    },
  },
  async (command) => {
    const { sys, args } = command
    for (const { key, flag } of command.options)
      if (!'nvqRfl'.includes(key)) return command.die(`${flag} is not simulated yet`)
    if (!args.length) return bad(command)
    for (const path of args) {
      const stat = attempt(() => sys.stat(path))
      if (stat instanceof SysError) {
        const known = sys.mounts().some((entry) => entry.source === path)
        if (!known) {
          await command.complain(
            stat.code === 'ENOENT' && !path.includes('/')
              ? `${path}: no mount point specified.`
              : `${path}: ${strerror(stat.code)}`,
          )
          continue
        }
      }
      const full = attempt(() => sys.realpath(path))
      const mounts = sys.mounts()
      const found =
        mounts.findLast((entry) => entry.target === full) ?? mounts.findLast((entry) => entry.source === path)
      if (!found) {
        if (!command.has('q')) await command.warn(`${path}: not mounted.`)
        command.status = sys.euid === 0 ? 32 : 1
        continue
      }
      if (sys.euid !== 0) {
        await command.complain(`${path}: must be superuser to unmount.`, 32)
        continue
      }
      const below = command.has('R')
        ? mounts.filter((entry) => entry.target.startsWith(`${found.target}/`)).map((entry) => entry.target)
        : []
      for (const target of [...below.sort().reverse(), found.target]) {
        const failure = attempt(() => sys.umount(target))
        if (failure instanceof SysError)
          await command.complain(
            failure.code === 'EBUSY'
              ? `${path}: target is busy.`
              : failure.code === 'EPERM'
                ? `${path}: must be superuser to unmount.`
                : `${path}: ${strerror(failure.code)}`,
            32,
          )
        else if (command.has('v')) await command.put(`umount: ${target} unmounted\n`)
      }
    }
    return command.status
  },
)
export const mountpoint = gnu(
  {
    help: 'mountpoint',
    prepare: shortHelp,
    short: 'qdxhV',
    long: { quiet: 'q', 'fs-devno': 'd', devno: 'x', nofollow: 'nofollow', help: '--help', version: '--version' },
  },
  async (command) => {
    const { sys, args } = command
    if (args.length !== 1) return bad(command)
    const path = args[0]!
    const stat = attempt(() => (command.has('nofollow') ? sys.lstat(path) : sys.stat(path)))
    const quiet = command.has('q')
    if (stat instanceof SysError) {
      if (!quiet) await command.warn(`${path}: ${strerror(stat.code)}`)
      return 1
    }
    if (command.has('x')) return quiet ? 32 : command.die(`${path}: not a block device`, 32)
    const full = sys.realpath(path)
    const found = sys.mounts().some((entry) => entry.target === full)
    if (command.has('d') && found) await command.put(`${stat.dev >> 8}:${stat.dev & 255}\n`)
    else if (!quiet) await command.put(`${path} is ${found ? '' : 'not '}a mountpoint\n`)
    return found ? 0 : 32
  },
)
