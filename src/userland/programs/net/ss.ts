/** ss(8) of iproute2 6.1: TCP and UDP sockets in columns that grow with what is in them. */
import type { SocketInfo } from '../../../kernel/net/types.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { OptionError, parseOptions } from '../../coreutils/lib/options.ts'

const LONG = {
  help: 'h',
  version: 'V',
  numeric: 'n',
  resolve: 'r',
  all: 'a',
  listening: 'l',
  options: 'o',
  extended: 'e',
  memory: 'm',
  processes: 'p',
  info: 'i',
  summary: 's',
  ipv4: '4',
  ipv6: '6',
  tcp: 't',
  udp: 'u',
  raw: 'w',
  unix: 'x',
  'no-header': 'H',
  oneline: 'O',
}
const USAGE = `Usage: ss [ OPTIONS ]
       ss [ OPTIONS ] [ FILTER ]
   -h, --help          this message
   -V, --version       output version information
   -n, --numeric       don't resolve service names
   -r, --resolve       resolve host names
   -a, --all           display all sockets
   -l, --listening     display listening sockets
   -p, --processes     show process using socket
   -s, --summary       show socket usage summary
   -4, --ipv4          display only IP version 4 sockets
   -6, --ipv6          display only IP version 6 sockets
   -t, --tcp           display only TCP sockets
   -u, --udp           display only UDP sockets
   -x, --unix          display only Unix domain sockets
   -H, --no-header     Suppress header line
   -O, --oneline       socket's data printed on a single line
`
const SERVICES: Record<number, string> = {
  22: 'ssh',
  53: 'domain',
  80: 'http',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
}

function address(at: { address: string; port: number } | null, socket: SocketInfo, numeric: boolean): [string, string] {
  const six = socket.protocol.endsWith('6')
  const host = at?.address ?? (six ? '::' : '0.0.0.0')
  const port = !at || at.port === 0 ? '*' : numeric ? String(at.port) : (SERVICES[at.port] ?? String(at.port))
  // A socket that takes both families shows a star.
  const dual = six && host === '::' && (socket as { v6only?: boolean }).v6only === false
  return [dual ? '*' : six ? `[${host}]` : host, port]
}

function table(sys: Sys, sockets: readonly SocketInfo[], has: (key: string) => boolean, netid: boolean): string {
  const processes = has('p') ? sys.processes() : []
  const rows = sockets.map((socket) => {
    const [localHost, localPort] = address(socket.local, socket, has('n'))
    const [peerHost, peerPort] = address(socket.remote, socket, has('n'))
    const listening = socket.state === 'LISTEN'
    const process = processes.find(({ pid }) => pid === socket.pid)
    return {
      netid: socket.protocol.slice(0, 3),
      state: socket.state,
      recv: String(socket.recvQueue ?? 0),
      send: String(socket.sendQueue ?? (listening ? 128 : 0)),
      local: [localHost, localPort] as const,
      peer: [peerHost, peerPort] as const,
      process: process ? `users:(("${process.comm}",pid=${process.pid},fd=3))` : '',
    }
  })
  const width = (head: string, cells: readonly string[]): number =>
    Math.max(head.length, ...cells.map((cell) => cell.length))
  const widths = {
    netid: width(
      'Netid',
      rows.map(({ netid: cell }) => cell),
    ),
    state: width(
      'State',
      rows.map(({ state }) => state),
    ),
    recv: width(
      'Recv-Q',
      rows.map(({ recv }) => recv),
    ),
    send: width(
      'Send-Q',
      rows.map(({ send }) => send),
    ),
    localHost: width(
      'Local Address',
      rows.map(({ local }) => local[0]),
    ),
    localPort: width(
      'Port',
      rows.map(({ local }) => local[1]),
    ),
    peerHost: width(
      'Peer Address',
      rows.map(({ peer }) => peer[0]),
    ),
    peerPort: width(
      'Port',
      rows.map(({ peer }) => peer[1]),
    ),
    process: width(
      'Process',
      rows.map(({ process }) => process),
    ),
  }
  const line = (cells: {
    netid: string
    state: string
    recv: string
    send: string
    local: readonly [string, string]
    peer: readonly [string, string]
    process: string
  }): string =>
    `${netid ? `${cells.netid.padEnd(widths.netid)} ` : ''}${cells.state.padEnd(widths.state)} ${cells.recv.padEnd(widths.recv)} ${cells.send.padEnd(widths.send)} ${cells.local[0].padStart(widths.localHost)}:${cells.local[1].padEnd(widths.localPort)} ${cells.peer[0].padStart(widths.peerHost)}:${cells.peer[1].padEnd(widths.peerPort)}${cells.process.padEnd(widths.process)}`
  const head = line({
    netid: 'Netid',
    state: 'State',
    recv: 'Recv-Q',
    send: 'Send-Q',
    local: ['Local Address', 'Port'],
    peer: ['Peer Address', 'Port'],
    process: 'Process',
  })
  return `${has('H') ? '' : `${head.trimEnd()}\n`}${rows.map((row) => `${line(row)}\n`).join('')}`
}

