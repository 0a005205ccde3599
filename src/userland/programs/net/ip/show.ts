/** How ip shows links, addresses, routes and neighbours: in full, on one line, brief, as JSON. The BusyBox face leaves things out. */
import type { NetInterface, Route } from '../../../../kernel/net/types.ts'
import {
  broadcast,
  broadcastMac,
  flagsOf,
  fullName,
  isIpv6,
  isIpv6Route,
  operState,
  queueing,
  queueLength,
  scopeOf,
} from '../addresses.ts'
import type { IpOptions } from './arguments.ts'

export interface Face {
  options: IpOptions
  busybox: boolean
  all: readonly NetInterface[]
}
/** Lines of one object; -oneline joins them with backslashes. */
const lines = (face: Face, first: string, rest: readonly string[]): string =>
  face.options.oneline ? `${[first, ...rest].join('\\')}\n` : [first, ...rest].map((line) => `${line}\n`).join('')

/** The bridge, where it can be seen from. */
const masterOf = (face: Face, link: NetInterface): string | undefined =>
  face.all.some(({ name }) => name === link.master) ? link.master : undefined

function linkHead(face: Face, link: NetInterface, mode: boolean): string {
  const qlen = queueLength(link)
  const master = masterOf(face, link) === undefined ? '' : ` master ${link.master}`
  const extra = face.busybox ? '' : ` state ${operState(link, face.all)}${mode ? ' mode DEFAULT' : ''} group default`
  return `${link.index}: ${fullName(link)}: <${flagsOf(link, face.all).join(',')}> mtu ${link.mtu} qdisc ${queueing(link)}${master}${extra} ${qlen === null ? '' : `qlen ${qlen}`}`
}
function linkLine(face: Face, link: NetInterface): string {
  const kind = link.kind === 'loopback' ? 'loopback' : 'ether'
  const netns = link.kind === 'veth' && !face.busybox ? ' link-netnsid 0' : ''
  return `    link/${kind} ${link.mac} brd ${broadcastMac(link)}${netns}`
}
export function showLink(face: Face, link: NetInterface): string {
  if (face.options.brief)
    return `${fullName(link).padEnd(16)} ${operState(link, face.all).padEnd(14)} ${link.mac} <${flagsOf(link, face.all).join(',')}> \n`
  const { stats } = link
  const counts = (bytes: number, packets: number): string =>
    `    ${String(bytes).padStart(9)} ${String(packets).padStart(7)} ${['0', '0', '0', '0'].map((n, i) => n.padStart(i === 0 ? 6 : 7)).join(' ')} `
  const statistics = face.options.statistics
    ? [
        '    RX:  bytes packets errors dropped  missed   mcast           ',
        counts(stats.rxBytes, stats.rxPackets),
        '    TX:  bytes packets errors dropped carrier collsns           ',
        counts(stats.txBytes, stats.txPackets),
      ]
    : []
  return lines(face, linkHead(face, link, true), [linkLine(face, link), ...statistics])
}

export const addressesOf = (link: NetInterface, family: 4 | 6 | null): NetInterface['addresses'] =>
  [...link.addresses]
    .sort((a, b) => Number(isIpv6(a.address)) - Number(isIpv6(b.address)))
    .filter(({ address }) => family === null || isIpv6(address) === (family === 6))

export function showAddresses(face: Face, link: NetInterface): string {
  const addresses = addressesOf(link, face.options.family)
  if (face.options.brief)
    return `${fullName(link).padEnd(16)} ${operState(link, face.all).padEnd(14)} ${addresses.map(({ address, prefix }) => `${address}/${prefix} `).join('')}\n`
  const blocks = addresses.map(({ address, prefix }): [string, string] => {
    const six = isIpv6(address)
    const scope = scopeOf(address)
    const brd = !six && scope !== 'host' && prefix < 31 ? ` brd ${broadcast(address, prefix)}` : ''
    // Docker sets its IPv6 addresses without duplicate detection.
    const flags = six && scope === 'global' ? (face.busybox ? ' flags 02' : ' nodad') : ''
    return [
      `${six ? 'inet6' : 'inet'} ${address}/${prefix}${brd} scope ${scope}${flags} ${six ? '' : link.name}`,
      '       valid_lft forever preferred_lft forever',
    ]
  })
  if (face.options.oneline)
    return blocks.map(([first, second]) => `${link.index}: ${link.name}    ${first}\\${second}\n`).join('')
  const head = linkHead(face, link, false)
  const own = face.options.family === null ? [linkLine(face, link)] : []
  return lines(face, head, [...own, ...blocks.flatMap(([first, second]) => [`    ${first}`, second])])
}

export function showRoute(face: Face, route: Route): string {
  const via = route.gateway === undefined ? '' : ` via ${route.gateway}`
  const direct = route.gateway === undefined
  const six = isIpv6Route(route)
  const link = face.all.find(({ name }) => name === route.device)
  const down = link && operState(link, face.all) === 'DOWN' ? ' linkdown' : ''
  if (face.busybox)
    return `${route.destination}${via} dev ${route.device}${direct && !six ? ' scope link ' : ''}${direct && route.source ? ` src ${route.source}` : ''} \n`
  if (six)
    return `${route.destination}${via} dev ${route.device}${direct ? ' proto kernel' : ''} metric ${direct ? 256 : 1024} pref medium\n`
  return `${route.destination}${via} dev ${route.device}${direct ? ' proto kernel scope link' : ''}${direct && route.source ? ` src ${route.source}` : ''} ${down === '' ? '' : 'linkdown '}\n`
}

// ---- JSON
export const linkJson = (face: Face, link: NetInterface, addresses: boolean): Record<string, unknown> => ({
  ifindex: link.index,
  ...(link.peerIndex === undefined ? {} : { link_index: link.peerIndex }),
  ifname: link.name,
  flags: flagsOf(link, face.all),
  mtu: link.mtu,
  qdisc: queueing(link),
  ...(masterOf(face, link) === undefined ? {} : { master: link.master }),
  operstate: operState(link, face.all),
  ...(addresses ? {} : { linkmode: 'DEFAULT' }),
  group: 'default',
  ...(queueLength(link) === null ? {} : { txqlen: queueLength(link) }),
  link_type: link.kind === 'loopback' ? 'loopback' : 'ether',
  address: link.mac,
  broadcast: broadcastMac(link),
  ...(link.kind === 'veth' ? { link_netnsid: 0 } : {}),
  ...(addresses
    ? {
        addr_info: addressesOf(link, face.options.family).map(({ address, prefix }) => {
          const six = isIpv6(address)
          const scope = scopeOf(address)
          return {
            family: six ? 'inet6' : 'inet',
            local: address,
            prefixlen: prefix,
            ...(!six && scope !== 'host' ? { broadcast: broadcast(address, prefix) } : {}),
            scope,
            ...(six ? {} : { label: link.name }),
            valid_life_time: 4294967295,
            preferred_life_time: 4294967295,
          }
        }),
      }
    : {}),
})
export const routeJson = (route: Route): Record<string, unknown> => ({
  dst: route.destination,
  ...(route.gateway === undefined ? {} : { gateway: route.gateway }),
  dev: route.device,
  ...(route.gateway === undefined
    ? { protocol: 'kernel', scope: 'link', ...(route.source ? { prefsrc: route.source } : {}) }
    : {}),
  flags: [],
})
export const asJson = (face: Face, value: unknown): string =>
  `${JSON.stringify(value, null, face.options.pretty ? 4 : undefined)}\n`
