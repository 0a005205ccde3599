/**
 * Places everything on the map. Pure: the same view and width give the same scene.
 *
 *   frame ┌ shelf │ band ─ header, lanes for wires, a row of cards, the bus, … next row ─┐ pins on the edge
 *
 * Wires never cross a card: a wire leaves its card to the right, rises in the gap to a lane above the row and runs to the edge there.
 * Wires do not cross each other either: within a row a card further left, and within a card an upper port, has the higher lane.
 */
import type { ContainerView, HostView, NetworkView } from '../../machine/facade.ts'
import { fit, type Measure } from './measure.ts'
import { containerImage, innerPorts, publishedPorts, shortVolume } from './names.ts'
import type { Band, Card, Guest, MountMark, Pin, Scene, Tone } from './scene.ts'
import { BLOCK_WIDTH, imageBlocks, pullBlocks, sharedLinks } from './shelf.ts'

export interface LayoutOptions {
  /** Room for the map in CSS pixels. */
  width: number
  height: number
  measure: Measure
  dangling: string
}

const CARD = 190
const TALL = 82
const SHORT = 58
const GAP = 36
/** A narrow map shows what is mounted inside the card, in a line of its own. */
const MOUNT_LINE = 22
const MOUNTS = 86
const LANE = 12
const PIN = 28
const WIRES_A_CARD = 4
const TONES: Tone[] = ['b', 'c', 'd']

interface Item {
  container: ContainerView
  /** A card, or the mark of a container whose card is in another network. */
  guest: boolean
  w: number
}

export function layout(view: HostView, options: LayoutOptions): Scene {
  const { width, height, measure, dangling } = options
  const stacked = width < 640
  const margin = stacked ? 10 : 24
  const pinRoom = stacked ? 16 : 24
  const frame = { x: margin, y: stacked ? 10 : 22, w: width - margin - pinRoom, h: 0 }

  const images = imageBlocks(view, measure, dangling)
  const pulls = pullBlocks(view, measure)
  const shelf = { x: frame.x + 20, y: frame.y + 62, w: BLOCK_WIDTH, h: 0, note: null as number | null, empty: false }
  shelf.empty = images.length + pulls.length === 0

  // Images and pulls: a column, or on a narrow map a grid.
  const columns = stacked ? Math.max(1, Math.floor((frame.w - 40 + 20) / (BLOCK_WIDTH + 20))) : 1
  let shelfBottom = shelf.y + 10
  let column = 0
  let rowHeight = 0
  for (const block of [...pulls, ...images]) {
    block.x = shelf.x + column * (BLOCK_WIDTH + 20)
    block.y = shelfBottom
    rowHeight = Math.max(rowHeight, block.h)
    if (++column === columns) {
      shelfBottom += rowHeight + (images.length > 6 ? 14 : 22)
      column = rowHeight = 0
    }
  }
  if (column) shelfBottom += rowHeight + 22
  if (shelf.empty) shelfBottom += 34
  const links = stacked ? [] : sharedLinks(images)
  if (links.length) {
    shelf.note = shelfBottom + 2
    shelfBottom += 24
  }

  const used = new Set(view.containers.flatMap((c) => c.mounts.map((mount) => mount.source)))
  const idle = view.volumes.filter((volume) => !used.has(volume.name))
  const shown = idle.slice(0, 6)
  const volumesTitle = shown.length ? shelfBottom + 8 : null
  if (shown.length) shelfBottom += 20
  const volumes = shown.map((volume, index) => ({
    key: volume.name,
    x: shelf.x,
    y: shelfBottom + index * 24,
    w: BLOCK_WIDTH,
    h: 20,
    title: fit(shortVolume(volume.name), BLOCK_WIDTH - 24, measure, 'mono', 11.5),
  }))
  if (shown.length) shelfBottom += shown.length * 24 + (idle.length > shown.length ? 22 : 6)
  shelf.h = shelfBottom - shelf.y

  const left = stacked ? frame.x + 12 : frame.x + 222
  const area = {
    x: left,
    y: stacked ? shelfBottom + 12 : frame.y + 50,
    w: frame.x + frame.w - (stacked ? 12 : 24) - left,
  }
  const scene: Scene = {
    width,
    height: 0,
    frame,
    stacked,
    shelf,
    images,
    pulls,
    links,
    volumesTitle,
    volumes,
    moreVolumes: idle.length - shown.length,
    bands: [],
    cards: [],
    guests: [],
    pins: [],
  }
  let y = area.y
  for (const { network, tone, members } of networksToDraw(view, stacked)) {
    y = placeBand(scene, { ...area, y }, network, tone, members, view.containers.length > 12, measure) + 18
  }
  spreadPins(scene)
  const lowest = scene.pins.reduce((most, pin) => Math.max(most, pin.y + pin.h + 10), 0)
  frame.h = Math.max(
    height - frame.y - (stacked ? 10 : 21),
    shelfBottom + 12 - frame.y,
    y + 4 - frame.y,
    lowest - frame.y,
  )
  scene.height = frame.y + frame.h + (stacked ? 10 : 21)
  return scene
}

