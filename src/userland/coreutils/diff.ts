/** diff(1) of GNU: files and directories. Leaves out -D, --line-format and the ed script. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, isFile } from '../../base/abi/files.ts'
import type { Stat } from '../../base/abi/files.ts'
import { choose } from './lib/argmatch.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { diffSequences } from './lib/diff/compare.ts'
import type { Change } from './lib/diff/compare.ts'
import { contextDiff, normalDiff, sideBySide, unifiedDiff } from './lib/diff/format.ts'
import type { DiffFile } from './lib/diff/format.ts'
import { fnmatch } from './lib/fnmatch.ts'
import { openInput } from './lib/io.ts'
import { baseName, join } from './lib/paths.ts'
import { quotef } from './lib/quote.ts'
import { strftime } from './lib/strftime.ts'
import { compareText, fromBinary, toBinary } from './lib/text.ts'
import { localZone } from './lib/zone.ts'

export function linesOf(bytes: Uint8Array): { lines: string[]; partial: boolean } {
  const text = toBinary(bytes)
  if (text === '') return { lines: [], partial: false }
  const partial = !text.endsWith('\n')
  const lines = text.split('\n')
  if (!partial) lines.pop()
  return { lines, partial }
}
export interface Folding {
  ignoreCase: boolean
  /** -w, -b, -Z, -E */
  white: 'none' | 'all' | 'change' | 'trailing'
  stripCr: boolean
}
export function foldKey(line: string, folding: Folding): string {
  let key = folding.stripCr ? line.replace(/\r$/, '') : line
  if (folding.white === 'all') key = key.replace(/[ \t\v\f\r]+/g, '')
  else if (folding.white === 'change') key = key.replace(/[ \t\v\f\r]+$/, '').replace(/[ \t\v\f\r]+/g, ' ')
  else if (folding.white === 'trailing') key = key.replace(/[ \t\v\f\r]+$/, '')
  return folding.ignoreCase ? key.toLowerCase() : key
}
/** The changes between two files; the missing newline of a last line counts as a difference. */
export function diffFiles(a: DiffFile, b: DiffFile, folding: Folding, ignoreBlank: boolean): Change[] {
  const key = (file: DiffFile): string[] =>
    file.lines.map(
      (line, i) =>
        foldKey(line, folding) + (file.partial && i === file.lines.length - 1 && folding.white === 'none' ? '\n' : ''),
    )
  const changes = diffSequences(key(a), key(b))
  if (!ignoreBlank) return changes
  return changes.filter(
    (change) =>
      a.lines.slice(change.a, change.a + change.deleted).some((line) => line !== '') ||
      b.lines.slice(change.b, change.b + change.inserted).some((line) => line !== ''),
  )
}
export const isBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, 4096).includes(0)

const SHORT = '0123456789abBcC:dD:eEfF:hHiI:lL:nNpPqrsS:tTuU:vwW:x:X:yZ'
const LONG: Record<string, string> = {
  normal: 'normal',
  brief: 'q',
  'report-identical-files': 's',
  context: 'context=?',
  unified: 'unified=?',
  ed: 'e',
  'side-by-side': 'y',
  width: 'W',
  'left-column': 'left-column',
  'suppress-common-lines': 'suppress-common-lines',
  label: 'L',
  'expand-tabs': 't',
  'initial-tab': 'T',
  recursive: 'r',
  'no-dereference': 'no-dereference',
  'new-file': 'N',
  'unidirectional-new-file': 'P',
  'ignore-file-name-case': 'ignore-file-name-case',
  exclude: 'x',
  'exclude-from': 'X',
  'ignore-case': 'i',
  'ignore-tab-expansion': 'E',
  'ignore-trailing-space': 'Z',
  'ignore-space-change': 'b',
  'ignore-all-space': 'w',
  'ignore-blank-lines': 'B',
  text: 'a',
  'strip-trailing-cr': 'strip-trailing-cr',
  minimal: 'd',
  color: 'color=?',
  help: '--help',
  version: '--version',
}
const PALETTE = { header: '1', delete: '31', add: '32', line: '36' }

