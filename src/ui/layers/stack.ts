/**
 * An image, or two side by side, as rows from the top of the stack to its bottom. Layers that both images have are always the lowest of
 * both (a layer's identity holds all that is below it), so they become one block that both stand on.
 */
import type { ImageLayer, ImageLayers } from '../../api/types/build.ts'
import type { ImageView } from '../../machine/facade.ts'

export interface Row {
  /** Place in ImageLayers.layers, bottom first. */
  index: number
  layer: ImageLayer
}
/** The lowest rows are another image's that is here too: folded until somebody asks. */
export interface Base {
  name: string
  layers: number
  size: number
  rows: Row[]
}
export interface Pile {
  /** Top first. */
  rows: Row[]
  base: Base | null
}
export interface Comparison {
  own: [Pile, Pile]
  /** What both stand on, of the first image. */
  common: { layers: number; size: number; pile: Pile } | null
}

const made = (layer: ImageLayer): boolean => layer.chainId !== ''
const count = (rows: readonly Row[]): number => rows.filter(({ layer }) => made(layer)).length
const sum = (rows: readonly Row[]): number => rows.reduce((total, { layer }) => total + layer.size, 0)
const rowsOf = (image: ImageLayers): Row[] => image.layers.map((layer, index) => ({ index, layer })).reverse()

/** The largest image of `others` that `image` stands on. */
function baseOf(image: ImageLayers, others: readonly ImageView[]): { name: string; top: string } | null {
  const chains = new Map(image.layers.filter(made).map((layer, index) => [layer.chainId, index]))
  let best: { name: string; top: string; height: number } | null = null
  for (const other of others) {
    const top = other.layers.at(-1)?.chainId
    const height = top === undefined ? undefined : chains.get(top)
    const name = other.tags[0]
    if (other.id === image.id || height === undefined || height === chains.size - 1 || name === undefined) continue
    if (!best || height > best.height) best = { name, top: top!, height }
  }
  return best
}
function fold(rows: Row[], base: { name: string; top: string } | null): Pile {
  const at = base ? rows.findIndex(({ layer }) => layer.chainId === base.top) : -1
  if (!base || at < 0) return { rows, base: null }
  // Settings of the base that come after its last layer are the base's too, but nothing tells where they end: they stay above.
  const below = rows.slice(at)
  return { rows: rows.slice(0, at), base: { name: base.name, layers: count(below), size: sum(below), rows: below } }
}

export function pile(image: ImageLayers, others: readonly ImageView[]): Pile {
  return fold(rowsOf(image), baseOf(image, others))
}

export function compare(first: ImageLayers, second: ImageLayers, others: readonly ImageView[]): Comparison {
  const chains = new Set(second.layers.map((layer) => layer.chainId).filter(Boolean))
  const shared = first.layers.filter((layer) => chains.has(layer.chainId))
  const top = shared.at(-1)?.chainId
  const split = (image: ImageLayers): [Row[], Row[]] => {
    const rows = rowsOf(image)
    const at = top === undefined ? rows.length : rows.findIndex(({ layer }) => layer.chainId === top)
    return [rows.slice(0, at), rows.slice(at)]
  }
  const [above, below] = split(first)
  const [otherAbove] = split(second)
  return {
    own: [fold(above, baseOf(first, others)), fold(otherAbove, baseOf(second, others))],
    common: below.length ? { layers: count(below), size: sum(below), pile: fold(below, baseOf(first, others)) } : null,
  }
}

/** Bytes of the largest row: the bars' full length. */
export function largest(piles: readonly Pile[]): number {
  return Math.max(
    1,
    ...piles.flatMap(({ rows, base }) => [...rows.map(({ layer }) => layer.size), ...(base ? [base.size] : [])]),
  )
}
