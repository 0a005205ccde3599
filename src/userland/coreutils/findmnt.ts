/** findmnt(8): the tree or list of mounts, of /proc/self/mounts. Columns TARGET SOURCE FSTYPE OPTIONS; others and --poll, --fstab are told of. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import type { MountPoint } from '../../kernel/proc/types.ts'
import { sourceOf } from './df.ts'
import { shortHelp } from './lib/short-help.ts'
import { gnu } from './lib/command.ts'
import { mountOptions } from './mount.ts'

const COLUMNS: Record<string, (mount: MountPoint) => string> = {
  TARGET: (mount) => mount.target,
  SOURCE: sourceOf,
  FSTYPE: (mount) => mount.fs.type,
  OPTIONS: mountOptions,
}
export const findmnt = gnu(
  {
    help: 'findmnt',
    prepare: shortHelp,
    short: 'lno:rJPt:S:T:M:uUDAbcefhikmpRsvVywx',
    long: {
      list: 'l',
      noheadings: 'n',
      output: 'o',
      raw: 'r',
      types: 't',
      source: 'S',
      target: 'T',
      mountpoint: 'M',
      notruncate: 'u',
      help: '--help',
      version: '--version',
    },
  },
  async (command) => {
    const { sys } = command
    for (const { key, flag } of command.options)
      if (!'lnortSTMu'.includes(key)) return command.die(`${flag} is not simulated yet`)
    const names = (command.value('o') ?? 'TARGET,SOURCE,FSTYPE,OPTIONS').toUpperCase().split(',')
    for (const name of names) if (!COLUMNS[name]) return command.die(`unknown column: ${name}`)
    let chosen = [...sys.mounts()]
    const types = command.value('t')?.split(',')
    if (types) chosen = chosen.filter((mount) => types.includes(mount.fs.type))
    const source = command.value('S')
    if (source !== undefined) chosen = chosen.filter((mount) => mount.source === source)
    const within = command.value('T')
    const operand = command.value('M') ?? command.args[0]
    if (within !== undefined) {
      const full = attempt(() => sys.realpath(within))
      if (full instanceof SysError) return 1
      const holds = chosen.filter(
        (mount) => mount.target === '/' || full === mount.target || full.startsWith(`${mount.target}/`),
      )
      chosen = holds.sort((a, b) => b.target.length - a.target.length).slice(0, 1)
    }
    if (operand !== undefined) {
      const full = attempt(() => sys.realpath(operand))
      chosen = chosen.filter((mount) => mount.target === full || mount.source === operand)
    }
    if (!chosen.length) return 1
    const flat =
      command.has('l') ||
      command.has('r') ||
      !!types ||
      source !== undefined ||
      within !== undefined ||
      operand !== undefined
    const rows: string[][] = []
    const row = (mount: MountPoint, prefix: string): void => {
      rows.push(names.map((name) => (name === 'TARGET' ? prefix : '') + COLUMNS[name]!(mount)))
    }
    if (flat) for (const mount of chosen) row(mount, '')
    else {
      const parent = (mount: MountPoint): MountPoint | undefined =>
        chosen
          .filter((other) => other !== mount && (other.target === '/' || mount.target.startsWith(`${other.target}/`)))
          .sort((a, b) => b.target.length - a.target.length)[0]
      const walk = (mount: MountPoint, prefix: string, lead: string): void => {
        row(mount, lead)
        const children = chosen.filter((other) => parent(other) === mount)
        for (const [i, child] of children.entries()) {
          const last = i === children.length - 1
          walk(child, prefix + (last ? '  ' : '│ '), prefix + (last ? '└─' : '├─'))
        }
      }
      for (const mount of chosen) if (!parent(mount)) walk(mount, '', '')
    }
    if (!command.has('n')) rows.unshift(names)
    const widths = names.map((_, i) => Math.max(...rows.map((cells) => [...cells[i]!].length)))
    for (const cells of rows)
      await command.put(
        command.has('r')
          ? `${cells.join(' ')}\n`
          : `${cells.map((cell, i) => (i === cells.length - 1 ? cell : cell + ' '.repeat(widths[i]! - [...cell].length))).join(' ')}\n`,
      )
    return 0
  },
)
