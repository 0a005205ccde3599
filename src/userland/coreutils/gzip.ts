/** gzip(1), gunzip(1), zcat(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, isFile, O_CREAT, O_EXCL, O_RDONLY, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { ask } from './lib/ask.ts'
import { baseName } from './lib/paths.ts'
import { gunzipFilter, gzipFilter, isGzip } from './lib/tar/compress.ts'
import type { Filter } from './lib/tar/compress.ts'
import { join } from './lib/paths.ts'

const SUFFIX = /(\.gz|\.z|-gz|-z|_z|\.Z|\.tgz|\.taz)$/
/** The name without its suffix; undefined when it has none. */
export function plainName(path: string): string | undefined {
  const match = SUFFIX.exec(path)
  if (!match || match.index === 0) return undefined
  return path.slice(0, match.index) + (match[1] === '.tgz' || match[1] === '.taz' ? '.tar' : '')
}
/** Bytes of a gzip header without a name, and of the trailer. */
const OVERHEAD = 18
export class BadGzip extends Error {}

/** Runs a descriptor through a filter; returns sizes. Throws BadGzip. */
export async function pump(
  command: Command,
  from: number,
  to: number | undefined,
  filter: Filter,
  checkMagic: boolean,
): Promise<{ read: number; written: number }> {
  const { sys } = command
  let read = 0
  let written = 0
  const out = async (pieces: Uint8Array[]): Promise<void> => {
    for (const piece of pieces) {
      written += piece.length
      if (to === 1) await command.put(piece)
      else if (to !== undefined) await sys.write(to, piece)
    }
  }
  for (let reads = 1; ; reads++) {
    const chunk = await sys.read(from)
    if (read === 0 && checkMagic) {
      if (!chunk.length) throw new BadGzip('unexpected end of file')
      if (!isGzip(chunk)) throw new BadGzip('not in gzip format')
    }
    read += chunk.length
    try {
      await out(filter.push(chunk, !chunk.length))
    } catch (error) {
      if (error instanceof Error && 'code' in error && typeof error.code === 'number')
        throw new BadGzip(error.code === 0 ? 'unexpected end of file' : 'invalid compressed data--format violated')
      throw error
    }
    if (!chunk.length) return { read, written }
    if (reads % 8 === 0) await sys.breathe()
  }
}

