/** tar(1) of GNU: create, extract, list, append. Leaves out other compressors than gzip, incremental archives and multi-volume ones. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import { TarError, TarReader } from '../../base/tar.ts'
import type { TarEntry } from '../../base/tar.ts'
import { gnu, isError, Leave, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { fnmatch } from './lib/fnmatch.ts'
import { applyMode, parseMode } from './lib/modes.ts'
import { stripSlashes } from './lib/paths.ts'
import { OptionError } from './lib/options.ts'
import { parseDate } from './lib/parse-date.ts'
import { gunzipFilter, gzipFilter, magicOf } from './lib/tar/compress.ts'
import type { Filter } from './lib/tar/compress.ts'
import { Lister } from './lib/tar/list.ts'
import { Packer } from './lib/tar/pack.ts'
import { unpackEntry } from './lib/tar/unpack.ts'
import type { UnpackOptions } from './lib/tar/unpack.ts'
import { groupById, groupByName, Names, userById, userByName } from './lib/users.ts'
import { localZone } from './lib/zone.ts'
import { quote } from './lib/quote.ts'

const SHORT = 'aAcdrtuxC:f:F:g:GhHIjJkK:lL:mMnN:oOpPRsST:UvV:wWX:zZb:B?'
const LONG: Record<string, string> = {
  create: 'c',
  extract: 'x',
  get: 'x',
  list: 't',
  append: 'r',
  update: 'u',
  concatenate: 'A',
  catenate: 'A',
  diff: 'd',
  compare: 'd',
  file: 'f',
  directory: 'C',
  verbose: 'v',
  gzip: 'z',
  gunzip: 'z',
  ungzip: 'z',
  bzip2: 'j',
  xz: 'J',
  zstd: 'zstd',
  'auto-compress': 'a',
  exclude: 'exclude=',
  'exclude-from': 'X',
  'exclude-vcs': 'exclude-vcs',
  'strip-components': 'strip-components=',
  'to-stdout': 'O',
  'keep-old-files': 'k',
  'skip-old-files': 'skip-old-files',
  overwrite: 'overwrite',
  'unlink-first': 'U',
  'same-permissions': 'p',
  'preserve-permissions': 'p',
  'no-same-permissions': 'no-same-permissions',
  'same-owner': 'same-owner',
  'no-same-owner': 'o',
  'numeric-owner': 'numeric-owner',
  owner: 'owner=',
  group: 'group=',
  mode: 'mode=',
  mtime: 'mtime=',
  'absolute-names': 'P',
  dereference: 'h',
  'no-recursion': 'no-recursion',
  'one-file-system': 'one-file-system',
  'files-from': 'T',
  touch: 'm',
  transform: 'transform=',
  wildcards: 'wildcards',
  'no-wildcards': 'no-wildcards',
  'ignore-failed-read': 'ignore-failed-read',
  format: 'H=',
  warning: 'warning=',
  usage: 'usage',
  null: 'null',
  checkpoint: 'checkpoint=?',
  totals: 'totals=?',
  'blocking-factor': 'b',
  sort: 'sort=',
}

/** "tar cvf x" is "tar -c -v -f x": the letters of the first word take the following words in turn. */
export function oldStyle(args: readonly string[], fail: (letter: string) => never): string[] {
  const first = args[0]
  if (first === undefined || first.startsWith('-') || first === '') return [...args]
  const rest = args.slice(1)
  const out: string[] = []
  for (const letter of first) {
    const at = SHORT.indexOf(letter)
    if (at >= 0 && SHORT[at + 1] === ':') {
      const value = rest.shift()
      if (value === undefined) fail(letter)
      out.push(`-${letter}`, value!)
    } else out.push(`-${letter}`)
  }
  return [...out, ...rest]
}

