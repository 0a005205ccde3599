/** Copying of files and trees, shared by cp, mv (across file systems) and install in both faces, which bring their own words. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import {
  isDir,
  isFile,
  isLink,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  S_IFIFO,
  S_IFMT,
} from '../../../base/abi/files.ts'
import type { Stat } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { ask } from './ask.ts'
import { backupName } from './backup.ts'
import type { BackupKind } from './backup.ts'
import { isError, tryAsync } from './command.ts'
import { baseName, join } from './paths.ts'

export interface CopyOptions {
  recursive: boolean
  /** Which symbolic links of the source are followed. */
  follow: 'none' | 'arguments' | 'all'
  preserve: { mode: boolean; ownership: boolean; timestamps: boolean; links: boolean }
  force: boolean
  interactive: boolean
  noClobber: boolean
  update: boolean
  verbose: boolean
  /** instead of copying data */
  make: 'copy' | 'hardlink' | 'symlink' | 'attributes'
  removeDestination: boolean
  oneFileSystem: boolean
  backup: BackupKind
  suffix: string
}
export const COPY_DEFAULTS: CopyOptions = {
  recursive: false,
  follow: 'all',
  preserve: { mode: false, ownership: false, timestamps: false, links: false },
  force: false,
  interactive: false,
  noClobber: false,
  update: false,
  verbose: false,
  make: 'copy',
  removeDestination: false,
  oneFileSystem: false,
  backup: 'none',
  suffix: '~',
}
/** What went wrong, for the face to word. `source` and `target` are as the user wrote them. */
export type CopyProblem =
  | { kind: 'stat' | 'open' | 'read' | 'readdir' | 'readlink'; source: string; error: SysError }
  | { kind: 'omit-directory'; source: string }
  | { kind: 'same-file'; source: string; target: string }
  | { kind: 'into-itself'; source: string; target: string }
  | { kind: 'directory-over-file' | 'file-over-directory'; source: string; target: string }
  | { kind: 'dangling'; target: string }
  | { kind: 'just-created'; source: string; target: string }
  | {
      kind:
        'create' | 'mkdir' | 'symlink' | 'link' | 'special' | 'remove' | 'write' | 'backup' | 'times' | 'owner' | 'mode'
      source: string
      target: string
      error: SysError
    }

export interface CopyFace {
  problem(problem: CopyProblem): Promise<void>
  /** "'a' -> 'b'"; also for the removal of -f and for backups. */
  verbose(source: string, target: string, backup?: string): Promise<void>
  removed?(target: string): Promise<void>
  overwriteQuestion(target: string, stat: Stat): string
}

const sameFile = (a: Stat, b: Stat): boolean => a.ino === b.ino && a.dev === b.dev

export class Copier {
  private readonly sys: Sys
  private readonly options: CopyOptions
  private readonly face: CopyFace
  /** Copies of inodes with several names, by dev:ino. */
  private readonly links = new Map<string, string>()
  /** Targets made by this run: a second source may not overwrite them. */
  private readonly made = new Set<string>()
  private argument = ''
  /** dev:ino of the directories made at the top: a copy that meets one of them is copying into itself. */
  private readonly roots = new Map<string, string>()
  constructor(sys: Sys, options: CopyOptions, face: CopyFace) {
    this.sys = sys
    this.options = options
    this.face = face
  }

  /** Copies one argument. False when anything failed. */
  async copy(source: string, target: string): Promise<boolean> {
    const stat = attempt(() => (this.options.follow === 'none' ? this.sys.lstat(source) : this.sys.stat(source)))
    if (stat instanceof SysError) {
      await this.face.problem({ kind: 'stat', source, error: stat })
      return false
    }
    this.argument = source
    return this.node(source, target, stat, stat.dev, true, [])
  }

  private async node(
    source: string,
    target: string,
    stat: Stat,
    device: number,
    top: boolean,
    ancestors: readonly Stat[],
  ): Promise<boolean> {
    const { sys, options } = this
    if (isDir(stat) && !options.recursive) {
      await this.face.problem({ kind: 'omit-directory', source })
      return false
    }
    let there = attempt(() => sys.lstat(target))
    if (there instanceof SysError && there.code !== 'ENOENT') {
      await this.face.problem({ kind: 'stat', source: target, error: there })
      return false
    }
    const followTarget =
      !(isLink(stat) && options.follow !== 'all') && options.make === 'copy' && !options.removeDestination
    if (!(there instanceof SysError) && isLink(there) && followTarget && options.backup === 'none') {
      const through = attempt(() => sys.stat(target))
      if (through instanceof SysError) {
        if (isDir(stat)) {
          await this.face.problem({ kind: 'directory-over-file', source, target })
          return false
        }
        if (through.code === 'ENOENT') {
          await this.face.problem({ kind: 'dangling', target })
          return false
        }
      } else there = through
    }
    if (!(there instanceof SysError)) {
      const done = await this.existing(source, target, stat, there, top)
      if (done !== undefined) return done
      there = attempt(() => sys.stat(target))
    }
    const linkKey = `${stat.dev}:${stat.ino}`
    if (options.preserve.links && stat.nlink > 1 && !isDir(stat)) {
      const first = this.links.get(linkKey)
      if (first !== undefined) {
        const failure = attempt(() => {
          if (attempt(() => sys.lstat(target)) instanceof SysError === false) sys.unlink(target)
          sys.link(first, target)
        })
        if (failure instanceof SysError) await this.face.problem({ kind: 'link', source, target, error: failure })
        return !(failure instanceof SysError)
      }
      this.links.set(linkKey, target)
    }
    if (isDir(stat)) return this.directory(source, target, stat, there, device, ancestors)
    if (options.verbose) await this.face.verbose(source, target)
    this.made.add(target)
    return this.leaf(source, target, stat, there)
  }

