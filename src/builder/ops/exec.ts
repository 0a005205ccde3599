/**
 * RUN: a process in a sandbox on a writable view of its input (llbsolver/ops exec.go, executor/runcexecutor). Mount points that were made for it
 * go with it; nothing of it stays but the tree.
 */
import { SysError } from '../../base/abi/errno.ts'
import type { AbortSignalLike } from '../../api/transport.ts'
import { createTreeFs, EMPTY_TREE, fileContent, type TreeFs } from '../../kernel/vfs/index.ts'
import type { LayerEntry, TreeRoot } from '../../kernel/vfs/types.ts'
import { BuildError, CanceledError, textOf } from '../errors.ts'
import type { ExecMount, ExecOp } from '../graph/vertex.ts'
import type { BuilderHost, SandboxMount } from '../host.ts'
import type { CacheMounts } from '../cache/mounts.ts'
import { lstat, isDir, parentDir, rootPath } from './paths.ts'

export interface ExecContext {
  host: BuilderHost
  id: string
  mounts: CacheMounts
  signal: AbortSignalLike
  /** null: the client has none of this name. */
  secret(id: string): Promise<Uint8Array | null>
  output(stream: 1 | 2, data: Uint8Array): void
}
/** The tree that it leaves. Throws BuildError. */
export async function runExec(ctx: ExecContext, op: ExecOp, inputs: readonly TreeRoot[]): Promise<TreeRoot> {
  if (op.insecure) throw new BuildError('RUN --security=insecure is not simulated yet')
  const { clock } = ctx.host
  const root = createTreeFs(inputs[0] ?? EMPTY_TREE, { type: 'overlay', clock })
  const releases: (() => void)[] = []
  const env = [...op.env]
  try {
    const mounts: SandboxMount[] = []
    for (const mount of op.mounts) {
      const made = await prepareMount(ctx, mount, inputs, env, releases)
      if (made) mounts.push(made)
    }
    const stubs = makeStubs(root, mounts)
    const process = `process ${JSON.stringify(op.args.join(' '))} did not complete successfully`
    const started = ctx.host.run({
      id: ctx.id,
      rootfs: root,
      argv: op.args,
      env: [...op.proxy, ...env],
      cwd: op.cwd,
      user: op.user,
      mounts,
      network: op.network,
      hostname: op.hostname || 'buildkitsandbox',
      extraHosts: op.extraHosts,
      shmSize: op.shmSize,
      ulimits: op.ulimits,
      privileged: false,
      output: ({ stream, data }) => ctx.output(stream, data),
    })
    const running = await started.catch((error: unknown) => {
      throw new BuildError(`${process}: ${textOf(error)}`)
    })
    const stop = (): void => running.kill()
    ctx.signal.addEventListener('abort', stop)
    if (ctx.signal.aborted) stop()
    const status = await running.exited
    ctx.signal.removeEventListener('abort', stop)
    if (ctx.signal.aborted) throw new CanceledError()
    if (status !== 0) throw new BuildError(`${process}: exit code: ${status}`)
    removeStubs(root, stubs)
    return root.snapshot()
  } finally {
    for (const release of releases.reverse()) release()
  }
}

async function prepareMount(
  ctx: ExecContext,
  mount: ExecMount,
  inputs: readonly TreeRoot[],
  env: string[],
  releases: (() => void)[],
): Promise<SandboxMount | null> {
  const { clock } = ctx.host
  const { target, readOnly } = mount
  switch (mount.type) {
    case 'ssh':
      return null
    case 'tmpfs': {
      const fs = createTreeFs(EMPTY_TREE, { type: 'tmpfs', clock, ...(mount.size ? { sizeLimit: mount.size } : {}) })
      fs.root.setattr({ mode: 0o1777 })
      return { fs, root: '/', target, readOnly, source: 'tmpfs' }
    }
    case 'secret': {
      const data = await ctx.secret(mount.secretId)
      if (data === null) {
        if (mount.required) throw new BuildError(`secret ${mount.secretId}: not found`)
        return null
      }
      if (mount.env !== null) env.push(`${mount.env}=${new TextDecoder().decode(data)}`)
      if (mount.target === '') return null
      const entry: LayerEntry = {
        path: 'secret',
        type: 'file',
        mode: mount.mode ?? 0o400,
        uid: mount.uid ?? 0,
        gid: mount.gid ?? 0,
        mtime: clock.now(),
        content: fileContent(data),
      }
      const fs = createTreeFs(EMPTY_TREE, { type: 'tmpfs', clock })
      fs.apply('/', [entry])
      return { fs, root: '/secret', target, readOnly: true, source: 'tmpfs' }
    }
    case 'cache': {
      const held = await ctx.mounts.hold(mount, mount.input >= 0 ? inputs[mount.input]! : EMPTY_TREE, ctx.signal)
      releases.push(held.release)
      return {
        fs: held.fs,
        root: mount.source === '/' ? held.root : mount.source,
        target,
        readOnly,
        source: '/dev/sda1',
      }
    }
    case 'bind': {
      const tree = mount.input >= 0 ? inputs[mount.input]! : EMPTY_TREE
      const fs = createTreeFs(tree, { type: 'overlay', clock })
      const root = rootPath(fs, mount.source)
      if (!lstat(fs, root))
        throw new BuildError(`failed to calculate checksum: ${JSON.stringify(mount.source)}: not found`)
      return { fs, root, target, readOnly, source: 'overlay' }
    }
  }
}

interface Stub {
  path: string
}
/** Mount points that are not there, deepest first (executor/stubs.go); the files of the network are among them. */
function makeStubs(root: TreeFs, mounts: readonly SandboxMount[]): Stub[] {
  const stubs: Stub[] = []
  const wanted = [
    ...['/etc/resolv.conf', '/etc/hosts'].map((path) => ({ path, file: true })),
    ...mounts.map((mount) => ({ path: mount.target, file: isFile(mount) })),
  ]
  for (const { path, file } of wanted) {
    const real = rootPath(root, path)
    if (lstat(root, real)) continue
    const missing: string[] = []
    for (let at = real; at !== '/' && !lstat(root, at); at = parentDir(at)) missing.push(at)
    for (const at of [...missing].reverse()) {
      if (at === real && file) root.writeFile(at, '', { mode: 0o644 })
      else root.mkdir(at, { mode: 0o755 })
    }
    for (const at of missing) stubs.push({ path: at })
  }
  return stubs
}
function isFile({ fs, root }: SandboxMount): boolean {
  const stat = lstat(fs, root)
  return stat !== null && !isDir(stat)
}
/** What is still as it was made goes; the directory above keeps its time. */
function removeStubs(root: TreeFs, stubs: readonly Stub[]): void {
  for (const { path } of stubs) {
    const stat = lstat(root, path)
    if (!stat) continue
    if (isDir(stat) ? root.readdir(path).some(({ name }) => name !== '.' && name !== '..') : stat.size !== 0) continue
    const parent = parentDir(path)
    const before = root.stat(parent)
    try {
      root.unlink(path)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      continue
    }
    const { mode, uid, gid, mtime } = before
    root.apply('/', [{ path: parent.slice(1), type: 'dir', mode: mode & 0o7777, uid, gid, mtime }])
  }
}
