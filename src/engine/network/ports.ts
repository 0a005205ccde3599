/**
 * Publishing ports (libnetwork portallocator, portmapper): which host ports are taken by containers, ranges and random ports, IPv4 and IPv6
 * wildcard together. The kernel's network does the forwarding.
 */
import { SysError } from '../../base/abi/errno.ts'
import type { PortBinding, PortMap } from '../../api/types/index.ts'
import { system } from '../../api/types/index.ts'
import type { NetStack, PublishedPort } from '../../kernel/net/types.ts'

type Protocol = 'tcp' | 'udp' | 'sctp'
interface Taken {
  protocol: Protocol
  ip: string
  port: number
}
/** A container's published ports. */
export interface Publication {
  readonly ports: PortMap
  readonly taken: Taken[]
  readonly open: PublishedPort[]
}
const WILDCARDS = ['0.0.0.0', '::']
const familyOf = (ip: string): 4 | 6 => (ip.includes(':') ? 6 : 4)
export function splitPort(spec: string): { port: number; protocol: Protocol } {
  const [port = '0', protocol = 'tcp'] = spec.split('/')
  return { port: Number(port), protocol: protocol as Protocol }
}
/** Ports ascending, tcp before udp, as nat.Sort and maps in JSON have them. */
export const byPort = (a: string, b: string): number => {
  const [x, y] = [splitPort(a), splitPort(b)]
  return x.port - y.port || (x.protocol < y.protocol ? -1 : x.protocol > y.protocol ? 1 : 0)
}

export class PortAllocator {
  private taken: Taken[] = []
  private readonly net: NetStack
  constructor(net: NetStack) {
    this.net = net
  }
  private conflicts(want: Taken): boolean {
    return this.taken.some(
      (other) =>
        other.protocol === want.protocol &&
        other.port === want.port &&
        familyOf(other.ip) === familyOf(want.ip) &&
        (other.ip === want.ip || WILDCARDS.includes(other.ip) || WILDCARDS.includes(want.ip)),
    )
  }
  /**
   * Publishes all bindings to `address`, or none: throws what dockerd says after "driver failed programming external connectivity …: ".
   * `before`: host ports of an earlier publication to keep (the container moves to another network).
   */
  publish(bindings: PortMap, address: string, defaultIp: string, before: Publication | null): Publication {
    const publication: Publication = { ports: {}, taken: [], open: [] }
    try {
      for (const spec of Object.keys(bindings).sort(byPort)) {
        const results: PortBinding[] = []
        for (const binding of mergeBindings(bindings[spec] ?? [])) {
          const kept = before?.ports[spec]?.find((old) => matches(binding, old, defaultIp))
          results.push(
            ...this.publishOne(
              spec,
              kept ? { ...binding, HostPort: kept.HostPort } : binding,
              address,
              defaultIp,
              publication,
            ),
          )
        }
        publication.ports[spec] = results.sort(byAddress)
      }
    } catch (error) {
      this.release(publication)
      throw error
    }
    return publication
  }
  private publishOne(
    spec: string,
    binding: PortBinding,
    address: string,
    defaultIp: string,
    publication: Publication,
  ): PortBinding[] {
    const { port: target, protocol } = splitPort(spec)
    const ips = binding.HostIp ? [binding.HostIp] : defaultIp === '0.0.0.0' ? WILDCARDS : [defaultIp]
    const [low = 0, high = low] = binding.HostPort ? binding.HostPort.split('-').map(Number) : []
    const range = high > low
    for (let candidate = low || this.random(protocol, ips[0]!); ;) {
      const wanted = ips.map((ip) => ({ protocol, ip, port: candidate }))
      const blocked = wanted.find((want) => this.conflicts(want))
      if (!blocked) {
        this.open(wanted, address, target, publication)
        return wanted.map((want) => ({ HostIp: want.ip, HostPort: String(want.port) }))
      }
      if (low === 0) candidate = this.random(protocol, ips[0]!)
      else if (!range) throw system(`Bind for ${blocked.ip}:${blocked.port} failed: port is already allocated`)
      else if (++candidate > high) throw system('all ports are allocated')
    }
  }
  private random(protocol: Protocol, ip: string): number {
    return this.net.ephemeralPort(protocol === 'udp' ? 'udp' : 'tcp', ip)
  }
  private open(wanted: readonly Taken[], address: string, target: number, publication: Publication): void {
    for (const want of wanted) {
      this.taken.push(want)
      publication.taken.push(want)
      if (want.protocol === 'sctp') continue
      try {
        publication.open.push(
          this.net.publish({
            protocol: want.protocol,
            hostIp: want.ip,
            hostPort: want.port,
            target: { address, port: target },
          }),
        )
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        // The IPv6 wildcard rides along with the IPv4 one: a host without IPv6 is no error.
        if (want.ip === '::' && wanted.length > 1 && error.code === 'EADDRNOTAVAIL') continue
        const reason = error.message.charAt(0).toLowerCase() + error.message.slice(1)
        const host = want.ip.includes(':') ? `[${want.ip}]` : want.ip
        throw system(
          `failed to bind host port for ${host}:${want.port}:${address}:${target}/${want.protocol}: ${reason}`,
        )
      }
    }
  }
  release(publication: Publication): void {
    for (const port of publication.open) port.close()
    publication.open.length = 0
    this.taken = this.taken.filter((entry) => !publication.taken.includes(entry))
    publication.taken.length = 0
  }
}
/** The same binding given twice counts once. */
function mergeBindings(bindings: readonly PortBinding[]): PortBinding[] {
  const seen = new Set<string>()
  return bindings.filter((binding) => {
    const key = `${binding.HostIp ?? ''} ${binding.HostPort ?? ''}`
    return !seen.has(key) && seen.add(key)
  })
}
const matches = (asked: PortBinding, old: PortBinding, defaultIp: string): boolean => {
  const ip = asked.HostIp || defaultIp
  return old.HostIp === ip && (!asked.HostPort || asked.HostPort.includes('-') || asked.HostPort === old.HostPort)
}
const byAddress = (a: PortBinding, b: PortBinding): number =>
  familyOf(a.HostIp) - familyOf(b.HostIp) || (a.HostIp < b.HostIp ? -1 : a.HostIp > b.HostIp ? 1 : 0)
