/** Finding and reaching a server: --resolve, --connect-to, names, addresses in turn, unix sockets, connections kept for the next request. */
import { SysError } from '../../../base/abi/errno.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { ByteReader } from '../http/stream.ts'
import type { Url } from '../http/url.ts'
import { CurlError } from './errors.ts'
import type { Settings } from './options.ts'
import { serviceConnection } from './service.ts'

export interface Connection {
  number: number
  /** What it may be used for again. */
  key: string
  reader: ByteReader
  write(data: Uint8Array): Promise<void>
  close(): void
  host: string
  remote: { address: string; port: number }
  local: { address: string; port: number }
}
export interface Timing {
  started: number
  namelookup: number
  connect: number
}
export interface Reaching {
  sys: Sys
  settings: Settings
  say(text: string): Promise<void>
  /** Gives up with CurlError when the time is over. */
  within<T>(promise: Promise<T>, phase: 'resolving' | 'connecting' | 'transfer'): Promise<T>
}

const isAddress = (host: string): boolean => /^\d+(\.\d+){3}$/.test(host) || host.includes(':')
const withPort = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** --resolve HOST:PORT:ADDRESS[,ADDRESS]. Throws CurlError 49. */
export function resolveTable(settings: Settings): Map<string, string[]> {
  const table = new Map<string, string[]>()
  for (const { value } of settings.values('resolve')) {
    if (value.startsWith('-')) continue
    const match = /^\+?([^:]+):(\d+):(.+)$/.exec(value)
    if (!match) throw new CurlError(49, `Couldn't parse CURLOPT_RESOLVE entry '${value}'`)
    table.set(
      `${match[1]!.toLowerCase()}:${match[2]}`,
      match[3]!.split(',').map((address) => address.replace(/^\[|\]$/g, '')),
    )
  }
  return table
}

async function addressesOf(r: Reaching, host: string, port: number): Promise<string[]> {
  const { settings, sys } = r
  const table = resolveTable(settings)
  const fixed = table.get(`${host.toLowerCase()}:${port}`) ?? table.get(`*:${port}`)
  if (fixed) {
    await r.say(`Hostname ${host} was found in DNS cache`)
    return fixed
  }
  const family = settings.is('ipv4') ? 4 : settings.is('ipv6') ? 6 : undefined
  if (isAddress(host)) return [host]
  try {
    return await r.within(sys.getaddrinfo(host, family), 'resolving')
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    throw new CurlError(6, `Could not resolve host: ${host}`)
  }
}

export async function connect(r: Reaching, url: Url, number: number, timing: Timing): Promise<Connection> {
  const { sys, settings } = r
  const path = settings.value('unix-socket')
  if (path !== undefined) return unixConnection(r, url, path, number, timing)
  let { host, port } = url
  for (const { value } of settings.values('connect-to')) {
    const match = /^([^:]*):(\d*):([^:]*):(\d*)$/.exec(value)
    if (!match || (match[1] && match[1].toLowerCase() !== host.toLowerCase()) || (match[2] && +match[2] !== port))
      continue
    host = match[3] || host
    port = match[4] ? +match[4] : port
    break
  }
  const addresses = await addressesOf(r, host, port)
  timing.namelookup = sys.monotonic()
  const started = sys.monotonic()
  for (const address of addresses) {
    await r.say(`  Trying ${withPort(address, port)}...`)
    const fd = sys.socket(address.includes(':') ? 'inet6' : 'inet', 'stream')
    try {
      await r.within(sys.connect(fd, { address, port }), 'connecting')
      timing.connect = sys.monotonic()
      await r.say(`Connected to ${url.host} (${address}) port ${port} (#${number})`)
      return socketConnection(sys, fd, number, keyOf(url, settings), url.host, { address, port })
    } catch (error) {
      sys.close(fd)
      if (!(error instanceof SysError)) throw error
      await r.say(`connect to ${address} port ${port} failed: ${error.message}`)
    }
  }
  const message = `Failed to connect to ${url.host} port ${port} after ${Math.round(sys.monotonic() - started)} ms: Couldn't connect to server`
  await r.say(message)
  throw new CurlError(7, message)
}
export const keyOf = (url: Url, settings: Settings): string =>
  settings.value('unix-socket') ?? `${url.scheme}://${url.host}:${url.port}`

function socketConnection(
  sys: Sys,
  fd: Fd,
  number: number,
  key: string,
  host: string,
  remote: { address: string; port: number },
): Connection {
  let open = true
  return {
    number,
    key,
    host,
    remote,
    local: sys.getsockname(fd),
    reader: ByteReader.of(sys, fd),
    write: (data) => sys.write(fd, data),
    close() {
      if (open) sys.close(fd)
      open = false
    },
  }
}

async function unixConnection(
  r: Reaching,
  url: Url,
  path: string,
  number: number,
  timing: Timing,
): Promise<Connection> {
  const { sys, settings } = r
  const nowhere = { address: '', port: 0 }
  const key = keyOf(url, settings)
  timing.namelookup = sys.monotonic()
  await r.say(`  Trying ${path}:0...`)
  const done = async (): Promise<void> => {
    timing.connect = sys.monotonic()
    await r.say(`Connected to ${url.host} (${path}) port ${url.port} (#${number})`)
  }
  try {
    const service = serviceConnection(sys, path)
    if (service) {
      await done()
      return { number, key, host: url.host, remote: nowhere, local: nowhere, ...service }
    }
    const fd = sys.socket('unix', 'stream')
    try {
      await r.within(sys.connect(fd, path), 'connecting')
    } catch (error) {
      sys.close(fd)
      throw error
    }
    await done()
    return { ...socketConnection(sys, fd, number, key, url.host, nowhere), local: nowhere }
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const message = `Failed to connect to ${url.host} port ${url.port} after 0 ms: Couldn't connect to server`
    await r.say(message)
    throw new CurlError(7, message)
  }
}
