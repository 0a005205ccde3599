/** du(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir } from '../../base/abi/files.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { fnmatch } from './lib/fnmatch.ts'
import { inBlocks, parseBlockSize, parseSize } from './lib/numbers.ts'
import type { BlockSize } from './lib/numbers.ts'
import { baseName, join } from './lib/paths.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { strftime } from './lib/strftime.ts'
import { localZone } from './lib/zone.ts'

export interface DuOptions {
  all: boolean
  apparent: boolean
  follow: 'none' | 'arguments' | 'all'
  maxDepth: number
  separate: boolean
  countLinks: boolean
  oneDevice: boolean
  inodes: boolean
  excluded: (path: string) => boolean
}
export interface DuFace {
  print(path: string, bytes: number, newest: number): Promise<void>
  problem(path: string, error: SysError, what: 'access' | 'read'): Promise<void>
}
interface Sum {
  own: number
  below: number
  newest: number
}
/** Adds up; `print` is called for what is to be shown, children first. */
export class DuRun {
  private readonly command: Command
  private readonly options: DuOptions
  private readonly face: DuFace
  private readonly seen = new Set<string>()
  private visited = 0
  constructor(command: Command, options: DuOptions, face: DuFace) {
    this.command = command
    this.options = options
    this.face = face
  }
  async argument(path: string): Promise<number> {
    const sum = await this.node(path, 0, undefined)
    return sum ? sum.own + sum.below : 0
  }
  private async node(path: string, depth: number, device: number | undefined): Promise<Sum | undefined> {
    const { sys } = this.command
    const { options } = this
    if (++this.visited % 256 === 0) await sys.breathe()
    const stat = attempt(() =>
      options.follow === 'all' || (options.follow === 'arguments' && depth === 0) ? sys.stat(path) : sys.lstat(path),
    )
    if (stat instanceof SysError) {
      await this.face.problem(path, stat, 'access')
      return undefined
    }
    if (options.excluded(path)) return undefined
    if (options.oneDevice && device !== undefined && stat.dev !== device) return undefined
    const key = `${stat.dev}:${stat.ino}`
    if (!options.countLinks && (stat.nlink > 1 || isDir(stat) || depth === 0)) {
      if (this.seen.has(key)) return undefined
      this.seen.add(key)
    }
    const own = options.inodes
      ? 1
      : options.apparent
        ? isDir(stat) || (stat.mode & 0o170000) === 0o100000 || (stat.mode & 0o170000) === 0o120000
          ? stat.size
          : 0
        : stat.blocks * 512
    const sum: Sum = { own, below: 0, newest: stat.mtime }
    if (isDir(stat)) {
      const entries = attempt(() => sys.readdir(path))
      if (entries instanceof SysError) await this.face.problem(path, entries, 'read')
      else
        for (const { name } of entries) {
          if (name === '.' || name === '..') continue
          const child = await this.node(join(path, name), depth + 1, device ?? stat.dev)
          if (!child) continue
          sum.newest = Math.max(sum.newest, child.newest)
          const isBranch = 'branch' in child
          if (!(options.separate && isBranch)) sum.below += child.own + child.below
        }
      Object.assign(sum, { branch: true })
    }
    if (depth <= options.maxDepth && (isDir(stat) || options.all || depth === 0))
      await this.face.print(path, sum.own + sum.below, sum.newest)
    return sum
  }
}

