/** tmpfs(5): a tree with a size. Mount options size, mode, uid, gid and nr_inodes are read here as the kernel reads them. */
import { SysError } from '../../base/abi/errno.ts'
import type { Clock } from '../../base/clock.ts'
import { EMPTY_TREE } from '../vfs/tree.ts'
import { createTreeFs, type TreeFs } from '../vfs/tree-fs.ts'

export interface TmpfsOptions {
  /** bytes; 0 or undefined: half of the memory */
  size?: number
  mode?: number
  uid?: number
  gid?: number
}

export function createTmpfs(clock: Clock, memoryBytes: number, options: TmpfsOptions = {}): TreeFs {
  const fs = createTreeFs(EMPTY_TREE, { type: 'tmpfs', clock, sizeLimit: options.size || Math.floor(memoryBytes / 2) })
  fs.root.setattr({
    mode: options.mode ?? 0o1777,
    uid: options.uid ?? 0,
    gid: options.gid ?? 0,
    atime: clock.now(),
    mtime: clock.now(),
  })
  return fs
}

const UNITS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }

/** "size=64m,mode=1770" → options; what is no option of tmpfs itself (rw, noexec, …) is left to the caller. EINVAL. */
export function parseTmpfsOptions(data: string, memoryBytes: number): TmpfsOptions {
  const options: TmpfsOptions = {}
  for (const item of data.split(',')) {
    const [key, value] = item.split('=', 2) as [string, string?]
    if (value === undefined) continue
    if (key === 'size') {
      const match = /^(\d+)([kmgt%]?)$/i.exec(value)
      if (!match) throw new SysError('EINVAL', item)
      const unit = match[2]!.toLowerCase()
      const bytes = unit === '%' ? (memoryBytes * Number(match[1])) / 100 : Number(match[1]) * UNITS[unit]!
      options.size = Math.ceil(bytes / 4096) * 4096
    } else if (key === 'mode') {
      if (!/^[0-7]+$/.test(value)) throw new SysError('EINVAL', item)
      options.mode = parseInt(value, 8) & 0o7777
    } else if (key === 'uid' || key === 'gid') {
      if (!/^\d+$/.test(value)) throw new SysError('EINVAL', item)
      options[key] = Number(value)
    } else if (key !== 'nr_inodes' && key !== 'huge' && key !== 'mpol') throw new SysError('EINVAL', item)
  }
  return options
}
