/** nc: OpenBSD's (Debian's netcat-openbsd) and BusyBox's. TCP and UDP, listening, connecting, scanning. */
import { SysError, strerror } from '../../../base/abi/errno.ts'
import { SIGNALS } from '../../../base/abi/signals.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import type { Fd, Program, Sys } from '../../../kernel/sys/types.ts'
import { usageText } from '../../busybox/applet.ts'
import { OptionError, parseOptions } from '../../coreutils/lib/options.ts'
import { TimedOut, within } from '../http/client.ts'

/** Copies both ways until the peer is done; the end of standard input shuts the writing half when `shut`. */
async function pump(
  sys: Sys,
  fd: Fd,
  options: { stdin: boolean; shut: boolean; idle: number; quitAfter: number | null },
): Promise<void> {
  const up = async (): Promise<void> => {
    for (;;) {
      const data = await sys.read(0, 16384)
      if (!data.length) break
      await sys.write(fd, data)
    }
    if (options.shut) sys.shutdown(fd, 'write')
  }
  const down = async (): Promise<void> => {
    for (;;) {
      const data = await within(sys, sys.read(fd, 16384), options.idle)
      if (!data.length) return
      await sys.write(1, data)
    }
  }
  const quietly = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof SysError) && !(error instanceof TimedOut)) throw error
    }
  }
  const ends = [quietly(down)]
  if (options.stdin) {
    const sent = quietly(up)
    if (options.quitAfter !== null) ends.push(sent.then(() => sys.sleep(options.quitAfter! * 1000)))
    else void sent
  }
  await sys.until(Promise.race(ends))
}
async function udpPump(sys: Sys, fd: Fd, peer: { address: string; port: number } | null, idle: number): Promise<void> {
  let to = peer
  const up = async (): Promise<void> => {
    for (;;) {
      const data = await sys.read(0, 16384)
      if (!data.length) return new Promise<void>(() => {})
      if (to) await sys.sendto(fd, data, to)
    }
  }
  const down = async (): Promise<void> => {
    for (;;) {
      const { data, peer: from } = await within(sys, sys.recvfrom(fd), idle)
      to ??= from
      await sys.write(1, data)
    }
  }
  try {
    await sys.until(Promise.race([up(), down()]))
  } catch (error) {
    if (!(error instanceof TimedOut) && !(error instanceof SysError)) throw error
  }
}
const resolve = async (sys: Sys, host: string, family?: 4 | 6): Promise<string[]> => {
  const all = await sys.getaddrinfo(host, family)
  return [...all.filter((address) => !address.includes(':')), ...all.filter((address) => address.includes(':'))]
}

