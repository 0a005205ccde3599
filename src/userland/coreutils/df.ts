/** df(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import type { StatFs } from '../../base/abi/files.ts'
import type { MountPoint } from '../../kernel/proc/types.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu } from './lib/command.ts'
import { inBlocks, parseBlockSize } from './lib/numbers.ts'
import type { BlockSize } from './lib/numbers.ts'
import { quote, quotef } from './lib/quote.ts'
import { mountPointOf } from './stat.ts'

export interface DfRow {
  source: string
  type: string
  target: string
  fs: StatFs
}
/** The mounted file systems; of several mounts on one point only the last is seen. */
export function mountRows(sys: Sys): DfRow[] {
  const rows = new Map<string, DfRow>()
  for (const mount of sys.mounts()) {
    const fs = attempt(() => sys.statfs(mount.target))
    if (fs instanceof SysError) continue
    rows.delete(mount.target)
    rows.set(mount.target, { source: sourceOf(mount), type: mount.fs.type, target: mount.target, fs })
  }
  return [...rows.values()]
}
export const sourceOf = (mount: MountPoint): string => mount.source ?? mount.fs.type
/** Pseudo file systems have no blocks. */
export const isDummy = (row: DfRow): boolean => row.fs.blocks === 0
/** Percent used, rounded up, or "-". */
export function usedPercent(used: number, available: number): string {
  if (used + available === 0) return '-'
  return `${Math.ceil((used * 100) / (used + available))}%`
}

const FIELDS = [
  'source',
  'fstype',
  'itotal',
  'iused',
  'iavail',
  'ipcent',
  'size',
  'used',
  'avail',
  'pcent',
  'file',
  'target',
] as const
type Field = (typeof FIELDS)[number]

