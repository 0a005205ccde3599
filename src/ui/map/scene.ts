/** What is on the map and where, in CSS pixels at zoom 1. Computed by layout.ts, drawn by the components. */
import type { ContainerView, ImageView, NetworkView } from '../../machine/facade.ts'
import type { Published } from './names.ts'

export interface Box {
  x: number
  y: number
  w: number
  h: number
}
/** Colour of a network's water: the default bridge, networks of the learner's own in turn, and no network at all. */
export type Tone = 'a' | 'b' | 'c' | 'd' | 'none'

export interface LayerBar {
  key: string
  /** Relative to the image block. */
  y: number
  h: number
  /** Also part of another image. */
  shared: boolean
  /** 0 at the top of the stack to 1 at the bottom. */
  depth: number
  size: number
  createdBy: string
}
export interface ImageBlock extends Box {
  key: string
  image: ImageView
  title: string
  size: string
  /** Degrees of OKLCH. */
  hue: number
  bars: LayerBar[]
}
export interface PullBlock extends Box {
  key: string
  title: string
  /** 0 to 1. */
  layers: { key: string; part: number; done: boolean }[]
  done: number
}
export interface VolumeRow extends Box {
  key: string
  title: string
}
export interface Band extends Box {
  key: string
  network: NetworkView
  tone: Tone
  title: string
  subtitle: string
  subtitleX: number
  /** The line that the network's members hang on. */
  bus: string
  empty: boolean
}
export interface MountMark {
  key: string
  type: 'bind' | 'volume' | 'tmpfs'
  title: string
  full: string
  /** Relative to the card's cell. */
  y: number
}
export interface Card extends Box {
  key: string
  container: ContainerView
  tone: Tone
  compact: boolean
  title: string
  image: string
  command: string
  address: string
  /** Inner ports on the card's last line, right to left. */
  chips: { text: string; published: boolean; x: number; w: number }[]
  /** Where it hangs on its network; null: it is not connected now. */
  stub: number | null
  /** What is mounted is a line in the card, not marks beside it. */
  inline: boolean
  mounts: MountMark[]
  moreMounts: number
}
/** A container that is a member of this network too, but has its card in another. */
export interface Guest extends Box {
  key: string
  container: ContainerView
  tone: Tone
  title: string
  address: string
  stub: number
}
export interface Pin extends Box {
  key: string
  container: ContainerView
  tone: Tone
  port: Published
  text: string
  /** From the card to the pin. */
  wire: string
  /** Where the wire leaves the card. */
  from: { x: number; y: number }
}
export interface Scene {
  width: number
  height: number
  frame: Box
  /** Images above the networks instead of beside them. */
  stacked: boolean
  shelf: { x: number; y: number; w: number; h: number; note: number | null; empty: boolean }
  images: ImageBlock[]
  pulls: PullBlock[]
  links: string[]
  volumesTitle: number | null
  volumes: VolumeRow[]
  moreVolumes: number
  bands: Band[]
  cards: Card[]
  guests: Guest[]
  pins: Pin[]
}