// ---- OpenBSD
const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]
`
const SERVICES: Record<number, string> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  143: 'imap2',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
}

export const nc: Program = async (sys) => {
  const name = sys.argv[0]!.slice(sys.argv[0]!.lastIndexOf('/') + 1)
  let parsed
  try {
    parsed = parseOptions(sys.argv.slice(1), { short: '46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz' })
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    await sys.write(2, `${name}: ${error.message}\n${USAGE}`)
    return 1
  }
  const value = (key: string): string | undefined => parsed.options.findLast((option) => option.key === key)?.value
  const has = (key: string): boolean => parsed.options.some((option) => option.key === key)
  const fail = async (message: string): Promise<number> => {
    await sys.write(2, `${name}: ${message}\n`)
    return 1
  }
  if (has('h')) {
    await sys.write(2, `OpenBSD netcat (Debian patchlevel 1.219-1)\n${USAGE}`)
    return 1
  }
  for (const key of 'bCDFIiMmOPrSTtVWXxZU') if (has(key)) return fail(`-${key} is not simulated yet`)
  for (const key of ['p', 'w', 'q'])
    if (has(key) && !/^\d+$/.test(value(key)!))
      return fail(`${key === 'p' ? 'port number' : 'timeout'} invalid: ${value(key)}`)
  const family = has('4') ? 4 : has('6') ? 6 : undefined
  const idle = has('w') ? Number(value('w')) * 1000 : Infinity
  const udp = has('u')
  sys.signal(SIGNALS.SIGPIPE.number, 'ignore')
  const { operands } = parsed
  if (has('l')) {
    const [a, b] = operands
    const port = value('p') ?? (b === undefined ? a : b)
    const host = b === undefined ? undefined : a
    if (port === undefined || has('z')) {
      await sys.write(2, USAGE)
      return 1
    }
    return listen(sys, {
      fail,
      udp,
      port: Number(port),
      address: host ?? '0.0.0.0',
      keep: has('k'),
      verbose: has('v'),
      stdin: !has('d'),
      shut: has('N'),
      idle,
    })
  }
  const [host, ports] = operands
  if (host === undefined || ports === undefined) {
    await sys.write(2, USAGE)
    return 1
  }
  let addresses: string[]
  try {
    addresses = await resolve(sys, host, family)
  } catch (error) {
    if (error instanceof ResolveError) return fail(`getaddrinfo for host "${host}" port ${ports}: ${error.message}`)
    throw error
  }
  const [low, high] = ports.includes('-') ? ports.split('-').map(Number) : [Number(ports), Number(ports)]
  if (!(low! >= 1 && high! <= 65535)) return fail(`port number ${low! >= 1 ? 'too large' : 'invalid'}: ${ports}`)
  let status = 1
  for (let port = low!; port <= high!; port++) {
    const fd = await dial(sys, {
      fail,
      addresses,
      host,
      port,
      udp,
      verbose: has('v'),
      wait: idle,
      numeric: has('n'),
      source: value('p'),
      scan: has('z'),
    })
    if (fd === null) continue
    status = 0
    if (!has('z')) {
      if (udp) await udpPump(sys, fd, { address: addresses[0]!, port }, idle)
      else
        await pump(sys, fd, { stdin: !has('d'), shut: has('N'), idle, quitAfter: has('q') ? Number(value('q')) : null })
    }
    sys.close(fd)
  }
  return status
}
async function dial(
  sys: Sys,
  o: {
    fail(message: string): Promise<number>
    addresses: string[]
    host: string
    port: number
    udp: boolean
    verbose: boolean
    wait: number
    numeric: boolean
    source?: string
    scan: boolean
  },
): Promise<Fd | null> {
  for (const address of o.addresses) {
    const fd = sys.socket(address.includes(':') ? 'inet6' : 'inet', o.udp ? 'dgram' : 'stream')
    try {
      if (o.source !== undefined)
        sys.bind(fd, { address: address.includes(':') ? '::' : '0.0.0.0', port: Number(o.source) })
      if (!o.udp) await within(sys, sys.connect(fd, { address, port: o.port }), o.wait)
      if (o.verbose) {
        const shown = o.host === address ? o.host : `${o.host} (${address})`
        const service = o.numeric ? '*' : (SERVICES[o.port] ?? '*')
        await sys.write(2, `Connection to ${shown} ${o.port} port [${o.udp ? 'udp' : 'tcp'}/${service}] succeeded!\n`)
      }
      return fd
    } catch (error) {
      sys.close(fd)
      if (error instanceof TimedOut) {
        if (o.verbose)
          await o.fail(
            `connect to ${o.host}${o.host === address ? '' : ` (${address})`} port ${o.port} (tcp) timed out: Operation now in progress`,
          )
      } else if (error instanceof SysError) {
        if (o.verbose)
          await o.fail(
            `connect to ${o.host}${o.host === address ? '' : ` (${address})`} port ${o.port} (tcp) failed: ${strerror(error.code)}`,
          )
      } else throw error
    }
  }
  return null
}
async function listen(
  sys: Sys,
  o: {
    fail(message: string): Promise<number>
    udp: boolean
    port: number
    address: string
    keep: boolean
    verbose: boolean
    stdin: boolean
    shut: boolean
    idle: number
  },
): Promise<number> {
  const fd = sys.socket(o.address.includes(':') ? 'inet6' : 'inet', o.udp ? 'dgram' : 'stream')
  try {
    sys.bind(fd, { address: o.address, port: o.port })
    if (!o.udp) sys.listen(fd, 1)
  } catch (error) {
    if (error instanceof SysError) return o.fail(strerror(error.code))
    throw error
  }
  if (o.verbose)
    await sys.write(2, o.udp ? `Bound on ${o.address} ${o.port}\n` : `Listening on ${o.address} ${o.port}\n`)
  if (o.udp) {
    await udpPump(sys, fd, null, o.idle)
    return 0
  }
  for (;;) {
    const { fd: connection, peer } = await sys.accept(fd)
    if (o.verbose) {
      const host = (await sys.getnameinfo(peer.address)) ?? peer.address
      await sys.write(2, `Connection received on ${host} ${peer.port}\n`)
    }
    if (!o.keep) sys.close(fd)
    await pump(sys, connection, { stdin: o.stdin, shut: o.shut, idle: o.idle, quitAfter: null })
    sys.close(connection)
    if (!o.keep) return 0
  }
}

// ---- BusyBox (nc_bloaty as in the busybox image: it knows -z, -u and -v)
export const busyboxNc: Program = async (sys) => {
  const usage = async (status: number, message?: string): Promise<number> => {
    await sys.write(2, (message === undefined ? '' : `nc: ${message}\n`) + (await usageText(sys, 'nc')))
    return status
  }
  if (sys.argv[1] === '--help') return usage(0)
  let parsed
  try {
    parsed = parseOptions(sys.argv.slice(1), { short: 'lp:w:i:f:e:nuvzs:k' })
  } catch (error) {
    if (error instanceof OptionError) return usage(1, error.message)
    throw error
  }
  const value = (key: string): string | undefined => parsed.options.findLast((option) => option.key === key)?.value
  const has = (key: string): boolean => parsed.options.some((option) => option.key === key)
  const die = async (message: string): Promise<number> => {
    await sys.write(2, `nc: ${message}\n`)
    return 1
  }
  for (const key of 'if') if (has(key)) return die(`-${key} is not simulated yet`)
  const seconds = has('w') ? Number(value('w')) * 1000 : Infinity
  sys.signal(SIGNALS.SIGPIPE.number, 'ignore')
  const udp = has('u')
  const serveOne = async (fd: Fd): Promise<void> => {
    const program = value('e')
    if (program === undefined) return pump(sys, fd, { stdin: true, shut: true, idle: Infinity, quitAfter: null })
    const argv = [program, ...parsed.operands.slice(has('l') ? 0 : 2)]
    try {
      const pid = await sys.spawn({ path: await which(sys, program), argv, fds: { 0: fd, 1: fd, 2: fd } })
      await sys.wait(pid)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      await sys.write(2, `nc: can't execute '${program}': ${strerror(error.code)}\n`)
    }
  }
  if (has('l')) {
    const port = Number(value('p') ?? parsed.operands.at(-1) ?? 0)
    const fd = sys.socket(udp ? 'inet' : 'inet6', udp ? 'dgram' : 'stream')
    try {
      sys.bind(fd, { address: udp ? '0.0.0.0' : '::', port })
      if (!udp) sys.listen(fd, 1)
    } catch (error) {
      if (error instanceof SysError) return die(`bind: ${strerror(error.code)}`)
      throw error
    }
    if (udp) {
      await udpPump(sys, fd, null, seconds)
      return 0
    }
    const persistent = has('k') || parsed.options.filter((option) => option.key === 'l').length > 1
    for (;;) {
      const { fd: connection } = await sys.accept(fd)
      await serveOne(connection)
      sys.close(connection)
      if (!persistent) return 0
    }
  }
  const [host, port] = parsed.operands
  if (host === undefined || port === undefined || !/^\d+$/.test(port)) return usage(1)
  let addresses: string[]
  try {
    addresses = await resolve(sys, host)
  } catch (error) {
    if (error instanceof ResolveError) return die(`bad address '${host}'`)
    throw error
  }
  const address = addresses[0]!
  const fd = sys.socket(address.includes(':') ? 'inet6' : 'inet', udp ? 'dgram' : 'stream')
  if (udp) {
    if (!has('z')) await udpPump(sys, fd, { address, port: Number(port) }, seconds)
    return 0
  }
  try {
    await within(sys, sys.connect(fd, { address, port: Number(port) }), seconds)
  } catch (error) {
    if (error instanceof TimedOut) return die('timed out')
    if (!(error instanceof SysError)) throw error
    if (has('z')) {
      if (has('v')) await sys.write(2, `nc: ${host} (${address}:${port}): ${strerror(error.code)}\n`)
      return 1
    }
    return die(`can't connect to remote host (${address}): ${strerror(error.code)}`)
  }
  if (has('z')) {
    if (has('v')) await sys.write(2, `${host} (${address}:${port}) open\n`)
    return 0
  }
  await serveOne(fd)
  sys.close(fd)
  return 0
}
async function which(sys: Sys, name: string): Promise<string> {
  if (name.includes('/')) return name
  for (const dir of (sys.env['PATH'] ?? '/bin:/usr/bin').split(':'))
    if (sys.access(`${dir}/${name}`, 1)) return `${dir}/${name}`
  throw new SysError('ENOENT')
}
