/** BusyBox: chmod, chown, chgrp, stat, readlink, realpath, mktemp, mkfifo, mknod, truncate, install, du, df. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isLink, O_CREAT, O_WRONLY, S_IFBLK, S_IFCHR } from '../../base/abi/files.ts'
import type { Stat } from '../../base/abi/files.ts'
import { modeArguments } from '../coreutils/chmod.ts'
import { parseOwner } from '../coreutils/chown.ts'
import { isDummy, mountRows } from '../coreutils/df.ts'
import { DuRun } from '../coreutils/du.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { applyMode, fileType, modeString, parseMode } from '../coreutils/lib/modes.ts'
import { join } from '../coreutils/lib/paths.ts'
import { walkTree } from '../coreutils/lib/tree.ts'
import { Names } from '../coreutils/lib/users.ts'
import { localZone } from '../coreutils/lib/zone.ts'
import { makeTemporary } from '../coreutils/mktemp.ts'
import { canonical } from '../coreutils/realpath.ts'
import { fillFormat, mountPointOf, statField } from '../coreutils/stat.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'
import { humanReadable } from './human.ts'

export const chmod = applet({ short: 'Rcfv', prepare: modeArguments, min: 2 }, async (command) => {
  const { sys } = command
  const [text, ...files] = command.args as [string, ...string[]]
  const change = parseMode(text)
  if (!change) return command.die(`invalid mode '${text}'`)
  const quiet = command.has('f')
  const one = async (path: string, stat: Stat): Promise<void> => {
    if (isLink(stat)) return
    const wanted = applyMode(change, stat.mode, sys.umask())
    const failure = attempt(() => sys.chmod(path, wanted))
    if (failure instanceof SysError) {
      if (quiet) command.status = 1
      else await command.perror(path, failure)
      return
    }
    const changed = (stat.mode & 0o7777) !== wanted
    if (command.has('v') || (command.has('c') && changed))
      await command.put(
        `mode of '${path}' changed to ${wanted.toString(8).padStart(4, '0')} (${modeString((stat.mode & ~0o7777) | wanted).slice(1)})\n`,
      )
  }
  const missing = (path: string, error: SysError): Promise<void> => command.perror(path, error)
  for (const path of files) {
    if (command.has('R')) await walkTree(sys, path, 'none', { visit: one, unreadable: missing, missing })
    else {
      const stat = attempt(() => sys.stat(path))
      if (stat instanceof SysError) await missing(path, stat)
      else await one(path, stat)
    }
  }
  return command.status
})
const makeChown = (group: boolean) =>
  applet({ short: 'RhLHPcfv', min: 2 }, async (command) => {
    const { sys } = command
    const [text, ...files] = command.args as [string, ...string[]]
    const owner = parseOwner(sys, group ? `:${text}` : text)
    if (typeof owner === 'string') {
      const both = text.includes(':') && !text.startsWith(':')
      const part = text.startsWith(':') ? text.slice(1) : text
      return command.die(both ? `unknown user/group ${text}` : `unknown ${owner} ${part}`)
    }
    const quiet = command.has('f')
    const missing = async (path: string, error: SysError): Promise<void> => {
      if (quiet) command.status = 1
      else await command.perror(path, error)
    }
    const one = async (path: string, stat: Stat, follow: boolean): Promise<void> => {
      const failure = attempt(() => sys.chown(path, owner.uid, owner.gid, { follow }))
      if (failure instanceof SysError) return missing(path, failure)
      const changed = (owner.uid >= 0 && owner.uid !== stat.uid) || (owner.gid >= 0 && owner.gid !== stat.gid)
      if (command.has('v') || (command.has('c') && changed))
        await command.put(
          `changed ownership of '${path}' to ${owner.uid < 0 ? stat.uid : owner.uid}:${owner.gid < 0 ? stat.gid : owner.gid}\n`,
        )
    }
    const traverse = command.has('L') ? 'all' : command.has('H') ? 'arguments' : 'none'
    for (const path of files) {
      if (command.has('R'))
        await walkTree(sys, path, traverse, {
          visit: (where, stat) => one(where, stat, !command.has('h') && !isLink(stat)),
          unreadable: missing,
          missing,
        })
      else {
        const stat = attempt(() => (command.has('h') ? sys.lstat(path) : sys.stat(path)))
        if (stat instanceof SysError) await missing(path, stat)
        else await one(path, stat, !command.has('h'))
      }
    }
    return command.status
  })
export const chown = makeChown(false)
export const chgrp = makeChown(true)

const DEFAULT = `  File: %N
  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F
Device: %Dh/%dd\tInode: %-10i  Links: %h
Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)
Access: %x
Modify: %y
Change: %z
`
export const stat = applet(
  { short: 'ftLc:', long: { terse: 't', dereference: 'L', format: 'c' }, min: 1 },
  async (command) => {
    const { sys } = command
    const facts = { sys, names: new Names(sys), zone: localZone(sys) }
    for (const path of command.args) {
      if (command.has('f')) {
        const fs = attempt(() => sys.statfs(path))
        if (fs instanceof SysError) {
          await command.perror(`can't read file system information for '${path}'`, fs)
          continue
        }
        const field = (letter: string): string | undefined =>
          ({
            a: fs.available,
            b: fs.blocks,
            c: fs.files,
            d: fs.freeFiles,
            f: fs.free,
            i: 0,
            l: 255,
            n: path,
            s: fs.blockSize,
            S: fs.blockSize,
            t: '0',
            T: fs.type,
          })[letter as 'a']?.toString()
        const format = command.value('c')
        await command.put(
          fillFormat(
            format !== undefined
              ? `${format}\n`
              : command.has('t')
                ? '%n %i %l %t %s %b %f %a %c %d\n'
                : `  File: "%n"\n    ID: %-8i Namelen: %-7l Type: %T\nBlock size: %-10s\nBlocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d\n`,
            field,
          ),
        )
        continue
      }
      const found = attempt(() => (command.has('L') ? sys.stat(path) : sys.lstat(path)))
      if (found instanceof SysError) {
        await command.perror(`can't stat '${path}'`, found)
        continue
      }
      const given = command.value('c')
      const format =
        given !== undefined
          ? `${given}\n`
          : command.has('t')
            ? '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %o\n'
            : DEFAULT
      await command.put(
        fillFormat(format, (letter, modifier) => {
          if (letter === 'F') return fileType(found)
          if (letter === 'n') return path
          if (letter === 'N') {
            if (!isLink(found)) return given === undefined ? path : path
            return `'${path}' -> '${sys.readlink(path)}'`
          }
          return statField({ ...facts, path }, found, letter, modifier)
        }),
      )
    }
    return command.status
  },
)

export const readlink = applet({ short: 'nfv', min: 1, max: 1 }, async (command) => {
  const path = command.args[0]!
  const result = attempt(() =>
    command.has('f') ? canonical(command.sys, path, 'existing') : command.sys.readlink(path),
  )
  if (result instanceof SysError) {
    if (command.has('v'))
      await command.warn(
        result.code === 'EINVAL' ? `${path}: cannot read link: not a symlink` : `${path}: ${strerror(result.code)}`,
      )
    return 1
  }
  await command.put(result + (command.has('n') ? '' : '\n'))
  return 0
})
export const realpath = applet({ short: '', min: 1 }, async (command) => {
  for (const path of command.args) {
    const result = attempt(() => canonical(command.sys, path, 'existing'))
    if (result instanceof SysError) await command.perror(path, result)
    else await command.put(`${result}\n`)
  }
  return command.status
})
export const mktemp = applet({ short: 'dqtp:u', max: 1 }, async (command) => {
  const { sys } = command
  let template = command.args[0] ?? 'tmp.XXXXXX'
  const inTmp = command.args.length === 0 || command.has('t') || command.has('p')
  if (inTmp) template = join(command.value('p') ?? sys.env['TMPDIR'] ?? '/tmp', template)
  const quiet = command.has('q')
  if (!/XXXXXX$/.test(template)) return quiet ? 1 : command.perrorAndDie('(null)', { code: 'EINVAL' })
  const made = await tryAsync(() =>
    makeTemporary(sys, template, 0, command.has('u') ? 'name' : command.has('d') ? 'dir' : 'file'),
  )
  if (isError(made)) return quiet ? 1 : command.perrorAndDie('(null)', made)
  await command.put(`${made}\n`)
  return 0
})
async function modeOf(command: Applet): Promise<number> {
  const text = command.value('m')
  if (text === undefined) return 0o666
  const change = parseMode(text)
  return change ? applyMode(change, 0o666, command.sys.umask()) : command.die(`invalid mode '${text}'`)
}
export const mkfifo = applet({ short: 'm:', min: 1 }, async (command) => {
  const mode = await modeOf(command)
  for (const path of command.args) {
    const failure = attempt(() => command.sys.mkfifo(path, mode))
    if (failure instanceof SysError) await command.perror(path, failure)
  }
  return command.status
})
export const mknod = applet({ short: 'm:', min: 2, max: 4 }, async (command) => {
  const [path, type, major, minor] = command.args as [string, string, string?, string?]
  const mode = await modeOf(command)
  if (type !== 'p' && (major === undefined || minor === undefined)) return command.showUsage()
  if (!/^[pbcu]$/.test(type)) return command.showUsage()
  const device = type === 'p' ? 0 : (await command.number(major!)) * 256 + (await command.number(minor!))
  const failure = attempt(() =>
    type === 'p'
      ? command.sys.mkfifo(path, mode)
      : command.sys.mknod(path, (type === 'b' ? S_IFBLK : S_IFCHR) | mode, device),
  )
  if (failure instanceof SysError) return command.perrorAndDie(path, failure)
  return 0
})
const SIZES: Record<string, number> = {
  b: 512,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
}
export const truncate = applet({ short: 'cs:', min: 1 }, async (command) => {
  const { sys } = command
  const text = command.value('s')
  if (text === undefined) return command.showUsage()
  const size = await command.number(text, { suffixes: SIZES })
  for (const path of command.args) {
    const fd = await tryAsync(() => sys.open(path, O_WRONLY | (command.has('c') ? 0 : O_CREAT), 0o666))
    if (isError(fd)) {
      if (!(command.has('c') && fd.code === 'ENOENT')) await command.perror(path, fd)
      continue
    }
    const failure = attempt(() => sys.ftruncate(fd, size))
    if (failure instanceof SysError) await command.perror(`${path}: truncate`, failure)
    sys.close(fd)
  }
  return command.status
})

export const du = applet({ short: 'aHkLsxd:lchmb' }, async (command) => {
  const link = command.last('HL')
  const depth = command.has('s') ? '0' : command.value('d')
  const unit = command.has('h') ? 0 : command.has('m') ? 1024 * 1024 : command.has('b') ? 1 : 1024
  const print = async (bytes: number, path: string): Promise<void> => {
    await command.put(`${unit === 0 ? humanReadable(bytes, 0) : Math.floor(bytes / unit)}\t${path}\n`)
  }
  const run = new DuRun(
    command,
    {
      all: command.has('a'),
      apparent: command.has('b'),
      follow: link === 'L' ? 'all' : link === 'H' ? 'arguments' : 'none',
      maxDepth: depth === undefined ? Infinity : await command.number(depth),
      separate: false,
      countLinks: command.has('l'),
      oneDevice: command.has('x'),
      inodes: false,
      excluded: () => false,
    },
    {
      print: (path, bytes) => print(bytes, path),
      problem: (path, error, what) => command.perror(what === 'read' ? `can't open '${path}'` : path, error),
    },
  )
  let total = 0
  for (const path of command.args.length ? command.args : ['.']) total += await run.argument(path)
  if (command.has('c')) await print(total, 'total')
  return command.status
})

export const df = applet({ short: 'kPTat:iB:hm' }, async (command) => {
  const { sys } = command
  const human = command.has('h')
  const blockText = command.value('B')
  const block = human
    ? 0
    : command.has('m')
      ? 1024 * 1024
      : blockText !== undefined
        ? await command.number(blockText, { suffixes: SIZES })
        : 1024
  const inodes = command.has('i')
  const posix = command.has('P')
  const type = command.has('T')
  const title = human
    ? '     Size'
    : posix
      ? block === 1024
        ? '1024-blocks'
        : `${block}-blocks`
      : block === 1024 * 1024
        ? '1M-blocks'
        : block === 1024
          ? '1K-blocks'
          : `${block}-blocks`
  await command.put(
    `Filesystem           ${type ? 'Type       ' : ''}${(inodes ? 'Inodes' : title).padStart(posix && !human ? 11 : 9).padEnd(0)}${posix && !human ? '    Used' : '      Used'} Available ${posix ? 'Capacity' : 'Use%'} Mounted on\n`,
  )
  const all = mountRows(sys)
  const types = command.options.filter((option) => option.key === 't').map((option) => option.value!)
  let rows = all.filter((row) => command.has('a') || !isDummy(row))
  if (command.args.length) {
    rows = []
    for (const path of command.args) {
      const found = attempt(() => sys.stat(path))
      const row =
        found instanceof SysError ? undefined : all.find((candidate) => candidate.target === mountPointOf(sys, path))
      if (row) rows.push(row)
      else await command.complain(`${path}: can't find mount point`)
    }
  }
  for (const row of rows) {
    if (types.length && !types.includes(row.type)) continue
    const { fs } = row
    const [total, free, available] = inodes
      ? [fs.files, fs.freeFiles, fs.freeFiles]
      : [fs.blocks, fs.free, fs.available]
    const used = total - free
    const size = (count: number): string =>
      inodes
        ? String(count)
        : human
          ? humanReadable(count * fs.blockSize, 0)
          : String(Math.floor((count * fs.blockSize + (block - 1) * 0) / block))
    const percent = used + available ? Math.floor((used * 100 + (used + available) / 2) / (used + available)) : 0
    let source = row.source.padEnd(20)
    if (row.source.length > 20 && !posix) source = `${row.source}\n${' '.repeat(20)}`
    await command.put(
      `${source} ${type ? `${row.type.padEnd(10)} ` : ''}${size(total).padStart(9)} ${size(used).padStart(9)} ${size(available).padStart(9)} ${`${percent}%`.padStart(posix ? 7 : 4)} ${row.target}\n`,
    )
  }
  return command.status
})
