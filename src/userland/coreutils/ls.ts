/** ls(1), dir(1), vdir(1). Leaves out -Z's contexts, --hyperlink and --dired. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, isFile, isLink, S_IFIFO, S_IFMT, S_IFSOCK } from '../../base/abi/files.ts'
import type { Stat } from '../../base/abi/files.ts'
import { Command, gnu } from './lib/command.ts'
import { columnLines } from './lib/ls-columns.ts'
import { knownTerminal, LsColors } from './lib/ls-colors.ts'
import { longLines } from './lib/ls-long.ts'
import type { LsEntry } from './lib/ls-long.ts'
import { LS_LONG, LS_SHORT, readLsOptions } from './lib/ls-options.ts'
import type { LsOptions } from './lib/ls-options.ts'
import { inBlocks } from './lib/numbers.ts'
import { join } from './lib/paths.ts'
import { escapeC, needsShellQuotes, quoteaf, quoteC, quotefColon } from './lib/quote.ts'
import { versionCompare } from './lib/sort-keys.ts'
import { compareText, textToBinary, width } from './lib/text.ts'
import { fnmatch } from './lib/fnmatch.ts'
import { Names } from './lib/users.ts'

/** The sign of -F, --file-type, -p. */
export function indicator(mode: number, style: LsOptions['indicator']): string {
  if (style === 'none') return ''
  if (isDir({ mode })) return '/'
  if (style === 'slash') return ''
  if (isLink({ mode })) return '@'
  if ((mode & S_IFMT) === S_IFIFO) return '|'
  if ((mode & S_IFMT) === S_IFSOCK) return '='
  return style === 'classify' && isFile({ mode }) && mode & 0o111 ? '*' : ''
}

class Lister {
  private readonly command: Command
  private readonly o: LsOptions
  private readonly names: Names
  private readonly colors: LsColors | undefined
  private colored = false
  private first = true
  constructor(command: Command, options: LsOptions) {
    this.command = command
    this.o = options
    this.names = new Names(command.sys)
    const { env } = command.sys
    const useless = !env['LS_COLORS'] && !env['COLORTERM'] && !knownTerminal(env['TERM'])
    this.colors = options.color && !useless ? new LsColors(env['LS_COLORS']) : undefined
  }

