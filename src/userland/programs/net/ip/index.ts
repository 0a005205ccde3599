/** ip(8) of iproute2 6.1, and BusyBox's. They show; nothing can be changed in this world's networks but by Docker, and they say so. */
import type { Program, Sys } from '../../../../kernel/sys/types.ts'
import { usageText } from '../../../busybox/applet.ts'
import { fullName, isIpv6, isIpv6Route, routeTo } from '../addresses.ts'
import { abbreviates, parseIp } from './arguments.ts'
import type { IpOptions } from './arguments.ts'
import { addressesOf, asJson, linkJson, routeJson, showAddresses, showLink, showRoute } from './show.ts'
import type { Face } from './show.ts'

const HELP = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch filename
where  OBJECT := { address | addrlabel | amt | fou | help | ila | ioam | l2tp |
                   link | macsec | maddress | monitor | mptcp | mroute | mrule |
                   neighbor | neighbour | netconf | netns | nexthop | ntable |
                   ntbl | route | rule | sr | tap | tcpmetrics |
                   token | tunnel | tuntap | vrf | xfrm }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[esolve] |
                    -h[uman-readable] | -iec | -j[son] | -p[retty] |
                    -f[amily] { inet | inet6 | mpls | bridge | link } |
                    -4 | -6 | -M | -B | -0 |
                    -l[oops] { maximum-addr-flush-attempts } | -br[ief] |
                    -o[neline] | -t[imestamp] | -ts[hort] | -b[atch] [filename] |
                    -rc[vbuf] [size] | -n[etns] name | -N[umeric] | -a[ll] |
                    -c[olor]}
`
const OBJECTS = ['address', 'link', 'route', 'neighbor', 'neighbour', 'rule', 'help'] as const
const OTHER_OBJECTS = [
  'addrlabel',
  'maddress',
  'monitor',
  'netns',
  'netconf',
  'tunnel',
  'tuntap',
  'xfrm',
  'mroute',
  'ntable',
  'nexthop',
  'tcp_metrics',
  'token',
  'vrf',
]

class Wrong extends Error {
  readonly status: number
  constructor(message: string, status = 1) {
    super(message)
    this.status = status
  }
}

interface Query {
  device: string | null
  up: boolean
  scope: string | null
  master: string | null
  type: string | null
  words: string[]
}
/** dev NAME, up, scope SCOPE …, or the bare name of a device. */
function query(args: readonly string[], busybox: boolean): Query {
  const out: Query = { device: null, up: false, scope: null, master: null, type: null, words: [] }
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!
    const next = (): string => {
      const value = args[++i]
      if (value === undefined) throw new Wrong('Command line is not complete. Try option "help"', 255)
      return value
    }
    if (word === 'up') out.up = true
    else if (word === 'scope') out.scope = next()
    else if (word === 'master') out.master = next()
    else if (word === 'type') out.type = next()
    else if (word === 'to' || word === 'label' || word === 'vrf' || word === 'nud' || word === 'table')
      out.words.push(word, next())
    else {
      const device = word === 'dev' ? next() : word
      if (out.device !== null)
        throw new Wrong(
          busybox
            ? `either "dev" is duplicate, or "${device}" is garbage`
            : `Error: either "dev" is duplicate, or "${device}" is a garbage.`,
          255,
        )
      out.device = device
    }
  }
  return out
}

async function run(sys: Sys, args: readonly string[], busybox: boolean): Promise<string> {
  const parsed = parseIp(args)
  if (typeof parsed === 'string') throw new Wrong(parsed, 255)
  if (parsed.version) return 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n'
  const { options, rest } = parsed
  const all = sys.interfaces()
  const face: Face = { options, busybox, all }
  const [object = '', ...words] = rest
  const kind = OBJECTS.find((name) => abbreviates(object, name))
  if (object === '' || kind === 'help') throw new Help(object === '' ? 255 : 0)
  if (!kind) {
    if (OTHER_OBJECTS.some((name) => abbreviates(object, name))) throw new Wrong(`ip: "${object}" is not simulated yet`)
    if (busybox) throw new Help(1)
    throw new Wrong(`Object "${object}" is unknown, try "ip help".`)
  }
  const verb = words[0] ?? 'show'
  const shows =
    ['show', 'list', 'lst'].some((name) => abbreviates(verb, name)) || (kind === 'route' && abbreviates(verb, 'get'))
  const changes = [
    'add',
    'del',
    'delete',
    'change',
    'replace',
    'set',
    'flush',
    'append',
    'save',
    'restore',
    'property',
  ].find((name) => abbreviates(verb, name))
  if (words.length && changes && verb.length > 1 && !['a', 's'].includes(verb))
    throw new Wrong(`ip: changing ${kind === 'address' ? 'addresses' : `${kind}s`} is not simulated yet`, 2)
  const known = words.length === 0 || shows
  const remaining = words.length && shows ? words.slice(1) : words
  if (abbreviates(verb, 'help') && words.length) throw new Help(0)
  if (!known) {
    if (busybox) throw new Wrong(`ip: invalid argument '${verb}' to 'ip'`)
    throw new Wrong(
      `Command "${verb}" is unknown, try "ip ${kind === 'neighbor' || kind === 'neighbour' ? 'neighbour' : kind} help".`,
      255,
    )
  }
  switch (kind) {
    case 'link':
    case 'address':
      return links(face, kind, query(remaining, busybox))
    case 'route':
      return abbreviates(verb, 'get') && words.length ? routeGet(sys, remaining, options) : routes(sys, face, remaining)
    case 'neighbor':
    case 'neighbour':
      return neighbours(sys, face, query(remaining, busybox))
    case 'rule':
      return busybox
        ? '0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n'
        : '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n'
  }
  return ''
}

function links(face: Face, kind: 'link' | 'address', asked: Query): string {
  let chosen = [...face.all]
  if (asked.device !== null) {
    chosen = chosen.filter(
      ({ name }) => name === asked.device || fullName({ name } as (typeof chosen)[number]) === asked.device,
    )
    if (!chosen.length)
      throw new Wrong(
        face.busybox ? `ip: can't find device '${asked.device}'` : `Device "${asked.device}" does not exist.`,
      )
  }
  if (asked.up) chosen = chosen.filter(({ up }) => up)
  if (asked.master !== null) chosen = chosen.filter(({ master }) => master === asked.master)
  if (asked.type !== null) chosen = chosen.filter((link) => link.kind === asked.type)
  if (kind === 'address') {
    const { options } = face
    if (options.family !== null && !options.brief)
      chosen = chosen.filter((link) => addressesOf(link, options.family).length > 0)
    if (options.brief && options.family !== null)
      chosen = chosen.filter((link) => addressesOf(link, options.family).length > 0)
  }
  if (face.options.json && !face.busybox)
    return asJson(
      face,
      chosen.map((link) => linkJson(face, link, kind === 'address')),
    )
  return chosen.map((link) => (kind === 'link' ? showLink(face, link) : showAddresses(face, link))).join('')
}

