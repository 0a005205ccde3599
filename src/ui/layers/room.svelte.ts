/**
 * What the layer view looks at: an image or two, and the layer chosen in them. Images are remembered by the name under which they were
 * chosen, so that the view follows a tag that moves (a build anew). The engine is asked again when the machine's images change.
 */
import type { ImageLayers } from '../../api/types/build.ts'
import type { ContainerView, HostView, ImageView } from '../../machine/facade.ts'
import { shortReference } from '../map/names.ts'
import { LayerContents, type Ask } from './contents.ts'
import { t } from './messages.ts'

export type Side = 0 | 1
export type Chosen =
  | { kind: 'image'; side: Side }
  | { kind: 'layer'; side: Side; index: number }
  | { kind: 'container'; side: Side; id: string }
export interface Choice {
  /** A tag, or the id of an image without one. */
  reference: string
  label: string
  size: number
}
export class LayersRoom {
  /** References of the images looked at; null: none chosen yet. */
  private first: string | null = $state(null)
  private second: string | null = $state(null)
  private host: HostView | null = $state.raw(null)
  private loaded: Record<string, ImageLayers> = $state.raw({})
  chosen: Chosen = $state({ kind: 'image', side: 0 })
  /** Narrow panes show either the stack or what was chosen. */
  reading = $state(false)
  failed = $state(false)
  /** Grows when a container may have written something. */
  moved = $state(0)

  private readonly ask: Ask
  readonly contents: LayerContents
  private seen = ''

  constructor(ask: Ask) {
    this.ask = ask
    this.contents = new LayerContents(ask)
  }

  readonly choices: Choice[] = $derived.by(() =>
    (this.host?.images ?? [])
      .flatMap((image) =>
        image.tags.length
          ? image.tags.map((tag) => ({ reference: tag, label: shortReference(tag), size: image.size }))
          : [
              {
                reference: image.id,
                label: t('layers.pick.none', { id: image.id.replace('sha256:', '').slice(0, 6) }),
                size: image.size,
              },
            ],
      )
      .sort((a, b) => Number(a.reference.startsWith('sha256:')) - Number(b.reference.startsWith('sha256:'))),
  )
  get images(): readonly ImageView[] {
    return this.host?.images ?? []
  }
  get comparing(): boolean {
    return this.second !== null && this.image(1) !== null
  }
  /** The reference on a side; the newest image where none was chosen, or the chosen one is gone. */
  reference(side: Side): string | null {
    const wanted = side === 0 ? this.first : this.second
    if (wanted !== null && this.choices.some((choice) => choice.reference === wanted)) return wanted
    if (side === 1) return null
    const newest = this.images.reduce<ImageView | null>((best, image) => {
      return best && best.created >= image.created ? best : image
    }, null)
    return newest ? (newest.tags[0] ?? newest.id) : null
  }
  view(side: Side): ImageView | null {
    const reference = this.reference(side)
    return this.images.find((image) => image.id === reference || image.tags.includes(reference ?? '')) ?? null
  }
  label(side: Side): string {
    return this.choices.find((choice) => choice.reference === this.reference(side))?.label ?? ''
  }
  image(side: Side): ImageLayers | null {
    const view = this.view(side)
    return view ? (this.loaded[view.id] ?? null) : null
  }
  containers(side: Side): ContainerView[] {
    const view = this.view(side)
    return view ? (this.host?.containers ?? []).filter((container) => container.imageId === view.id) : []
  }

  /** After each change on the machine. */
  async changed(host: HostView | null): Promise<void> {
    this.host = host
    this.moved++
    const images = (host?.images ?? []).map(({ id, tags }) => `${id} ${tags.join(' ')}`).join('\n')
    if (images === this.seen) return
    this.seen = images
    // Who shares a layer depends on all images.
    await this.load(true)
  }
  async open(reference: string, side: Side = 0): Promise<void> {
    if (side === 0) this.first = reference
    else this.second = reference
    this.chosen = { kind: 'image', side }
    await this.load(false)
  }
  async compare(): Promise<void> {
    const reference = this.reference(0)
    this.first = reference
    const mine = (this.view(0)?.layers ?? []).map((layer) => layer.chainId)
    const others = this.choices.filter((choice) =>
      this.images.some((image) => image !== this.view(0) && names(image, choice)),
    )
    const shares = (choice: Choice): boolean =>
      this.images.some((image) => names(image, choice) && image.layers.some((layer) => mine.includes(layer.chainId)))
    const other = others.find(shares) ?? others[0]
    if (other) await this.open(other.reference, 1)
  }
  endComparison(): void {
    this.second = null
    if (this.chosen.side === 1) this.chosen = { kind: 'image', side: 0 }
  }
  choose(chosen: Chosen): void {
    this.chosen = chosen
    this.reading = true
  }

  private async load(again: boolean): Promise<void> {
    this.failed = false
    const wanted = ([0, 1] as const).flatMap((side) => this.view(side)?.id ?? [])
    const missing = again ? wanted : wanted.filter((id) => !this.loaded[id])
    const answers = await Promise.all(
      missing.map(async (id) => [id, await this.ask('GET', `/naru/images/${id}/layers`).catch(() => null)] as const),
    )
    const next = { ...(again ? {} : this.loaded) }
    for (const [id, answer] of answers) {
      if (answer?.status === 200) next[id] = answer.body as ImageLayers
      else if (id === this.view(0)?.id) this.failed = true
    }
    this.loaded = next
    const layers = this.image(this.chosen.side)?.layers.length ?? 0
    if (this.chosen.kind === 'layer' && this.chosen.index >= layers)
      this.chosen = { kind: 'image', side: this.chosen.side }
  }
}

function names(image: ImageView, { reference }: Choice): boolean {
  return image.id === reference || image.tags.includes(reference)
}
