/** The engine: composition of its stores, verbs and backends. */
import type { Clock } from '../base/clock.ts'
import { hex, type Rng } from '../base/rng.ts'
import type { Kernel } from '../kernel/types.ts'
import type { NameServer } from '../kernel/net/types.ts'
import type { TreeFileSystem } from '../kernel/vfs/types.ts'
import {
  containerBackend,
  execBackend,
  imageBackend,
  networkBackend,
  systemBackend,
  volumeBackend,
} from './backends.ts'
import type { ContainerContext } from './container/context.ts'
import { ContainerStore } from './container/store.ts'
import { Events, type EngineEvent } from './events/events.ts'
import { prepareHost } from './host.ts'
import type { ImageContext } from './image/context.ts'
import type { Registry } from './image/registry.ts'
import { NetworkRegistry } from './image/remote/network-registry.ts'
import { registries } from './image/remote/registries.ts'
import { ImageStore } from './image/store.ts'
import { LayerStore } from './layer/layers.ts'
import { createDefaultNetworks } from './network/create.ts'
import { embeddedDns } from './network/dns.ts'
import type { NetworkContext } from './network/network.ts'
import { PortAllocator } from './network/ports.ts'
import type { Backends } from './server/router.ts'
import { shutDown } from './shutdown.ts'
import { restoreState } from './state/restore.ts'
import { saveState } from './state/save.ts'
import type { EngineState } from './state/types.ts'
import { EngineRng } from './rng.ts'
import { Stamps } from './time.ts'
import { engineView, type EngineView } from './view.ts'
import type { VolumeContext } from './volume/store.ts'

export interface EngineOptions {
  kernel: Kernel
  clock: Clock
  rng: Rng
  registry: Registry
  /** The host's disk: bind mounts, volumes and the engine's own files are on it. */
  host: TreeFileSystem
  /** For names outside; the host's own name server unless given. */
  upstream?: NameServer
}
export interface Engine extends Backends {
  /** Calls back after each change that a view may show; many a microtask. Returns the end of it. */
  onChange(listener: () => void): () => void
  /** Every event, as GET /events would give it. */
  onEvent(listener: (event: EngineEvent) => void): () => void
  /** For the page's map; cheap. */
  view(): EngineView
  /** Plain structured-clonable data. */
  state(): Promise<EngineState>
  /** Into a fresh engine. Containers that were running are started again. */
  restore(state: EngineState): Promise<void>
  /** Stops everything, without restarts. */
  shutdown(): Promise<void>
  /** For the builder and tests. */
  readonly context: ContainerContext
}

export function createEngine(options: EngineOptions): Engine {
  const { kernel, clock, rng, registry, host } = options
  const stamps = new Stamps(clock, rng.fork('stamps'))
  const events = new Events(stamps)
  const listeners = new Set<() => void>()
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  prepareHost(host)
  const ids = new EngineRng(rng.fork('ids'))
  const layers = new LayerStore()
  const images = new ImageStore(layers)
  const containers = new ContainerStore()
  const image: ImageContext = {
    clock,
    stamps,
    events,
    images,
    layers,
    registry: registries(
      registry,
      new NetworkRegistry({ net: kernel.net, upstream: options.upstream ?? kernel.net.upstream, host }),
    ),
    pulls: new Set(),
    users: () =>
      containers.all().map((container) => ({
        id: container.id,
        imageId: container.imageId,
        running: container.state.running,
      })),
    changed,
  }
  const network: NetworkContext = {
    clock,
    rng: ids,
    stamps,
    events,
    net: kernel.net,
    networks: new Map(),
    upstream: options.upstream ?? kernel.net.upstream,
    changed,
  }
  const volume: VolumeContext = {
    clock,
    rng: ids,
    events,
    host,
    volumes: new Map(),
    users: (name) =>
      containers
        .all()
        .filter((container) => container.mounts.some((mount) => mount.point.Name === name))
        .map((container) => container.id),
    changed,
  }
  const context: ContainerContext = {
    kernel,
    clock,
    rng: ids,
    identity: { id: uuid(rng.fork('identity')) },
    stamps,
    events,
    host,
    containers,
    image,
    network,
    volume,
    ports: new PortAllocator(kernel.net),
    dns: embeddedDns(network),
    stopping: { value: false },
    build: { part: null },
    changed,
  }
  createDefaultNetworks(network)
  events.listen(changed)
  return {
    containers: containerBackend(context),
    exec: execBackend(context),
    images: imageBackend(context),
    networks: networkBackend(context),
    volumes: volumeBackend(context),
    system: systemBackend(context),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onEvent: (listener) => events.listen(listener),
    view: () => engineView(context),
    state: () => saveState(context),
    restore: (state) => restoreState(context, state),
    shutdown: () => shutDown(context),
    context,
  }
}
/** The engine's own ID, as `docker info` shows it. */
function uuid(rng: Rng): string {
  const text = hex(rng.bytes(16))
  return [text.slice(0, 8), text.slice(8, 12), `4${text.slice(13, 16)}`, `8${text.slice(17, 20)}`, text.slice(20)].join(
    '-',
  )
}