class Diff {
  private readonly command: Command
  private readonly zone
  private readonly labels: string[]
  private readonly folding: Folding
  private readonly style: 'normal' | 'unified' | 'context' | 'side'
  private readonly context: number
  private readonly color: boolean
  private readonly excludes: string[]
  private readonly switches: string
  constructor(command: Command, style: Diff['style'], context: number, color: boolean, excludes: string[]) {
    this.command = command
    this.zone = localZone(command.sys)
    this.style = style
    this.context = context
    this.color = color
    this.excludes = excludes
    this.labels = command.options.filter((option) => option.key === 'L').map((option) => option.value!)
    this.folding = {
      ignoreCase: command.has('i'),
      white: command.has('w') ? 'all' : command.has('b') ? 'change' : command.has('Z') ? 'trailing' : 'none',
      stripCr: command.has('strip-trailing-cr'),
    }
    const args = command.sys.argv.slice(1)
    this.switches = args
      .filter((arg) => arg.startsWith('-') && arg.length > 1)
      .map((arg) => ` ${quotef(arg)}`)
      .join('')
  }
  private label(path: string, stat: Stat | undefined, index: number): string {
    const given = this.labels[index]
    if (given !== undefined) return given
    const ms = stat ? stat.mtime : 0
    return `${/[\\"\n\t ]/.test(path) ? `"${path.replace(/[\\"]/g, '\\$&')}"` : path}\t${strftime('%Y-%m-%d %H:%M:%S.%N %z', ms, this.zone)}`
  }
  private async load(path: string): Promise<Uint8Array | SysError> {
    return tryAsync(async () => {
      const input = await openInput(this.command.sys, path)
      const bytes = await this.command.sys.readAll(input.fd)
      input.close()
      return bytes
    })
  }
  /** 0 same, 1 different, 2 trouble */
  async files(a: string, b: string, top: boolean, statA: Stat | undefined, statB: Stat | undefined): Promise<number> {
    const { command } = this
    const left = statA ? await this.load(a) : new Uint8Array(0)
    const right = statB ? await this.load(b) : new Uint8Array(0)
    let trouble = 0
    for (const [path, bytes] of [
      [a, left],
      [b, right],
    ] as const)
      if (isError(bytes)) {
        await command.warn(`${path}: ${strerror(bytes.code)}`)
        trouble = 2
      }
    if (isError(left) || isError(right)) return trouble
    const same = left.length === right.length && left.every((byte, i) => byte === right[i])
    const report = async (status: number): Promise<number> => {
      if (status === 0 && command.has('s')) await command.put(`Files ${a} and ${b} are identical\n`)
      return status
    }
    if (same && this.style !== 'side') return report(0)
    if (!command.has('a') && (isBinary(left) || isBinary(right))) {
      if (same) return report(0)
      await command.put(`${command.has('q') ? 'Files' : 'Binary files'} ${a} and ${b} differ\n`)
      return 1
    }
    const x: DiffFile = { ...linesOf(left), label: this.label(a, statA, 0) }
    const y: DiffFile = { ...linesOf(right), label: this.label(b, statB, 1) }
    const changes = diffFiles(x, y, this.folding, command.has('B'))
    if (!changes.length && this.style !== 'side') return report(0)
    if (command.has('q')) {
      if (!changes.length) return report(0)
      await command.put(`Files ${a} and ${b} differ\n`)
      return 1
    }
    if (!top) await command.put(this.paint(`diff${this.switches} ${quotef(a)} ${quotef(b)}\n`, PALETTE.header))
    const text =
      this.style === 'unified'
        ? unifiedDiff(x, y, changes, this.context)
        : this.style === 'context'
          ? contextDiff(x, y, changes, this.context)
          : this.style === 'side'
            ? sideBySide(x, y, changes, Number(command.value('W') ?? 130), {
                suppress: command.has('suppress-common-lines'),
                left: command.has('left-column'),
              })
            : normalDiff(x, y, changes)
    await command.put(fromBinary(this.colored(text)))
    return changes.length ? 1 : report(0)
  }
  private paint(text: string, code: string): string {
    return this.color ? text.replace(/^([^\n]*)(\n?)$/, `\x1b[${code}m$1\x1b[0m$2`) : text
  }
  private colored(text: string): string {
    if (!this.color || this.style === 'side') return text
    let header = this.style === 'unified' || this.style === 'context' ? 2 : 0
    return text.replace(/[^\n]*\n/g, (line) => {
      if (header > 0) {
        header--
        return this.paint(line, PALETTE.header)
      }
      if (this.style === 'unified')
        return line.startsWith('-')
          ? this.paint(line, PALETTE.delete)
          : line.startsWith('+')
            ? this.paint(line, PALETTE.add)
            : line.startsWith('@@')
              ? this.paint(line, PALETTE.line)
              : line
      if (this.style === 'normal')
        return line.startsWith('<')
          ? this.paint(line, PALETTE.delete)
          : line.startsWith('>')
            ? this.paint(line, PALETTE.add)
            : /^\d/.test(line)
              ? this.paint(line, PALETTE.line)
              : line
      return line
    })
  }
  private stat(path: string): Stat | SysError {
    return attempt(() => (path === '-' ? this.command.sys.fstat(0) : this.command.sys.stat(path)))
  }
  async pair(a: string, b: string, top: boolean): Promise<number> {
    const { command } = this
    let statA = this.stat(a)
    let statB = this.stat(b)
    // A directory beside a file: the file of the same name in it.
    if (
      top &&
      !(statA instanceof SysError) &&
      !(statB instanceof SysError) &&
      isDir(statA) !== isDir(statB) &&
      a !== '-' &&
      b !== '-'
    ) {
      if (isDir(statA)) a = join(a, baseName(b))
      else b = join(b, baseName(a))
      statA = this.stat(a)
      statB = this.stat(b)
    }
    const missing = [statA, statB].filter((stat) => stat instanceof SysError)
    if (missing.length) {
      const newFile = command.has('N') && missing.length === 1 && (missing[0] as SysError).code === 'ENOENT'
      if (!newFile) {
        if (statA instanceof SysError) await command.warn(`${a}: ${strerror(statA.code)}`)
        if (statB instanceof SysError) await command.warn(`${b}: ${strerror(statB.code)}`)
        return 2
      }
    }
    const x = statA instanceof SysError ? undefined : statA
    const y = statB instanceof SysError ? undefined : statB
    if (x && y && isDir(x) && isDir(y)) return this.directories(a, b)
    if ((x && isDir(x)) || (y && isDir(y))) {
      if (!x || !y) return this.directories(a, b)
      const kind = (stat: Stat): string =>
        isDir(stat) ? 'directory' : isFile(stat) ? (stat.size ? 'regular file' : 'regular empty file') : 'file'
      await command.put(`File ${a} is a ${kind(x)} while file ${b} is a ${kind(y)}\n`)
      return 1
    }
    return this.files(a, b, top, x, y)
  }
  private names(path: string): string[] | SysError {
    const listed = attempt(() => this.command.sys.readdir(path))
    if (listed instanceof SysError) return listed
    return listed
      .map(({ name }) => name)
      .filter((name) => name !== '.' && name !== '..' && !this.excludes.some((pattern) => fnmatch(pattern, name)))
      .sort(compareText)
  }
  private async directories(a: string, b: string): Promise<number> {
    const { command } = this
    const left = this.names(a)
    const right = this.names(b)
    const empty = command.has('N')
    for (const [path, names] of [
      [a, left],
      [b, right],
    ] as const)
      if (names instanceof SysError && !(empty && names.code === 'ENOENT')) {
        await command.warn(`${path}: ${strerror(names.code)}`)
        return 2
      }
    const x = left instanceof SysError ? [] : left
    const y = right instanceof SysError ? [] : right
    let worst = 0
    for (const name of [...new Set([...x, ...y])].sort(compareText)) {
      const [pathA, pathB] = [join(a, name), join(b, name)]
      if (!x.includes(name) || !y.includes(name)) {
        if (empty) worst = Math.max(worst, await this.pair(pathA, pathB, false))
        else {
          await command.put(`Only in ${x.includes(name) ? a : b}: ${name}\n`)
          worst = Math.max(worst, 1)
        }
        continue
      }
      const [statA, statB] = [this.stat(pathA), this.stat(pathB)]
      if (
        !command.has('r') &&
        !(statA instanceof SysError) &&
        !(statB instanceof SysError) &&
        isDir(statA) &&
        isDir(statB)
      ) {
        await command.put(`Common subdirectories: ${pathA} and ${pathB}\n`)
        continue
      }
      worst = Math.max(worst, await this.pair(pathA, pathB, false))
    }
    return worst
  }
}

