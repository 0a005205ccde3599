/** /proc/net (proc_pid_net(5)): what ifconfig, netstat, route and arp read. */
import { S_IFDIR, S_IFREG, type DirEntry } from '../../../base/abi/files.ts'
import type { NetworkNamespace, SocketInfo } from '../../net/types.ts'
import type { Inode } from '../../vfs/filesystem.ts'
import { SyntheticInode, type SyntheticFs } from '../synthetic/inode.ts'
import { ContentFile } from '../synthetic/nodes.ts'

const hex = (value: number, width: number): string => (value >>> 0).toString(16).toUpperCase().padStart(width, '0')

/** Words in host order: 127.0.0.1 → 0100007F, as x86 prints them. */
function addressHex(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => hex(Number(part), 2))
      .reverse()
      .join('')
  const bytes = ipv6Bytes(address)
  let text = ''
  for (let word = 0; word < 4; word++) for (let i = 3; i >= 0; i--) text += hex(bytes[word * 4 + i]!, 2)
  return text
}
function ipv6Bytes(address: string): number[] {
  const tail = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const text = tail
    ? `${tail[1]}${((Number(tail[2]) << 8) | Number(tail[3])).toString(16)}:${((Number(tail[4]) << 8) | Number(tail[5])).toString(16)}`
    : address
  const [head, rest] = text.split('::') as [string, string?]
  const groups = (part: string | undefined): number[] =>
    part ? part.split(':').map((group) => parseInt(group, 16)) : []
  const left = groups(head)
  const right = groups(rest)
  const all = rest === undefined ? left : [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
  return all.flatMap((group) => [group >> 8, group & 0xff])
}

const STATES: Record<SocketInfo['state'], number> = {
  ESTAB: 1,
  'SYN-SENT': 2,
  'FIN-WAIT-2': 5,
  'TIME-WAIT': 6,
  UNCONN: 7,
  'CLOSE-WAIT': 8,
  LISTEN: 10,
}

function socketsText(ns: NetworkNamespace, protocol: SocketInfo['protocol']): string {
  const six = protocol.endsWith('6')
  const udp = protocol.startsWith('udp')
  const width = udp ? 127 : 149
  const head = six
    ? '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
    : udp
      ? '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops'
      : '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
  const any = six ? '::' : '0.0.0.0'
  let text = `${six ? head : head.padEnd(width)}\n`
  ns.sockets
    .filter((socket) => socket.protocol === protocol)
    .forEach((socket, index) => {
      const { local, remote } = socket
      const line =
        `${String(index).padStart(udp ? 5 : 4)}: ${addressHex(local.address)}:${hex(local.port, 4)} ` +
        `${addressHex(remote?.address ?? any)}:${hex(remote?.port ?? 0, 4)} ${hex(STATES[socket.state], 2)} ` +
        `${hex(socket.state === 'LISTEN' ? 0 : (socket.sendQueue ?? 0), 8)}:${hex(socket.recvQueue ?? 0, 8)} 00:00000000 00000000 ` +
        `${String(socket.uid ?? 0).padStart(5)}        0 ${socket.inode ?? 0} ${udp ? '2 0000000000000000 0' : '1 0000000000000000 100 0 0 10 0'}`
      text += `${six ? line : line.padEnd(width)}\n`
    })
  return text
}

function devText(ns: NetworkNamespace): string {
  let text =
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n'
  const pad = (value: number, width: number): string => String(value).padStart(width)
  for (const { name, stats } of ns.interfaces)
    text +=
      `${name.padStart(6)}: ${pad(stats.rxBytes, 7)} ${pad(stats.rxPackets, 7)}    0    0    0     0          0         0 ` +
      `${pad(stats.txBytes, 8)} ${pad(stats.txPackets, 7)}    0    0    0     0       0          0\n`
  return text
}

function routeText(ns: NetworkNamespace): string {
  const line = (fields: string): string => `${fields.padEnd(127)}\n`
  let text = line('Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT')
  for (const route of ns.routes) {
    if (route.destination.includes(':') || route.gateway?.includes(':')) continue
    const [network, length] =
      route.destination === 'default' ? ['0.0.0.0', '0'] : (route.destination.split('/') as [string, string?])
    const bits = Number(length ?? 32)
    const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0
    const swapped = ((mask & 0xff) << 24) | ((mask & 0xff00) << 8) | ((mask >>> 8) & 0xff00) | (mask >>> 24)
    const flags = 1 | (route.gateway ? 2 : 0) | (bits === 32 ? 4 : 0)
    text += line(
      `${route.device}\t${addressHex(network)}\t${addressHex(route.gateway ?? '0.0.0.0')}\t${hex(flags, 4)}\t0\t0\t0\t${hex(swapped, 8)}\t0\t0\t0`,
    )
  }
  return text
}

function arpText(ns: NetworkNamespace): string {
  let text = 'IP address       HW type     Flags       HW address            Mask     Device\n'
  for (const { address, mac, device, state } of ns.neighbours)
    if (!address.includes(':'))
      text += `${address.padEnd(16)} 0x1         0x${state === 'FAILED' ? '0' : '2'}         ${state === 'FAILED' ? '00:00:00:00:00:00' : mac}     *        ${device}\n`
  return text
}

function inet6Text(ns: NetworkNamespace): string {
  let text = ''
  for (const { name, index, addresses } of ns.interfaces)
    for (const { address, prefix } of addresses)
      if (address.includes(':')) {
        const digits = ipv6Bytes(address)
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('')
        const scope = address === '::1' ? '10' : address.startsWith('fe80') ? '20' : '00'
        text += `${digits} ${index.toString(16).padStart(2, '0')} ${prefix.toString(16).padStart(2, '0')} ${scope} 80 ${name.padStart(8)}\n`
      }
  return text
}

function sockstatText(ns: NetworkNamespace): string {
  const count = (protocol: SocketInfo['protocol'], state?: SocketInfo['state']): number =>
    ns.sockets.filter((socket) => socket.protocol === protocol && (!state || socket.state === state)).length
  const tcp = count('tcp') - count('tcp', 'TIME-WAIT')
  return (
    `sockets: used ${ns.sockets.length}\nTCP: inuse ${tcp} orphan 0 tw ${count('tcp', 'TIME-WAIT')} alloc ${tcp} mem 0\n` +
    `UDP: inuse ${count('udp')} mem 0\nUDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n`
  )
}

const FILES: readonly (readonly [name: string, read: (ns: NetworkNamespace) => string])[] = [
  ['arp', arpText],
  ['dev', devText],
  ['if_inet6', inet6Text],
  ['route', routeText],
  ['sockstat', sockstatText],
  ['tcp', (ns) => socketsText(ns, 'tcp')],
  ['tcp6', (ns) => socketsText(ns, 'tcp6')],
  ['udp', (ns) => socketsText(ns, 'udp')],
  ['udp6', (ns) => socketsText(ns, 'udp6')],
  ['unix', () => 'Num       RefCount Protocol Flags    Type St Inode Path\n'],
]
/** Distance of the files' inode numbers from the directory's. */
const FILE_OFFSET = 6144

class NetDir extends SyntheticInode {
  private readonly up: Inode
  private readonly ns: () => NetworkNamespace
  constructor(fs: SyntheticFs, up: Inode, ns: () => NetworkNamespace, ino: number) {
    super(fs, ino, S_IFDIR, { mode: 0o555 })
    this.up = up
    this.ns = ns
  }
  override parent(): Inode {
    return this.up
  }
  override lookup(name: string): Inode | null {
    const index = FILES.findIndex(([file]) => file === name)
    if (index < 0) return null
    return new ContentFile(
      this.fs,
      { read: () => FILES[index]![1](this.ns()) },
      { ino: this.ino + FILE_OFFSET + index },
    )
  }
  override readdir(): DirEntry[] {
    return FILES.map(([name], index) => ({ name, ino: this.ino + FILE_OFFSET + index, type: S_IFREG }))
  }
}
export const netDirectory = (fs: SyntheticFs, up: Inode, ns: () => NetworkNamespace, ino: number): Inode =>
  new NetDir(fs, up, ns, ino)