  /** The target exists: may it be overwritten? undefined = go on. */
  private async existing(
    source: string,
    target: string,
    stat: Stat,
    there: Stat,
    top: boolean,
  ): Promise<boolean | undefined> {
    const { sys, options } = this
    if (sameFile(stat, there) && options.make !== 'hardlink' && options.backup === 'none') {
      if (options.removeDestination && source !== target) {
        sys.unlink(target)
        return undefined
      }
      await this.face.problem({ kind: 'same-file', source, target })
      return false
    }
    if (isDir(stat)) {
      if (!isDir(there)) {
        await this.face.problem({ kind: 'directory-over-file', source, target })
        return false
      }
      return undefined
    }
    if (isDir(there)) {
      await this.face.problem({ kind: 'file-over-directory', source, target })
      return false
    }
    if (options.noClobber) return true
    if (options.update && there.mtime >= stat.mtime) return true
    if (options.interactive && !(await ask(sys, this.face.overwriteQuestion(target, there)))) return false
    if (this.made.has(target) && top) {
      await this.face.problem({ kind: 'just-created', source, target })
      return false
    }
    if (options.backup !== 'none') {
      const name = backupName(sys, target, options.backup, options.suffix)
      const failure = attempt(() => sys.rename(target, name))
      if (failure instanceof SysError) {
        await this.face.problem({ kind: 'backup', source, target, error: failure })
        return false
      }
    } else if (
      options.removeDestination ||
      (isLink(stat) && options.follow !== 'all') ||
      options.make === 'symlink' ||
      !isFile(stat)
    ) {
      if (options.make === 'symlink' && !options.force && !options.removeDestination) return undefined
      const failure = attempt(() => sys.unlink(target))
      if (failure instanceof SysError) {
        await this.face.problem({ kind: 'remove', source, target, error: failure })
        return false
      }
      if (options.verbose && options.removeDestination) await this.face.removed?.(target)
    }
    return undefined
  }

  private async directory(
    source: string,
    target: string,
    stat: Stat,
    there: Stat | SysError,
    device: number,
    ancestors: readonly Stat[],
  ): Promise<boolean> {
    const { sys, options } = this
    const fresh = there instanceof SysError
    if (fresh) {
      // Writable while it is filled; its own mode comes afterwards.
      const failure = attempt(() => sys.mkdir(target, (stat.mode & 0o777) | 0o700))
      if (failure instanceof SysError) {
        await this.face.problem({ kind: 'mkdir', source, target, error: failure })
        return false
      }
      if (options.verbose) await this.face.verbose(source, target)
    }
    const made = sys.stat(target)
    if (sameFile(made, stat) || ancestors.some((ancestor) => sameFile(ancestor, made))) {
      await this.face.problem({ kind: 'into-itself', source, target })
      if (fresh) attempt(() => sys.rmdir(target))
      return false
    }
    if (fresh && !ancestors.length) this.roots.set(`${made.dev}:${made.ino}`, target)
    const entries = attempt(() => sys.readdir(source))
    if (entries instanceof SysError) {
      await this.face.problem({ kind: 'readdir', source, error: entries })
      return false
    }
    let good = true
    for (const { name } of entries) {
      if (name === '.' || name === '..') continue
      const child = join(source, name)
      const childStat = attempt(() => (options.follow === 'all' ? sys.stat(child) : sys.lstat(child)))
      if (childStat instanceof SysError) {
        await this.face.problem({ kind: 'stat', source: child, error: childStat })
        good = false
        continue
      }
      const root = this.roots.get(`${childStat.dev}:${childStat.ino}`)
      if (root !== undefined) {
        // The copy itself appears among what is to be copied.
        await this.face.problem({ kind: 'into-itself', source: this.argument, target: root })
        good = false
        continue
      }
      if (options.oneFileSystem && childStat.dev !== device) continue
      if (!(await this.node(child, join(target, name), childStat, device, false, [...ancestors, stat]))) good = false
    }
    if (fresh || options.preserve.mode) {
      const mode = options.preserve.mode ? stat.mode & 0o7777 : stat.mode & 0o777 & ~sys.umask()
      attempt(() => sys.chmod(target, mode))
    }
    return (await this.attributes(source, target, stat)) && good
  }

