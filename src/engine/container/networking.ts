/**
 * A container's network while it runs (moby daemon/container_operations.go): a namespace, one endpoint a network, published ports;
 * and network connect and disconnect.
 */
import { randomId } from '../../base/rng.ts'
import type { PortMap } from '../../api/types/index.ts'
import { ApiError, messageOf, notFound, system } from '../../api/types/index.ts'
import type { NetworkNamespace } from '../../kernel/net/types.ts'
import { EMBEDDED_DNS } from '../network/dns.ts'
import { attachEndpoint, clearOperational, detachEndpoint, dnsNames } from '../network/endpoint.ts'
import type { Network } from '../network/network.ts'
import { findNetwork, isUserDefined } from '../network/network.ts'
import { OPTION } from '../network/create.ts'
import { byPort } from '../network/ports.ts'
import type { Attachment, Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { writeEtcFiles, type LinkLine } from './etc-files.ts'

const SETUP = 'failed to set up container networking'

/** The container's network namespace, plugged in and published. Throws with dockerd's sentences; undoes what it had done. */
export function connectAll(ctx: ContainerContext, container: Container): NetworkNamespace {
  const mode = container.hostConfig.NetworkMode ?? 'bridge'
  if (mode.startsWith('container:')) return joinOther(ctx, container, mode.slice('container:'.length))
  const namespace = mode === 'host' ? ctx.kernel.net.host : ctx.kernel.net.createNamespace()
  container.ownNamespace = mode === 'host' ? null : namespace
  container.sandboxId = randomId(ctx.rng)
  try {
    for (const [name, attachment] of orderedAttachments(container)) {
      plugIn(ctx, container, networkOf(ctx, name, attachment), attachment, namespace)
    }
    publish(ctx, container)
  } catch (error) {
    disconnectAll(ctx, container)
    if (error instanceof ApiError) throw new ApiError(error.kind, `${SETUP}: ${error.message}`)
    throw system(`${SETUP}: ${messageOf(error)}`)
  }
  return namespace
}
/** The network of the container's mode takes eth0, the others follow by name. */
function orderedAttachments(container: Container): [string, Attachment][] {
  const all = [...container.attachments]
  const [first, ...rest] = all
  return first ? [first, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))] : []
}
/** A network that was removed is missed by the ID it had; one of the same name takes its place only when none was known. */
function networkOf(ctx: ContainerContext, name: string, attachment: Attachment): Network {
  const known = attachment.settings.NetworkID
  if (known === '') return findNetwork(ctx.network, name)
  const network = ctx.network.networks.get(known)
  if (!network) throw notFound(`network ${known} not found`)
  return network
}
function joinOther(ctx: ContainerContext, container: Container, term: string): NetworkNamespace {
  let other: Container
  try {
    other = ctx.containers.get(term)
  } catch (error) {
    throw notFound(`joining network namespace of container: ${messageOf(error)}`)
  }
  if (!other.task) {
    const status = other.state.startedAt === 0n ? 'created' : 'exited'
    throw system(`cannot join network namespace of a non running container: container ${other.name} is ${status}`)
  }
  if (other.state.restarting) {
    throw system(`cannot join network namespace of a restarting container: container ${other.name}`)
  }
  container.config.Hostname = other.config.Hostname
  container.config.Domainname = other.config.Domainname
  return other.task.namespaces.net
}
export function plugIn(
  ctx: ContainerContext,
  container: Container,
  network: Network,
  attachment: Attachment,
  namespace: NetworkNamespace,
): void {
  const used = [...ctx.network.networks.values()].flatMap((other) => {
    const endpoint = other.endpoints.get(container.id)
    return endpoint?.port ? [endpoint.ifname] : []
  })
  let index = 0
  while (used.includes(`eth${index}`)) index++
  attachEndpoint(ctx.network, network, {
    containerId: container.id,
    containerName: container.name,
    hostname: container.config.Hostname ?? '',
    settings: attachment.settings,
    mac: attachment.mac,
    resume: attachment.resume,
    namespace,
    ifname: `eth${index}`,
    defaultRoute: !used.length,
  })
  delete attachment.resume
  if (isUserDefined(network)) ctx.kernel.net.addNameServer(EMBEDDED_DNS, ctx.dns, namespace)
}