/** A container has its card in the first of its networks; in the others it is a guest. */
function networksToDraw(view: HostView, stacked: boolean): { network: NetworkView; tone: Tone; members: Item[] }[] {
  const order = [...view.networks].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
  const members = new Map<string, Item[]>(order.map((network) => [network.name, []]))
  // Oldest first, so that a new container does not move the others.
  for (const container of [...view.containers].sort((a, b) => a.created - b.created || a.id.localeCompare(b.id))) {
    const names = container.networks.map((network) => network.name)
    const home = names.find((name) => members.has(name)) ?? 'none'
    if (!members.has(home)) members.set(home, [])
    members.get(home)!.push({ container, guest: false, w: CARD + (container.mounts.length && !stacked ? MOUNTS : 0) })
    for (const name of new Set(names)) if (name !== home) members.get(name)?.push({ container, guest: true, w: 140 })
  }
  let own = 0
  const drawn: { network: NetworkView; tone: Tone; members: Item[] }[] = []
  for (const [name, items] of members) {
    const network = order.find((candidate) => candidate.name === name) ?? {
      id: name,
      name,
      driver: 'null',
      subnet: '',
      gateway: '',
    }
    const special = network.driver === 'host' || network.driver === 'null'
    if (special && !items.length) continue
    const tone: Tone = special ? 'none' : network.name === 'bridge' ? 'a' : TONES[own++ % TONES.length]!
    drawn.push({ network, tone, members: items })
  }
  return drawn
}
const rank = (network: NetworkView): number =>
  network.name === 'bridge' ? 0 : network.driver === 'host' || network.driver === 'null' ? 2 : 1

