/** Walking the trees of find(1) and evaluating its expression on every file. */
import { attempt, SysError, strerror } from '../../../../base/abi/errno.ts'
import { isDir, isLink, O_CREAT, O_TRUNC, O_WRONLY, S_IFMT } from '../../../../base/abi/files.ts'
import type { Stat } from '../../../../base/abi/files.ts'
import { ask } from '../ask.ts'
import { isError, tryAsync } from '../command.ts'
import type { Command } from '../command.ts'
import { Out } from '../io.ts'
import { fnmatch } from '../fnmatch.ts'
import { baseName, join } from '../paths.ts'
import { Names } from '../users.ts'
import { spawnp, waitFor } from '../which.ts'
import { localZone } from '../zone.ts'
import type { Compared, Exec, FindOptions, Node, Parsed } from './expression.ts'
import { findLs, findPrintf } from './printf.ts'
import type { FoundFile } from './printf.ts'

export interface FindFace {
  problem(path: string, reason: string): Promise<void>
  loop(path: string): Promise<void>
  cannotDelete(path: string, reason: string): Promise<void>
}
/** Arguments that one command line of `-exec … +` takes at most. */
const BATCH = 4000

class Quit extends Error {}

const compare = (value: number, compared: Compared): boolean =>
  compared.sign === '+'
    ? value > compared.value
    : compared.sign === '-'
      ? value < compared.value
      : value === compared.value

export class FindRun {
  private readonly command: Command
  private readonly tree: Node
  private readonly options: FindOptions
  private readonly execs: readonly Exec[]
  private readonly face: FindFace
  private readonly names: Names
  private readonly zone
  private readonly outs = new Map<string, Out>()
  private pruned = false
  private visited = 0
  private start = ''
  constructor(command: Command, parsed: Parsed, face: FindFace) {
    this.command = command
    this.tree = parsed.tree
    this.options = parsed.options
    this.execs = parsed.execs
    this.face = face
    this.names = new Names(command.sys)
    this.zone = localZone(command.sys)
  }

  async run(paths: readonly string[]): Promise<void> {
    try {
      for (const path of paths) {
        this.start = path
        await this.visit(path, 0, undefined, [])
      }
    } catch (error) {
      if (!(error instanceof Quit)) throw error
    }
    for (const exec of this.execs) if (exec.batch) await this.flush(exec)
    for (const out of this.outs.values()) await out.flush()
  }

  private statOf(path: string, depth: number): Stat | SysError {
    const { sys } = this.command
    const follow = this.options.follow === 'L' || (this.options.follow === 'H' && depth === 0)
    if (!follow) return attempt(() => sys.lstat(path))
    const stat = attempt(() => sys.stat(path))
    // A dangling link is itself.
    return stat instanceof SysError ? attempt(() => sys.lstat(path)) : stat
  }
  private async visit(
    path: string,
    depth: number,
    device: number | undefined,
    ancestors: readonly Stat[],
  ): Promise<void> {
    const { sys } = this.command
    const { options } = this
    if (++this.visited % 256 === 0) await sys.breathe()
    const stat = this.statOf(path, depth)
    if (stat instanceof SysError) return this.face.problem(path, strerror(stat.code))
    if (
      options.follow === 'L' &&
      isDir(stat) &&
      ancestors.some((above) => above.ino === stat.ino && above.dev === stat.dev)
    )
      return this.face.loop(path)
    const file: FoundFile = { path, start: this.start, depth, stat, target: undefined, targetMode: undefined }
    if (isLink(stat)) {
      const target = attempt(() => sys.readlink(path))
      if (!(target instanceof SysError)) file.target = target
      const there = attempt(() => sys.stat(path))
      if (!(there instanceof SysError)) file.targetMode = there.mode
    }
    this.pruned = false
    const inside = depth >= options.minDepth && depth <= options.maxDepth
    if (!options.depthFirst && inside) await this.evaluate(this.tree, file)
    const prune = this.pruned && !options.depthFirst
    if (
      isDir(stat) &&
      !prune &&
      depth < options.maxDepth &&
      !(options.oneDevice && device !== undefined && stat.dev !== device)
    ) {
      const entries = attempt(() => sys.readdir(path))
      if (entries instanceof SysError) await this.face.problem(path, strerror(entries.code))
      else
        for (const { name } of entries)
          if (name !== '.' && name !== '..')
            await this.visit(
              join(path, name),
              depth + 1,
              device ?? stat.dev,
              options.follow === 'L' ? [...ancestors, stat] : ancestors,
            )
    }
    if (options.depthFirst && inside) await this.evaluate(this.tree, file)
  }

