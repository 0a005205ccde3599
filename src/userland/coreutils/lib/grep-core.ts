/** The searching itself, shared by GNU's and BusyBox's grep. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { isDir, isFile, isLink, O_RDONLY } from '../../../base/abi/files.ts'
import { isError, tryAsync } from './command.ts'
import type { Command } from './command.ts'
import { LineReader } from './io.ts'
import { compile, compileFixed, compilePerl } from './regex/regex.ts'
import type { Regex } from './regex/regex.ts'
import { join } from './paths.ts'
import { fromText } from './text.ts'

export interface GrepOptions {
  kind: 'G' | 'E' | 'F' | 'P'
  patterns: string[]
  ignoreCase: boolean
  invert: boolean
  word: boolean
  line: boolean
  count: boolean
  list: '' | 'l' | 'L'
  onlyMatching: boolean
  quiet: boolean
  silent: boolean
  maxCount: number
  /** undefined: as the number of files says */
  withName: boolean | undefined
  lineNumber: boolean
  byteOffset: boolean
  initialTab: boolean
  nullName: boolean
  after: number
  before: number
  separator: string | undefined
  color: boolean
  binary: 'binary' | 'text' | 'without-match'
  directories: 'read' | 'recurse' | 'skip'
  followAll: boolean
  include: string[]
  exclude: string[]
  excludeDir: string[]
  label: string
  delimiter: number
}
export const GREP_DEFAULTS: GrepOptions = {
  kind: 'G',
  patterns: [],
  ignoreCase: false,
  invert: false,
  word: false,
  line: false,
  count: false,
  list: '',
  onlyMatching: false,
  quiet: false,
  silent: false,
  maxCount: Infinity,
  withName: undefined,
  lineNumber: false,
  byteOffset: false,
  initialTab: false,
  nullName: false,
  after: -1,
  before: -1,
  separator: '--',
  color: false,
  binary: 'binary',
  directories: 'read',
  followAll: false,
  include: [],
  exclude: [],
  excludeDir: [],
  label: '(standard input)',
  delimiter: 10,
}

/** Finds the first match at or after `from`. */
export type Matcher = (line: string, from: number) => { index: number; end: number } | null
const WORD = /[\p{L}\p{N}_]/u

function one(regex: Regex, options: GrepOptions): Matcher {
  if (options.line)
    return (line, from) => {
      if (from > 0) return null
      for (let match = regex.exec(line, 0); match && match.index === 0;) return match.end === line.length ? match : null
      return null
    }
  if (!options.word) return (line, from) => regex.exec(line, from)
  const boundary = (line: string, index: number, end: number): boolean =>
    !(index > 0 && WORD.test(line[index - 1]!)) && !(end < line.length && WORD.test(line[end]!))
  return (line, from) => {
    for (let at = from; at <= line.length;) {
      const match = regex.exec(line, at)
      if (!match) return null
      if (boundary(line, match.index, match.end)) return match
      // A shorter match at the same place may be a whole word.
      for (let end = match.end - 1; end > match.index; end--) {
        const shorter = regex.exec(line.slice(0, end), match.index)
        if (shorter && shorter.index === match.index && boundary(line, match.index, shorter.end)) return shorter
      }
      at = match.index + 1
    }
    return null
  }
}
/** Throws RegexError. */
export function makeMatcher(options: GrepOptions): Matcher {
  const wrap = (pattern: string): string =>
    options.line && (options.kind === 'G' || options.kind === 'E')
      ? options.kind === 'G'
        ? `^\\(${pattern}\\)$`
        : `^(${pattern})$`
      : pattern
  const matchers = options.patterns.map((pattern) => {
    if (options.kind === 'F') return one(compileFixed(pattern, options.ignoreCase), options)
    if (options.kind === 'P')
      return one(compilePerl(options.line ? `^(?:${pattern})$` : pattern, options.ignoreCase), options)
    const dialect = { extended: options.kind === 'E' }
    const plain = compile(pattern, dialect, options.ignoreCase)
    // Group numbers shift inside the wrapping group, so back references keep the simple way.
    return one(
      options.line && !/\\[1-9]/.test(pattern) ? compile(wrap(pattern), dialect, options.ignoreCase) : plain,
      options,
    )
  })
  if (matchers.length === 1) return matchers[0]!
  return (line, from) => {
    let best: { index: number; end: number } | null = null
    for (const matcher of matchers) {
      const match = matcher(line, from)
      if (match && (!best || match.index < best.index || (match.index === best.index && match.end > best.end)))
        best = match
    }
    return best
  }
}