class Tar {
  private readonly command: Command
  private readonly zone
  private readonly lister: Lister
  private readonly verbose: number
  private failed = false
  private prefixTold = false
  constructor(command: Command) {
    this.command = command
    this.zone = localZone(command.sys)
    this.verbose = command.options.filter((option) => option.key === 'v').length
    this.lister = new Lister(this.zone, { numeric: command.has('numeric-owner'), seconds: false })
  }
  private async fatal(message: string): Promise<never> {
    await this.command.warn(message)
    return this.command.die('Error is not recoverable: exiting now', 2)
  }
  private async problem(message: string): Promise<void> {
    this.failed = true
    await this.command.warn(message)
  }
  private async finish(): Promise<number> {
    if (!this.failed) return 0
    await this.command.warn('Exiting with failure status due to previous errors')
    return 2
  }
  private get excludes(): string[] {
    return this.command.options.filter((option) => option.key === 'exclude').map((option) => option.value!)
  }
  /** Any part of a name may match, with what lies before it. */
  private excluded(path: string, patterns: readonly string[]): boolean {
    const bare = stripSlashes(path)
    return patterns.some((given) => {
      const pattern = given.replace(/\/+$/, '')
      if (fnmatch(pattern, bare)) return true
      const parts = bare.split('/')
      return parts.some((_, i) => fnmatch(pattern, parts.slice(i).join('/')))
    })
  }
  /** Without a leading slash and without "../", which is told once. */
  private async memberName(path: string): Promise<string> {
    if (this.command.has('P')) return path
    const prefix = /^(?:.*\.\.\/+|\/+)/.exec(path)?.[0] ?? ''
    if (prefix && !this.prefixTold) {
      this.prefixTold = true
      await this.command.warn(`Removing leading \`${prefix.startsWith('/') ? '/' : prefix}' from member names`)
    }
    return path.slice(prefix.length) || '.'
  }
  private async names(): Promise<{ path: string; directory: string | undefined }[]> {
    // -C holds for the names after it.
    const { sys, options, args } = this.command
    const out: { path: string; directory: string | undefined }[] = []
    const directory = options.findLast((option) => option.key === 'C')?.value
    for (const path of args) out.push({ path, directory })
    for (const { key, value } of options) {
      if (key !== 'T') continue
      const text = await tryAsync(async () =>
        value === '-' ? new TextDecoder().decode(await sys.readAll(0)) : sys.readText(value!),
      )
      if (isError(text)) return this.fatal(`${value}: Cannot open: ${strerror(text.code)}`)
      for (const line of text.split(this.command.has('null') ? '\0' : '\n'))
        if (line !== '') out.push({ path: line, directory })
    }
    return out
  }
  private async patternsFromFiles(): Promise<string[]> {
    const out: string[] = [...this.excludes]
    if (this.command.has('exclude-vcs')) out.push('.git', '.gitignore', '.svn', 'CVS', '.hg', '.bzr')
    for (const { key, value } of this.command.options) {
      if (key !== 'X') continue
      const text = attempt(() => this.command.sys.readText(value!))
      if (text instanceof SysError) await this.fatal(`${value}: Cannot open: ${strerror(text.code)}`)
      else out.push(...text.split('\n').filter((line) => line !== ''))
    }
    return out
  }