  private shown(name: string): string {
    switch (this.o.quoting) {
      case 'literal':
        return this.o.hideControl ? name.replace(/[\x00-\x1f\x7f-\x9f\udc80-\udcff]/g, '?') : name
      case 'c':
        return quoteC(name)
      case 'escape':
        return escapeC(name)
      case 'shell':
        return needsShellQuotes(name) ? `'${name.replaceAll("'", "'\\''")}'` : name
      case 'shell-always':
        return `'${name.replaceAll("'", "'\\''")}'`
      case 'shell-escape':
        return needsShellQuotes(name) ? quoteaf(name) : name
      case 'shell-escape-always':
        return quoteaf(name)
      case 'locale':
        return `‘${name}’`
    }
  }
  private entry(name: string, path: string, stat: Stat): LsEntry {
    const link = isLink(stat)
    const entry: LsEntry = { name, stat, shown: this.shown(name), quoted: false }
    entry.quoted = entry.shown !== name && /^['"$]/.test(entry.shown)
    if (link && (this.o.format === 'long' || this.o.indicator !== 'none' || this.colors)) {
      const target = attempt(() => this.command.sys.readlink(path))
      if (!(target instanceof SysError)) entry.target = target
      const there = attempt(() => this.command.sys.stat(path))
      if (!(there instanceof SysError)) entry.targetMode = there.mode
    }
    return entry
  }
  private ignored(name: string): boolean {
    const { o } = this
    if (name.startsWith('.') && o.ignore !== 'none' && (o.ignore === 'hidden' || name === '.' || name === '..'))
      return true
    if (o.ignore === 'hidden' && o.hide.some((pattern) => fnmatch(pattern, name, { period: true }))) return true
    return o.patterns.some((pattern) => fnmatch(pattern, name, { period: true }))
  }
  private sort(entries: LsEntry[]): LsEntry[] {
    const { o } = this
    if (o.sort === 'none') return entries
    const byName = (a: LsEntry, b: LsEntry): number => compareText(a.name, b.name)
    const time = (entry: LsEntry): number => entry.stat[o.time]
    const extension = (name: string): string => {
      const dot = name.lastIndexOf('.')
      return dot < 0 ? '' : name.slice(dot)
    }
    const order = (a: LsEntry, b: LsEntry): number => {
      switch (o.sort) {
        case 'size':
          return b.stat.size - a.stat.size || byName(a, b)
        case 'time':
          return time(b) - time(a) || byName(a, b)
        case 'extension':
          return compareText(extension(a.name), extension(b.name)) || byName(a, b)
        case 'version':
          return versionCompare(textToBinary(a.name), textToBinary(b.name)) || byName(a, b)
        case 'width':
          return width(a.shown) - width(b.shown) || byName(a, b)
        default:
          return byName(a, b)
      }
    }
    const isDirectory = (entry: LsEntry): boolean =>
      isDir(entry.stat) || (entry.targetMode !== undefined && isDir({ mode: entry.targetMode }))
    return entries.sort(
      (a, b) =>
        (o.directoriesFirst ? Number(isDirectory(b)) - Number(isDirectory(a)) : 0) ||
        (o.reverse ? -order(a, b) : order(a, b)),
    )
  }

  private paint(
    text: string,
    entry: { name: string; mode: number; nlink: number; isLink: boolean; link: number | undefined },
  ): string {
    if (!this.colors) return text
    const code = this.colors.of(entry.name, entry.mode, entry)
    if (code === '') return text
    // The very first colour is preceded by a reset.
    const prefix = this.colored ? '' : this.colors.end
    this.colored = true
    return prefix + this.colors.start(code) + text + this.colors.end
  }
  /** The name with colour and indicator, and its width. */
  private label(entry: LsEntry, aligned: boolean): { text: string; width: number } {
    const { stat } = entry
    const pad = aligned && !entry.quoted ? ' ' : ''
    const sign = this.o.format === 'long' && entry.target !== undefined ? '' : indicator(stat.mode, this.o.indicator)
    const painted = this.paint(entry.shown, {
      name: entry.name,
      mode: stat.mode,
      nlink: stat.nlink,
      isLink: isLink(stat),
      link: entry.targetMode,
    })
    let text = pad + painted + sign
    if (this.o.format === 'long' && entry.target !== undefined) {
      const mode = entry.targetMode
      const target = this.shown(entry.target)
      const seen =
        mode === undefined
          ? target
          : this.paint(target, { name: entry.target, mode, nlink: 1, isLink: false, link: undefined })
      text += ` -> ${seen}${mode === undefined ? '' : indicator(mode, this.o.indicator)}`
    }
    return { text, width: width(pad + entry.shown) + sign.length }
  }
  private async print(entries: LsEntry[]): Promise<void> {
    const { o, command } = this
    const end = o.zero ? '\0' : '\n'
    const aligned = o.alignQuotes && o.format !== 'commas' && entries.some((entry) => entry.quoted)
    if (o.format === 'long') {
      const lines = longLines(command.sys, entries, o, this.names)
      for (const [i, entry] of entries.entries()) await command.put(lines[i]! + this.label(entry, aligned).text + end)
      return
    }
    const inodes = entries.map((entry) => (o.inode ? String(entry.stat.ino) : ''))
    const blocks = entries.map((entry) => (o.blocks ? inBlocks(entry.stat.blocks * 512, o.blockSize) : ''))
    const wide = (texts: string[]): number => Math.max(0, ...texts.map((text) => text.length))
    const [inodeWidth, blockWidth] = o.format === 'commas' ? [0, 0] : [wide(inodes), wide(blocks)]
    const cells = entries.map((entry, i) => {
      const label = this.label(entry, aligned)
      const lead =
        (o.inode ? inodes[i]!.padStart(inodeWidth) + ' ' : '') + (o.blocks ? blocks[i]!.padStart(blockWidth) + ' ' : '')
      return { text: lead + label.text, width: lead.length + label.width }
    })
    if (o.format === 'single') for (const cell of cells) await command.put(cell.text + end)
    else if (o.format === 'commas') {
      let line = 0
      for (const [i, cell] of cells.entries()) {
        if (i > 0) {
          const fits = o.width === 0 || line + cell.width + 2 < o.width
          await command.put(fits ? ', ' : ',\n')
          line = fits ? line + 2 : 0
        }
        await command.put(cell.text)
        line += cell.width
      }
      if (cells.length) await command.put('\n')
    } else
      for (const line of columnLines(cells, o.width, o.format === 'rows', this.colors ? 0 : o.tab))
        await command.put(line + '\n')
  }

  private async directory(path: string, header: boolean, top: boolean, ancestors: readonly Stat[]): Promise<void> {
    const { command, o } = this
    const { sys } = command
    const listed = attempt(() => sys.readdir(path))
    if (listed instanceof SysError) {
      await command.complain(
        `cannot open directory ${quoteaf(path)}: ${strerror(listed.code)}`,
        top ? 2 : command.status || 1,
      )
      return
    }
    const self = attempt(() => sys.stat(path))
    if (!(self instanceof SysError)) {
      if (ancestors.some((stat) => stat.ino === self.ino && stat.dev === self.dev)) {
        await command.complain(`${path}: not listing already-listed directory`, 2)
        return
      }
    }
    if (header || o.recursive) {
      await command.put(`${this.first ? '' : '\n'}${this.headerName(path)}:\n`)
    }
    this.first = false
    const names = ['.', '..', ...listed.map(({ name }) => name).filter((name) => name !== '.' && name !== '..')]
    const entries: LsEntry[] = []
    for (const name of names) {
      if (this.ignored(name)) continue
      const full = join(path, name)
      const stat = attempt(() => (o.dereference === 'all' ? sys.stat(full) : sys.lstat(full)))
      if (stat instanceof SysError) {
        await command.complain(`cannot access ${quoteaf(full)}: ${strerror(stat.code)}`, command.status || 1)
        continue
      }
      entries.push(this.entry(name, full, stat))
    }
    this.sort(entries)
    if (o.format === 'long' || o.blocks) {
      const total = entries.reduce((sum, entry) => sum + entry.stat.blocks * 512, 0)
      await command.put(`total ${inBlocks(total, o.blockSize)}${o.zero ? '\0' : '\n'}`)
    }
    await this.print(entries)
    if (!o.recursive) return
    const line = self instanceof SysError ? ancestors : [...ancestors, self]
    for (const entry of entries)
      if (isDir(entry.stat) && entry.name !== '.' && entry.name !== '..')
        await this.directory(path === '/' ? `/${entry.name}` : join(path, entry.name), true, false, line)
  }
  private headerName(path: string): string {
    if (this.o.quoting === 'shell-escape' || this.o.quoting === 'shell') return quotefColon(path)
    return this.shown(path)
  }

  async run(args: readonly string[]): Promise<void> {
    const { command, o } = this
    const { sys } = command
    const files: LsEntry[] = []
    const directories: LsEntry[] = []
    for (const path of args.length ? args : ['.']) {
      let stat = attempt(() => (o.dereference === 'none' ? sys.lstat(path) : sys.stat(path)))
      if (o.dereference === 'arguments-to-directories') {
        if (stat instanceof SysError || !isDir(stat)) stat = attempt(() => sys.lstat(path))
      }
      if (stat instanceof SysError) {
        await command.complain(`cannot access ${quoteaf(path)}: ${strerror(stat.code)}`, 2)
        continue
      }
      const entry = this.entry(path, path, stat)
      if (isDir(stat) && !o.directoryItself) directories.push(entry)
      else files.push(entry)
    }
    this.sort(files)
    this.sort(directories)
    if (files.length) {
      await this.print(files)
      this.first = false
    }
    const header = args.length > 1 || o.recursive
    for (const entry of directories) await this.directory(entry.name, header, true, [])
  }
}

const make = (name: 'ls' | 'dir' | 'vdir') =>
  gnu({ help: name, short: LS_SHORT, long: LS_LONG, usageStatus: 2 }, async (command) => {
    const options = await readLsOptions(command, name)
    await new Lister(command, options).run(command.args)
    return command.status
  })
export const ls = make('ls')
export const dir = make('dir')
export const vdir = make('vdir')
