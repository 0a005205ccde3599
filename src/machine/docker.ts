/** The engine, its API and its registries on a booted host. A part of its own: a prompt is there before dockerd has been fetched. */
import type { EngineTransport } from '../api/transport.ts'
import type { Clock } from '../base/clock.ts'
import type { Rng } from '../base/rng.ts'
import { Builder, builderRoutes, type BuilderHost, type BuilderState, type History } from '../builder/index.ts'
import { classicHandler } from '../builder/classic/index.ts'
import { classicHost } from '../engine/build/classic.ts'
import { builderHost } from '../engine/build/host.ts'
import { createEngine, createRouter, type Engine } from '../engine/index.ts'
import type { Kernel } from '../kernel/types.ts'
import type { TreeFileSystem } from '../kernel/vfs/types.ts'
import { createRegistry, type StatefulRegistry } from '../registry/index.ts'

export interface Docker {
  readonly engine: Engine
  readonly registry: StatefulRegistry
  readonly api: EngineTransport
  /** Images as the builder finds them. */
  readonly images: BuilderHost['images']
  readonly builds: History
}

export function startDocker(host: { kernel: Kernel; clock: Clock; rng: Rng; disk: TreeFileSystem }): Docker {
  const { kernel, clock, rng, disk } = host
  const registry = createRegistry({ clock, rng: rng.fork('registry') })
  const engine = createEngine({ kernel, clock, rng: rng.fork('engine'), registry, host: disk })
  const world = builderHost(engine.context)
  const builder = new Builder(world)
  // A bug of the simulation is one of the kernel's, not of the learner's build: it must be heard.
  builder.onBug = (error) => kernel.options.onBug?.(error, 'buildkit')
  engine.context.build.part = {
    usage: () => builder.usage(),
    state: () => builder.state(),
    restore: (state) => builder.restore(state as BuilderState),
    shutdown: () => builder.shutdown(),
  }
  return {
    engine,
    registry,
    api: createRouter(engine, builderRoutes(builder, classicHandler(classicHost(engine.context)))),
    images: world.images,
    builds: builder.history,
  }
}
