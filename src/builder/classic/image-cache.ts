/**
 * Which image a step gave before (moby image/cache): of the images that stand on the one before it, one with the same configuration; with
 * --cache-from only where a named image came from, told by its history.
 */
import type { ContainerConfig } from '../../api/types/index.ts'
import type { ClassicHost, ImagePast } from './host.ts'
import { sameConfig } from './run-config.ts'

export class ImageCache {
  private readonly host: ClassicHost
  private readonly named: boolean
  private sources: ImagePast[]
  constructor(host: ClassicHost, from: readonly string[]) {
    this.host = host
    this.named = from.length > 0
    // What is not there is passed over.
    this.sources = from.flatMap((name) => host.history(name) ?? [])
  }
  /** The image's ID, or null. */
  find(parent: string, config: ContainerConfig): string | null {
    const local = this.local(parent, config)
    if (!this.named) return local
    if (local !== null && this.sources.some((source) => this.isAncestor(source, local))) return local
    return this.fromHistory(parent, config)
  }
  private local(parent: string, config: ContainerConfig): string | null {
    const found = [...this.host.children(parent)].reverse().find((each) => sameConfig(each.containerConfig, config))
    return found?.id ?? null
  }
  private isAncestor({ parent }: ImagePast, id: string): boolean {
    for (let at = parent; at !== ''; at = this.host.history(at)?.parent ?? '') if (at === id) return true
    return false
  }
  private fromHistory(parent: string, config: ContainerConfig): string | null {
    const below = parent === '' ? null : this.host.history(parent)
    const index = below?.steps.length ?? 0
    for (const target of this.sources) {
      if (!standsOn(target, below)) continue
      if ((config.Cmd ?? []).join(' ') !== target.steps[index]?.createdBy) continue
      if (target.steps.length - 1 === index) {
        if (parent !== '') this.host.adopt(target.id, parent)
        return target.id
      }
      // No jumping to another from here on.
      this.sources = [target]
      return this.host.restore(parent, target.id, index, config)
    }
    return null
  }
}
function standsOn(image: ImagePast, below: ImagePast | null): boolean {
  if (image.steps.length === 0) return false
  if (!below || (below.steps.length === 0 && below.diffIds.length === 0)) return true
  return (
    below.steps.length < image.steps.length &&
    below.diffIds.length <= image.diffIds.length &&
    below.steps.every(({ key }, i) => key === image.steps[i]!.key) &&
    below.diffIds.every((id, i) => id === image.diffIds[i])
  )
}