  private async evaluate(node: Node, file: FoundFile): Promise<boolean> {
    const { sys } = this.command
    const { stat, path } = file
    switch (node.op) {
      case 'and':
        return (await this.evaluate(node.left, file)) && (await this.evaluate(node.right, file))
      case 'or':
        return (await this.evaluate(node.left, file)) || (await this.evaluate(node.right, file))
      case 'comma':
        await this.evaluate(node.left, file)
        return this.evaluate(node.right, file)
      case 'not':
        return !(await this.evaluate(node.of, file))
      case 'constant':
        return node.value
      case 'name':
        return fnmatch(node.pattern, baseName(path), { ignoreCase: node.ignoreCase })
      case 'path':
        return fnmatch(node.pattern, path, { ignoreCase: node.ignoreCase })
      case 'lname':
        return file.target !== undefined && fnmatch(node.pattern, file.target, { ignoreCase: node.ignoreCase })
      case 'regex':
        return node.regex.test(path)
      case 'type': {
        const mode = node.linkItself && isLink(stat) ? (file.targetMode ?? stat.mode) : stat.mode
        return node.types.includes(mode & S_IFMT)
      }
      case 'size':
        return compare(Math.ceil(stat.size / node.unit), node.compared)
      case 'empty': {
        if (!isDir(stat)) return (stat.mode & S_IFMT) === 0o100000 && stat.size === 0
        const entries = attempt(() => sys.readdir(path))
        return !(entries instanceof SysError) && entries.every(({ name }) => name === '.' || name === '..')
      }
      case 'perm': {
        const bits = stat.mode & 0o7777
        if (node.how === 'exact') return bits === node.bits
        return node.how === 'all' ? (bits & node.bits) === node.bits : node.bits === 0 || (bits & node.bits) !== 0
      }
      case 'uid':
        return compare(stat.uid, node.compared)
      case 'gid':
        return compare(stat.gid, node.compared)
      case 'links':
        return compare(stat.nlink, node.compared)
      case 'inum':
        return compare(stat.ino, node.compared)
      case 'nouser':
        return this.names.user(stat.uid) === undefined
      case 'nogroup':
        return this.names.group(stat.gid) === undefined
      case 'age': {
        let now = sys.now()
        if (this.options.dayStart) {
          const offset = this.zone.offset(now) * 1000
          now = Math.floor((now + offset) / 86_400_000) * 86_400_000 - offset + 86_400_000
        }
        const age = (now - stat[node.field]) / node.unitMs
        // Whole days; minutes count as they are, rounded up.
        return compare(
          node.unitMs === 60_000 ? (node.compared.sign === '' ? Math.ceil(age) : age) : Math.floor(age),
          node.compared,
        )
      }
      case 'newer':
        return stat[node.field] > node.than
      case 'used':
        return compare(Math.floor((stat.atime - stat.ctime) / 86_400_000), node.compared)
      case 'samefile':
        return stat.ino === node.stat.ino && stat.dev === node.stat.dev
      case 'access':
        return sys.access(path, node.mode)
      case 'fstype':
        return sys.statfs(path).type === node.name
      case 'prune':
        this.pruned = true
        return true
      case 'quit':
        throw new Quit()
      case 'print':
        await this.command.put(`${path}\n`)
        return true
      case 'print0':
        await this.command.put(`${path}\0`)
        return true
      case 'printf':
        await this.command.put(findPrintf(node.format, file, this.names, this.zone).text)
        return true
      case 'ls':
        await this.command.put(findLs(file, this.names, this.zone, sys.now()))
        return true
      case 'file':
        await this.toFile(node, file)
        return true
      case 'delete': {
        if (path === '.') return true
        const failure = attempt(() => (isDir(stat) && !file.target ? sys.rmdir(path) : sys.unlink(path)))
        if (!(failure instanceof SysError)) return true
        await this.face.cannotDelete(path, strerror(failure.code))
        return false
      }
      case 'exec':
        return this.exec(node.exec, path)
    }
  }
  private async toFile(node: Extract<Node, { op: 'file' }>, file: FoundFile): Promise<void> {
    let out = this.outs.get(node.path)
    if (!out) {
      const fd = await tryAsync(() => this.command.sys.open(node.path, O_WRONLY | O_CREAT | O_TRUNC, 0o666))
      if (isError(fd)) return this.face.problem(node.path, strerror(fd.code))
      out = new Out(this.command.sys, fd)
      this.outs.set(node.path, out)
    }
    await out.put(
      node.how === 'print'
        ? `${file.path}\n`
        : node.how === 'print0'
          ? `${file.path}\0`
          : node.how === 'ls'
            ? findLs(file, this.names, this.zone, this.command.sys.now())
            : findPrintf(node.format, file, this.names, this.zone).text,
    )
  }

  private async exec(exec: Exec, path: string): Promise<boolean> {
    const directory = exec.inDirectory ? path.replace(/\/?[^/]+\/*$/, '') || (path.startsWith('/') ? '/' : '.') : ''
    const name = exec.inDirectory ? `./${baseName(path)}` : path
    if (exec.batch) {
      const list = exec.pending.get(directory) ?? []
      list.push(name)
      exec.pending.set(directory, list)
      if (list.length >= BATCH) await this.flush(exec)
      return true
    }
    const argv = exec.words.map((word) => word.replaceAll('{}', name))
    if (exec.ask && !(await ask(this.command.sys, `< ${argv[0]} ... ${name} > ? `))) return false
    return (await this.start1(argv, directory)) === 0
  }
  private async flush(exec: Exec): Promise<void> {
    const pending = [...exec.pending]
    exec.pending.clear()
    for (const [directory, list] of pending)
      if ((await this.start1([...exec.words, ...list], directory)) !== 0) this.command.status = 1
  }
  private async start1(argv: readonly string[], directory: string): Promise<number> {
    const { sys } = this.command
    await this.command.out.flush()
    const pid = await tryAsync(() => spawnp(sys, { argv, ...(directory ? { cwd: directory } : {}) }))
    if (isError(pid)) {
      await this.command.warn(this.execWords(argv[0]!, strerror(pid.code)))
      return 127
    }
    const status = await waitFor(sys, pid)
    return status.kind === 'exited' ? status.code : 128
  }
  private execWords(name: string, reason: string): string {
    return this.command.name === 'find' && this.quoted ? `‘${name}’: ${reason}` : `${name}: ${reason}`
  }
  /** GNU quotes names in messages, BusyBox does not. */
  quoted = true
}