  async create(): Promise<number> {
    const { command } = this
    const { sys } = command
    const names = await this.names()
    if (!names.length) return command.usage('Cowardly refusing to create an empty archive')
    const file = command.value('f') ?? '-'
    let fd = 1
    if (file !== '-') {
      const opened = await tryAsync(() => sys.open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o666))
      if (isError(opened)) return this.fatal(`${file}: Cannot open: ${strerror(opened.code)}`)
      fd = opened
    } else if (sys.isatty(1)) return this.fatal('Refusing to write archive contents to terminal (missing -f option?)')
    const compress = command.has('z') || (command.has('a') && /\.(tgz|gz)$/.test(file))
    const filter: Filter | undefined = compress ? gzipFilter(6) : undefined
    const write = async (bytes: Uint8Array, last = false): Promise<void> => {
      if (!filter) {
        if (bytes.length) await sys.write(fd, bytes)
      } else for (const piece of filter.push(bytes, last)) await sys.write(fd, piece)
    }
    const own = sys.fstat(fd)
    const patterns = await this.patternsFromFiles()
    const ownerText = command.value('owner')
    const groupText = command.value('group')
    const modeText = command.value('mode')
    const change = modeText === undefined ? undefined : parseMode(modeText)
    if (modeText !== undefined && !change) return command.usage(`Invalid mode given on option`)
    const mtimeText = command.value('mtime')
    const mtime = mtimeText === undefined ? undefined : parseDate(sys, mtimeText, sys.now(), this.zone)
    if (mtimeText !== undefined && mtime === undefined)
      await command.warn(`Substituting the epoch for unknown date format ${quote(mtimeText)}`)
    const idOf = (text: string, id: number | undefined): number => id ?? (/^\+?\d+$/.test(text) ? Number(text) : 0)
    const nameOf = (text: string, find: (id: number) => string | undefined): string =>
      /^\+?\d+$/.test(text) ? (find(Number(text)) ?? '') : text
    const packer = new Packer(sys, new Names(sys), {
      excluded: (path) => this.excluded(path, patterns),
      memberName: (path) => this.memberName(path),
      added: async (entry) => {
        if (this.verbose === 0) return
        const text = this.verbose > 1 ? this.lister.line(entry, entry.name) : `${entry.name}\n`
        // With the archive on standard output names go to standard error.
        if (fd === 1) await sys.write(2, text)
        else await command.put(text)
      },
      problem: (path, error, what) =>
        this.problem(`${path}: Cannot ${what === 'stat' ? 'stat' : what}: ${strerror(error.code)}`),
      socket: async (path) => command.warn(`${path}: socket ignored`),
      write: (bytes) => write(bytes),
      follow: command.has('h'),
      recurse: !command.has('no-recursion'),
      oneFileSystem: command.has('one-file-system'),
      owner:
        ownerText === undefined
          ? undefined
          : {
              uid: idOf(ownerText, userByName(sys, ownerText)?.uid),
              name: nameOf(ownerText, (id) => userById(sys, id)?.name),
            },
      group:
        groupText === undefined
          ? undefined
          : {
              gid: idOf(groupText, groupByName(sys, groupText)?.gid),
              name: nameOf(groupText, (id) => groupById(sys, id)?.name),
            },
      numericOwner: command.has('numeric-owner'),
      mtime: mtimeText === undefined ? undefined : (mtime ?? 0),
      mode: change ? (mode) => applyMode(change, mode, sys.umask()) : undefined,
      self: file === '-' ? undefined : { dev: own.dev, ino: own.ino },
    })
    const home = sys.cwd()
    for (const { path, directory } of names) {
      if (directory !== undefined) {
        sys.chdir(home)
        const moved = attempt(() => sys.chdir(directory))
        if (moved instanceof SysError) return this.fatal(`${directory}: Cannot open: ${strerror(moved.code)}`)
      }
      await packer.add(path.length > 1 ? path.replace(/\/+$/, '') || '/' : path)
    }
    sys.chdir(home)
    await packer.finish()
    if (filter) await write(new Uint8Array(0), true)
    if (fd !== 1) sys.close(fd)
    return this.finish()
  }

  /** Hands over every entry of the archive. */
  private async read(visit: (entry: TarEntry) => Promise<void>): Promise<void> {
    const { command } = this
    const { sys } = command
    const file = command.value('f') ?? '-'
    let fd = 0
    if (file !== '-') {
      const opened = await tryAsync(() => sys.open(file, O_RDONLY))
      if (isError(opened)) return this.fatal(`${file}: Cannot open: ${strerror(opened.code)}`)
      fd = opened
      if (isDir(sys.fstat(fd))) {
        await command.warn(`${file}: Cannot read: Is a directory`)
        await command.warn('At beginning of tape, quitting now')
        return command.die('Error is not recoverable: exiting now', 2)
      }
    } else if (sys.isatty(0)) return this.fatal('Refusing to read archive contents from terminal (missing -f option?)')
    const reader = new TarReader()
    let filter: Filter | undefined
    let first = true
    let seen = 0
    let bytes = 0
    const deliver = async (data: Uint8Array): Promise<void> => {
      bytes += data.length
      let entries: TarEntry[]
      try {
        entries = reader.push(data)
      } catch (error) {
        if (!(error instanceof TarError)) throw error
        if (seen) {
          await this.problem('Skipping to next header')
          return
        }
        await this.problem('This does not look like a tar archive')
        return
      }
      for (const entry of entries) {
        seen++
        await visit(entry)
      }
    }
    try {
      for (let reads = 1; ; reads++) {
        const chunk = await sys.read(fd)
        if (first && chunk.length) {
          const magic = magicOf(chunk)
          if (magic === 'gzip' || command.has('z')) {
            if (magic !== 'gzip') {
              await sys.write(2, '\ngzip: stdin: not in gzip format\n')
              await command.warn('Child returned status 1')
              return command.die('Error is not recoverable: exiting now', 2)
            }
            if (file === '-' && !command.has('z')) {
              await command.warn('Archive is compressed. Use -z option')
              return command.die('Error is not recoverable: exiting now', 2)
            }
            filter = gunzipFilter()
          } else if (magic) return command.die(`${magic} archives are not simulated yet`, 2)
        }
        first = false
        if (filter) for (const piece of filter.push(chunk, !chunk.length)) await deliver(piece)
        else if (chunk.length) await deliver(chunk)
        if (!chunk.length) break
        if (reads % 32 === 0) await sys.breathe()
      }
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error instanceof SysError) throw error
      await sys.write(2, '\ngzip: stdin: unexpected end of file\n')
      await command.warn('Unexpected EOF in archive')
      return command.die('Error is not recoverable: exiting now', 2)
    }
    if (fd) sys.close(fd)
    if (!seen && bytes > 0 && bytes % 512) {
      if (!this.failed) await this.problem('This does not look like a tar archive')
    } else if (!seen && bytes === 0) await this.problem('This does not look like a tar archive')
  }
  /** Which operands an entry fulfils; all entries when there are none. */
  private matcher(): { wanted(name: string): boolean; missing(): string[] } {
    const operands = this.command.args.map((name) => stripSlashes(name))
    const found = new Set<string>()
    return {
      wanted: (name) => {
        if (!operands.length) return true
        const bare = stripSlashes(name)
        let hit = false
        for (const operand of operands)
          if (
            bare === operand ||
            bare.startsWith(`${operand}/`) ||
            (this.command.has('wildcards') && fnmatch(operand, bare))
          ) {
            found.add(operand)
            hit = true
          }
        return hit
      },
      missing: () => operands.filter((operand) => !found.has(operand)),
    }
  }
  async list(): Promise<number> {
    const { wanted, missing } = this.matcher()
    const patterns = await this.patternsFromFiles()
    await this.read(async (entry) => {
      if (!wanted(entry.name) || this.excluded(entry.name, patterns)) return
      await this.command.put(this.verbose ? this.lister.line(entry, entry.name) : `${entry.name}\n`)
    })
    for (const name of missing()) await this.problem(`${name}: Not found in archive`)
    return this.finish()
  }
  async extract(): Promise<number> {
    const { command } = this
    const { sys } = command
    const directory = command.value('C')
    const root = sys.euid === 0
    const strip = Number(command.value('strip-components') ?? 0)
    if (!Number.isInteger(strip) || strip < 0)
      return command.usage(`Invalid number of elements: ${command.value('strip-components')}`)
    const options: UnpackOptions = {
      preserveMode: command.has('p') || (root && !command.has('no-same-permissions')),
      sameOwner: command.has('same-owner') || (root && !command.has('o')),
      numericOwner: command.has('numeric-owner'),
      touch: command.has('m'),
      existing: command.has('k')
        ? 'keep'
        : command.has('skip-old-files')
          ? 'skip'
          : command.has('overwrite')
            ? 'overwrite'
            : 'replace',
    }
    const { wanted, missing } = this.matcher()
    const patterns = await this.patternsFromFiles()
    const later: (() => void)[] = []
    const home = sys.cwd()
    let inside = directory === undefined
    await this.read(async (entry) => {
      if (!wanted(entry.name) || this.excluded(entry.name, patterns)) return
      if (command.has('O')) {
        for (const { data } of entry.content?.extents ?? []) await command.put(data)
        return
      }
      let name = entry.name
      if (strip) {
        const parts = name.split('/').filter((part, i) => part !== '' || i === 0)
        if (parts.length <= strip) return
        name = parts.slice(strip).join('/') + (name.endsWith('/') ? '/' : '')
      }
      if (!command.has('P')) name = await this.memberName(name)
      if (this.verbose) await command.put(this.verbose > 1 ? this.lister.line(entry, name) : `${name}\n`)
      if (!inside) {
        const moved = attempt(() => sys.chdir(directory!))
        if (moved instanceof SysError) await this.fatal(`${directory}: Cannot open: ${strerror(moved.code)}`)
        inside = true
      }
      const path = stripSlashes(name)
      let linkname = entry.linkname
      if (entry.type === 'hardlink' && linkname !== undefined && strip)
        linkname = linkname.split('/').slice(strip).join('/')
      const failure = await unpackEntry(
        sys,
        linkname === undefined ? entry : { ...entry, linkname },
        path,
        options,
        later,
      )
      if (!failure) return
      const verb =
        entry.type === 'dir'
          ? 'mkdir'
          : entry.type === 'symlink'
            ? `create symlink to ${quote(entry.linkname ?? '')}`
            : entry.type === 'hardlink'
              ? `hard link to ${quote(entry.linkname ?? '')}`
              : entry.type === 'char' || entry.type === 'block'
                ? 'mknod'
                : entry.type === 'fifo'
                  ? 'mkfifo'
                  : 'open'
      await this.problem(`${path}: Cannot ${verb}: ${strerror(failure.code)}`)
    })
    if (!inside) {
      const moved = attempt(() => sys.chdir(directory!))
      if (moved instanceof SysError) await this.fatal(`${directory}: Cannot open: ${strerror(moved.code)}`)
    }
    for (const set of later.reverse()) set()
    sys.chdir(home)
    for (const name of missing()) await this.problem(`${name}: Not found in archive`)
    return this.finish()
  }
}