function routes(sys: Sys, face: Face, words: readonly string[]): string {
  let device: string | null = null
  let only: string | null = null
  for (let i = 0; i < words.length; i++) {
    if (words[i] === 'dev') device = words[++i] ?? ''
    else if (words[i] === 'default') only = 'default'
    else if (
      words[i] === 'table' ||
      words[i] === 'via' ||
      words[i] === 'proto' ||
      words[i] === 'scope' ||
      words[i] === 'src'
    )
      throw new Wrong(`ip: "route show ${words[i]}" is not simulated yet`)
    else only = words[i] === 'exact' || words[i] === 'root' || words[i] === 'match' ? (words[++i] ?? '') : words[i]!
  }
  const six = face.options.family === 6
  const chosen = sys
    .routes()
    .filter(
      (route) =>
        isIpv6Route(route) === six &&
        (device === null || route.device === device) &&
        (only === null || route.destination === only),
    )
  if (face.options.json && !face.busybox) return asJson(face, chosen.map(routeJson))
  return chosen.map((route) => showRoute(face, route)).join('')
}
function routeGet(sys: Sys, words: readonly string[], options: IpOptions): string {
  const address = words.find((word) => /^[\d.]+$|:/.test(word))
  if (address === undefined) throw new Wrong('need at least a destination address', 255)
  const own = sys.interfaces().find((link) => link.addresses.some((entry) => entry.address === address))
  if (own) return `local ${address} dev lo src ${address} uid ${sys.euid} \n    cache <local> \n`
  const route = routeTo(address, sys.routes())
  if (!route) throw new Wrong('RTNETLINK answers: Network is unreachable', 2)
  const source =
    route.source ??
    sys
      .interfaces()
      .find(({ name }) => name === route.device)
      ?.addresses.find((entry) => isIpv6(entry.address) === isIpv6(address))?.address
  const line = `${address}${route.gateway === undefined ? '' : ` via ${route.gateway}`} dev ${route.device}${source === undefined ? '' : ` src ${source}`} uid ${sys.euid} `
  return options.oneline ? `${line}\\    cache \n` : `${line}\n    cache \n`
}
function neighbours(sys: Sys, face: Face, asked: Query): string {
  const known = sys.neighbours() as readonly { address: string; mac: string; device: string; state?: string }[]
  return known
    .filter(
      ({ device, address }) =>
        (asked.device === null || device === asked.device) &&
        (face.options.family === null || isIpv6(address) === (face.options.family === 6)),
    )
    .map(({ address, mac, device, state = 'REACHABLE' }) => {
      const lladdr = state === 'FAILED' ? '' : ` lladdr ${mac}`
      return face.busybox
        ? `${address} dev ${device}${lladdr} used 0/0/0 probes 1 ${state}\n`
        : `${address} dev ${device}${lladdr} ${state} \n`
    })
    .join('')
}
class Help extends Error {
  readonly status: number
  constructor(status: number) {
    super('help')
    this.status = status
  }
}

const face =
  (busybox: boolean): Program =>
  async (sys) => {
    const name = sys.argv[0]!.slice(sys.argv[0]!.lastIndexOf('/') + 1)
    const objects: Record<string, string> = {
      ipaddr: 'address',
      iplink: 'link',
      iproute: 'route',
      ipneigh: 'neighbour',
      iprule: 'rule',
    }
    const args = sys.argv.slice(1)
    const object = objects[name]
    if (busybox && args[0] === '--help') {
      await sys.write(2, await usageText(sys, name))
      return 0
    }
    try {
      await sys.write(
        1,
        await run(
          sys,
          object === undefined
            ? args
            : [...args.filter((arg) => arg.startsWith('-')), object, ...args.filter((arg) => !arg.startsWith('-'))],
          busybox,
        ),
      )
      return 0
    } catch (error) {
      if (error instanceof Help) {
        await sys.write(2, busybox ? await usageText(sys, 'ip') : HELP)
        return busybox ? 1 : error.status
      }
      if (!(error instanceof Wrong)) throw error
      await sys.write(2, `${error.message}\n`)
      return busybox ? 1 : error.status
    }
  }
export const ip = face(false)
export const busyboxIp = face(true)
