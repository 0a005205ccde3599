/** stat(1). Birth times are not known ("-"), as on many file systems. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isLink, S_IFBLK, S_IFCHR, S_IFMT } from '../../base/abi/files.ts'
import type { Stat, StatFs } from '../../base/abi/files.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu } from './lib/command.ts'
import { unescape } from './lib/escapes.ts'
import { pad } from './lib/format.ts'
import { fileType, modeString } from './lib/modes.ts'
import { quoteaf } from './lib/quote.ts'
import { strftime } from './lib/strftime.ts'
import { binaryToText } from './lib/text.ts'
import { Names } from './lib/users.ts'
import { localZone } from './lib/zone.ts'
import type { Zone } from './lib/zone.ts'

const DEFAULT = `  File: %N
  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F
Device: %Hd,%Ld\tInode: %-11i Links: %h
Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)
Access: %x
Modify: %y
Change: %z
 Birth: %w
`
const DEVICE = DEFAULT.replace('Links: %h', 'Links: %-5h Device type: %Hr,%Lr')
const TERSE = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n'
const FS_DEFAULT = `  File: "%n"
    ID: %-8i Namelen: %-7l Type: %T
Block size: %-10s Fundamental block size: %S
Blocks: Total: %-10b Free: %-10f Available: %a
Inodes: Total: %-10c Free: %d
`
const FS_TERSE = '%n %i %l %t %s %S %b %f %a %c %d\n'
const FULL_TIME = '%Y-%m-%d %H:%M:%S.%N %z'
const seconds = (ms: number): string => String(Math.floor(ms / 1000))

export interface StatFacts {
  sys: Sys
  path: string
  names: Names
  zone: Zone
}
/** The longest mount point that holds the file. */
export function mountPointOf(sys: Sys, path: string): string {
  const full = attempt(() => sys.realpath(path))
  const where = full instanceof SysError ? path : full
  let best = '/'
  for (const { target } of sys.mounts())
    if (
      (where === target || where.startsWith(target.endsWith('/') ? target : `${target}/`)) &&
      target.length > best.length
    )
      best = target
  return best
}

