/** netstat(8): sockets, routes and interfaces, in the faces of net-tools 2.10 and BusyBox. */
import type { SocketInfo } from '../../../kernel/net/types.ts'
import type { ProcessInfo } from '../../../kernel/proc/types.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { usageText } from '../../busybox/applet.ts'
import { OptionError, parseOptions } from '../../coreutils/lib/options.ts'
import { routeTable } from './route.ts'

const STATES: Record<SocketInfo['state'], string> = {
  LISTEN: 'LISTEN',
  ESTAB: 'ESTABLISHED',
  'SYN-SENT': 'SYN_SENT',
  'FIN-WAIT-2': 'FIN_WAIT2',
  'TIME-WAIT': 'TIME_WAIT',
  'CLOSE-WAIT': 'CLOSE_WAIT',
  UNCONN: '',
}
const owner = (socket: SocketInfo, processes: readonly ProcessInfo[]): string => {
  const process = processes.find(({ pid }) => pid === socket.pid)
  return process ? `${process.pid}/${process.argv[0]?.replace(/^.*\//, '') || process.comm}` : '-'
}
/** Names of a few ports, for output without -n. */
const PORTS: Record<number, string> = {
  22: 'ssh',
  53: 'domain',
  80: 'http',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
}
const place = (at: { address: string; port: number } | null, six: boolean, names: boolean): string => {
  const address = at?.address ?? (six ? '::' : '0.0.0.0')
  const any = address === '0.0.0.0' || address === '::'
  const port = !at || at.port === 0 ? '*' : names ? (PORTS[at.port] ?? String(at.port)) : String(at.port)
  return `${names && any ? (six ? '[::]' : '0.0.0.0') : address}:${port}`
}

async function sockets(sys: Sys, has: (key: string) => boolean, busybox: boolean): Promise<string> {
  const listening = has('l')
  const everything = has('a')
  const kinds = has('t') || has('u') || has('w') || has('x')
  const wants = (socket: SocketInfo): boolean => {
    const tcp = socket.protocol.startsWith('tcp')
    if (kinds ? !(tcp ? has('t') : has('u')) : false) return false
    if (has('4') && socket.protocol.endsWith('6')) return false
    if (has('6') && !socket.protocol.endsWith('6')) return false
    const waits = socket.state === 'LISTEN' || (!tcp && !socket.remote)
    return everything || (listening ? waits : !waits)
  }
  const title = everything ? '(servers and established)' : listening ? '(only servers)' : '(w/o servers)'
  const programs = has('p')
  let out = ''
  const inet = !kinds || has('t') || has('u') || has('w')
  if (inet) {
    out += `Active Internet connections ${title}\nProto Recv-Q Send-Q Local Address           Foreign Address         State       `
    if (has('e') && !busybox) out += 'User       Inode      '
    out += `${programs ? 'PID/Program name    ' : ''}\n`
    const processes = programs ? sys.processes() : []
    const order = ['tcp', 'tcp6', 'udp', 'udp6']
    for (const socket of [...sys.sockets()]
      .filter(wants)
      .sort((a, b) => order.indexOf(a.protocol) - order.indexOf(b.protocol))) {
      const six = socket.protocol.endsWith('6')
      const proto = busybox ? socket.protocol.slice(0, 3) : socket.protocol
      const names = !has('n')
      out += `${proto.padEnd(5)} ${String(socket.state === 'LISTEN' ? 0 : (socket.recvQueue ?? 0)).padStart(6)} ${String(socket.state === 'LISTEN' ? 0 : (socket.sendQueue ?? 0)).padStart(6)} ${place(socket.local, six, names).padEnd(23)} ${place(socket.remote, six, names).padEnd(23)} ${STATES[socket.state].padEnd(11)} `
      if (has('e') && !busybox) out += `${String(socket.uid ?? 0).padEnd(10)} ${String(socket.inode ?? 0).padEnd(10)} `
      out += `${programs ? owner(socket, processes).padEnd(20) : ''}\n`
    }
  }
  if (!kinds || has('x')) {
    out += busybox
      ? `Active UNIX domain sockets ${title}\nProto RefCnt Flags       Type       State         I-Node ${programs ? 'PID/Program name    ' : ''}Path\n`
      : `Active UNIX domain sockets ${title}\nProto RefCnt Flags       Type       State         I-Node   ${programs ? 'PID/Program name     ' : ''}Path\n`
  }
  return out
}

const face =
  (busybox: boolean): Program =>
  async (sys) => {
    const fail = async (text: string, status: number): Promise<number> => {
      await sys.write(2, text)
      return status
    }
    if (sys.argv[1] === '--help')
      return fail(
        busybox
          ? await usageText(sys, 'netstat')
          : 'usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}\n       netstat [-vWnNcaeol] [<Socket> ...]\n',
        busybox ? 0 : 4,
      )
    let parsed
    try {
      parsed = parseOptions(sys.argv.slice(1), {
        short: busybox ? 'laentuwxrWp' : 'laentuwxrWp46oicvNsgMFCVh',
        long: busybox
          ? {}
          : {
              listening: 'l',
              all: 'a',
              extend: 'e',
              numeric: 'n',
              tcp: 't',
              udp: 'u',
              raw: 'w',
              unix: 'x',
              route: 'r',
              wide: 'W',
              program: 'p',
              programs: 'p',
              version: 'V',
              help: 'h',
              interfaces: 'i',
              statistics: 's',
              continuous: 'c',
            },
      })
    } catch (error) {
      if (error instanceof OptionError)
        return fail(`netstat: ${error.message}\n${busybox ? await usageText(sys, 'netstat') : ''}`, busybox ? 1 : 4)
      throw error
    }
    const has = (key: string): boolean => parsed.options.some((option) => option.key === key)
    if (has('V')) {
      await sys.write(1, 'net-tools 2.10\n')
      return 0
    }
    for (const key of 'icsgMFC') if (has(key)) return fail(`netstat: -${key} is not simulated yet\n`, 1)
    await sys.write(
      1,
      has('r')
        ? await routeTable(sys, { numeric: has('n'), netstat: !has('e'), busybox })
        : await sockets(sys, has, busybox),
    )
    return 0
  }
export const netstat = face(false)
export const busyboxNetstat = face(true)