export const du = gnu(
  {
    help: 'du',
    short: '0abcd:hklmst:xB:DHLPSX:',
    long: {
      all: 'a',
      'apparent-size': 'apparent-size',
      'block-size': 'B',
      bytes: 'b',
      'count-links': 'l',
      dereference: 'L',
      'dereference-args': 'D',
      exclude: 'exclude=',
      'exclude-from': 'X',
      'files0-from': 'files0-from=',
      'human-readable': 'h',
      inodes: 'inodes',
      si: 'si',
      'max-depth': 'd',
      null: '0',
      'no-dereference': 'P',
      'one-file-system': 'x',
      'separate-dirs': 'S',
      summarize: 's',
      total: 'c',
      threshold: 't',
      time: 'time=?',
      'time-style': 'time-style=',
    },
  },
  async (command) => {
    const { sys } = command
    let block: BlockSize = parseBlockSize(sys.env['DU_BLOCK_SIZE'] ?? sys.env['BLOCK_SIZE'] ?? '1024') ?? {
      size: 1024,
      base: 1024,
      suffix: '',
    }
    let maxDepth = Infinity
    let apparent = command.has('apparent-size')
    const patterns: string[] = []
    for (const { key, value } of command.options) {
      if (key === 'h') block = { size: 0, base: 1024, suffix: '' }
      else if (key === 'si') block = { size: 0, base: 1000, suffix: '' }
      else if (key === 'k') block = { size: 1024, base: 1024, suffix: '' }
      else if (key === 'm') block = { size: 1024 * 1024, base: 1024, suffix: '' }
      else if (key === 'b') {
        apparent = true
        block = { size: 1, base: 1024, suffix: '' }
      } else if (key === 'B') {
        const size = parseBlockSize(value!)
        if (!size) return command.die(`invalid -B argument ${quote(value!)}`)
        block = size
      } else if (key === 'd') {
        if (!/^\d+$/.test(value!)) return command.usage(`invalid maximum depth ${quote(value!)}`)
        maxDepth = Number(value)
      } else if (key === 'exclude') patterns.push(value!)
      else if (key === 'X') {
        const text = await tryAsync(() => sys.readText(value!))
        if (isError(text)) return command.die(`${value}: ${strerror(text.code)}`)
        patterns.push(...text.split('\n').filter((line) => line !== ''))
      } else if (key === 'files0-from') return command.die('--files0-from is not simulated yet')
    }
    if (command.has('s')) {
      if (command.has('a')) return command.usage('cannot both summarize and show all entries')
      if (maxDepth !== Infinity && maxDepth > 0) {
        await command.warn(`warning: summarizing conflicts with --max-depth=${maxDepth}`)
        return command.usage()
      }
      maxDepth = 0
    }
    const thresholdText = command.value('t')
    let threshold = 0
    if (thresholdText !== undefined) {
      const size = parseSize(thresholdText.replace(/^-/, ''))
      if (size === undefined) return command.die(`invalid --threshold argument ${quote(thresholdText)}`)
      threshold = thresholdText.startsWith('-') ? -size : size
    }
    const zone = localZone(sys)
    const end = command.has('0') ? '\0' : '\n'
    const style = command.value('time-style')
    const timeFormat =
      style === undefined || style === 'long-iso'
        ? '%Y-%m-%d %H:%M'
        : style === 'full-iso'
          ? '%Y-%m-%d %H:%M:%S.%N %z'
          : style === 'iso'
            ? '%Y-%m-%d'
            : style.replace(/^\+/, '')
    const show = async (bytes: number, path: string, newest: number): Promise<void> => {
      if (threshold >= 0 ? bytes < threshold : bytes > -threshold) return
      const size = command.has('inodes') ? String(bytes) : inBlocks(bytes, block)
      await command.put(`${size}\t${command.has('time') ? `${strftime(timeFormat, newest, zone)}\t` : ''}${path}${end}`)
    }
    const link = command.last('DHLP')
    const run = new DuRun(
      command,
      {
        all: command.has('a'),
        apparent,
        follow: link === 'L' ? 'all' : link === 'D' || link === 'H' ? 'arguments' : 'none',
        maxDepth,
        separate: command.has('S'),
        countLinks: command.has('l'),
        oneDevice: command.has('x'),
        inodes: command.has('inodes'),
        excluded: (path) => patterns.some((pattern) => fnmatch(pattern, baseName(path)) || fnmatch(pattern, path)),
      },
      {
        print: (path, bytes, newest) => show(bytes, path, newest),
        problem: (path, error, what) =>
          command.complain(
            `cannot ${what === 'access' ? 'access' : 'read directory'} ${quoteaf(path)}: ${strerror(error.code)}`,
          ),
      },
    )
    let total = 0
    for (const path of command.args.length ? command.args : ['.']) total += await run.argument(path)
    if (command.has('c')) await show(total, 'total', sys.now())
    return command.status
  },
)
