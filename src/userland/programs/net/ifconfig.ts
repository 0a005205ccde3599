/** ifconfig: net-tools' face and BusyBox's. They show; setting is refused. */
import type { NetInterface } from '../../../kernel/net/types.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { usageText } from '../../busybox/applet.ts'
import { broadcast, hasCarrier, humanBytes, isIpv6, netmask, queueLength, scopeOf } from './addresses.ts'

const FLAG_BITS: Record<string, number> = { UP: 1, BROADCAST: 2, LOOPBACK: 8, RUNNING: 64, MULTICAST: 4096 }
const flags = (link: NetInterface, all: readonly NetInterface[]): string[] =>
  link.kind === 'loopback'
    ? ['UP', 'LOOPBACK', 'RUNNING'].slice(link.up ? 0 : 1)
    : [...(link.up ? ['UP'] : []), 'BROADCAST', ...(link.up && hasCarrier(link, all) ? ['RUNNING'] : []), 'MULTICAST']
const chosen = (sys: Sys, name: string | undefined, all: boolean): NetInterface[] => {
  const links = [...sys.interfaces()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return name !== undefined ? links.filter((link) => link.name === name) : links.filter((link) => all || link.up)
}

// ---- net-tools 2.10
const SCOPE_IDS = { host: '0x10<host>', link: '0x20<link>', global: '0x0<global>' }
function netTools(link: NetInterface, all: readonly NetInterface[]): string {
  const names = flags(link, all)
  const bits = names.reduce((sum, name) => sum + FLAG_BITS[name]!, 0)
  const { stats } = link
  let out = `${link.name}: flags=${bits}<${names.join(',')}>  mtu ${link.mtu}\n`
  for (const { address, prefix } of [...link.addresses].sort(
    (a, b) => Number(isIpv6(a.address)) - Number(isIpv6(b.address)),
  ))
    out += isIpv6(address)
      ? `        inet6 ${address}  prefixlen ${prefix}  scopeid ${SCOPE_IDS[scopeOf(address)]}\n`
      : `        inet ${address}  netmask ${netmask(prefix)}${link.kind === 'loopback' ? '' : `  broadcast ${broadcast(address, prefix)}`}\n`
  const queue = queueLength(link) ?? 0
  out +=
    link.kind === 'loopback'
      ? `        loop  txqueuelen ${queue}  (Local Loopback)\n`
      : `        ether ${link.mac}  txqueuelen ${queue}  (Ethernet)\n`
  const amount = (bytes: number): string => `${bytes} (${humanBytes(bytes)})`
  return `${out}        RX packets ${stats.rxPackets}  bytes ${amount(stats.rxBytes)}
        RX errors 0  dropped 0  overruns 0  frame 0
        TX packets ${stats.txPackets}  bytes ${amount(stats.txBytes)}
        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0

`
}
export const ifconfig: Program = async (sys) => {
  const args = sys.argv.slice(1)
  const options = args.filter((arg) => arg.startsWith('-'))
  const [name, ...rest] = args.filter((arg) => !arg.startsWith('-'))
  for (const option of options) {
    if (option === '-V' || option === '--version') {
      await sys.write(1, 'net-tools 2.10\n')
      return 0
    }
    if (option === '-h' || option === '--help') {
      await sys.write(1, 'Usage:\n  ifconfig [-a] [-v] [-s] <interface> [[<AF>] <address>]\n')
      return 0
    }
    if (!['-a', '-v', '-s'].includes(option)) {
      await sys.write(
        2,
        `ifconfig: option \`${option}' not recognised.\nifconfig: \`--help' gives usage information.\n`,
      )
      return 1
    }
  }
  if (rest.length) {
    await sys.write(
      2,
      sys.euid === 0
        ? 'ifconfig: changing interfaces is not simulated yet\n'
        : 'SIOCSIFADDR: Operation not permitted\n',
    )
    return 1
  }
  const all = sys.interfaces()
  const links = chosen(sys, name, options.includes('-a'))
  if (name !== undefined && !links.length) {
    await sys.write(2, `${name}: error fetching interface information: Device not found\n`)
    return 1
  }
  if (options.includes('-s')) {
    const row = (link: NetInterface): string => {
      const cell = (n: number, width: number): string => String(n).padStart(width)
      const letters = flags(link, all).map(
        (flag) => ({ UP: 'U', BROADCAST: 'B', LOOPBACK: 'L', RUNNING: 'R', MULTICAST: 'M' })[flag]!,
      )
      return `${link.name.padEnd(8)} ${cell(link.mtu, 5)} ${cell(link.stats.rxPackets, 8)} ${cell(0, 6)} ${cell(0, 6)} ${cell(0, 6)} ${cell(link.stats.txPackets, 8)} ${cell(0, 6)} ${cell(0, 6)} ${cell(0, 6)} ${['B', 'L', 'M', 'R', 'U'].filter((letter) => letters.includes(letter)).join('')}\n`
    }
    await sys.write(
      1,
      `Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n${links.map(row).join('')}`,
    )
    return 0
  }
  await sys.write(1, links.map((link) => netTools(link, all)).join(''))
  return 0
}

// ---- BusyBox
const SCOPES = { host: 'Host', link: 'Link', global: 'Global' }
function busybox(link: NetInterface, all: readonly NetInterface[]): string {
  const { stats } = link
  const encap =
    link.kind === 'loopback' ? 'Link encap:Local Loopback  ' : `Link encap:Ethernet  HWaddr ${link.mac.toUpperCase()}  `
  let out = `${link.name.padEnd(9)} ${encap}\n`
  for (const { address, prefix } of [...link.addresses].sort(
    (a, b) => Number(isIpv6(a.address)) - Number(isIpv6(b.address)),
  ))
    out += isIpv6(address)
      ? `          inet6 addr: ${address}/${prefix} Scope:${SCOPES[scopeOf(address)]}\n`
      : `          inet addr:${address}  ${link.kind === 'loopback' ? '' : `Bcast:${broadcast(address, prefix)}  `}Mask:${netmask(prefix)}\n`
  const amount = (bytes: number): string => `${bytes} (${humanBytes(bytes)})`
  return `${out}          ${flags(link, all).join(' ')}  MTU:${link.mtu}  Metric:1
          RX packets:${stats.rxPackets} errors:0 dropped:0 overruns:0 frame:0
          TX packets:${stats.txPackets} errors:0 dropped:0 overruns:0 carrier:0
          collisions:0 txqueuelen:${queueLength(link) ?? 0} 
          RX bytes:${amount(stats.rxBytes)}  TX bytes:${amount(stats.txBytes)}

`
}
export const busyboxIfconfig: Program = async (sys) => {
  const args = sys.argv.slice(1)
  if (args[0] === '--help') {
    await sys.write(2, await usageText(sys, 'ifconfig'))
    return 0
  }
  const all = args[0] === '-a'
  const [name, ...rest] = all ? args.slice(1) : args
  if (rest.length) {
    await sys.write(
      2,
      sys.euid === 0
        ? 'ifconfig: changing interfaces is not simulated yet\n'
        : 'ifconfig: SIOCSIFADDR: Operation not permitted\n',
    )
    return 1
  }
  const links = chosen(sys, name, all)
  if (name !== undefined && !links.length) {
    await sys.write(2, `ifconfig: ${name}: error fetching interface information: Device not found\n`)
    return 1
  }
  await sys.write(1, links.map((link) => busybox(link, sys.interfaces())).join(''))
  return 0
}
