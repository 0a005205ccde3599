/** BusyBox: tar, gzip, gunzip, zcat. Loaded when first run. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, O_CREAT, O_EXCL, O_RDONLY, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import { TarError, TarReader } from '../../base/tar.ts'
import type { TarEntry } from '../../base/tar.ts'
import { BadGzip, plainName, pump } from '../coreutils/gzip.ts'
import { isError, Leave, tryAsync } from '../coreutils/lib/command.ts'
import { fnmatch } from '../coreutils/lib/fnmatch.ts'
import { baseName, stripSlashes } from '../coreutils/lib/paths.ts'
import { gunzipFilter, gzipFilter, isGzip } from '../coreutils/lib/tar/compress.ts'
import { Lister } from '../coreutils/lib/tar/list.ts'
import { Packer } from '../coreutils/lib/tar/pack.ts'
import { unpackEntry } from '../coreutils/lib/tar/unpack.ts'
import { Names } from '../coreutils/lib/users.ts'
import { localZone } from '../coreutils/lib/zone.ts'
import { OptionError } from '../coreutils/lib/options.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'

const SHORT = 'tcxT:X:C:f:OopvkzjJZamh'
/** "tar cvf x": the first word is letters. */
function dashed(args: readonly string[]): string[] {
  const first = args[0]
  if (first === undefined || first.startsWith('-')) return [...args]
  const rest = args.slice(1)
  const out: string[] = []
  for (const letter of first) {
    const at = SHORT.indexOf(letter)
    if (at >= 0 && SHORT[at + 1] === ':') {
      const value = rest.shift()
      if (value === undefined) throw new OptionError(`option requires an argument -- '${letter}'`)
      out.push(`-${letter}`, value)
    } else out.push(`-${letter}`)
  }
  return [...out, ...rest]
}

async function patterns(command: Applet, key: 'X' | 'T'): Promise<string[]> {
  const out: string[] = []
  for (const option of command.options) {
    if (option.key !== key) continue
    const text = attempt(() => command.sys.readText(option.value!))
    if (text instanceof SysError) await command.perrorAndDie(`can't open '${option.value}'`, text)
    else out.push(...text.split('\n').filter((line) => line !== ''))
  }
  return out
}
const excluded = (path: string, list: readonly string[]): boolean => {
  const bare = stripSlashes(path)
  return list.some((pattern) => {
    const parts = bare.split('/')
    return parts.some((_, i) => fnmatch(pattern, parts.slice(i).join('/'))) || fnmatch(pattern, bare)
  })
}

async function create(command: Applet, names: string[], exclude: string[]): Promise<number> {
  const { sys } = command
  const file = command.value('f') ?? '-'
  let fd = 1
  if (file !== '-') {
    const opened = await tryAsync(() => sys.open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o666))
    if (isError(opened)) return command.perrorAndDie(`can't open '${file}'`, opened)
    fd = opened
  }
  const directory = command.value('C')
  const own = sys.fstat(fd)
  if (directory !== undefined) {
    const moved = attempt(() => sys.chdir(directory))
    if (moved instanceof SysError) return command.perrorAndDie(`can't change directory to '${directory}'`, moved)
  }
  if (!names.length) return command.die('empty archive')
  const filter = command.has('z') || (command.has('a') && /\.(tgz|gz)$/.test(file)) ? gzipFilter(6) : undefined
  const write = async (bytes: Uint8Array, last = false): Promise<void> => {
    if (!filter) {
      if (bytes.length) await sys.write(fd, bytes)
    } else for (const piece of filter.push(bytes, last)) await sys.write(fd, piece)
  }
  let told = false
  let failed = false
  const packer = new Packer(sys, new Names(sys), {
    excluded: (path) => excluded(path, exclude),
    memberName: async (path) => {
      const name = path.replace(/^\/+/, '')
      if (name !== path && !told) {
        told = true
        await command.warn("removing leading '/' from member names")
      }
      return name
    },
    added: async (entry) => {
      if (command.has('v')) await sys.write(fd === 1 ? 2 : 1, `${entry.name}\n`)
    },
    problem: async (path, error, what) => {
      failed = true
      await command.warn(
        what === 'open' ? `can't open '${path}': ${strerror(error.code)}` : `${path}: ${strerror(error.code)}`,
      )
    },
    socket: (path) => command.warn(`${path}: socket ignored`),
    write: (bytes) => write(bytes),
    follow: command.has('h'),
    recurse: !command.has('no-recursion'),
    oneFileSystem: false,
    owner: undefined,
    group: undefined,
    numericOwner: command.has('numeric-owner'),
    mtime: undefined,
    mode: undefined,
    self: file === '-' ? undefined : { dev: own.dev, ino: own.ino },
  })
  for (const path of names) await packer.add(path)
  await packer.finish()
  if (filter) await write(new Uint8Array(0), true)
  if (fd !== 1) sys.close(fd)
  if (failed) return command.die('error exit delayed from previous errors')
  return 0
}

