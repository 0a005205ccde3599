/**
 * The image shelf: a block an image, a bar a layer, newest on top as in a stack. Bars grow with the root of their size, so that 30 MB
 * and 300 MB can be told apart and 3 kB is still seen. Layers that two images share are joined by a dotted line.
 */
import type { HostView } from '../../machine/facade.ts'
import { bytes } from '../shared/format.ts'
import { fit, type Measure } from './measure.ts'
import { imageName, shortReference } from './names.ts'
import type { ImageBlock, LayerBar, PullBlock } from './scene.ts'

const BAR_GAP = 2
const TITLE = 22
export const BLOCK_WIDTH = 150
const HUES = [250, 72, 165, 306, 215]

/** The same repository always asks for the same hue; neighbours never get the same one. */
function hueOf(name: string, before: number | undefined): number {
  let hash = 7
  for (const char of name.split(':')[0]!) hash = (hash * 31 + char.codePointAt(0)!) >>> 0
  const hue = HUES[hash % HUES.length]!
  return hue === before ? HUES[(hash + 1) % HUES.length]! : hue
}
function barHeight(size: number, crowded: boolean): number {
  const full = Math.min(30, 4 + 2.4 * Math.sqrt(size / 1e6))
  return Math.round((crowded ? Math.max(3, full * 0.5) : full) * 2) / 2
}

/** Blocks with y = 0; the caller puts them in their places. */
export function imageBlocks(view: HostView, measure: Measure, dangling: string): ImageBlock[] {
  const users = new Map<string, number>()
  for (const image of view.images)
    for (const chain of new Set(image.layers.map((layer) => layer.chainId)))
      users.set(chain, (users.get(chain) ?? 0) + 1)
  // All or none, so that a layer that images share is as high in each.
  const crowded =
    view.images.length > 6 || view.images.some((image) => image.layers.filter((layer) => layer.size > 0).length > 7)
  let hue: number | undefined
  return view.images.map((image) => {
    const layers = image.layers.filter((layer) => layer.size > 0 || image.layers.length === 1).toReversed()
    let y = TITLE
    const bars: LayerBar[] = layers.map((layer, index) => {
      const h = barHeight(layer.size, crowded)
      const bar: LayerBar = {
        key: layer.chainId,
        y,
        h,
        shared: (users.get(layer.chainId) ?? 0) > 1,
        depth: layers.length > 1 ? index / (layers.length - 1) : 0.4,
        size: layer.size,
        createdBy: layer.createdBy,
      }
      y += h + BAR_GAP
      return bar
    })
    const size = bytes(image.size)
    const more = image.tags.length > 1 ? ` +${image.tags.length - 1}` : ''
    const room = BLOCK_WIDTH - measure(size, 'mono', 11.5) - 10 - measure(more, 'ui-bold', 13)
    const name = imageName(image, dangling)
    return {
      key: image.id,
      x: 0,
      y: 0,
      w: BLOCK_WIDTH,
      h: Math.max(y - BAR_GAP, TITLE),
      image,
      title: fit(name, room, measure, 'ui-bold', 13) + more,
      size,
      hue: (hue = hueOf(name, hue)),
      bars,
    }
  })
}

export function pullBlocks(view: HostView, measure: Measure): PullBlock[] {
  return view.pulls.map((pull) => {
    const layers = pull.layers.map((layer) => {
      const done = pulled(layer.status)
      // Extracting runs over the same bytes a second time: the bar counts both halves.
      const half = layer.total > 0 ? Math.min(1, layer.current / layer.total) / 2 : 0
      const part = done ? 1 : /extract|verif|download complete/i.test(layer.status) ? 0.5 + half : half
      return { key: layer.id, part, done }
    })
    return {
      key: pull.reference,
      x: 0,
      y: 0,
      w: BLOCK_WIDTH,
      h: TITLE + 18 + Math.max(1, layers.length) * 8,
      title: fit(shortReference(pull.reference), BLOCK_WIDTH, measure, 'ui-bold', 13),
      layers,
      done: layers.filter((layer) => layer.done).length,
    }
  })
}

/** "Download complete" is only half of the way. */
export const pulled = (status: string): boolean => /^(pull complete|already exists)/i.test(status)

/** Dotted brackets on the left of the shelf, one for each set of images that share the same topmost layer. */
export function sharedLinks(blocks: readonly ImageBlock[]): string[] {
  const groups = new Map<string, { y: number; x: number }[]>()
  for (const block of blocks) {
    const run = block.bars.filter((bar) => bar.shared)
    const top = run[0]
    const bottom = run.at(-1)
    if (!top || !bottom) continue
    // The lowest layer names the group: who shares any layer shares that one.
    const points = groups.get(bottom.key) ?? []
    points.push({ x: block.x, y: block.y + (top.y + bottom.y + bottom.h) / 2 })
    groups.set(bottom.key, points)
  }
  return [...groups.values()]
    .filter((points) => points.length > 1)
    .slice(0, 3)
    .map((points, index) => {
      const x = points[0]!.x - 8 - index * 4
      const [first, ...rest] = points
      return [
        `M${first!.x - 3} ${first!.y}H${x}`,
        ...rest.map((point) => `V${point.y}H${point.x - 3}M${x} ${point.y}`),
      ].join('')
    })
}
