/** Boots the host naru: clock, network, disk, kernel; its engine follows when somebody first needs it. */
import { EventClock, WallClock, type Clock, type HostTime } from '../base/clock.ts'
import { SeededRng } from '../base/rng.ts'
import type { EngineTransport } from '../api/transport.ts'
import { createKernel } from '../kernel/index.ts'
import { createNetStack } from '../kernel/net/index.ts'
import type { Kernel } from '../kernel/types.ts'
import { applyLayer, createTreeFs, EMPTY_TREE } from '../kernel/vfs/index.ts'
import type { TreeFileSystem, TreeRoot } from '../kernel/vfs/types.ts'
// Not through the room's index: the registries are not needed before the engine.
import { hostLayer } from '../registry/catalog/host.ts'
import { remoteHosts } from '../registry/world.ts'
import type { Docker } from './docker.ts'
import type { MachineEvent, MachineOptions } from './facade.ts'
import { hostTime } from './host-time.ts'
import { Journal } from './journal.ts'
import { otherPrograms, programTable } from './programs.ts'
import { tapped } from './tap.ts'

export interface Host {
  readonly options: MachineOptions
  readonly time: HostTime
  readonly clock: Clock
  readonly rng: SeededRng
  readonly kernel: Kernel
  /** The host's disk, and what it was at the first boot. */
  readonly disk: TreeFileSystem
  readonly pristine: TreeRoot
  /** The engine; fetched and started by the first call. Simulated time stands still meanwhile. */
  readonly docker: () => Promise<Docker>
  /** Resolves when the engine has been started by anyone. */
  readonly dockerStarted: Promise<Docker>
  /** The Engine API, as soon as the engine is there. */
  readonly api: EngineTransport
  readonly journal: Journal
  /** Ids of the page's terminals by their tty. */
  readonly terminals: Map<string, string>
}

const KERNEL = {
  cpus: 2,
  memoryBytes: 24 * 1024 ** 3,
  release: '6.12.0-generic',
  version: '#1 SMP PREEMPT_DYNAMIC Debian 6.12.0-1',
  hostname: 'naru',
}
const DAEMONS = [
  ['/usr/bin/containerd', ['/usr/bin/containerd']],
  ['/usr/bin/dockerd', ['/usr/bin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock']],
] as const

/**
 * `restored`: what a snapshot kept of the host's disk. `onBug` hears failures of the simulation itself. On an event clock, and with a
 * snapshot, the engine is there from the start; only a person at a fresh machine gets a prompt before it.
 */
export async function bootHost(
  options: MachineOptions,
  emit: (event: MachineEvent) => void,
  onBug: (error: unknown, program: string) => void = () => {},
  restored?: (pristine: TreeRoot) => TreeRoot,
): Promise<Host> {
  const time = hostTime()
  const clock: Clock =
    options.clock === 'events'
      ? new EventClock(options.at ?? time.now(), time)
      : new WallClock(time, { paced: options.paced ?? true })
  const rng = new SeededRng(options.seed)
  const pristine = await pristineDisk()
  const disk = createTreeFs(restored ? restored(pristine) : pristine, { type: 'ext4', clock })
  const net = createNetStack({ clock, rng: rng.fork('net') })
  for (const remote of remoteHosts(clock)) net.addRemote(remote)
  const journal = new Journal()
  const terminals = new Map<string, string>()
  const programs = programTable((sys, record) => {
    // Shells inside containers have prompts, too; the journal is about the host's.
    if (sys.mountNamespace() !== kernel.init.mount || !sys.isatty(0)) return
    const entry = { terminal: terminals.get(sys.ttyname(0)) ?? '', ...record }
    journal.add(entry)
    emit({ kind: 'command', ...entry })
  })
  const kernel: Kernel = createKernel({
    ...KERNEL,
    clock,
    rng: rng.fork('kernel'),
    net,
    programs,
    // What looks at the host finds the engine's networks and files there.
    otherPrograms: otherPrograms(() => docker()),
    root: disk,
    onBug,
  })
  kernel.mountStandard(kernel.init.mount, kernel.init, { privileged: true })
  let starting: Promise<Docker> | null = null
  let announce: (docker: Docker) => void
  const dockerStarted = new Promise<Docker>((resolve) => (announce = resolve))
  const docker = (): Promise<Docker> =>
    (starting ??= loadDocker({ kernel, clock, rng, disk }).then(
      (started) => {
        announce(started)
        started.engine.onEvent(({ type, action, id, attributes, time }) =>
          emit({ kind: 'engine', type, action, id, attributes: { ...attributes }, timeNano: String(time) }),
        )
        return started
      },
      (error: unknown) => {
        // The network may be back the next time.
        starting = null
        throw error
      },
    ))
  const api: EngineTransport = { fetch: async (request) => (await docker()).api.fetch(request) }
  // What the CLI says is overheard; what checks and views ask is not part of the conversation, and must not set off more checks.
  const socket = tapped(api, clock, emit)
  kernel.bindService(kernel.init.mount, '/run/docker.sock', socket, { mode: 0o660, uid: 0, gid: 996 })
  if (options.clock === 'events' || restored) await docker()
  for (const [path, argv] of DAEMONS)
    await kernel.spawn({
      path,
      argv,
      env: {},
      cwd: '/',
      credentials: { uid: 0, gid: 0, groups: [0] },
      namespaces: kernel.init,
      stdio: [kernel.devNull(), kernel.devNull(), kernel.devNull()],
    })
  return { options, time, clock, rng, kernel, disk, pristine, docker, dockerStarted, api, journal, terminals }
}

async function loadDocker(host: Pick<Host, 'kernel' | 'clock' | 'rng' | 'disk'>): Promise<Docker> {
  const release = host.clock.hold()
  try {
    const { startDocker } = await import('./docker.ts')
    return startDocker(host)
  } finally {
    release()
  }
}

let pristineRoot: Promise<TreeRoot> | null = null
/** Trees are immutable: all hosts of this process share the same one. */
function pristineDisk(): Promise<TreeRoot> {
  return (pristineRoot ??= hostLayer().then((entries) => applyLayer(EMPTY_TREE, entries)))
}
