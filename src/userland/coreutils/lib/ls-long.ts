/** The columns of ls -l before the name. */
import { S_IFBLK, S_IFCHR, S_IFMT } from '../../../base/abi/files.ts'
import type { Stat } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import type { LsOptions } from './ls-options.ts'
import { modeString } from './modes.ts'
import { inBlocks } from './numbers.ts'
import { strftime } from './strftime.ts'
import type { Names } from './users.ts'
import { localZone } from './zone.ts'

export interface LsEntry {
  name: string
  shown: string
  quoted: boolean
  stat: Stat
  target?: string
  targetMode?: number
}
/** Half a Gregorian year in ms: older files show their year. */
const HALF_YEAR = (31556952 / 2) * 1000

const isDevice = (stat: Stat): boolean => (stat.mode & S_IFMT) === S_IFCHR || (stat.mode & S_IFMT) === S_IFBLK

export function longLines(sys: Sys, entries: readonly LsEntry[], o: LsOptions, names: Names): string[] {
  const zone = localZone(sys)
  const now = sys.now()
  const [recent, old] = o.timeFormats
  const date = (ms: number): string => strftime(ms <= now && ms > now - HALF_YEAR ? recent : old, ms, zone)
  const column = (texts: string[], right: boolean): string[] => {
    const size = Math.max(0, ...texts.map((text) => text.length))
    return texts.map((text) => (right ? text.padStart(size) : text.padEnd(size)))
  }
  const user = (uid: number): string => (o.numeric ? String(uid) : (names.user(uid) ?? String(uid)))
  const group = (gid: number): string => (o.numeric ? String(gid) : (names.group(gid) ?? String(gid)))
  const ids = (texts: string[], numeric: boolean): string[] => column(texts, numeric)
  const parts: string[][] = []
  if (o.inode)
    parts.push(
      column(
        entries.map((entry) => String(entry.stat.ino)),
        true,
      ),
    )
  if (o.blocks)
    parts.push(
      column(
        entries.map((entry) => inBlocks(entry.stat.blocks * 512, o.blockSize)),
        true,
      ),
    )
  parts.push(entries.map((entry) => modeString(entry.stat.mode)))
  parts.push(
    column(
      entries.map((entry) => String(entry.stat.nlink)),
      true,
    ),
  )
  if (o.owner)
    parts.push(
      ids(
        entries.map((entry) => user(entry.stat.uid)),
        o.numeric,
      ),
    )
  if (o.group)
    parts.push(
      ids(
        entries.map((entry) => group(entry.stat.gid)),
        o.numeric,
      ),
    )
  if (o.author)
    parts.push(
      ids(
        entries.map((entry) => user(entry.stat.uid)),
        o.numeric,
      ),
    )
  const majors = entries.map((entry) => (isDevice(entry.stat) ? `${entry.stat.rdev >> 8},` : ''))
  const minors = entries.map((entry) => (isDevice(entry.stat) ? String(entry.stat.rdev & 255) : ''))
  const majorWidth = Math.max(0, ...majors.map((text) => text.length))
  const minorWidth = Math.max(0, ...minors.map((text) => text.length))
  const sizes = entries.map((entry) => (isDevice(entry.stat) ? '' : inBlocks(entry.stat.size, o.sizeUnit)))
  const sizeWidth = Math.max(majorWidth ? majorWidth + 1 + minorWidth : 0, ...sizes.map((text) => text.length))
  parts.push(
    entries.map((entry, i) =>
      isDevice(entry.stat)
        ? majors[i]!.padStart(sizeWidth - 1 - minorWidth) + ' ' + minors[i]!.padStart(minorWidth)
        : sizes[i]!.padStart(sizeWidth),
    ),
  )
  parts.push(entries.map((entry) => date(entry.stat[o.time])))
  return entries.map((_, i) => parts.map((part) => part[i]!).join(' ') + ' ')
}