/** Returns the band's bottom. */
function placeBand(
  scene: Scene,
  area: { x: number; y: number; w: number },
  network: NetworkView,
  tone: Tone,
  members: Item[],
  compact: boolean,
  measure: Measure,
): number {
  const special = tone === 'none'
  const inset = scene.stacked ? 18 : 22
  // Room for the wires' turns beside the last card and beside the pins.
  const right = area.x + area.w - (scene.stacked ? 92 : 76)
  const rows: { item: Item; x: number }[][] = [[]]
  let x = area.x + inset
  for (const item of members) {
    if (rows.at(-1)!.length && x + item.w > right) {
      rows.push([])
      x = area.x + inset
    }
    rows.at(-1)!.push({ item, x })
    x += item.w + GAP
  }

  const cardHeight = compact ? SHORT : TALL
  const drop = special ? 0 : compact ? 16 : 24
  const busses: number[] = []
  let y = area.y
  rows.forEach((row, index) => {
    const h =
      cardHeight +
      (scene.stacked && row.some(({ item }) => !item.guest && item.container.mounts.length) ? MOUNT_LINE : 0)
    const lanes = row.reduce((sum, { item }) => sum + (item.guest ? 0 : wiresOf(item.container).length), 0)
    const firstLane = index === 0 ? y + 24 : y + 20
    const top = index === 0 ? y + 34 + Math.max(0, lanes - 1) * LANE : y + (lanes ? 18 + lanes * LANE : 18)
    const bus = top + h + drop
    let lane = firstLane
    for (const { item, x: at } of row) {
      if (item.guest) placeGuest(scene, item.container, network, tone, at, top, h, bus, measure)
      else lane = placeCard(scene, item, network, tone, at, top, compact, special ? null : bus, lane, measure)
    }
    busses.push(bus)
    y = members.length ? bus : y + (scene.stacked ? 108 : 128)
  })
  const bottom = members.length ? y + (special ? 16 : 18) : y
  const busY = members.length ? busses : [bottom - 18]
  const from = area.x + (scene.stacked ? 9 : 12)
  const to = area.x + area.w - 16
  const comb = busY.length > 1 ? `M${from} ${busY[0]}V${busY.at(-1)}` : ''
  const title = fit(network.name, CARD - 20, measure, 'ui-bold', 12.5)
  const titleWidth = measure(title, 'ui-bold', 12.5)
  scene.bands.push({
    key: network.id,
    network,
    tone,
    x: area.x,
    y: area.y,
    w: area.w,
    h: bottom - area.y,
    title,
    subtitle: fit(network.subnet, Math.max(0, inset + CARD - 30 - titleWidth), measure, 'mono', 11.5),
    subtitleX: area.x + 16 + titleWidth + 10,
    bus: special ? '' : comb + busY.map((level) => `M${from} ${level}H${to}`).join(''),
    empty: !members.length,
  } satisfies Band)
  return bottom
}

const wiresOf = (container: ContainerView) =>
  container.state === 'running' || container.state === 'paused' || container.state === 'restarting'
    ? publishedPorts(container).slice(0, WIRES_A_CARD)
    : []

/** Returns the next free lane. */
function placeCard(
  scene: Scene,
  item: Item,
  network: NetworkView,
  tone: Tone,
  x: number,
  y: number,
  compact: boolean,
  bus: number | null,
  lane: number,
  measure: Measure,
): number {
  const { container } = item
  const inline = scene.stacked && container.mounts.length > 0
  const left = x + item.w - CARD
  const h = (compact ? SHORT : TALL) + (inline ? MOUNT_LINE : 0)
  const image = imageLabel(container, measure)
  const address = container.networks.find((entry) => entry.name === network.name)?.address ?? ''
  const live = ['running', 'paused', 'restarting'].includes(container.state)
  const card: Card = {
    key: container.id,
    container,
    tone,
    compact,
    x: left,
    y,
    w: CARD,
    h,
    title: fit(container.name, CARD - 31 - 24 - measure(image, 'mono', 11.5), measure, 'ui-bold', 14),
    image,
    command: fit(container.command, CARD - 28, measure, 'mono', 12),
    address: live ? address : '',
    chips: [],
    stub: bus !== null && live && address ? bus : null,
    inline,
    mounts: mountMarks(container, inline ? 1 : compact ? 2 : 3, inline ? CARD - 66 : null, measure),
    moreMounts: Math.max(0, container.mounts.length - (inline ? 1 : compact ? 2 : 3)),
  }
  if (live) card.chips = chips(container, CARD - 14 - measure(address, 'mono', 12) - 20, measure)
  scene.cards.push(card)

  wiresOf(container).forEach((port, index) => {
    const from = { x: left + CARD, y: y + 22 + index * 11 }
    const text = String(port.host)
    const w = Math.max(42, Math.round(measure(text, 'mono', 13) + 24))
    scene.pins.push({
      key: `${container.id}/${port.host}/${port.protocol}`,
      container,
      tone,
      port,
      text,
      from,
      x: scene.frame.x + scene.frame.w + (scene.stacked ? 12 : 18) - w,
      y: lane - PIN / 2,
      w,
      h: PIN,
      // The turn in the gap and the lane; spreadPins draws the rest.
      wire: `M${from.x} ${from.y}H${from.x + 12 + index * 7}V${lane}`,
    } satisfies Pin)
    lane += LANE
  })
  return lane
}