async function extract(command: Applet, names: string[], exclude: string[]): Promise<number> {
  const { sys } = command
  const file = command.value('f') ?? '-'
  let fd = 0
  if (file !== '-') {
    const opened = await tryAsync(() => sys.open(file, O_RDONLY))
    if (isError(opened)) return command.perrorAndDie(`can't open '${file}'`, opened)
    fd = opened
  }
  const directory = command.value('C')
  if (directory !== undefined) {
    const moved = attempt(() => sys.chdir(directory))
    if (moved instanceof SysError) return command.perrorAndDie(`can't change directory to '${directory}'`, moved)
  }
  const lister = new Lister(localZone(sys), { numeric: command.has('numeric-owner'), seconds: true })
  const wanted = names.map(stripSlashes)
  const found = new Set<string>()
  const later: (() => void)[] = []
  const strip = Number(command.value('strip-components') ?? 0)
  const listing = command.has('t')
  const root = sys.euid === 0
  let failed = false
  const visit = async (entry: TarEntry): Promise<void> => {
    const bare = stripSlashes(entry.name)
    if (excluded(entry.name, exclude)) return
    if (wanted.length) {
      const hit = wanted.filter((name) => bare === name || bare.startsWith(`${name}/`) || fnmatch(name, bare))
      if (!hit.length) return
      for (const name of hit) found.add(name)
    }
    if (listing) {
      await command.put(command.has('v') ? lister.line(entry, entry.name) : `${entry.name}\n`)
      return
    }
    if (command.has('O')) {
      for (const { data } of entry.content?.extents ?? []) await command.put(data)
      return
    }
    let name = entry.name.replace(/^\/+/, '')
    if (strip) {
      const parts = stripSlashes(name).split('/')
      if (parts.length <= strip) return
      name = parts.slice(strip).join('/')
    }
    if (command.has('v')) await command.put(`${name}\n`)
    const path = stripSlashes(name)
    if (path === '') return
    const failure = await unpackEntry(
      sys,
      entry,
      path,
      {
        preserveMode: root ? !command.has('no-same-permissions') : command.has('p'),
        sameOwner: root && !command.has('o'),
        numericOwner: command.has('numeric-owner'),
        touch: command.has('m'),
        existing: command.has('k') ? 'keep' : command.has('overwrite') ? 'overwrite' : 'replace',
      },
      later,
    )
    if (!failure) return
    failed = true
    const what =
      entry.type === 'dir'
        ? `can't make dir ${path}`
        : entry.type === 'symlink'
          ? `can't create symlink '${path}' to '${entry.linkname}'`
          : entry.type === 'hardlink'
            ? `can't create hardlink '${path}' to '${entry.linkname}'`
            : entry.type === 'file'
              ? `can't open '${path}'`
              : `can't create node ${path}`
    await command.warn(`${what}: ${strerror(failure.code)}`)
    await command.out.flush()
    throw new Leave(1)
  }
  const reader = new TarReader()
  let filter: ReturnType<typeof gunzipFilter> | undefined
  let bytes = 0
  let seen = 0
  const deliver = async (data: Uint8Array): Promise<void> => {
    bytes += data.length
    let entries: TarEntry[]
    try {
      entries = reader.push(data)
    } catch (error) {
      if (error instanceof TarError) return command.die('invalid tar magic')
      throw error
    }
    for (const entry of entries) {
      seen++
      await visit(entry)
    }
  }
  for (let reads = 1; ; reads++) {
    const chunk = await sys.read(fd)
    if (reads === 1) {
      if (command.has('z') || (command.has('a') && isGzip(chunk))) {
        if (!isGzip(chunk)) return command.die('invalid magic')
        filter = gunzipFilter()
      } else if (command.has('x') && file !== '-' && isGzip(chunk)) filter = gunzipFilter()
    }
    if (filter) for (const piece of filter.push(chunk, !chunk.length)) await deliver(piece)
    else if (chunk.length) await deliver(chunk)
    if (!chunk.length) break
    if (reads % 32 === 0) await sys.breathe()
  }
  if (!seen && bytes % 512) return command.die('short read')
  if (bytes === 0) return command.die('short read')
  for (const set of later.reverse()) set()
  for (const name of wanted) if (!found.has(name)) return command.die(`${name}: not found in archive`)
  return failed ? 1 : 0
}