  private async leaf(source: string, target: string, stat: Stat, there: Stat | SysError): Promise<boolean> {
    const { sys, options } = this
    if (options.make === 'hardlink' || options.make === 'symlink') {
      const kind = options.make === 'hardlink' ? 'link' : 'symlink'
      const failure = attempt(() => {
        if (kind === 'link') {
          if (options.force && !(there instanceof SysError)) sys.unlink(target)
          sys.link(source, target)
        } else sys.symlink(source, target)
      })
      if (failure instanceof SysError) await this.face.problem({ kind, source, target, error: failure })
      return !(failure instanceof SysError)
    }
    if (isLink(stat)) {
      const failure = attempt(() => sys.symlink(sys.readlink(source), target))
      if (failure instanceof SysError) {
        await this.face.problem({ kind: 'symlink', source, target, error: failure })
        return false
      }
      return this.attributes(source, target, stat)
    }
    if (!isFile(stat) && options.recursive) {
      const failure = attempt(() =>
        (stat.mode & S_IFMT) === S_IFIFO
          ? sys.mkfifo(target, stat.mode & 0o777)
          : sys.mknod(target, stat.mode, stat.rdev),
      )
      if (failure instanceof SysError) {
        await this.face.problem({ kind: 'special', source, target, error: failure })
        return false
      }
      return this.attributes(source, target, stat)
    }
    if (options.make === 'attributes') {
      if (there instanceof SysError) sys.writeFile(target, '', { mode: stat.mode & 0o777 })
      return this.attributes(source, target, stat)
    }
    return (await this.data(source, target, stat, there)) && (await this.attributes(source, target, stat))
  }

  private async data(source: string, target: string, stat: Stat, there: Stat | SysError): Promise<boolean> {
    const { sys, options } = this
    const from = await tryAsync(() => sys.open(source, O_RDONLY))
    if (isError(from)) {
      await this.face.problem({ kind: 'open', source, error: from })
      return false
    }
    try {
      const exists = !(there instanceof SysError)
      let to = await tryAsync(() =>
        exists
          ? sys.open(target, O_WRONLY | O_TRUNC)
          : sys.open(target, O_WRONLY | O_CREAT | O_EXCL, stat.mode & 0o777),
      )
      if (isError(to) && exists && options.force) {
        const removed = attempt(() => sys.unlink(target))
        if (!(removed instanceof SysError)) {
          if (options.verbose) await this.face.removed?.(target)
          to = await tryAsync(() => sys.open(target, O_WRONLY | O_CREAT | O_EXCL, stat.mode & 0o777))
        }
      }
      if (isError(to)) {
        await this.face.problem({ kind: 'create', source, target, error: to })
        return false
      }
      try {
        for (let reads = 1; ; reads++) {
          const chunk = await tryAsync(() => sys.read(from))
          if (isError(chunk)) {
            await this.face.problem({ kind: 'read', source, error: chunk })
            return false
          }
          if (!chunk.length) break
          const failure = await tryAsync(() => sys.write(to as number, chunk))
          if (isError(failure)) {
            await this.face.problem({ kind: 'write', source, target, error: failure })
            return false
          }
          if (reads % 64 === 0) await sys.breathe()
        }
      } finally {
        sys.close(to)
      }
    } finally {
      sys.close(from)
    }
    return true
  }

  /** Times, owner and mode, in the order that keeps setuid bits. */
  private async attributes(source: string, target: string, stat: Stat): Promise<boolean> {
    const { sys, options } = this
    const { preserve } = options
    if (preserve.timestamps) {
      const failure = attempt(() => sys.utimes(target, stat.atime, stat.mtime, { follow: !isLink(stat) }))
      if (failure instanceof SysError) {
        await this.face.problem({ kind: 'times', source, target, error: failure })
        return false
      }
    }
    if (preserve.ownership) {
      const failure = attempt(() => sys.chown(target, stat.uid, stat.gid, { follow: !isLink(stat) }))
      if (failure instanceof SysError) {
        if (failure.code !== 'EPERM') {
          await this.face.problem({ kind: 'owner', source, target, error: failure })
          return false
        }
        attempt(() => sys.chown(target, -1, stat.gid, { follow: !isLink(stat) }))
      }
    }
    if (preserve.mode && !isLink(stat)) {
      const mine = sys.stat(target)
      const mode = mine.uid === stat.uid && mine.gid === stat.gid ? stat.mode & 0o7777 : stat.mode & 0o777
      const failure = attempt(() => sys.chmod(target, preserve.ownership ? mode : stat.mode & 0o7777))
      if (failure instanceof SysError) {
        await this.face.problem({ kind: 'mode', source, target, error: failure })
        return false
      }
    }
    return true
  }
}

/** Where `source` goes inside the directory `directory`. */
export const targetIn = (directory: string, source: string): string => join(directory, baseName(source))
