/** A line of tar tv. */
import type { TarEntry } from '../../../../base/tar.ts'
import { modeString } from '../modes.ts'
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG } from '../../../../base/abi/files.ts'
import { strftime } from '../strftime.ts'
import type { Zone } from '../zone.ts'

const MODES: Record<TarEntry['type'], number> = {
  file: S_IFREG,
  dir: S_IFDIR,
  symlink: S_IFLNK,
  hardlink: S_IFREG,
  char: S_IFCHR,
  block: S_IFBLK,
  fifo: S_IFIFO,
}

/** `width`: of owner and size together, grows as lines come (GNU). */
export class Lister {
  private width = 19
  private readonly zone: Zone
  private readonly numeric: boolean
  private readonly seconds: boolean
  constructor(zone: Zone, options: { numeric: boolean; seconds: boolean }) {
    this.zone = zone
    this.numeric = options.numeric
    this.seconds = options.seconds
  }
  line(entry: TarEntry, name: string): string {
    const mode = modeString(MODES[entry.type] | entry.mode)
    const shown = entry.type === 'hardlink' ? `h${mode.slice(1)}` : mode
    const who = (text: string | undefined, id: number): string => (this.numeric || !text ? String(id) : text)
    const owner = `${who(entry.uname, entry.uid)}/${who(entry.gname, entry.gid)}`
    const size =
      entry.type === 'char' || entry.type === 'block'
        ? `${(entry.rdev ?? 0) >> 8},${(entry.rdev ?? 0) & 255}`
        : String(entry.content?.size ?? 0)
    this.width = Math.max(this.width, owner.length + 1 + size.length)
    const date = strftime(this.seconds ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d %H:%M', entry.mtime, this.zone)
    const link =
      entry.type === 'symlink' ? ` -> ${entry.linkname}` : entry.type === 'hardlink' ? ` link to ${entry.linkname}` : ''
    return `${shown} ${owner}${size.padStart(this.width - owner.length)} ${date} ${name}${link}\n`
  }
}