export const df = gnu(
  {
    help: 'df',
    short: 'aB:iF:hHklmPTt:vx:',
    long: {
      all: 'a',
      'block-size': 'B',
      inodes: 'i',
      'human-readable': 'h',
      si: 'H',
      local: 'l',
      output: 'output=?',
      portability: 'P',
      'print-type': 'T',
      sync: 'sync',
      'no-sync': 'no-sync',
      total: 'total',
      type: 't',
      'exclude-type': 'x',
    },
  },
  async (command) => {
    const { sys } = command
    const environment = sys.env['DF_BLOCK_SIZE'] ?? sys.env['BLOCK_SIZE']
    let block: BlockSize = (environment === undefined ? undefined : parseBlockSize(environment)) ?? {
      size: 1024,
      base: 1024,
      suffix: '',
    }
    let blockTitle = '1K-blocks'
    const titled = (size: BlockSize, text: string): string => (size.size ? `${text}-blocks` : 'Size')
    for (const { key, value } of command.options) {
      if (key === 'h' || key === 'H') {
        block = { size: 0, base: key === 'h' ? 1024 : 1000, suffix: '' }
        blockTitle = 'Size'
      } else if (key === 'k') {
        block = { size: 1024, base: 1024, suffix: '' }
        blockTitle = '1K-blocks'
      } else if (key === 'm') {
        block = { size: 1024 * 1024, base: 1024, suffix: '' }
        blockTitle = '1M-blocks'
      } else if (key === 'B') {
        const size = parseBlockSize(value!)
        if (!size) return command.die(`invalid -B argument ${quote(value!)}`)
        block = size
        blockTitle = titled(
          size,
          /^\d+$/.test(value!)
            ? size.size % 1024
              ? `${size.size}B`
              : inBlocks(size.size, { size: 0, base: 1024, suffix: '' }).replace(/\.0/, '')
            : /^\D/.test(value!)
              ? `1${value}`
              : value!,
        )
      }
    }
    let fields: Field[]
    const list = command.options.filter((option) => option.key === 'output')
    if (list.length) {
      if (command.has('i') || command.has('P') || command.has('T'))
        return command.usage(`options -${command.last('iPT')} and --output are mutually exclusive`)
      fields = []
      for (const option of list)
        for (const name of option.value === undefined ? FIELDS : option.value.split(',')) {
          if (!(FIELDS as readonly string[]).includes(name))
            return command.usage(`option --output: field ${quote(name)} unknown`)
          fields.push(name as Field)
        }
    } else
      fields = [
        'source',
        ...(command.has('T') ? (['fstype'] as const) : []),
        ...(command.has('i')
          ? (['itotal', 'iused', 'iavail', 'ipcent'] as const)
          : (['size', 'used', 'avail', 'pcent'] as const)),
        'target',
      ]
    const human = block.size === 0
    const titles: Record<Field, string> = {
      source: 'Filesystem',
      fstype: 'Type',
      itotal: 'Inodes',
      iused: 'IUsed',
      iavail: 'IFree',
      ipcent: 'IUse%',
      size: command.has('P') && blockTitle === '1K-blocks' ? '1024-blocks' : blockTitle,
      used: 'Used',
      avail: human && !command.has('P') ? 'Avail' : 'Available',
      pcent: command.has('P') ? 'Capacity' : 'Use%',
      file: 'File',
      target: 'Mounted on',
    }
    const types = command.options.filter((option) => option.key === 't').map((option) => option.value!)
    const excluded = command.options.filter((option) => option.key === 'x').map((option) => option.value!)
    const rows: (DfRow & { file: string })[] = []
    const all = mountRows(sys)
    if (command.args.length) {
      for (const path of command.args) {
        const stat = attempt(() => sys.stat(path))
        if (stat instanceof SysError) {
          await command.complain(`${quotef(path)}: ${strerror(stat.code)}`)
          continue
        }
        const target = mountPointOf(sys, path)
        const row = all.find((candidate) => candidate.target === target) ?? all[0]
        if (row) rows.push({ ...row, file: path })
      }
      if (!rows.length) return command.status || 1
    } else {
      // One line a device: the shortest mount point.
      const seen = new Map<string, DfRow>()
      for (const row of all) {
        if (isDummy(row) && !command.has('a')) continue
        const stat = attempt(() => sys.stat(row.target))
        const key = command.has('a') || stat instanceof SysError ? row.target : String(stat.dev)
        const known = seen.get(key)
        if (!known) seen.set(key, row)
        else if (row.target.length < known.target.length) seen.set(key, row)
      }
      for (const row of seen.values()) rows.push({ ...row, file: '-' })
    }
    const shown = rows.filter((row) => (!types.length || types.includes(row.type)) && !excluded.includes(row.type))
    if (!shown.length) return command.die('no file systems processed')
    if (command.has('total')) {
      const sum = (pick: (fs: StatFs) => number): number =>
        shown.filter((row) => !isDummy(row)).reduce((at, row) => at + pick(row.fs) * row.fs.blockSize, 0)
      const count = (pick: (fs: StatFs) => number): number => shown.reduce((at, row) => at + pick(row.fs), 0)
      shown.push({
        source: 'total',
        type: '-',
        target: '-',
        file: '-',
        fs: {
          type: '-',
          blockSize: 1,
          blocks: sum((f) => f.blocks),
          free: sum((f) => f.free),
          available: sum((f) => f.available),
          files: count((f) => f.files),
          freeFiles: count((f) => f.freeFiles),
        },
      })
    }
    const cell = (row: DfRow & { file: string }, field: Field): string => {
      const { fs } = row
      const size = (blocks: number): string => inBlocks(blocks * fs.blockSize, block)
      const plain = (count: number): string => (human ? inBlocks(count, block) : String(count))
      switch (field) {
        case 'source':
          return row.source
        case 'fstype':
          return row.type
        case 'itotal':
          return fs.files ? plain(fs.files) : '0'
        case 'iused':
          return fs.files ? plain(fs.files - fs.freeFiles) : '0'
        case 'iavail':
          return fs.files ? plain(fs.freeFiles) : '0'
        case 'ipcent':
          return usedPercent(fs.files - fs.freeFiles, fs.freeFiles)
        case 'size':
          return size(fs.blocks)
        case 'used':
          return size(fs.blocks - fs.free)
        case 'avail':
          return size(fs.available)
        case 'pcent':
          return usedPercent(fs.blocks - fs.free, fs.available)
        case 'file':
          return row.file
        case 'target':
          return row.target
      }
    }
    const table = [fields.map((field) => titles[field]), ...shown.map((row) => fields.map((field) => cell(row, field)))]
    const least: Partial<Record<Field, number>> = {
      source: 14,
      fstype: 4,
      size: 5,
      used: 5,
      avail: 5,
      pcent: 4,
      itotal: 5,
      iused: 5,
      iavail: 5,
      ipcent: 4,
    }
    const widths = fields.map((field, i) => Math.max(least[field] ?? 0, ...table.map((line) => line[i]!.length)))
    for (const line of table)
      await command.put(
        line
          .map((text, i) => {
            const left = ['source', 'fstype', 'file', 'target'].includes(fields[i]!)
            if (left) return i === line.length - 1 ? text : text.padEnd(widths[i]!)
            return text.padStart(widths[i]!)
          })
          .join(' ') + '\n',
      )
    return command.status
  },
)