export interface GrepFace {
  problem(path: string, error: SysError): Promise<void>
  /** A directory was named where a file is wanted. */
  directory(path: string): Promise<void>
  /** No file was named: names under "." are shown without "./". */
  implicitDot: boolean
  matchesName(patterns: readonly string[], path: string): boolean
}
const COLORS = { match: '01;31', name: '35', number: '32', separator: '36' }

export class GrepRun {
  private readonly command: Command
  private readonly options: GrepOptions
  private readonly matcher: Matcher
  private readonly face: GrepFace
  matched = false
  failed = false
  /** Something was printed in context mode: the next group is set apart. */
  private printed = false
  constructor(command: Command, options: GrepOptions, matcher: Matcher, face: GrepFace) {
    this.command = command
    this.options = options
    this.matcher = matcher
    this.face = face
  }

  async argument(path: string): Promise<void> {
    const { sys } = this.command
    const { options } = this
    if (path === '-') return this.search(0, options.label)
    const stat = attempt(() => sys.stat(path))
    if (stat instanceof SysError) return this.face.problem(path, stat)
    if (isDir(stat)) {
      if (options.directories === 'skip') return
      if (options.directories === 'read') return this.face.directory(path)
      if (options.excludeDir.length && path !== '.' && this.face.matchesName(options.excludeDir, path)) return
      return this.recurse(path)
    }
    if (options.exclude.length && this.face.matchesName(options.exclude, path)) return
    if (options.include.length && !this.face.matchesName(options.include, path)) return
    await this.file(path)
  }
  private async recurse(directory: string): Promise<void> {
    const { sys } = this.command
    const { options } = this
    options.withName ??= true
    const entries = attempt(() => sys.readdir(directory))
    if (entries instanceof SysError) return this.face.problem(directory, entries)
    for (const { name } of entries) {
      if (name === '.' || name === '..') continue
      const path = this.face.implicitDot && directory === '.' ? name : join(directory, name)
      const stat = attempt(() => (options.followAll ? sys.stat(path) : sys.lstat(path)))
      if (stat instanceof SysError) {
        await this.face.problem(path, stat)
        continue
      }
      if (isLink(stat)) continue
      if (isDir(stat)) {
        if (!this.face.matchesName(options.excludeDir, path)) await this.recurse(path)
        continue
      }
      if (!isFile(stat)) continue
      if (options.exclude.length && this.face.matchesName(options.exclude, path)) continue
      if (options.include.length && !this.face.matchesName(options.include, path)) continue
      await this.file(path)
      if (options.quiet && this.matched) return
    }
  }
  private async file(path: string): Promise<void> {
    const { sys } = this.command
    const fd = await tryAsync(() => sys.open(path, O_RDONLY))
    if (isError(fd)) return this.face.problem(path, fd)
    const failure = await tryAsync(() => this.search(fd, path))
    sys.close(fd)
    if (isError(failure)) await this.face.problem(path, failure)
  }

  private paint(text: string, color: string): string {
    return this.options.color ? `\x1b[${color}m\x1b[K${text}\x1b[m\x1b[K` : text
  }
  private prefix(name: string, number: number, offset: number, mark: string): string {
    const { options } = this
    const separator = this.paint(mark, COLORS.separator)
    let out = ''
    const tab = options.initialTab
    if (options.withName) out += this.paint(name, COLORS.name) + (options.nullName ? '\0' : separator)
    if (options.lineNumber)
      out += this.paint(tab ? String(number).padStart(4) : String(number), COLORS.number) + separator
    if (options.byteOffset)
      out += this.paint(tab ? String(offset).padStart(6) : String(offset), COLORS.number) + separator
    return tab && out ? `${out}\t` : out
  }