export const tar = applet(
  {
    short: SHORT,
    prepare: dashed,
    long: {
      list: 't',
      extract: 'x',
      create: 'c',
      directory: 'C',
      file: 'f',
      'to-stdout': 'O',
      verbose: 'v',
      'keep-old': 'k',
      'keep-old-files': 'k',
      gzip: 'z',
      bzip2: 'j',
      xz: 'J',
      lzma: 'lzma',
      'files-from': 'T',
      'exclude-from': 'X',
      exclude: 'exclude=',
      touch: 'm',
      dereference: 'h',
      overwrite: 'overwrite',
      'numeric-owner': 'numeric-owner',
      'no-recursion': 'no-recursion',
      'strip-components': 'strip-components=',
      'same-permissions': 'p',
      'no-same-permissions': 'no-same-permissions',
      'no-same-owner': 'o',
      'same-owner': 'same-owner',
      'to-command': 'to-command=',
    },
  },
  async (command) => {
    const modes = ['t', 'c', 'x'].filter((key) => command.has(key))
    if (modes.length !== 1) return command.showUsage()
    for (const key of ['j', 'J', 'Z', 'lzma', 'to-command'])
      if (command.has(key))
        return command.die(`${command.options.find((option) => option.key === key)!.flag} is not simulated yet`)
    const exclude = [
      ...command.options.filter((option) => option.key === 'exclude').map((option) => option.value!),
      ...(await patterns(command, 'X')),
    ]
    const names = [...command.args, ...(await patterns(command, 'T'))]
    return modes[0] === 'c' ? create(command, names, exclude) : extract(command, names, exclude)
  },
)

const makeGzip = (kind: 'gzip' | 'gunzip' | 'zcat') =>
  applet(
    {
      short: 'cfkvqdtn123456789',
      long: {
        stdout: 'c',
        'to-stdout': 'c',
        force: 'f',
        verbose: 'v',
        decompress: 'd',
        uncompress: 'd',
        test: 't',
        quiet: 'q',
        fast: '1',
        best: '9',
        'no-name': 'n',
        keep: 'k',
      },
    },
    async (command) => {
      const { sys } = command
      const unpack = kind !== 'gzip' || command.has('d') || command.has('t')
      const stdout = kind === 'zcat' || command.has('c')
      const level = Number(command.options.findLast((option) => /^[1-9]$/.test(option.key))?.key ?? 6) as 6
      const names = command.args.length ? command.args : ['-']
      for (const name of names) {
        let fd = 0
        const through = name === '-' || stdout || command.has('t')
        let target = ''
        if (name !== '-') {
          const opened = await tryAsync(() => sys.open(name, O_RDONLY))
          if (isError(opened)) {
            await command.perror(name, opened)
            continue
          }
          fd = opened
          if (isDir(sys.fstat(fd))) {
            sys.close(fd)
            await command.complain(`can't remove file '${name}': Is a directory`)
            continue
          }
          if (!through) {
            const plain = unpack ? plainName(name) : `${name}.gz`
            if (plain === undefined) {
              await command.complain(`${name}: unknown suffix - ignored`)
              sys.close(fd)
              continue
            }
            target = plain
          }
        } else if (!unpack && sys.isatty(1) && !command.has('f'))
          return command.die('compressed data not written to terminal, use -f to force it')
        let to: number | undefined = command.has('t') ? undefined : 1
        if (target) {
          if (command.has('f')) attempt(() => sys.unlink(target))
          const out = await tryAsync(() => sys.open(target, O_WRONLY | O_CREAT | O_EXCL, 0o666))
          if (isError(out)) {
            await command.perror(`can't open '${target}'`, out)
            sys.close(fd)
            continue
          }
          to = out
        }
        const stat = name === '-' ? undefined : sys.fstat(fd)
        try {
          await pump(
            command,
            fd,
            to,
            unpack
              ? gunzipFilter()
              : gzipFilter(level, stat && !command.has('n') ? { filename: baseName(name), mtime: stat.mtime } : {}),
            unpack,
          )
        } catch (error) {
          if (!(error instanceof BadGzip)) throw error
          await command.complain(
            error.message === 'not in gzip format'
              ? kind === 'zcat'
                ? 'no gzip/bzip2/xz magic'
                : 'invalid magic'
              : error.message === 'unexpected end of file'
                ? 'short read'
                : 'corrupted data',
          )
          if (target) attempt(() => sys.unlink(target))
          if (to !== undefined && to > 2) sys.close(to)
          if (fd) sys.close(fd)
          continue
        }
        if (to !== undefined && to > 2) {
          sys.close(to)
          attempt(() => sys.chmod(target, stat!.mode & 0o777))
          attempt(() => sys.utimes(target, stat!.atime, stat!.mtime))
          if (!command.has('k')) sys.unlink(name)
        }
        if (fd) sys.close(fd)
      }
      return command.status
    },
  )
export const gzip = makeGzip('gzip')
export const gunzip = makeGzip('gunzip')
export const zcat = makeGzip('zcat')
