/** POST /networks/{id}/connect and /disconnect (moby daemon/container_operations.go ConnectToNetwork, DisconnectFromNetwork). */
import type { EndpointSettings } from '../../api/types/index.ts'
import { ApiError, forbidden } from '../../api/types/index.ts'
import { detachEndpoint, requestedSettings, validateEndpoint } from '../network/endpoint.ts'
import { findNetwork, type Network } from '../network/network.ts'
import type { Attachment, Container } from './container.ts'
import { isRunning } from './container.ts'
import type { ContainerContext } from './context.ts'
import { gatewayNetwork, plugIn, publish, writeFiles } from './networking.ts'

/** POST /networks/{id}/connect */
export function connectNetwork(
  ctx: ContainerContext,
  term: string,
  containerTerm: string,
  asked: Partial<EndpointSettings> | null,
): void {
  const network = findNetwork(ctx.network, term)
  const container = ctx.containers.get(containerTerm)
  const { name } = network.config
  const mode = container.hostConfig.NetworkMode ?? ''
  if (container.state.removing || container.state.dead) {
    throw forbidden(
      `container ${container.id} is marked for removal and cannot be connected or disconnected to the network ${name}`,
    )
  }
  if (mode.startsWith('container:')) {
    throw forbidden(
      'container sharing network namespace with another container or host cannot be connected to any other network',
    )
  }
  if (network.config.driver === 'host') {
    throw forbidden('cannot connect container to host network - container must be created in host network mode')
  }
  if (container.attachments.has('host')) {
    throw forbidden(
      'container sharing network namespace with another container or host cannot be connected to any other network',
    )
  }
  if (container.attachments.has('none') || (network.config.driver === 'null' && container.attachments.size)) {
    throw forbidden(
      'container cannot be connected to multiple networks with one of the networks in private (none) mode',
    )
  }
  validateEndpoint(network, asked)
  const known = container.attachments.get(name)
  if (known && (!isRunning(container) || network.endpoints.has(container.id))) {
    throw forbidden(`endpoint with name ${container.name} already exists in network ${name}`)
  }
  const attachment: Attachment = { settings: requestedSettings(asked), mac: asked?.MacAddress ?? '' }
  if (container.task && !container.state.restarting) {
    plugIn(ctx, container, network, attachment, container.task.namespaces.net)
    container.attachments.set(name, attachment)
    if (!container.publication) publish(ctx, container)
    writeFiles(ctx, container, [])
  } else container.attachments.set(name, attachment)
  ctx.changed()
}
/** POST /networks/{id}/disconnect */
export function disconnectNetwork(ctx: ContainerContext, term: string, containerTerm: string, force: boolean): void {
  const network = knownNetwork(ctx, term, containerTerm, force)
  if (!network) return
  const container = ctx.containers.get(containerTerm)
  const { name } = network.config
  if (network.config.driver === 'host' && container.hostConfig.NetworkMode === 'host') {
    throw forbidden('container cannot be disconnected from host network or connected to host network')
  }
  const attachment = container.attachments.get(name)
  if (!attachment) throw notConnected(container, `network ${name}`)
  const wasGateway = gatewayNetwork(ctx, container) === network
  detachEndpoint(ctx.network, network, container.id)
  container.attachments.delete(name)
  if (container.task && !container.state.restarting) {
    if (wasGateway) publish(ctx, container)
    writeFiles(ctx, container, [])
  }
  ctx.changed()
}
/** null: the network is gone, but the container was still configured for it, and no longer is. */
function knownNetwork(ctx: ContainerContext, term: string, containerTerm: string, force: boolean): Network | null {
  try {
    return findNetwork(ctx.network, term)
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== 'notFound') throw error
    const container = ctx.containers.find(containerTerm)
    if (!container) throw error
    if (!container.attachments.delete(term)) throw force ? notConnected(container, `the network ${term}`) : error
    return null
  }
}
const notConnected = (container: Container, what: string): ApiError =>
  forbidden(`container ${container.id} is not connected to ${what}`)