/** What is to be published: -p, and with -P whatever is exposed. */
function wantedPorts(container: Container): PortMap {
  const { PortBindings, PublishAllPorts } = container.hostConfig
  const out: PortMap = {}
  for (const [spec, bindings] of Object.entries(PortBindings ?? {})) {
    const full = spec.includes('/') ? spec : `${spec}/tcp`
    out[full] = bindings?.length ? bindings : PublishAllPorts ? [{ HostIp: '', HostPort: '' }] : []
  }
  if (PublishAllPorts) {
    for (const spec of Object.keys(container.config.ExposedPorts ?? {})) out[spec] ??= [{ HostIp: '', HostPort: '' }]
  }
  return out
}
/** The network that forwards the container's ports: the first with a way out. */
export function gatewayNetwork(ctx: ContainerContext, container: Container): Network | null {
  for (const [name] of orderedAttachments(container)) {
    const network = [...ctx.network.networks.values()].find((other) => other.config.name === name)
    if (network?.bridge && !network.config.internal && network.endpoints.has(container.id)) return network
  }
  return null
}
/** (Re-)publishes through the container's present gateway network; host ports that it has stay. */
export function publish(ctx: ContainerContext, container: Container): void {
  const network = gatewayNetwork(ctx, container)
  const before = container.publication
  if (before) ctx.ports.release(before)
  container.publication = null
  container.ports = {}
  if (!network) return
  const endpoint = network.endpoints.get(container.id)!
  const defaultIp = network.config.options[OPTION.hostBinding] || '0.0.0.0'
  try {
    container.publication = ctx.ports.publish(wantedPorts(container), endpoint.address, defaultIp, before)
  } catch (error) {
    throw system(
      `driver failed programming external connectivity on endpoint ${container.name} (${endpoint.id}): ${messageOf(error)}`,
    )
  }
  container.ports = shownPorts(container, container.publication.ports)
}
/** NetworkSettings.Ports: published ones with their bindings, exposed ones null. */
function shownPorts(container: Container, published: PortMap): PortMap {
  const out: PortMap = {}
  const specs = new Set([...Object.keys(container.config.ExposedPorts ?? {}), ...Object.keys(published)])
  for (const spec of [...specs].sort(byPort)) out[spec] = published[spec]?.length ? published[spec] : null
  return out
}
export function disconnectAll(ctx: ContainerContext, container: Container): void {
  if (container.publication) ctx.ports.release(container.publication)
  container.publication = null
  container.ports = {}
  container.sandboxId = ''
  for (const [, attachment] of orderedAttachments(container)) {
    const network = ctx.network.networks.get(attachment.settings.NetworkID)
    if (network) detachEndpoint(ctx.network, network, container.id)
    clearOperational(attachment.settings)
  }
  if (container.ownNamespace) ctx.kernel.net.removeNamespace(container.ownNamespace)
  container.ownNamespace = null
}

/** (Re-)writes hosts, hostname and resolv.conf for the networks that the container is on. */
export function writeFiles(ctx: ContainerContext, container: Container, links: readonly LinkLine[]): void {
  const networks = [...ctx.network.networks.values()].filter((network) => network.endpoints.has(container.id))
  const addresses = orderedAttachments(container).flatMap(([, { settings }]) =>
    [settings.IPAddress, settings.GlobalIPv6Address].filter((address) => address !== ''),
  )
  writeEtcFiles(ctx, container, { addresses, internal: networks.some(isUserDefined), links })
}

/** After a rename: endpoints and names follow. */
export function renameEndpoints(ctx: ContainerContext, container: Container): void {
  for (const network of ctx.network.networks.values()) {
    const endpoint = network.endpoints.get(container.id)
    const attachment = container.attachments.get(network.config.name)
    if (!endpoint || !attachment) continue
    endpoint.containerName = container.name
    if (!isUserDefined(network)) continue
    endpoint.names = dnsNames({
      containerId: container.id,
      containerName: container.name,
      hostname: container.config.Hostname ?? '',
      settings: attachment.settings,
    })
    attachment.settings.DNSNames = endpoint.names
  }
}
