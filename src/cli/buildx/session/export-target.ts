/** Where the client puts what was built: a folder (fsutil's disk writer, everything owned by who runs it), a file, standard output. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { isDir, S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT } from '../../../base/abi/files.ts'
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../../base/abi/files.ts'
import type { SessionStat } from '../../../api/types/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'
import type { Output } from '../flags/output.ts'
import type { ExportTarget } from './session.ts'

type Target = NonNullable<Output['target']>
/** Where several outputs of one build go: the engine sends them one after another. */
export function exportTargets(cli: Cli, targets: readonly Target[]): ExportTarget | null {
  const rest = [...targets]
  if (rest.length === 0) return null
  let current: ExportTarget | null = null
  const here = (): ExportTarget => {
    const next = current ?? exportTarget(cli, rest.shift() ?? targets.at(-1)!)
    current = next
    return next
  }
  return {
    entry: (stat) => here().entry(stat),
    bytes: (data) => here().bytes(data),
    end: async () => {
      await here().end()
      current = null
    },
  }
}
function exportTarget(cli: Cli, target: Target): ExportTarget {
  if (target.kind === 'folder') return new FolderTarget(cli, target.path)
  return new StreamTarget(cli, target.kind === 'file' ? target.path : null)
}

class StreamTarget implements ExportTarget {
  private readonly cli: Cli
  private readonly path: string | null
  private fd: number | null = null
  constructor(cli: Cli, path: string | null) {
    this.cli = cli
    this.path = path
  }
  async entry(): Promise<void> {
    this.fd ??= this.path === null ? 1 : await this.cli.sys.open(this.path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
  }
  async bytes(data: Uint8Array): Promise<void> {
    await this.entry()
    await this.cli.sys.write(this.fd!, data)
  }
  end(): Promise<void> {
    if (this.fd !== null && this.fd !== 1) this.cli.sys.close(this.fd)
    this.fd = null
    return Promise.resolve()
  }
}

class FolderTarget implements ExportTarget {
  private readonly cli: Cli
  private readonly root: string
  private open: { fd: number; path: string; stat: SessionStat } | null = null
  /** Their times are set last: writing into them changes them. */
  private readonly folders: { path: string; stat: SessionStat }[] = []
  constructor(cli: Cli, root: string) {
    this.cli = cli
    this.root = root
    this.folder(root, 0o777)
  }
  async entry(stat: SessionStat): Promise<void> {
    this.finish()
    const { sys } = this.cli
    const path = `${this.root}/${stat.path}`
    const existing = attempt(() => sys.lstat(path))
    const permissions = stat.mode & 0o7777
    const there = existing instanceof SysError ? null : existing
    const folder = (stat.mode & S_IFMT) === S_IFDIR
    if (there && !(isDir(there) && folder)) this.remove(path)
    this.check(`mkdir ${path}`, () => {
      switch (stat.mode & S_IFMT) {
        case S_IFDIR:
          if (!there || !isDir(there)) sys.mkdir(path, 0o700)
          sys.chmod(path, permissions | 0o700)
          this.folders.push({ path, stat })
          return
        case S_IFLNK:
          sys.symlink(stat.linkname ?? '', path)
          return
        case S_IFIFO:
          sys.mkfifo(path, permissions)
          return
        case S_IFCHR:
        case S_IFBLK:
          sys.mknod(path, stat.mode, 0)
      }
    })
    if ((stat.mode & S_IFMT) !== 0o100000) return
    if (stat.linkname !== undefined && stat.linkname !== '') {
      this.check(`link ${path}`, () => sys.link(`${this.root}/${stat.linkname!}`, path))
      return
    }
    this.open = { fd: await sys.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600), path, stat }
  }
  async bytes(data: Uint8Array): Promise<void> {
    if (this.open) await this.cli.sys.write(this.open.fd, data)
  }
  end(): Promise<void> {
    this.finish()
    for (const { path, stat } of this.folders.reverse()) {
      this.check(`chmod ${path}`, () => this.cli.sys.chmod(path, stat.mode & 0o7777))
      this.check(`chtimes ${path}`, () => this.cli.sys.utimes(path, stat.mtime, stat.mtime))
    }
    return Promise.resolve()
  }
  private finish(): void {
    if (!this.open) return
    const { fd, path, stat } = this.open
    this.open = null
    this.cli.sys.close(fd)
    this.check(`chmod ${path}`, () => this.cli.sys.chmod(path, stat.mode & 0o7777))
    this.check(`chtimes ${path}`, () => this.cli.sys.utimes(path, stat.mtime, stat.mtime))
  }
  private folder(path: string, mode: number): void {
    const { sys } = this.cli
    const found = attempt(() => sys.stat(path))
    if (!(found instanceof SysError)) return
    const slash = path.lastIndexOf('/')
    if (slash > 0) this.folder(path.slice(0, slash), mode)
    this.check(`mkdir ${path}`, () => sys.mkdir(path, mode))
  }
  private remove(path: string): void {
    const { sys } = this.cli
    this.check(`remove ${path}`, () => {
      if (!isDir(sys.lstat(path))) return sys.unlink(path)
      for (const { name } of sys.readdir(path)) if (name !== '.' && name !== '..') this.remove(`${path}/${name}`)
      sys.rmdir(path)
    })
  }
  private check(what: string, fn: () => void): void {
    try {
      fn()
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      throw new CommandError(goError(error, what))
    }
  }
}
