/** find -printf and -ls: a file's facts as text. */
import type { Stat } from '../../../../base/abi/files.ts'
import { isLink, S_IFBLK, S_IFCHR, S_IFMT } from '../../../../base/abi/files.ts'
import { modeString, typeLetter } from '../modes.ts'
import { baseName } from '../paths.ts'
import { strftime } from '../strftime.ts'
import type { Names } from '../users.ts'
import type { Zone } from '../zone.ts'

export interface FoundFile {
  path: string
  /** The starting point it was found under. */
  start: string
  depth: number
  stat: Stat
  target: string | undefined
  targetMode: number | undefined
}
const ESCAPES: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '0': '\0',
}

function directory(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '.' : path.slice(0, slash)
}
const fine = (ms: number): string =>
  `${strftime('%s', ms, { offset: () => 0, abbreviation: () => '' })}.${strftime('%N', ms, { offset: () => 0, abbreviation: () => '' })}0`

function field(letter: string, file: FoundFile, names: Names, zone: Zone): string | undefined {
  const { stat, path } = file
  switch (letter) {
    case 'a':
      return strftime('%a %b %e %H:%M:%S.%N0 %Y', stat.atime, zone)
    case 'b':
      return String(stat.blocks)
    case 'c':
      return strftime('%a %b %e %H:%M:%S.%N0 %Y', stat.ctime, zone)
    case 'd':
      return String(file.depth)
    case 'D':
      return String(stat.dev)
    case 'f':
      return baseName(path)
    case 'g':
      return names.group(stat.gid) ?? String(stat.gid)
    case 'G':
      return String(stat.gid)
    case 'h':
      return directory(path)
    case 'H':
      return file.start
    case 'i':
      return String(stat.ino)
    case 'k':
      return String(Math.ceil(stat.blocks / 2))
    case 'l':
      return file.target ?? ''
    case 'm':
      return (stat.mode & 0o7777).toString(8)
    case 'M':
      return modeString(stat.mode)
    case 'n':
      return String(stat.nlink)
    case 'p':
      return path
    case 'P':
      return path === file.start ? '' : path.slice(file.start.endsWith('/') ? file.start.length : file.start.length + 1)
    case 's':
      return String(stat.size)
    case 'S':
      return stat.size ? String((stat.blocks * 512) / stat.size) : '1'
    case 't':
      return strftime('%a %b %e %H:%M:%S.%N0 %Y', stat.mtime, zone)
    case 'u':
      return names.user(stat.uid) ?? String(stat.uid)
    case 'U':
      return String(stat.uid)
    case 'y':
      return typeLetter(stat.mode) === '-' ? 'f' : typeLetter(stat.mode)
    case 'Y':
      if (!isLink(stat)) return field('y', file, names, zone)
      return file.targetMode === undefined
        ? 'N'
        : typeLetter(file.targetMode) === '-'
          ? 'f'
          : typeLetter(file.targetMode)
    case '%':
      return '%'
    default:
      return undefined
  }
}
export function findPrintf(format: string, file: FoundFile, names: Names, zone: Zone): { text: string; stop: boolean } {
  let stop = false
  const text = format.replace(
    /\\([0-7]{1,3}|.)|%([-+ #0]*)(\d*)(?:\.(\d+))?([ABCT])(.)|%([-+ #0]*)(\d*)(?:\.(\d+))?(.)/gs,
    (whole, escape: string | undefined, ...rest: unknown[]) => {
      if (stop) return ''
      if (escape !== undefined) {
        if (escape === 'c') {
          stop = true
          return ''
        }
        return ESCAPES[escape] ?? (/^[0-7]/.test(escape) ? String.fromCharCode(parseInt(escape, 8)) : whole)
      }
      const [flags1, width1, precision1, which, how, flags2, width2, precision2, letter] = rest as (
        string | undefined
      )[]
      let value: string | undefined
      if (which !== undefined) {
        const ms = which === 'A' ? file.stat.atime : which === 'C' ? file.stat.ctime : file.stat.mtime
        value =
          how === '@'
            ? fine(ms)
            : how === '+'
              ? strftime('%Y-%m-%d+%H:%M:%S.%N0', ms, zone)
              : how === 'S' || how === 'T' || how === 'X'
                ? strftime(how === 'S' ? '%S.%N0' : '%H:%M:%S.%N0', ms, zone)
                : strftime(`%${how}`, ms, zone)
      } else value = field(letter!, file, names, zone)
      if (value === undefined) return whole
      const flags = flags1 ?? flags2 ?? ''
      const precision = precision1 ?? precision2
      const cut = precision === undefined ? value : value.slice(0, Number(precision))
      const width = Number((width1 ?? width2) || 0)
      return flags.includes('-')
        ? cut.padEnd(width)
        : cut.padStart(width, flags.includes('0') && /^\d/.test(cut) ? '0' : ' ')
    },
  )
  return { text, stop }
}

/** The line of -ls. */
export function findLs(file: FoundFile, names: Names, zone: Zone, now: number): string {
  const { stat } = file
  const device = (stat.mode & S_IFMT) === S_IFCHR || (stat.mode & S_IFMT) === S_IFBLK
  const size = device ? `${stat.rdev >> 8}, ${String(stat.rdev & 255).padStart(3)}` : String(stat.size)
  const recent = stat.mtime <= now && stat.mtime > now - (31556952 / 2) * 1000
  const date = strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', stat.mtime, zone)
  const user = (names.user(stat.uid) ?? String(stat.uid)).padEnd(8)
  const group = (names.group(stat.gid) ?? String(stat.gid)).padEnd(8)
  const blocks = Math.ceil(stat.blocks / 2)
  return `${String(stat.ino).padStart(9)} ${String(blocks).padStart(6)} ${modeString(stat.mode)} ${String(stat.nlink).padStart(3)} ${user} ${group} ${size.padStart(8)} ${date} ${file.path}${file.target === undefined ? '' : ` -> ${file.target}`}\n`
}
