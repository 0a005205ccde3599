/** BusyBox: ls. Columns without tabs, its own widths in the long format. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, isLink, S_IFBLK, S_IFCHR, S_IFIFO, S_IFMT, S_IFSOCK } from '../../base/abi/files.ts'
import type { Stat } from '../../base/abi/files.ts'
import { join } from '../coreutils/lib/paths.ts'
import { modeString } from '../coreutils/lib/modes.ts'
import { versionCompare } from '../coreutils/lib/sort-keys.ts'
import { strftime } from '../coreutils/lib/strftime.ts'
import { compareText, textToBinary, width } from '../coreutils/lib/text.ts'
import { Names } from '../coreutils/lib/users.ts'
import { localZone } from '../coreutils/lib/zone.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'
import { humanReadable } from './human.ts'

interface Entry {
  name: string
  path: string
  stat: Stat
  /** of a link's target, where it is there */
  targetMode: number | undefined
}

function sign(mode: number): string {
  switch (mode & S_IFMT) {
    case 0o040000:
      return '/'
    case 0o120000:
      return '@'
    case S_IFIFO:
      return '|'
    case S_IFSOCK:
      return '='
    default:
      return (mode & S_IFMT) === 0o100000 && mode & 0o111 ? '*' : ''
  }
}
/** Colour numbers of bold text by type, as libbb's ls has them. */
function color(mode: number): string {
  const type = mode & S_IFMT
  const bold = type === 0o100000 && !(mode & 0o111) ? 0 : 1
  const hue =
    type === 0o040000
      ? 34
      : type === 0o120000
        ? 36
        : type === S_IFIFO
          ? 33
          : type === S_IFCHR || type === S_IFBLK
            ? 33
            : type === S_IFSOCK
              ? 35
              : mode & 0o111
                ? 32
                : 0
  return `\x1b[${bold};${hue}m`
}

class BusyboxLister {
  private readonly command: Applet
  private readonly names: Names
  private readonly tty: boolean
  private readonly long: boolean
  private readonly shape: 'long' | 'single' | 'columns' | 'rows'
  private readonly colored: boolean
  private readonly screen: number
  private first = true
  constructor(command: Applet) {
    this.command = command
    const { sys } = command
    this.names = new Names(sys)
    this.tty = sys.isatty(1)
    this.long = command.has('l') || command.has('g') || command.has('n') || command.has('o') || command.has('full-time')
    const last = command.last('1Cxlgno')
    this.shape =
      this.long && !(last === 'C' || last === 'x')
        ? 'long'
        : last === '1'
          ? 'single'
          : last === 'C'
            ? 'columns'
            : last === 'x'
              ? 'rows'
              : this.tty
                ? 'columns'
                : 'single'
    const when = command.options.findLast((option) => option.key === 'color')
    this.colored =
      when !== undefined &&
      (when.value === undefined || when.value === 'always' ? true : when.value === 'auto' && this.tty)
    const size = attempt(() => sys.winsize(1))
    const given = command.value('w')
    // One column of the terminal stays free, unless the width is given.
    const columns = !(size instanceof SysError) && size.cols ? size.cols : Number(sys.env['COLUMNS']) || 80
    this.screen = given !== undefined ? Number(given) || 80 : columns - 1
  }

