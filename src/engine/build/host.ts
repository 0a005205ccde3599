/** The engine as the builder sees it (builder/host.ts). */
import type { BuilderHost } from '../../builder/host.ts'
import type { ContainerContext } from '../container/context.ts'
import { download } from './download.ts'
import { imageHost } from './images.ts'
import { runSandbox } from './sandbox.ts'

export function builderHost(ctx: ContainerContext): BuilderHost {
  return {
    clock: ctx.clock,
    rng: ctx.rng,
    now: () => ctx.stamps.now(),
    images: imageHost(ctx),
    run: (spec) => runSandbox(ctx, spec),
    download: (url, signal) => download(ctx, url, signal),
    event: (action, attributes) => ctx.events.log('builder', action, '', attributes),
    changed: () => ctx.changed(),
  }
}
