/**
 * A build's process: namespaces, control group and network as a container has them, and no container (moby builder-next/executor: runc
 * with the engine's bridge). Its address comes from docker0's pool and goes back.
 */
import { encode } from '../../base/bytes.ts'
import { exitCode } from '../../kernel/proc/types.ts'
import type { NetworkNamespace } from '../../kernel/net/types.ts'
import { createTreeFs, EMPTY_TREE } from '../../kernel/vfs/index.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'
import type { Running, RunSpec } from '../../builder/host.ts'
import type { ContainerContext } from '../container/context.ts'
import { DEFAULT_PATH, envRecord } from '../container/environment.ts'
import { OciError } from '../container/oci-error.ts'
import { createTask, destroyTask, type PlannedMount, type Task } from '../container/runtime.ts'
import { resolveUser } from '../container/user.ts'
import { findNetwork, randomMac } from '../network/network.ts'

/** Rejects with ApiError: a user that does not exist. */
export async function runSandbox(ctx: ContainerContext, spec: RunSpec): Promise<Running> {
  const user = resolveUser(spec.rootfs, spec.user)
  if (!spec.rootfs.exists(spec.cwd)) spec.rootfs.mkdir(spec.cwd, { recursive: true })
  const net = openNetwork(ctx, spec.network)
  let task: Task
  const env = spec.env.some((entry) => entry.startsWith('PATH=')) ? spec.env : [`PATH=${DEFAULT_PATH}`, ...spec.env]
  const limits = Object.fromEntries(
    spec.ulimits.map(({ Name, Soft, Hard }) => [
      Name,
      [Soft < 0 ? Infinity : Soft, Hard < 0 ? Infinity : Hard] as const,
    ]),
  )
  try {
    task = await createTask(
      ctx.kernel,
      {
        id: `buildkit/${spec.id}`,
        argv: spec.argv,
        env: envRecord(env, user.home),
        cwd: spec.cwd,
        credentials: user.credentials,
        tty: false,
        size: { rows: 24, cols: 80 },
        openStdin: false,
        privileged: spec.privileged,
        rlimits: { nofile: [1048576, 1048576], nproc: [Infinity, Infinity], ...limits },
        oomScoreAdj: 0,
        rootfs: spec.rootfs,
        readOnlyRoot: false,
        mounts: mountsOf(ctx, spec),
        hostname: spec.network === 'host' ? ctx.kernel.options.hostname : spec.hostname,
        domainname: '',
        pid: null,
        uts: null,
        ipc: null,
        net: net.namespace,
        limits: { memory: 0, cpus: 0, pids: 0 },
        shmSize: spec.shmSize,
        devices: [],
      },
      (chunk) => spec.output(chunk),
    )
  } catch (error) {
    net.close()
    if (!(error instanceof OciError)) throw error
    const text = `runc run failed: unable to start container process: error during container init: ${error.message}\n`
    spec.output({ stream: 2, data: encode(text) })
    return { exited: Promise.resolve(1), kill: () => {} }
  }
  const exited = task.exited.then(async (status) => {
    await destroyTask(ctx.kernel, task)
    net.close()
    return exitCode(status)
  })
  return { exited, kill: () => void ctx.kernel.killNamespace(task.namespaces.pid) }
}
function openNetwork(ctx: ContainerContext, mode: RunSpec['network']): { namespace: NetworkNamespace; close(): void } {
  if (mode === 'host') return { namespace: ctx.kernel.net.host, close: () => {} }
  const namespace = ctx.kernel.net.createNamespace()
  const network = mode === 'none' ? null : findNetwork(ctx.network, 'bridge')
  if (!network?.bridge || !network.pool) return { namespace, close: () => ctx.kernel.net.removeNamespace(namespace) }
  const { pool } = network
  const address = pool.allocate(network.config.name)
  const port = network.bridge.attach(namespace, {
    ifname: 'eth0',
    address,
    prefix: pool.subnet.prefix,
    mac: randomMac(ctx.network.rng),
    defaultRoute: true,
  })
  return {
    namespace,
    close: () => {
      port.detach()
      pool.release(address)
      ctx.kernel.net.removeNamespace(namespace)
    },
  }
}
function mountsOf(ctx: ContainerContext, spec: RunSpec): PlannedMount[] {
  const files = createTreeFs(EMPTY_TREE, { type: 'ext4', clock: ctx.clock })
  files.writeFile('/resolv.conf', hostFile(ctx.host, '/etc/resolv.conf'))
  const hosts = [
    `127.0.0.1\tlocalhost ${spec.hostname}`,
    '::1\tlocalhost ip6-localhost ip6-loopback',
    ...spec.extraHosts.map(({ host, ip }) => `${ip}\t${host}`),
  ]
  files.writeFile('/hosts', spec.network === 'host' ? hostFile(ctx.host, '/etc/hosts') : `${hosts.join('\n')}\n`)
  const own = (name: string): PlannedMount => ({
    fs: files,
    root: `/${name}`,
    target: `/etc/${name}`,
    readOnly: true,
    source: '/dev/sda1',
  })
  return [
    own('resolv.conf'),
    own('hosts'),
    ...spec.mounts.map(({ fs, root, target, readOnly, source }) => ({ fs, root, target, readOnly, source })),
  ]
}
const hostFile = (host: TreeFileSystem, path: string): Uint8Array | string =>
  host.exists(path) ? host.readFile(path) : ''
