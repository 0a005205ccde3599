/** LS_COLORS as ls and dircolors read it, and ls's own defaults. */
import {
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFSOCK,
  S_ISGID,
  S_ISUID,
  S_ISVTX,
} from '../../../base/abi/files.ts'
import { fnmatch } from './fnmatch.ts'

const DEFAULTS: Record<string, string> = {
  lc: '\x1b[',
  rc: 'm',
  rs: '0',
  di: '01;34',
  ln: '01;36',
  pi: '33',
  so: '01;35',
  bd: '01;33',
  cd: '01;33',
  ex: '01;32',
  do: '01;35',
  su: '37;41',
  sg: '30;43',
  st: '37;44',
  ow: '34;42',
  tw: '30;42',
}
/** Terminals that dircolors knows to have colours. */
const TERMS =
  'Eterm ansi *color* con[0-9]*x[0-9]* cons25 console cygwin *direct* dtterm gnome hurd jfbterm konsole kterm linux linux-c mlterm putty rxvt* screen* st terminator tmux* vt100 xterm*'.split(
    ' ',
  )
export const knownTerminal = (term: string | undefined): boolean =>
  term !== undefined && TERMS.some((pattern) => fnmatch(pattern, term))

export class LsColors {
  private readonly codes: Record<string, string>
  private readonly suffixes: [string, string][] = []
  constructor(text: string | undefined) {
    this.codes = { ...DEFAULTS }
    for (const item of (text ?? '').split(':')) {
      const equals = item.indexOf('=')
      if (equals < 0) continue
      const key = item.slice(0, equals)
      const value = item.slice(equals + 1)
      if (key.startsWith('*')) this.suffixes.unshift([key.slice(1), value])
      else this.codes[key] = value
    }
  }
  /** The code of a file, '' for none. `target` is what a symbolic link leads to (undefined: nowhere). */
  of(name: string, mode: number, options: { link?: number | undefined; isLink: boolean; nlink: number }): string {
    const c = (key: string): string => this.codes[key] ?? ''
    if (options.isLink) {
      if (options.link === undefined && this.codes['or']) return c('or')
      if (c('ln') !== 'target') return c('ln')
      if (options.link !== undefined) return this.of(name, options.link, { isLink: false, nlink: 1 })
    }
    switch (mode & S_IFMT) {
      case S_IFDIR: {
        const sticky = (mode & S_ISVTX) !== 0
        const others = (mode & 0o002) !== 0
        if (sticky && others && c('tw')) return c('tw')
        if (others && c('ow')) return c('ow')
        if (sticky && c('st')) return c('st')
        return c('di')
      }
      case S_IFLNK:
        return c('ln')
      case S_IFIFO:
        return c('pi')
      case S_IFSOCK:
        return c('so')
      case S_IFBLK:
        return c('bd')
      case S_IFCHR:
        return c('cd')
    }
    if (mode & S_ISUID && c('su')) return c('su')
    if (mode & S_ISGID && c('sg')) return c('sg')
    if (mode & 0o111 && c('ex')) return c('ex')
    if (options.nlink > 1 && c('mh')) return c('mh')
    for (const [suffix, code] of this.suffixes) if (name.toLowerCase().endsWith(suffix.toLowerCase())) return code
    return c('fi')
  }
  start(code: string): string {
    return this.codes['lc']! + code + this.codes['rc']!
  }
  get end(): string {
    return this.codes['lc']! + this.codes['rs']! + this.codes['rc']!
  }
}
