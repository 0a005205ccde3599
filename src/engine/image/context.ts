/** What the image verbs work on. */
import type { Clock } from '../../base/clock.ts'
import type { Events } from '../events/events.ts'
import type { LayerStore } from '../layer/layers.ts'
import type { Stamps } from '../time.ts'
import type { Registry } from './registry.ts'
import type { Image, ImageStore } from './store.ts'
import { familiarString } from './store.ts'

/** A container as the image verbs see it: what keeps an image from being removed. */
export interface ImageUser {
  id: string
  imageId: string
  running: boolean
}
export interface PullView {
  reference: string
  layers: { id: string; current: number; total: number; status: string }[]
}
export interface ImageContext {
  readonly clock: Clock
  readonly stamps: Stamps
  readonly events: Events
  readonly images: ImageStore
  readonly layers: LayerStore
  readonly registry: Registry
  /** All containers. */
  users(): ImageUser[]
  /** Pulls under way, for the page. */
  readonly pulls: Set<PullView>
  /** Something that views show has changed. */
  changed(): void
}
/** Logs an image event with the labels of the image and its name. */
export function logImageEvent(ctx: ImageContext, action: string, id: string, name: string): void {
  const image: Image | undefined = ctx.images.images.get(id)
  ctx.events.log('image', action, id, { ...(image?.config.config.Labels ?? {}), name })
  ctx.changed()
}
/** The name events give an image: the first of its names, or its ID. */
export const eventName = (ctx: ImageContext, id: string): string => {
  const [first] = ctx.images.references(id)
  return first ? familiarString(first) : id
}
