/** BusyBox: cp, mv, rm, ln, mkdir, rmdir, touch, link, unlink, install. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isDir, isLink, O_CREAT, O_WRONLY, W_OK } from '../../base/abi/files.ts'
import type { Stat } from '../../base/abi/files.ts'
import { ask } from '../coreutils/lib/ask.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { Copier, COPY_DEFAULTS, targetIn } from '../coreutils/lib/copy.ts'
import type { CopyFace, CopyOptions, CopyProblem } from '../coreutils/lib/copy.ts'
import { applyMode, parseMode } from '../coreutils/lib/modes.ts'
import { baseName, stripSlashes } from '../coreutils/lib/paths.ts'
import { removeTree } from '../coreutils/rm.ts'
import { makeParents } from '../coreutils/mkdir.ts'
import { localZone } from '../coreutils/lib/zone.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'
import { parseBusyboxDate } from './parse-date.ts'

function copyWords(problem: CopyProblem): string {
  const why = 'error' in problem ? `: ${strerror(problem.error.code)}` : ''
  const source = 'source' in problem ? problem.source : ''
  const target = 'target' in problem ? problem.target : ''
  switch (problem.kind) {
    case 'stat':
      return `can't stat '${source}'${why}`
    case 'open':
    case 'readdir':
      return `can't open '${source}'${why}`
    case 'read':
      return `read error${why}`
    case 'write':
      return `write error${why}`
    case 'readlink':
      return `can't read link '${source}'${why}`
    case 'omit-directory':
      return `omitting directory '${source}'`
    case 'same-file':
      return `'${source}' and '${target}' are the same file`
    case 'into-itself':
      return `recursion detected, omitting directory '${target}'`
    case 'directory-over-file':
      return `target '${target}' is not a directory`
    case 'file-over-directory':
      return `'${target}' is a directory`
    case 'dangling':
      return `can't create '${target}': File exists`
    case 'just-created':
      return `'${target}' exists`
    case 'create':
    case 'special':
      return `can't create '${target}'${why}`
    case 'mkdir':
      return `can't create directory '${target}'${why}`
    case 'symlink':
      return `can't create symlink '${target}'${problem.error.code === 'EEXIST' ? '' : ` to '${source}'`}${why}`
    case 'link':
      return `can't create link '${target}'${why}`
    case 'remove':
    case 'backup':
      return `can't remove '${target}'${why}`
    case 'times':
      return `can't preserve times of '${target}'${why}`
    case 'owner':
      return `can't preserve ownership of '${target}'${why}`
    case 'mode':
      return `can't preserve permissions of '${target}'${why}`
  }
}
function copyFace(command: Applet): CopyFace {
  return {
    problem: (problem) => command.complain(copyWords(problem)),
    verbose: async (source, target) => void (await command.put(`'${source}' -> '${target}'\n`)),
    overwriteQuestion: (target) => `${command.name}: overwrite '${target}'? `,
  }
}
const isDirectory = (command: Applet, path: string): boolean => {
  const stat = attempt(() => command.sys.stat(path))
  return !(stat instanceof SysError) && isDir(stat)
}
/** SOURCE... and where they go. */
async function targets(command: Applet): Promise<{ sources: string[]; name: (source: string) => string }> {
  const directory = command.value('t')
  if (directory !== undefined) {
    return { sources: command.args, name: (source) => targetIn(directory, source) }
  }
  if (command.args.length < 2) await command.showUsage()
  const last = command.args.at(-1)!
  const sources = command.args.slice(0, -1)
  if (command.has('T') && sources.length > 1) await command.showUsage()
  if (!command.has('T') && isDirectory(command, last)) return { sources, name: (source) => targetIn(last, source) }
  // Several sources need a directory; what is none fails when the copies are made.
  if (sources.length > 1) return { sources, name: (source) => targetIn(last, source) }
  // A directory goes under whatever exists there; that this is no directory shows when it is copied.
  const under =
    command.name === 'cp' &&
    isDirectory(command, sources[0]!) &&
    !(attempt(() => command.sys.stat(last)) instanceof SysError)
  return { sources, name: (source) => (under ? targetIn(last, source) : last) }
}

export const cp = applet(
  {
    short: 'pdRfinlsLHarPvuTt:',
    long: {
      archive: 'a',
      force: 'f',
      interactive: 'i',
      'no-clobber': 'n',
      link: 'l',
      dereference: 'L',
      'no-dereference': 'P',
      recursive: 'R',
      'symbolic-link': 's',
      'no-target-directory': 'T',
      verbose: 'v',
      update: 'u',
      'remove-destination': 'remove-destination',
      parents: 'parents',
      reflink: 'reflink=?',
      'target-directory': 't',
    },
    min: 1,
  },
  async (command) => {
    const archive = command.has('a')
    const preserve = archive || command.has('p')
    const options: CopyOptions = {
      ...COPY_DEFAULTS,
      recursive: archive || command.has('r') || command.has('R'),
      preserve: { mode: preserve, ownership: preserve, timestamps: preserve, links: archive },
      force: command.has('f'),
      interactive: command.has('i'),
      noClobber: command.has('n'),
      update: command.has('u'),
      verbose: command.has('v'),
      make: command.has('l') ? 'hardlink' : command.has('s') ? 'symlink' : 'copy',
      removeDestination: command.has('remove-destination'),
    }
    options.follow = command.has('L')
      ? 'all'
      : command.has('H')
        ? 'arguments'
        : archive || command.has('d') || command.has('P') || options.recursive
          ? 'none'
          : 'all'
    const { sources, name } = await targets(command)
    const copier = new Copier(command.sys, options, copyFace(command))
    for (const source of sources) if (!(await copier.copy(source, name(source)))) command.status = 1
  },
)