export default gnu(
  {
    help: 'tar',
    name: 'tar',
    short: SHORT.replace('?', ''),
    long: LONG,
    usageStatus: 2,
    advice: "Try 'tar --help' or 'tar --usage' for more information.\n",
    prepare: (args) =>
      oldStyle(args, (letter) => {
        throw new OptionError(`Old option '${letter}' requires an argument.`)
      }),
  },
  async (command) => {
    command.usage = async (message) => {
      if (message !== undefined) await command.warn(message)
      await command.sys.write(2, "Try 'tar --help' or 'tar --usage' for more information.\n")
      throw new Leave(2)
    }
    const modes = [
      ...new Set(
        command.options
          .filter((option) => option.key.length === 1 && 'Acdrtux'.includes(option.key))
          .map((option) => option.key),
      ),
    ]
    if (modes.length > 1)
      return command.usage("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option")
    if (!modes.length)
      return command.usage("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
    for (const key of ['j', 'J', 'zstd', 'transform', 'g', 'G', 'M', 'K', 'F', 'L', 'N', 'V', 'w', 'W'])
      if (command.has(key))
        return command.die(`${command.options.find((option) => option.key === key)!.flag} is not simulated yet`, 2)
    const tar = new Tar(command)
    if (modes[0] === 'c') return tar.create()
    if (modes[0] === 't') return tar.list()
    if (modes[0] === 'x') return tar.extract()
    return command.die(`-${modes[0]} is not simulated yet`, 2)
  },
)