/** The value of one directive, with its modifier; undefined when there is no such one. */
export function statField(facts: StatFacts, stat: Stat, letter: string, modifier: string): string | undefined {
  const { sys, path, names, zone } = facts
  const unknown = 'UNKNOWN'
  switch (letter) {
    case 'a':
      return (stat.mode & 0o7777).toString(8)
    case 'A':
      return modeString(stat.mode)
    case 'b':
      return String(stat.blocks)
    case 'B':
      return '512'
    case 'C':
      return '?'
    case 'd':
      return String(modifier === 'H' ? stat.dev >> 8 : modifier === 'L' ? stat.dev & 255 : stat.dev)
    case 'D':
      return stat.dev.toString(16)
    case 'f':
      return stat.mode.toString(16)
    case 'F':
      return fileType(stat)
    case 'g':
      return String(stat.gid)
    case 'G':
      return names.group(stat.gid) ?? unknown
    case 'h':
      return String(stat.nlink)
    case 'i':
      return String(stat.ino)
    case 'm':
      return mountPointOf(sys, path)
    case 'n':
      return path
    case 'N': {
      if (!isLink(stat)) return bare(sys, path)
      const target = attempt(() => sys.readlink(path))
      return `${bare(sys, path)} -> ${target instanceof SysError ? '' : bare(sys, target)}`
    }
    case 'o':
      return String(stat.blksize)
    case 'r':
      return String(modifier === 'H' ? stat.rdev >> 8 : modifier === 'L' ? stat.rdev & 255 : stat.rdev)
    case 'R':
      return stat.rdev.toString(16)
    case 's':
      return String(stat.size)
    case 't':
      return (stat.rdev >> 8).toString(16)
    case 'T':
      return (stat.rdev & 255).toString(16)
    case 'u':
      return String(stat.uid)
    case 'U':
      return names.user(stat.uid) ?? unknown
    case 'w':
      return '-'
    case 'W':
      return '0'
    case 'x':
      return strftime(FULL_TIME, stat.atime, zone)
    case 'X':
      return seconds(stat.atime)
    case 'y':
      return strftime(FULL_TIME, stat.mtime, zone)
    case 'Y':
      return seconds(stat.mtime)
    case 'z':
      return strftime(FULL_TIME, stat.ctime, zone)
    case 'Z':
      return seconds(stat.ctime)
    default:
      return undefined
  }
}
/** %N quotes unless QUOTING_STYLE says otherwise. */
const bare = (sys: Sys, path: string): string => {
  const style = sys.env['QUOTING_STYLE']
  return style === 'literal' ? path : quoteaf(path)
}
const MAGIC: Record<string, string> = {
  overlay: '794c7630',
  overlayfs: '794c7630',
  tmpfs: '1021994',
  proc: '9fa0',
  sysfs: '62656572',
  'ext2/ext3': 'ef53',
  ext4: 'ef53',
  devpts: '1cd1',
  cgroup2: '63677270',
  cgroup2fs: '63677270',
  mqueue: '19800202',
}
const FS_NAMES: Record<string, string> = { overlay: 'overlayfs', ext4: 'ext2/ext3', cgroup2: 'cgroup2fs' }
function fsField(fs: StatFs, path: string, letter: string): string | undefined {
  switch (letter) {
    case 'a':
      return String(fs.available)
    case 'b':
      return String(fs.blocks)
    case 'c':
      return String(fs.files)
    case 'd':
      return String(fs.freeFiles)
    case 'f':
      return String(fs.free)
    case 'i':
      return '0'
    case 'l':
      return '255'
    case 'n':
      return path
    case 's':
    case 'S':
      return String(fs.blockSize)
    case 't':
      return MAGIC[fs.type] ?? '0'
    case 'T':
      return FS_NAMES[fs.type] ?? fs.type
    default:
      return undefined
  }
}
/** Fills a format in. `field` gives a directive's value. */
export function fillFormat(format: string, field: (letter: string, modifier: string) => string | undefined): string {
  return format.replace(
    /%([-+ #0'I]*)(\d*)(?:\.(\d+))?([HL]?)(.?)/gs,
    (whole, flags: string, width: string, precision: string | undefined, modifier: string, letter: string) => {
      if (letter === '%') return '%'
      if (letter === '' && modifier === '') return whole
      const value = field(letter, modifier)
      if (value === undefined) return '?'
      let shown = value
      if (precision !== undefined) {
        if (/[XYZW]/.test(letter)) shown = `${value}.${'0'.repeat(Number(precision))}`
        else if (/[nNFAGUTmxyzw]/.test(letter)) shown = value.slice(0, Number(precision))
      }
      if (flags.includes('#') && letter === 'a') shown = `0${shown}`
      if (flags.includes('#') && /[fDRtT]/.test(letter)) shown = `0x${shown}`
      return pad(shown, width ? Number(width) : undefined, flags, /^\d/.test(shown))
    },
  )
}

export const stat = gnu(
  {
    help: 'stat',
    short: 'c:fLt',
    long: { dereference: 'L', 'file-system': 'f', cached: 'cached=', format: 'c', printf: 'printf=', terse: 't' },
  },
  async (command) => {
    const { sys, args } = command
    if (!args.length) await command.usage('missing operand')
    const given = command.options.findLast((option) => option.key === 'c' || option.key === 'printf')
    const facts = { sys, names: new Names(sys), zone: localZone(sys) }
    for (const path of args) {
      if (command.has('f')) {
        const fs = attempt(() => sys.statfs(path))
        if (fs instanceof SysError) {
          await command.complain(`cannot read file system information for ${quoteaf(path)}: ${strerror(fs.code)}`)
          continue
        }
        const format = given ? formatOf(given) : command.has('t') ? FS_TERSE : FS_DEFAULT
        await command.put(fillFormat(format, (letter) => fsField(fs, path, letter)))
        continue
      }
      const found = attempt(() => (path === '-' ? sys.fstat(0) : command.has('L') ? sys.stat(path) : sys.lstat(path)))
      if (found instanceof SysError) {
        await command.complain(`cannot statx ${quoteaf(path)}: ${strerror(found.code)}`)
        continue
      }
      const device = (found.mode & S_IFMT) === S_IFCHR || (found.mode & S_IFMT) === S_IFBLK
      const format = given ? formatOf(given) : command.has('t') ? TERSE : device ? DEVICE : DEFAULT
      await command.put(
        fillFormat(format, (letter, modifier) => {
          // The default format shows bare names.
          if (letter === 'N' && !given) {
            const text = path
            const target = isLink(found) ? attempt(() => sys.readlink(path)) : undefined
            return target === undefined || target instanceof SysError ? text : `${text} -> ${target}`
          }
          return statField({ ...facts, path }, found, letter, modifier)
        }),
      )
    }
    return command.status
  },
)
const formatOf = (option: { key: string; value: string | undefined }): string =>
  option.key === 'printf'
    ? binaryToText(unescape(option.value!, 'printf', { unicode: false }).text)
    : `${option.value!}\n`