async function moveOne(command: Applet, source: string, target: string): Promise<void> {
  const { sys } = command
  const overwrite = command.last('fin')
  const there = attempt(() => sys.lstat(target))
  if (!(there instanceof SysError) && overwrite !== 'f') {
    if (overwrite === 'n') return
    const guarded = !isLink(there) && !sys.access(target, W_OK)
    if (
      (overwrite === 'i' || (guarded && sys.isatty(0))) &&
      !(await ask(sys, `${command.name}: overwrite '${target}'? `))
    )
      return
  }
  const failure = attempt(() => sys.rename(source, target))
  if (!(failure instanceof SysError)) {
    if (command.has('v')) await command.put(`'${source}' -> '${target}'\n`)
    return
  }
  if (failure.code !== 'EXDEV') return command.complain(`can't rename '${source}': ${strerror(failure.code)}`)
  if (!(there instanceof SysError)) {
    const from = sys.lstat(source)
    if (isDir(there) && !isDir(from))
      return command.complain(`can't overwrite directory '${target}' with non-directory`)
    if (!isDir(there) && isDir(from))
      return command.complain(`can't overwrite non-directory '${target}' with directory`)
    if (!isDir(there)) sys.unlink(target)
  }
  const copier = new Copier(
    sys,
    {
      ...COPY_DEFAULTS,
      recursive: true,
      follow: 'none',
      preserve: { mode: true, ownership: true, timestamps: true, links: true },
    },
    copyFace(command),
  )
  if (!(await copier.copy(source, target))) command.status = 1
  else
    await removeTree(sys, source, {
      problem: (path, error) => command.complain(`can't remove '${path}': ${strerror(error.code)}`),
    })
}
export const mv = applet(
  {
    short: 'finTt:v',
    long: {
      interactive: 'i',
      force: 'f',
      'no-clobber': 'n',
      'no-target-directory': 'T',
      verbose: 'v',
      'target-directory': 't',
    },
    min: 1,
  },
  async (command) => {
    const { sources, name } = await targets(command)
    for (const source of sources) await moveOne(command, source, name(source))
  },
)

export const rm = applet({ short: 'fiRrv' }, async (command) => {
  const { sys } = command
  const force = command.last('fi') === 'f'
  const asking = command.last('fi') === 'i'
  if (!command.args.length) {
    if (force) return 0
    return command.showUsage()
  }
  const recursive = command.has('r') || command.has('R')
  const confirm = async (path: string, stat: Stat, what: 'descend' | 'remove'): Promise<boolean> => {
    const guarded = !isLink(stat) && !sys.access(path, W_OK)
    if (!asking && !(guarded && !force && sys.isatty(0))) return true
    if (what === 'descend') return ask(sys, `${command.name}: descend into directory '${path}'? `)
    return ask(sys, `${command.name}: remove '${path}'? `)
  }
  for (const path of command.args) {
    if (/^\.\.?$/.test(baseName(path))) {
      await command.complain("can't remove '.' or '..'")
      continue
    }
    const stat = attempt(() => sys.lstat(path))
    if (stat instanceof SysError) {
      if (!(stat.code === 'ENOENT' && force)) await command.perror(`can't remove '${path}'`, stat)
      continue
    }
    if (isDir(stat) && !recursive) {
      await command.complain(`'${path}' is a directory`)
      continue
    }
    await removeTree(sys, path, {
      problem: (where, error) => command.complain(`can't remove '${where}': ${strerror(error.code)}`),
      removed: async (where, dir) => {
        if (command.has('v')) await command.put(`removed ${dir ? 'directory: ' : ''}'${where}'\n`)
      },
      confirm,
    })
  }
  return command.status
})