class GzipRun {
  private readonly command: Command
  private readonly decompress: boolean
  private readonly stdout: boolean
  constructor(command: Command, decompress: boolean, stdout: boolean) {
    this.command = command
    this.decompress = decompress
    this.stdout = stdout
  }
  private get level(): 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 {
    const digit = this.command.options.findLast((option) => /^[1-9]$/.test(option.key))?.key
    return (digit ? Number(digit) : 6) as 6
  }
  private warnStatus(): void {
    if (this.command.status === 0) this.command.status = 2
  }
  private async warn(message: string): Promise<void> {
    this.warnStatus()
    if (!this.command.has('q')) await this.command.warn(message)
  }
  private async bad(path: string, error: BadGzip): Promise<void> {
    this.command.status = 1
    await this.command.out.flush()
    await this.command.sys.write(2, `\n${this.command.name}: ${path}: ${error.message}\n`)
  }
  async stream(): Promise<void> {
    const { command } = this
    const { sys } = command
    if (!this.decompress && sys.isatty(1) && !command.has('f')) {
      await command.warn(
        'compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h',
      )
      command.status = 1
      return
    }
    try {
      if (this.decompress && command.has('f') && this.stdout) return await this.throughOrGunzip(0)
      await pump(
        command,
        0,
        command.has('t') ? undefined : 1,
        this.decompress ? gunzipFilter() : gzipFilter(this.level),
        this.decompress,
      )
    } catch (error) {
      if (!(error instanceof BadGzip)) throw error
      await this.bad('stdin', error)
    }
  }
  /** zcat -f copies what is not compressed. */
  private async throughOrGunzip(fd: number): Promise<void> {
    const { command } = this
    const all = await command.sys.readAll(fd)
    if (!isGzip(all)) return void (await command.put(all))
    for (const piece of gunzipFilter().push(all, true)) await command.put(piece)
  }
  async file(given: string): Promise<void> {
    const { command } = this
    const { sys } = command
    let path = given
    let stat = attempt(() => (command.has('f') ? sys.stat(path) : sys.lstat(path)))
    if (stat instanceof SysError && this.decompress && stat.code === 'ENOENT' && !SUFFIX.test(path)) {
      path = `${given}.gz`
      stat = attempt(() => sys.lstat(path))
    }
    if (stat instanceof SysError) return command.complain(`${path}: ${strerror(stat.code)}`)
    if (isDir(stat)) {
      if (!command.has('r')) return this.warn(`${given} is a directory -- ignored`)
      for (const { name } of sys.readdir(path)) if (name !== '.' && name !== '..') await this.file(join(path, name))
      return
    }
    if (!this.stdout && !command.has('f') && !isFile(stat))
      return this.warn(`${path} is not a directory or a regular file - ignored`)
    if (!this.stdout && !command.has('f') && stat.nlink > 1)
      return this.warn(`${path} has ${stat.nlink - 1} other link${stat.nlink > 2 ? 's' : ''} -- file ignored`)
    const suffix = command.value('S') ?? '.gz'
    let target = ''
    if (!this.stdout && !command.has('t') && !command.has('l')) {
      if (this.decompress) {
        const plain = path.endsWith(suffix) ? path.slice(0, -suffix.length) : plainName(path)
        if (plain === undefined || plain === '') return this.warn(`${path}: unknown suffix -- ignored`)
        target = plain
      } else {
        const has = SUFFIX.exec(path)
        if (has && !command.has('f')) return this.warn(`${path} already has ${has[1]} suffix -- unchanged`)
        target = path + suffix
      }
    }
    const from = await tryAsync(() => sys.open(path, O_RDONLY))
    if (isError(from)) return command.complain(`${path}: ${strerror(from.code)}`)
    try {
      if (command.has('l')) return await this.list(path, from)
      if (this.decompress && command.has('f') && this.stdout) return await this.throughOrGunzip(from)
      const filter = this.decompress
        ? gunzipFilter()
        : gzipFilter(
            this.level,
            command.has('n') ? {} : { filename: baseName(path), mtime: Math.floor(stat.mtime / 1000) * 1000 },
          )
      let to: number | undefined = 1
      if (command.has('t')) to = undefined
      else if (!this.stdout) {
        if (!(attempt(() => sys.lstat(target)) instanceof SysError)) {
          if (!command.has('f')) {
            if (!sys.isatty(0)) return await this.warn(`${target} already exists;\tnot overwritten`)
            if (!(await ask(sys, `${command.name}: ${target} already exists; do you wish to overwrite (y or n)? `)))
              return await this.warn('\tnot overwritten'.trimStart())
          }
          attempt(() => sys.unlink(target))
        }
        const opened = await tryAsync(() => sys.open(target, O_WRONLY | O_CREAT | O_EXCL | O_TRUNC, 0o600))
        if (isError(opened)) return await command.complain(`${target}: ${strerror(opened.code)}`)
        to = opened
      }
      const sizes = await pump(command, from, to, filter, this.decompress)
      if (command.has('v')) {
        const [plain, packed] = this.decompress ? [sizes.written, sizes.read] : [sizes.read, sizes.written]
        const name = command.has('n') ? 0 : baseName(this.decompress ? (plainName(path) ?? path) : path).length + 1
        const ratio = plain ? ((plain - (packed - OVERHEAD - name)) * 100) / plain : 0
        await sys.write(
          2,
          `${path}:\t${command.has('t') ? ' OK' : `${ratio.toFixed(1).padStart(5)}%${this.stdout ? '' : ` -- ${command.has('k') ? 'created' : 'replaced with'} ${target}`}`}\n`,
        )
      }
      if (!this.stdout && to !== undefined && to > 2) {
        sys.close(to)
        attempt(() => sys.chown(target, stat.uid, stat.gid))
        attempt(() => sys.chmod(target, stat.mode & 0o777))
        attempt(() => sys.utimes(target, stat.atime, stat.mtime))
        if (!command.has('k')) sys.unlink(path)
      }
    } catch (error) {
      if (!(error instanceof BadGzip)) throw error
      await this.bad(path, error)
      if (target) attempt(() => sys.unlink(target))
    } finally {
      sys.close(from)
    }
  }
  private listed = false
  private async list(path: string, fd: number): Promise<void> {
    const { command } = this
    const sizes = await pump(command, fd, undefined, gunzipFilter(), true)
    if (!this.listed) await command.put('         compressed        uncompressed  ratio uncompressed_name\n')
    this.listed = true
    const header = OVERHEAD + baseName(plainName(path) ?? path).length + 1
    const ratio = sizes.written ? ((sizes.written - (sizes.read - header)) * 100) / sizes.written : 0
    await command.put(
      `${String(sizes.read).padStart(19)} ${String(sizes.written).padStart(19)} ${ratio.toFixed(1).padStart(5)}% ${plainName(path) ?? path}\n`,
    )
  }
}

const make = (name: 'gzip' | 'gunzip' | 'zcat') =>
  gnu(
    {
      help: name,
      name: 'gzip',
      short: 'ab:cdfhklLmMnNqrS:tvVZ123456789',
      advice: "Try `gzip --help' for more information.\n",
      long: {
        ascii: 'a',
        'to-stdout': 'c',
        stdout: 'c',
        decompress: 'd',
        uncompress: 'd',
        force: 'f',
        keep: 'k',
        list: 'l',
        license: 'L',
        'no-name': 'n',
        name: 'N',
        quiet: 'q',
        recursive: 'r',
        rsyncable: 'rsyncable',
        suffix: 'S',
        synchronous: 'synchronous',
        test: 't',
        verbose: 'v',
        fast: '1',
        best: '9',
        help: '--help',
        version: '--version',
      },
    },
    async (command) => {
      const decompress = name !== 'gzip' || command.has('d') || command.has('t') || command.has('l')
      const stdout = name === 'zcat' || command.has('c')
      const run = new GzipRun(command, decompress, stdout)
      if (!command.args.length) await run.stream()
      for (const path of command.args) {
        if (path === '-') await run.stream()
        else await run.file(path)
      }
      return command.status
    },
  )
export const gzip = make('gzip')
export const gunzip = make('gunzip')
export const zcat = make('zcat')
