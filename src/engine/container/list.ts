/** GET /containers/json (moby daemon/list.go, container/view.go). */
import type { ContainerStatus, ContainerSummary, PortSummary } from '../../api/types/index.ts'
import { invalid } from '../../api/types/index.ts'
import type { Filters } from '../filters.ts'
import { goQuote } from '../go.ts'
import { familiarString } from '../image/store.ts'
import { splitPort } from '../network/ports.ts'
import { toSeconds } from '../time.ts'
import type { Container } from './container.ts'
import { statusOf } from './container.ts'
import type { ContainerContext } from './context.ts'
import { endpointSettings, rootSize } from './inspect.ts'
import { statusText } from './status.ts'

export interface ContainerListOptions {
  all: boolean
  size: boolean
  /** 0 = no limit */
  limit: number
  filters: Filters
}
const STATUSES: ContainerStatus[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']
const HEALTH = ['none', 'starting', 'healthy', 'unhealthy']
const FILTERS = [
  ...['ancestor', 'before', 'exited', 'id', 'isolation', 'label', 'name', 'status', 'health', 'since', 'volume'],
  ...['network', 'is-task', 'publish', 'expose'],
]

export function listContainers(ctx: ContainerContext, options: ContainerListOptions): ContainerSummary[] {
  const matcher = new Matcher(ctx, options)
  const out: ContainerSummary[] = []
  for (const container of ctx.containers.newestFirst()) {
    if (options.limit > 0 && out.length === options.limit) break
    const verdict = matcher.include(container)
    if (verdict === 'stop') break
    if (verdict) out.push(summary(ctx, container, options.size))
  }
  return out
}

class Matcher {
  private readonly options: ContainerListOptions
  private readonly filters: Filters
  private readonly exited: number[]
  private readonly before: Container | null
  private readonly since: Container | null
  private readonly images: Set<string> | null
  private readonly publish: PortRange[]
  private readonly expose: PortRange[]
  private readonly isTask: boolean | undefined
  constructor(ctx: ContainerContext, options: ContainerListOptions) {
    const { filters } = options
    this.options = options
    this.filters = filters
    filters.validate(FILTERS)
    this.exited = filters.get('exited').map((value) => {
      if (/^[+-]?\d+$/.test(value)) return Number(value)
      throw invalid(`invalid filter 'exited=${value}': strconv.Atoi: parsing ${goQuote(value)}: invalid syntax`)
    })
    for (const value of filters.get('status')) {
      if (STATUSES.includes(value as ContainerStatus)) continue
      throw invalid(
        `invalid filter 'status=${value}': invalid value for state (${value}): must be one of ${STATUSES.join(', ')}`,
      )
    }
    this.isTask = filters.bool('is-task')
    for (const value of filters.get('health')) {
      if (HEALTH.includes(value)) continue
      throw invalid(
        `invalid filter 'health=${value}': invalid value for health (${value}): must be one of ${HEALTH.join(', ')}`,
      )
    }
    this.before = filters.get('before').map((name) => ctx.containers.get(name))[0] ?? null
    this.since = filters.get('since').map((name) => ctx.containers.get(name))[0] ?? null
    this.images = filters.has('ancestor') ? ancestors(ctx, filters.get('ancestor')) : null
    this.publish = filters.get('publish').map((value) => parseRange('publish', value))
    this.expose = filters.get('expose').map((value) => parseRange('expose', value))
  }
  include(container: Container): boolean | 'stop' {
    const { filters, options } = this
    const { state } = container
    const status = statusOf(state)
    if (!state.running && !options.all && options.limit <= 0 && !filters.has('status') && !this.wantsAll()) return false
    if (!filters.match('name', container.name) && !filters.match('name', `/${container.name}`)) return false
    if (!filters.match('id', container.id)) return false
    if (this.isTask === true) return false
    if (!filters.matchLabels('label', container.config.Labels)) return false
    if (!filters.exactMatch('isolation', container.hostConfig.Isolation ?? '')) return false
    if (this.since && container.created <= this.since.created) return container === this.since ? 'stop' : false
    if (this.before && container.created >= this.before.created) return false
    if (this.exited.length && (!this.exited.includes(state.exitCode) || state.running || state.startedAt === 0n)) {
      return false
    }
    if (!filters.exactMatch('status', status)) return false
    if (!filters.exactMatch('health', container.health?.status ?? 'none')) return false
    if (filters.has('volume') && !this.hasVolume(container)) return false
    if (this.images && !this.images.has(container.imageId)) return false
    if (filters.has('network') && !this.onNetwork(container)) return false
    if (
      this.publish.length &&
      !this.publish.some((range) => published(container).some((port) => within(range, port)))
    ) {
      return false
    }
    if (this.expose.length) {
      const exposed = Object.keys(container.config.ExposedPorts ?? {}).map(splitPort)
      if (!this.expose.some((range) => exposed.some((port) => within(range, port)))) return false
    }
    return true
  }
  /** Filters that look at stopped containers, too. */
  private wantsAll(): boolean {
    return this.filters.has('exited') || this.since !== null || this.before !== null
  }
  private hasVolume(container: Container): boolean {
    return this.filters
      .get('volume')
      .some((wanted) =>
        container.mounts.some(
          ({ point }) =>
            point.Name === wanted || point.Destination === wanted || (point.Type === 'bind' && point.Source === wanted),
        ),
      )
  }
  private onNetwork(container: Container): boolean {
    return this.filters
      .get('network')
      .some((wanted) =>
        [...container.attachments].some(
          ([name, { settings }]) =>
            name === wanted || (settings.NetworkID !== '' && settings.NetworkID.startsWith(wanted)),
        ),
      )
  }
}
interface PortRange {
  low: number
  high: number
  protocol: string
}
function parseRange(what: string, value: string): PortRange {
  const [ports = '', protocol = 'tcp'] = value.split('/')
  const [low = '', high = low] = ports.split('-')
  for (const text of [low, high]) {
    if (/^\d+$/.test(text) && Number(text) <= 65535) continue
    const reason = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax'
    throw invalid(`error while looking up for ${what} ${value}: strconv.ParseUint: parsing ${goQuote(text)}: ${reason}`)
  }
  if (Number(high) < Number(low)) {
    throw invalid(`error while looking up for ${what} ${value}: invalid range specified for port: ${ports}`)
  }
  return { low: Number(low), high: Number(high), protocol }
}
const within = (range: PortRange, port: { port: number; protocol: string }): boolean =>
  port.protocol === range.protocol && port.port >= range.low && port.port <= range.high
const published = (container: Container): { port: number; protocol: string }[] =>
  Object.entries(container.state.running ? container.ports : {}).flatMap(([spec, bindings]) =>
    (bindings ?? []).map((binding) => ({ port: Number(binding.HostPort), protocol: splitPort(spec).protocol })),
  )
/** The images named, and all that stand on their layers. Unknown names match nothing. */
function ancestors(ctx: ContainerContext, names: readonly string[]): Set<string> {
  const out = new Set<string>()
  for (const name of names) {
    try {
      const { id, top } = ctx.image.images.get(name)
      out.add(id)
      for (const other of ctx.image.images.images.values()) {
        for (let layer = other.top; layer && top; layer = layer.parent) if (layer === top) out.add(other.id)
      }
    } catch {
      continue
    }
  }
  return out
}

function summary(ctx: ContainerContext, container: Container, size: boolean): ContainerSummary {
  const now = ctx.clock.now()
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: imageName(ctx, container),
    ImageID: container.imageId,
    Command: commandText(container),
    Created: toSeconds(container.created),
    Ports: portSummaries(container),
    ...(size ? sizes(ctx, container) : {}),
    Labels: container.config.Labels ?? {},
    State: statusOf(container.state),
    Status: statusText(container, now),
    HostConfig: { NetworkMode: networkMode(container) },
    NetworkSettings: { Networks: endpointSettings(container) },
    Mounts: container.mounts.map((mount) => mount.point),
  }
}
const networkMode = (container: Container): string => container.hostConfig.NetworkMode ?? ''
/** SizeRw is left out when it is 0. */
function sizes(ctx: ContainerContext, container: Container): { SizeRw?: number; SizeRootFs: number } {
  const own = container.rootfs.changedBytes()
  return { ...(own ? { SizeRw: own } : {}), SizeRootFs: rootSize(ctx, container) }
}
/** The name it was created with while that still names the same image, else the ID. */
function imageName(ctx: ContainerContext, container: Container): string {
  const asked = container.config.Image ?? ''
  try {
    const image = ctx.image.images.get(asked)
    if (image.id !== container.imageId) return container.imageId
  } catch {
    return container.imageId || asked
  }
  const refs = ctx.image.images.references(container.imageId)
  return refs.map(familiarString).find((name) => name === familiar(asked)) ?? asked
}
const familiar = (name: string): string => name.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '')
/** Arguments with spaces are quoted. */
export function commandText(container: Container): string {
  const args = container.args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg))
  return [container.path, ...args].join(' ')
}
function portSummaries(container: Container): PortSummary[] {
  if (!container.state.running) return []
  const out: PortSummary[] = []
  for (const [spec, bindings] of Object.entries(container.ports)) {
    const { port, protocol } = splitPort(spec)
    if (!bindings?.length) {
      out.push({ PrivatePort: port, Type: protocol })
      continue
    }
    for (const binding of bindings) {
      out.push({ IP: binding.HostIp, PrivatePort: port, PublicPort: Number(binding.HostPort), Type: protocol })
    }
  }
  return out
}
