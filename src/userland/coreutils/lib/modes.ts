/** Permission bits: as ls prints them, and as chmod(1) reads them. */
import {
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  S_ISGID,
  S_ISUID,
  S_ISVTX,
} from '../../../base/abi/files.ts'

export function typeLetter(mode: number): string {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return 'd'
    case S_IFLNK:
      return 'l'
    case S_IFCHR:
      return 'c'
    case S_IFBLK:
      return 'b'
    case S_IFIFO:
      return 'p'
    case S_IFSOCK:
      return 's'
    case S_IFREG:
      return '-'
    default:
      return '?'
  }
}
/** "-rw-r--r--" */
export function modeString(mode: number): string {
  const triple = (shift: number, special: number, letter: string): string => {
    const bits = (mode >> shift) & 7
    const x = bits & 1
    const last = mode & special ? (x ? letter : letter.toUpperCase()) : x ? 'x' : '-'
    return (bits & 4 ? 'r' : '-') + (bits & 2 ? 'w' : '-') + last
  }
  return typeLetter(mode) + triple(6, S_ISUID, 's') + triple(3, S_ISGID, 's') + triple(0, S_ISVTX, 't')
}
/** stat's %F */
export function fileType(stat: { mode: number; size: number }): string {
  switch (stat.mode & S_IFMT) {
    case S_IFREG:
      return stat.size === 0 ? 'regular empty file' : 'regular file'
    case S_IFDIR:
      return 'directory'
    case S_IFLNK:
      return 'symbolic link'
    case S_IFCHR:
      return 'character special file'
    case S_IFBLK:
      return 'block special file'
    case S_IFIFO:
      return 'fifo'
    case S_IFSOCK:
      return 'socket'
    default:
      return 'weird file'
  }
}

interface Clause {
  who: number
  op: '+' | '-' | '='
  perms: number
  /** X: execute only if a directory or already executable by someone */
  conditional: boolean
  /** permissions copied from u, g or o */
  copy: '' | 'u' | 'g' | 'o'
  /** no "who" given: the umask holds */
  masked: boolean
}
export type ModeChange = { absolute: number; digits: number } | { clauses: Clause[] }

const WHO: Record<string, number> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 }
const PERM: Record<string, number> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 }

/** Octal or symbolic; undefined when invalid. */
export function parseMode(text: string): ModeChange | undefined {
  if (/^[0-7]+$/.test(text)) {
    const absolute = parseInt(text, 8)
    return absolute > 0o7777 ? undefined : { absolute, digits: text.length }
  }
  const clauses: Clause[] = []
  for (const part of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*|[0-7]+))+)$/.exec(part)
    if (!match) return undefined
    let who = 0
    for (const letter of match[1]!) who |= WHO[letter]!
    for (const [, op, what] of match[2]!.matchAll(/([-+=])([ugo](?![rwxXst])|[0-7]+|[rwxXst]*)/g)) {
      const clause: Clause = {
        who: who || 0o7777,
        op: op as Clause['op'],
        perms: 0,
        conditional: false,
        copy: '',
        masked: who === 0,
      }
      if (what === 'u' || what === 'g' || what === 'o') clause.copy = what
      else if (/^[0-7]+$/.test(what!)) {
        if (who) return undefined
        clause.perms = parseInt(what!, 8)
        clause.masked = false
      } else
        for (const letter of what!) {
          if (letter === 'X') clause.conditional = true
          else clause.perms |= PERM[letter]!
        }
      clauses.push(clause)
    }
  }
  return { clauses }
}

/** The new permission bits (07777) of a file of this mode. */
export function applyMode(change: ModeChange, mode: number, umask: number): number {
  const dir = (mode & S_IFMT) === S_IFDIR
  let bits = mode & 0o7777
  if ('absolute' in change) {
    // Short octal modes leave a directory's setuid and setgid bits alone.
    if (dir && change.digits < 5) return change.absolute | (bits & 0o6000 & ~(change.absolute & 0o6000))
    return change.absolute
  }
  for (const clause of change.clauses) {
    let value = clause.perms
    if (clause.conditional && (dir || bits & 0o111)) value |= 0o111
    if (clause.copy) {
      const from = (bits >> (clause.copy === 'u' ? 6 : clause.copy === 'g' ? 3 : 0)) & 7
      value |= (from << 6) | (from << 3) | from
    }
    let reach = clause.who
    if (clause.masked) value &= ~umask
    value &= reach
    if (clause.op === '+') bits |= value
    else if (clause.op === '-') bits &= ~value
    else {
      if (dir) reach &= ~(0o6000 & ~value)
      bits = (bits & ~reach) | value
    }
  }
  return bits
}