  private async search(fd: number, name: string): Promise<void> {
    const { options, command, matcher } = this
    const end = options.delimiter === 0 ? '\0' : '\n'
    const reader = new LineReader(command.sys, fd, { delimiter: options.delimiter })
    const before: { line: string; number: number; offset: number }[] = []
    const beforeCount = Math.max(0, options.before)
    const context = options.after >= 0 || options.before >= 0
    let afterLeft = 0
    let number = 0
    let offset = 0
    let found = 0
    let lastPrinted = 0
    let binary = false
    const silent = options.quiet || options.count || options.list !== ''
    const print = async (line: string, at: number, start: number, mark: string): Promise<void> => {
      lastPrinted = at
      this.printed = true
      await command.put(this.prefix(name, at, start, mark) + (mark === ':' ? this.highlight(line) : line) + end)
    }
    if (options.maxCount === 0) return
    for (let line = await reader.next(); line !== null; line = await reader.next()) {
      number++
      if (
        !binary &&
        options.binary !== 'text' &&
        options.delimiter !== 0 &&
        (line.includes('\0') || /(?<![\ud800-\udbff])[\udc80-\udcff]/.test(line))
      ) {
        binary = true
        if (options.binary === 'without-match') return
      }
      const start = offset
      if (options.byteOffset) offset += fromText(line).length + 1
      const match = matcher(line, 0)
      if ((match !== null) === options.invert) {
        if (afterLeft > 0 && !silent) {
          afterLeft--
          if (!options.onlyMatching) await print(line, number, start, '-')
        } else if (beforeCount) {
          before.push({ line, number, offset: start })
          if (before.length > beforeCount) before.shift()
        }
        continue
      }
      found++
      this.matched = this.matched || options.list !== 'L'
      if (options.quiet || options.list) break
      if (!silent) {
        if (binary) {
          await command.out.flush()
          await command.put(`${command.name}: ${name}: binary file matches\n`)
          break
        }
        const firstShown = before.length && !options.onlyMatching ? before[0]!.number : number
        if (context && this.printed && firstShown > lastPrinted + 1 && options.separator !== undefined)
          await command.put(this.paint(options.separator, COLORS.separator) + '\n')
        if (!options.onlyMatching) {
          for (const item of before) await print(item.line, item.number, item.offset, '-')
          await print(line, number, start, ':')
        } else if (!options.invert) await this.only(line, name, number, start, end)
        before.length = 0
        afterLeft = Math.max(0, options.after)
      }
      if (found >= options.maxCount) {
        for (; afterLeft > 0 && !silent && !options.onlyMatching; afterLeft--) {
          const next = await reader.next()
          if (next === null || (matcher(next, 0) !== null) !== options.invert) break
          await print(next, ++number, offset, '-')
        }
        const unread = reader.pendingBytes()
        if (unread) await tryAsync(() => command.sys.lseek(fd, -unread, 'cur'))
        break
      }
    }
    await this.summary(found, name)
  }
  private async summary(found: number, name: string): Promise<void> {
    const { options, command } = this
    if (options.quiet) return
    const separator = options.nullName ? '\0' : this.paint(':', COLORS.separator)
    if (options.count && !options.list)
      await command.put(`${options.withName ? this.paint(name, COLORS.name) + separator : ''}${found}\n`)
    if ((options.list === 'l' && found) || (options.list === 'L' && !found)) {
      await command.put(this.paint(name, COLORS.name) + (options.nullName ? '\0' : '\n'))
      if (options.list === 'L') this.matched = true
    }
  }
  private async only(line: string, name: string, number: number, start: number, end: string): Promise<void> {
    for (let from = 0; from <= line.length;) {
      const match = this.matcher(line, from)
      if (!match) return
      if (match.end > match.index) {
        const offset = this.options.byteOffset ? start + fromText(line.slice(0, match.index)).length : 0
        const text = line.slice(match.index, match.end)
        await this.command.put(this.prefix(name, number, offset, ':') + this.paint(text, COLORS.match) + end)
        this.printed = true
        from = match.end
      } else from = match.end + 1
    }
  }
  private highlight(line: string): string {
    if (!this.options.color || this.options.invert) return line
    let out = ''
    let at = 0
    for (let from = 0; from <= line.length;) {
      const match = this.matcher(line, from)
      if (!match) break
      if (match.end === match.index) {
        from = match.end + 1
        continue
      }
      out += line.slice(at, match.index) + this.paint(line.slice(match.index, match.end), COLORS.match)
      at = from = match.end
    }
    return out + line.slice(at)
  }
}
