/**
 * Carrying a datagram: to a socket, through a published port into a container (and the replies back: connection tracking), or to a name server.
 */
import { answerDns } from './dns-server.ts'
import type { NetNs } from './namespace.ts'
import { account, trace } from './trace.ts'
import type { SocketAddress } from './types.ts'
import type { World } from './world.ts'

/** A translated flow: what comes to the host's `port` from the container goes back to the client, as from the published address. */
interface Flow {
  readonly client: NetNs
  readonly from: SocketAddress
  readonly published: SocketAddress
}
const MAX_FLOWS = 512
const flows = new WeakMap<World, Map<string, Flow>>()

/** `refused`: an ICMP "port unreachable" came back. */
export function sendDatagram(
  world: World,
  from: NetNs,
  source: SocketAddress,
  to: SocketAddress,
  data: Uint8Array,
  refused: () => void,
): void {
  // A name server of this namespace (Docker's, at 127.0.0.11).
  const embedded = from.nameServers.get(to.address)
  if (embedded && to.port === 53) {
    const answer = answerDns(embedded, data, from)
    if (answer) reply(from, source, to, answer)
    return
  }
  const way = trace(world, from, to.address)
  if (!('source' in way)) return
  account(way, data.length, false, 42)
  if (way.to === 'remote') {
    const server = to.port === 53 ? world.nameServers.get(to.address) : undefined
    const answer = server && answerDns(server, data, from)
    if (!answer) return
    world.clock.timer(way.rtt, () => {
      account(way, answer.length, true, 42)
      reply(from, source, to, answer)
    })
    return
  }
  const seen = { address: way.source, port: source.port }
  const bound = way.ns.udp.find(to.address, to.port)
  if (bound?.deliver) return bound.deliver(data, seen)
  if (way.ns !== world.host) return refused()
  const flow = flows.get(world)?.get(`${to.address}:${to.port}`)
  if (flow) return reply(flow.client, flow.from, flow.published, data)
  const publication = world.publications.find('udp', to.address, to.port)
  if (!publication) return refused()
  const { way: onward } = world.publications.forward(publication, from, to.address)
  if (!('ns' in onward)) return
  account(onward, data.length, false, 42)
  const port = flowPort(world, onward.source, { client: from, from: source, published: to })
  const inside = onward.ns.udp.find(publication.target.address, publication.target.port)
  inside?.deliver?.(data, { address: onward.source, port })
}

function reply(ns: NetNs, to: SocketAddress, from: SocketAddress, data: Uint8Array): void {
  const socket = ns.udp.find(to.address === '0.0.0.0' || to.address === '::' ? '127.0.0.1' : to.address, to.port)
  socket?.deliver?.(data, from)
}

/** The host's port that stands for this client towards the container. */
function flowPort(world: World, gateway: string, flow: Flow): number {
  let table = flows.get(world)
  if (!table) flows.set(world, (table = new Map()))
  for (const [key, known] of table)
    if (
      known.client === flow.client &&
      known.from.port === flow.from.port &&
      known.published.port === flow.published.port &&
      key.startsWith(`${gateway}:`)
    )
      return Number(key.slice(key.lastIndexOf(':') + 1))
  const oldest = table.size >= MAX_FLOWS ? table.keys().next().value : undefined
  if (oldest !== undefined) table.delete(oldest)
  const port = world.host.udp.ephemeral(world.rng, { address: gateway, v6only: false })
  table.set(`${gateway}:${port}`, flow)
  return port
}