export default gnu(
  {
    help: 'diff',
    name: 'diff',
    advice: "diff: Try 'diff --help' for more information.\n",
    short: SHORT,
    long: LONG,
    usageStatus: 2,
  },
  async (command) => {
    const { args } = command
    if (!args.length) return command.usage("missing operand after 'diff'")
    if (args.length === 1) return command.usage(`missing operand after '${args[0]}'`)
    if (args.length > 2) return command.usage(`extra operand '${args[2]}'`)
    for (const key of ['e', 'D', 'f', 'n', 'I', 'F', 'p', 'S', 'l', 't', 'T'])
      if (command.has(key))
        return command.die(`${command.options.find((option) => option.key === key)!.flag} is not simulated yet`, 2)
    let style: 'normal' | 'unified' | 'context' | 'side' = 'normal'
    let context = 3
    let digits = ''
    const number = async (text: string | undefined): Promise<number> => {
      if (text === undefined) return 3
      if (!/^\d+$/.test(text)) return command.usage(`invalid context length '${text}'`)
      return Number(text)
    }
    for (const { key, value } of command.options) {
      if (/^\d$/.test(key)) digits += key
      else if (key === 'u') style = 'unified'
      else if (key === 'c') style = 'context'
      else if (key === 'U' || key === 'unified') {
        style = 'unified'
        context = await number(value)
      } else if (key === 'C' || key === 'context') {
        style = 'context'
        context = await number(value)
      } else if (key === 'y') style = 'side'
      else if (key === 'normal') style = 'normal'
    }
    if (digits) context = Number(digits)
    const when = command.options.findLast((option) => option.key === 'color')
    const color = when
      ? await choose(command, '--color', when.value ?? 'auto', {
          never: false,
          always: true,
          auto: command.sys.isatty(1) && (command.sys.env['TERM'] ?? 'dumb') !== 'dumb',
        })
      : false
    const excludes = command.options.filter((option) => option.key === 'x').map((option) => option.value!)
    for (const { key, value } of command.options) {
      if (key !== 'X') continue
      const text = attempt(() => command.sys.readText(value!))
      if (text instanceof SysError) return command.die(`${value}: ${strerror(text.code)}`, 2)
      excludes.push(...text.split('\n').filter((line) => line !== ''))
    }
    return new Diff(command, style, context, color, excludes).pair(args[0]!, args[1]!, true)
  },
)