  private entry(name: string, path: string, follow: boolean): Entry | SysError {
    const { sys } = this.command
    const stat = attempt(() => (follow ? sys.stat(path) : sys.lstat(path)))
    if (stat instanceof SysError) return stat
    const there = isLink(stat) ? attempt(() => sys.stat(path)) : undefined
    return { name, path, stat, targetMode: there === undefined || there instanceof SysError ? undefined : there.mode }
  }
  private sort(entries: Entry[]): Entry[] {
    const { command } = this
    const time = (entry: Entry): number =>
      command.has('c') ? entry.stat.ctime : command.has('u') ? entry.stat.atime : entry.stat.mtime
    const extension = (name: string): string => (name.lastIndexOf('.') > 0 ? name.slice(name.lastIndexOf('.')) : '')
    const order = (a: Entry, b: Entry): number => {
      const byName = compareText(a.name, b.name)
      if (command.has('S')) return b.stat.size - a.stat.size || byName
      if (command.has('t')) return time(b) - time(a) || byName
      if (command.has('v')) return versionCompare(textToBinary(a.name), textToBinary(b.name))
      if (command.has('X')) return compareText(extension(a.name), extension(b.name)) || byName
      return byName
    }
    const directory = (entry: Entry): boolean =>
      isDir(entry.stat) || (entry.targetMode !== undefined && isDir({ mode: entry.targetMode }))
    return entries.sort((a, b) => {
      if (command.has('group-directories-first') && directory(a) !== directory(b)) return directory(a) ? -1 : 1
      return command.has('r') ? -order(a, b) : order(a, b)
    })
  }
  private marked(entry: Entry): { text: string; width: number } {
    const { command } = this
    const name = entry.name.replace(/[\x00-\x1f\x7f\udc80-\udcff]/g, '?')
    const link = this.shape === 'long' && isLink(entry.stat)
    const mark = command.has('F') && !link ? sign(entry.stat.mode) : command.has('p') && isDir(entry.stat) ? '/' : ''
    const painted = this.colored ? `${color(entry.stat.mode)}${name}\x1b[m` : name
    return { text: painted + mark, width: width(name) + mark.length }
  }