function placeGuest(
  scene: Scene,
  container: ContainerView,
  network: NetworkView,
  tone: Tone,
  x: number,
  top: number,
  cardHeight: number,
  bus: number,
  measure: Measure,
): void {
  const h = 42
  scene.guests.push({
    key: `${container.id}/${network.id}`,
    container,
    tone,
    x,
    y: top + cardHeight - h,
    w: 140,
    h,
    title: fit(container.name, 108, measure, 'ui-bold', 13),
    address: container.networks.find((entry) => entry.name === network.name)?.address ?? '',
    stub: bus,
  } satisfies Guest)
}

/** The whole name, or its last part, which says more than the registry it came from. */
function imageLabel(container: ContainerView, measure: Measure): string {
  const name = containerImage(container)
  if (measure(name, 'mono', 11.5) <= IMAGE_LABEL) return name
  return fit(name.split('/').at(-1)!, IMAGE_LABEL, measure, 'mono', 11.5)
}
const IMAGE_LABEL = 80

/** `room`: width of a title, null for the marks beside a card. */
function mountMarks(container: ContainerView, most: number, room: number | null, measure: Measure): MountMark[] {
  const shown = container.mounts.slice(0, most)
  const single = container.mounts.length === 1
  return shown.map((mount, index) => {
    const name =
      mount.type === 'volume' ? shortVolume(mount.source) : mount.type === 'bind' ? baseName(mount.source) : 'tmpfs'
    return {
      key: mount.target,
      type: mount.type,
      title: fit(name, room ?? (single ? MOUNTS - 16 : MOUNTS - 36), measure, 'mono', 11.5),
      full: mount.type === 'tmpfs' ? mount.target : `${mount.source} → ${mount.target}`,
      y: single ? 0 : 6 + index * 26,
    }
  })
}
const baseName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) || '/'

function chips(container: ContainerView, room: number, measure: Measure): Card['chips'] {
  const result: Card['chips'] = []
  const ports = innerPorts(container)
  let right = CARD - 12
  for (const [index, { port, protocol, published }] of ports.entries()) {
    const rest = ports.length - index
    let text = `:${port}${protocol === 'tcp' ? '' : `/${protocol}`}`
    let w = Math.round(measure(text, 'mono', 11) + 16)
    const last = rest > 1 && CARD - 12 - (right - w - 4) + 34 > room
    if (last) {
      text = `+${rest}`
      w = Math.round(measure(text, 'mono', 11) + 14)
    }
    if (CARD - 12 - (right - w) > room) break
    result.push({ text, published, x: right - w, w })
    right -= w + 4
    if (last) break
  }
  return result
}

/** Room for the wires' turns in the gutter beside the pins. */
const GUTTER = 20

/** Pins need more room than lanes: they are pushed down the edge until none covers another, and wires follow in the gutter. */
function spreadPins(scene: Scene): void {
  const base = Math.min(...scene.pins.map((pin) => pin.x)) - 8
  const clusters: { pin: Pin; lane: number }[][] = []
  let floor = -Infinity
  for (const pin of [...scene.pins].sort((a, b) => a.y - b.y)) {
    const lane = pin.y + PIN / 2
    if (pin.y < floor) pin.y = floor
    else clusters.push([])
    clusters.at(-1)!.push({ pin, lane })
    floor = pin.y + PIN + 4
  }
  for (const cluster of clusters) {
    // An upper wire turns further right, so the ones below it have turned before they would meet it.
    const step = Math.min(3, GUTTER / cluster.length)
    cluster.forEach(({ pin, lane }, turn) => {
      const middle = pin.y + PIN / 2
      pin.wire += middle === lane ? `H${pin.x}` : `H${base - turn * step}V${middle}H${pin.x}`
    })
  }
}