export const ss: Program = async (sys) => {
  let parsed
  try {
    parsed = parseOptions(sys.argv.slice(1), { short: 'dhVnraloemipsbEZNzT46tuwxHOf:A:F:D:K', long: LONG })
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    await sys.write(2, `ss: ${error.message}\n${USAGE}`)
    return 255
  }
  const has = (key: string): boolean => parsed.options.some((option) => option.key === key)
  if (has('h')) {
    await sys.write(1, USAGE)
    return 0
  }
  if (has('V')) {
    await sys.write(1, 'ss utility, iproute2-6.1.0, libbpf 1.1.2\n')
    return 0
  }
  for (const key of 'bEZNzTfAFDKmioe')
    if (has(key)) {
      await sys.write(2, `ss: -${key} is not simulated yet\n`)
      return 1
    }
  const all = sys.sockets()
  if (has('s')) {
    const count = (test: (socket: SocketInfo) => boolean): number => all.filter(test).length
    const tcp = count(({ protocol }) => protocol.startsWith('tcp'))
    const estab = count(({ state, protocol }) => protocol.startsWith('tcp') && state === 'ESTAB')
    const wait = count(({ state }) => state === 'TIME-WAIT')
    const row = (name: string, prefix: string): string => {
      const four = count(({ protocol }) => protocol === prefix)
      const six = count(({ protocol }) => protocol === `${prefix}6`)
      return `${name}\t  ${String(four + six).padEnd(9)} ${String(four).padEnd(9)} ${String(six).padEnd(9)}\n`
    }
    const inet4 = count(({ protocol }) => !protocol.endsWith('6'))
    await sys.write(
      1,
      `Total: ${all.length}\nTCP:   ${tcp} (estab ${estab}, closed ${wait}, orphaned 0, timewait ${wait})\n\nTransport Total     IP        IPv6\nRAW\t  0         0         0        \n${row('UDP', 'udp')}${row('TCP', 'tcp')}INET\t  ${String(all.length).padEnd(9)} ${String(inet4).padEnd(9)} ${String(all.length - inet4).padEnd(9)}\nFRAG\t  0         0         0        \n\n`,
    )
    return 0
  }
  let port: number | null = null
  let state: string | null = null
  const filter = parsed.operands.join(' ')
  if (filter !== '') {
    const byPort = /^\(? *(?:sport|dport) *(?:=|==|eq) *:?(\d+) *\)?$/.exec(filter)
    const byState = /^state ([\w-]+)$/.exec(filter)
    if (byPort) port = +byPort[1]!
    else if (byState)
      state =
        {
          established: 'ESTAB',
          listening: 'LISTEN',
          'time-wait': 'TIME-WAIT',
          'close-wait': 'CLOSE-WAIT',
          'syn-sent': 'SYN-SENT',
        }[byState[1]!] ?? byState[1]!.toUpperCase()
    else {
      await sys.write(2, `ss: the filter "${filter}" is not simulated yet\n`)
      return 1
    }
  }
  const kinds = has('t') || has('u') || has('w') || has('x')
  const chosen = all.filter((socket) => {
    const tcp = socket.protocol.startsWith('tcp')
    if (kinds && !(tcp ? has('t') : has('u'))) return false
    if (
      (has('4') && !has('6') && socket.protocol.endsWith('6')) ||
      (has('6') && !has('4') && !socket.protocol.endsWith('6'))
    )
      return false
    if (port !== null && socket.local.port !== port && socket.remote?.port !== port) return false
    if (state !== null) return socket.state === state
    const waits = socket.state === 'LISTEN' || (!tcp && !socket.remote)
    return has('a') || (has('l') ? waits : !waits && socket.state !== 'TIME-WAIT')
  })
  const order = ['udp', 'udp6', 'tcp', 'tcp6']
  chosen.sort((a, b) => order.indexOf(a.protocol) - order.indexOf(b.protocol))
  const single = [has('t'), has('u'), has('x'), has('w')].filter(Boolean).length === 1
  await sys.write(1, table(sys, chosen, has, !single))
  return 0
}
