/** Echo requests (icmp(7)) and questions to name servers, as outcomes and the time until them; who waits may be interrupted. */
import type { NetNs } from './namespace.ts'
import { account, ARP_TIMEOUT, trace } from './trace.ts'
import type { Address, NetStack, ProbeResult } from './types.ts'
import type { World } from './world.ts'

/** Initial TTL of Linux. */
const TTL = 64
/** Of most big machines outside. */
const REMOTE_TTL = 128

export function probe(
  world: World,
  from: NetNs,
  to: Address,
  options: { ttl?: number; bytes?: number } = {},
): ProbeResult {
  const way = trace(world, from, to)
  switch (way.to) {
    case 'nowhere':
      return { kind: 'error', ms: 0, code: 'ENETUNREACH' }
    case 'nobody':
      return { kind: 'error', ms: ARP_TIMEOUT, code: 'EHOSTUNREACH' }
    case 'dropped':
      return { kind: 'silent' }
  }
  const bytes = (options.bytes ?? 56) + 8
  account(way, bytes, false, 34)
  const ttl = options.ttl ?? TTL
  if (ttl <= way.routers) {
    const first = from.route(to)?.hop ?? world.gateway
    return { kind: 'expired', ms: way.rtt, from: ttl === 1 ? first : world.gateway }
  }
  if (way.to === 'remote' && way.host && !way.host.pings) return { kind: 'silent' }
  account(way, bytes, true, 34)
  const initial = way.to === 'remote' && way.routers > 1 ? REMOTE_TTL : TTL
  return { kind: 'reply', ms: way.rtt, ttl: initial - way.routers, from: to }
}

export const query = (
  world: World,
  from: NetNs,
  address: Address,
  question: Parameters<NetStack['query']>[2],
): ReturnType<NetStack['query']> => {
  let server = from.nameServers.get(address)
  let ms = 0.2
  if (!server) {
    const way = trace(world, from, address)
    server = way.to === 'remote' && way.nameServer ? world.nameServers.get(address) : undefined
    if (!server || way.to !== 'remote') return { ms: 0, outcome: 'silent' }
    ms = way.rtt
    account(way, 45, false, 42)
    account(way, 61, true, 42)
  }
  if ('address' in question) {
    const name = server.reverse?.(question.address, from) ?? null
    return name === null ? { ms, outcome: 'nxdomain' } : { ms, outcome: 'answer', name }
  }
  const addresses = server.resolve(question.name, question.family, from)
  return addresses === null ? { ms, outcome: 'nxdomain' } : { ms, outcome: 'answer', addresses }
}
