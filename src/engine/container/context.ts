/** What the container verbs work on. */
import type { Clock } from '../../base/clock.ts'
import type { NameServer } from '../../kernel/net/types.ts'
import type { Kernel } from '../../kernel/types.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'
import type { BuildPart } from '../build/part.ts'
import type { Events } from '../events/events.ts'
import type { ImageContext } from '../image/context.ts'
import type { NetworkContext } from '../network/network.ts'
import type { PortAllocator } from '../network/ports.ts'
import type { EngineRng } from '../rng.ts'
import type { Stamps } from '../time.ts'
import type { VolumeContext } from '../volume/store.ts'
import type { Container } from './container.ts'
import type { ContainerStore } from './store.ts'

export interface ContainerContext {
  readonly kernel: Kernel
  readonly clock: Clock
  readonly rng: EngineRng
  /** The engine's own ID. */
  readonly identity: { id: string }
  readonly stamps: Stamps
  readonly events: Events
  /** The host's disk. */
  readonly host: TreeFileSystem
  readonly containers: ContainerStore
  readonly image: ImageContext
  readonly network: NetworkContext
  readonly volume: VolumeContext
  readonly ports: PortAllocator
  readonly dns: NameServer
  /** The engine goes down: no restarts. */
  readonly stopping: { value: boolean }
  /** null until the builder is there. */
  readonly build: { part: BuildPart | null }
  changed(): void
}
/** Logs a container event with its labels, image and name, as moby's LogContainerEventWithAttributes. */
export function logEvent(
  ctx: ContainerContext,
  container: Container,
  action: string,
  attributes: Readonly<Record<string, string>> = {},
): void {
  ctx.events.log('container', action, container.id, {
    ...(container.config.Labels ?? {}),
    ...attributes,
    ...(container.config.Image ? { image: container.config.Image } : {}),
    name: container.name,
  })
  ctx.changed()
}