export const ln = applet({ short: 'sfnbS:vT', min: 1 }, async (command) => {
  const { sys, args } = command
  if (command.has('T') && args.length > 2) return command.showUsage()
  const last = args.at(-1)!
  let sources = args.slice(0, -1)
  let directory = false
  if (args.length === 1) sources = args
  else {
    const stat = attempt(() => (command.has('n') ? sys.lstat(last) : sys.stat(last)))
    directory = !command.has('T') && !(stat instanceof SysError) && isDir(stat)
  }
  for (const source of sources) {
    const target = args.length === 1 ? baseName(source) : directory ? targetIn(last, source) : last
    const symbolic = command.has('s')
    if (!symbolic) {
      const stat = attempt(() => sys.stat(source))
      if (stat instanceof SysError) {
        await command.perror(source, stat)
        continue
      }
    }
    const there = attempt(() => sys.lstat(target))
    if (!(there instanceof SysError)) {
      if (command.has('b')) {
        const failure = attempt(() => sys.rename(target, target + (command.value('S') ?? '~')))
        if (failure instanceof SysError) {
          await command.perror(`can't create '${target}'`, failure)
          continue
        }
      } else if (command.has('f')) attempt(() => sys.unlink(target))
    }
    const failure = attempt(() => (symbolic ? sys.symlink(source, target) : sys.link(source, target)))
    if (failure instanceof SysError) await command.perror(target, failure)
    else if (command.has('v')) await command.put(`'${target}' -> '${source}'\n`)
  }
  return command.status
})

export const mkdir = applet(
  { short: 'm:pv', long: { mode: 'm', parents: 'p', verbose: 'v' }, min: 1 },
  async (command) => {
    const { sys } = command
    const text = command.value('m')
    const change = text === undefined ? undefined : parseMode(text)
    if (text !== undefined && !change) return command.die(`invalid mode '${text}'`)
    const mode = change && applyMode(change, 0o777, sys.umask())
    for (const path of command.args) {
      const made = attempt(() => {
        if (command.has('p')) return makeParents(sys, path, mode)
        sys.mkdir(path, 0o777)
        if (mode !== undefined) sys.chmod(path, mode)
        return [path]
      })
      if (made instanceof SysError) {
        const part = made.path ?? path
        const where = !command.has('p') ? path : made.code === 'ENOTDIR' && part !== path ? `${part}/` : part
        await command.perror(`can't create directory '${where}'`, made)
      } else if (command.has('v')) for (const name of made) await command.put(`created directory: '${name}'\n`)
    }
    return command.status
  },
)
export const rmdir = applet(
  { short: 'p', long: { parents: 'p', 'ignore-fail-on-non-empty': 'ignore' }, min: 1 },
  async (command) => {
    for (const given of command.args) {
      for (let path = given; ;) {
        const failure = attempt(() => command.sys.rmdir(path))
        if (failure instanceof SysError) {
          if (!(command.has('ignore') && failure.code === 'ENOTEMPTY')) await command.perror(`'${path}'`, failure)
          break
        }
        const parent = stripSlashes(path).replace(/\/?[^/]+$/, '')
        if (!command.has('p') || parent === '' || parent === '.') break
        path = parent
      }
    }
  },
)

export const touch = applet(
  { short: 'acmr:d:t:h', long: { 'no-create': 'c', reference: 'r', date: 'd', 'no-dereference': 'h' }, min: 1 },
  async (command) => {
    const { sys } = command
    const now = sys.now()
    let times: [number, number] = [now, now]
    const reference = command.value('r')
    if (reference !== undefined) {
      const stat = attempt(() => sys.stat(reference))
      if (stat instanceof SysError) return command.perrorAndDie(reference, stat)
      times = [stat.atime, stat.mtime]
    }
    const dated = command.options.findLast((option) => option.key === 'd' || option.key === 't')
    if (dated) {
      const ms = parseBusyboxDate(dated.value!, now, localZone(sys), true)
      if (ms === undefined) return command.die(`invalid date '${dated.value}'`)
      times = [ms, ms]
    }
    const only = command.has('a') !== command.has('m')
    for (const path of command.args) {
      const follow = !command.has('h')
      const set = (): void => {
        const old = follow ? sys.stat(path) : sys.lstat(path)
        sys.utimes(
          path,
          only && command.has('m') ? old.atime : times[0],
          only && command.has('a') ? old.mtime : times[1],
          { follow },
        )
      }
      let failure = attempt(set)
      if (failure instanceof SysError && failure.code === 'ENOENT') {
        if (command.has('c')) continue
        const fd = await tryAsync(() => sys.open(path, O_WRONLY | O_CREAT, 0o666))
        if (isError(fd)) {
          await command.perror(path, fd)
          continue
        }
        sys.close(fd)
        failure = reference !== undefined || dated ? attempt(set) : undefined
      }
      if (failure instanceof SysError) await command.perror(path, failure)
    }
    return command.status
  },
)

export const link = applet({ short: '', min: 2, max: 2 }, async (command) => {
  const [from, to] = command.args as [string, string]
  const failure = attempt(() => command.sys.link(from, to))
  if (failure instanceof SysError) await command.perrorAndDie(`can't create hard link '${to}' to '${from}'`, failure)
})
export const unlink = applet({ short: '', min: 1, max: 1 }, async (command) => {
  const failure = attempt(() => command.sys.unlink(command.args[0]!))
  if (failure instanceof SysError) await command.perrorAndDie(`can't remove file '${command.args[0]}'`, failure)
})