  private async printEntries(entries: Entry[]): Promise<void> {
    const { command } = this
    if (this.shape === 'long') {
      for (const entry of entries) await this.printLong(entry)
      return
    }
    const cells = entries.map((entry) => {
      const inode = command.has('i') ? `${String(entry.stat.ino).padStart(7)} ` : ''
      const blocks = command.has('s') ? `${String(entry.stat.blocks >> 1).padStart(6)} ` : ''
      const cell = this.marked(entry)
      return { text: inode + blocks + cell.text, width: inode.length + blocks.length + cell.width }
    })
    if (this.shape === 'single') {
      for (const cell of cells) await command.put(cell.text + '\n')
      return
    }
    // Every column is as wide as the widest name and two blanks.
    const widest = Math.max(0, ...cells.map((cell) => cell.width)) + 2
    const columns = Math.max(1, Math.floor(this.screen / widest))
    const rows = columns > 1 ? Math.ceil(cells.length / columns) : cells.length
    const across = this.shape === 'rows'
    for (let row = 0; row < rows; row++) {
      let line = ''
      let pad = 0
      for (let column = 0; column < columns; column++) {
        const cell = cells[across ? row * columns + column : column * rows + row]
        if (!cell) break
        line += ' '.repeat(pad) + cell.text
        pad = widest - cell.width
      }
      await command.put(line + '\n')
    }
  }
  private async printLong(entry: Entry): Promise<void> {
    const { command, names } = this
    const { sys } = command
    const { stat } = entry
    let out = ''
    if (command.has('i')) out += `${String(stat.ino).padStart(7)} `
    if (command.has('s')) out += `${String(stat.blocks >> 1).padStart(6)} `
    out += `${modeString(stat.mode).padEnd(10)} ${String(stat.nlink).padStart(4)} `
    const numeric = command.has('n')
    const pick = (id: number, name: string | undefined): string =>
      (numeric ? String(id) : (name ?? String(id))).slice(0, 8).padEnd(8)
    if (!command.has('g')) out += `${pick(stat.uid, names.user(stat.uid))} `
    out += `${pick(stat.gid, names.group(stat.gid))} `
    const type = stat.mode & S_IFMT
    if (type === S_IFCHR || type === S_IFBLK)
      out += `${String(stat.rdev >> 8).padStart(4)}, ${String(stat.rdev & 255).padStart(3)} `
    else if (command.has('h')) out += `${humanReadable(stat.size, 0).padStart(7)} `
    else out += `${String(stat.size).padStart(9)} `
    const time = command.has('c') ? stat.ctime : command.has('u') ? stat.atime : stat.mtime
    const zone = localZone(sys)
    if (command.has('full-time')) out += `${strftime('%Y-%m-%d %H:%M:%S %z', time, zone)} `
    else {
      const age = sys.now() - time
      // Between a quarter of an hour in the future and half a year ago the time is shown, otherwise the year.
      const recent = age < 3600_000 * 24 * (365 / 2) && age > -15 * 60_000
      out += `${strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', time, zone)} `
    }
    out += this.marked(entry).text
    if (isLink(stat)) {
      const target = attempt(() => sys.readlink(entry.path))
      if (!(target instanceof SysError)) {
        const mode = entry.targetMode
        const mark = mode !== undefined && command.has('F') ? sign(mode) : ''
        out += ` -> ${this.colored && mode !== undefined ? `${color(mode)}${target}\x1b[m` : target}${mark}`
      }
    }
    await command.put(out + '\n')
  }

  private async directory(path: string, header: boolean): Promise<void> {
    const { command } = this
    const listed = attempt(() => command.sys.readdir(path))
    if (listed instanceof SysError) {
      await command.complain(`can't open '${path}': ${strerror(listed.code)}`)
      return
    }
    if (header) await command.put(`${this.first ? '' : '\n'}${path}:\n`)
    this.first = false
    const all = command.has('a')
    const names = [
      ...(all ? ['.', '..'] : []),
      ...listed.map(({ name }) => name).filter((name) => name !== '.' && name !== '..'),
    ]
    const entries: Entry[] = []
    for (const name of names) {
      if (name.startsWith('.') && !all && !command.has('A')) continue
      const full = join(path, name)
      const entry = this.entry(name, full, command.has('L'))
      if (entry instanceof SysError) await command.complain(`${full}: ${strerror(entry.code)}`)
      else entries.push(entry)
    }
    if (this.shape === 'long' || command.has('s')) {
      const blocks = entries.reduce((sum, entry) => sum + entry.stat.blocks, 0)
      await command.put(
        `total ${
          command.has('h')
            ? humanReadable(blocks * 512, 0)
                .replace(/\.\d/, '')
                .padEnd(7)
            : blocks >> 1
        }\n`,
      )
    }
    await this.printEntries(this.sort(entries))
    if (!command.has('R')) return
    for (const entry of entries)
      if (isDir(entry.stat) && entry.name !== '.' && entry.name !== '..') await this.directory(entry.path, true)
  }

  async run(): Promise<void> {
    const { command } = this
    const args = command.args.length ? command.args : ['.']
    const files: Entry[] = []
    const directories: Entry[] = []
    for (const path of args) {
      // A link on the command line is followed, but not in the long format.
      const follow =
        command.has('L') || command.has('H') || (this.shape !== 'long' && !command.has('F') && !command.has('d'))
      let entry = this.entry(path, path, follow)
      if (entry instanceof SysError && follow && !command.has('L')) entry = this.entry(path, path, false)
      if (entry instanceof SysError) {
        await command.complain(`${path}: ${strerror(entry.code)}`)
        continue
      }
      if (isDir(entry.stat) && !command.has('d')) directories.push(entry)
      else files.push(entry)
    }
    if (files.length) {
      await this.printEntries(this.sort(files))
      this.first = false
    }
    const header = args.length > 1 || command.has('R')
    for (const entry of this.sort(directories)) await this.directory(entry.path, header)
  }
}

export const ls = applet(
  {
    short: 'CadilgnsxAkFpR1HLhrSXvctuw:',
    long: { 'full-time': 'full-time', 'group-directories-first': 'group-directories-first', color: 'color=?' },
  },
  async (command) => {
    await new BusyboxLister(command).run()
  },
)
