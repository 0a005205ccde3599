/**
 * Names (getaddrinfo(3), getnameinfo(3), resolv.conf(5), hosts(5)): /etc/hosts first, then the name servers, as Debian's nsswitch "files dns" has it.
 * Leaves out: options rotate, single-request, edns0, trust-ad; mDNS.
 */
import { SysError } from '../../base/abi/errno.ts'
import { decode } from '../../base/bytes.ts'
import type { Task } from '../proc/task.ts'
import * as operations from '../vfs/operations.ts'
import { sleepUntil } from './blocking.ts'
import { ResolveError } from './types.ts'

interface ResolverConfig {
  servers: string[]
  search: string[]
  ndots: number
  attempts: number
  /** ms */
  timeout: number
}

const isV4 = (text: string): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) < 256)
const isV6 = (text: string): boolean => text.includes(':') && /^[0-9a-f:.]+(%\w+)?$/i.test(text)

function fileText(task: Task, path: string): string {
  try {
    return decode(operations.readFile(task, path))
  } catch (error) {
    if (error instanceof SysError) return ''
    throw error
  }
}
/** Lines without comments, in words. */
const words = (text: string): string[][] =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/[#;].*/, '')
        .trim()
        .split(/\s+/),
    )
    .filter(([first]) => first)

export function configOf(task: Task): ResolverConfig {
  const config: ResolverConfig = { servers: [], search: [], ndots: 1, attempts: 2, timeout: 5000 }
  for (const [key, ...values] of words(fileText(task, '/etc/resolv.conf'))) {
    if (key === 'nameserver' && values[0] && config.servers.length < 3) config.servers.push(values[0])
    else if (key === 'search' || key === 'domain') config.search = values.filter((name) => name !== '.').slice(0, 6)
    else if (key === 'options')
      for (const option of values) {
        const [name, value] = option.split(':', 2)
        if (name === 'ndots') config.ndots = Math.min(15, Number(value))
        else if (name === 'attempts') config.attempts = Math.min(5, Number(value))
        else if (name === 'timeout') config.timeout = Math.min(30, Number(value)) * 1000
      }
  }
  if (!config.servers.length) config.servers.push('127.0.0.1')
  return config
}

function hosts(task: Task, name: string, family: 4 | 6 | undefined): string[] {
  const wanted = name.toLowerCase()
  const found: string[] = []
  for (const [address, ...names] of words(fileText(task, '/etc/hosts'))) {
    if (!address || !names.some((other) => other.toLowerCase() === wanted)) continue
    const is = isV4(address) ? 4 : isV6(address) ? 6 : null
    if (is && (!family || family === is) && !found.includes(address)) found.push(address)
  }
  return found
}

type Answer = string[] | 'nxdomain' | 'silent'

/** One question to the servers in order, each `attempts` times; time passes as it would on the wire. */
async function ask(
  task: Task,
  config: ResolverConfig,
  question: { name: string; family: 4 | 6 } | { address: string },
): Promise<Answer> {
  const { clock, net } = task.system
  for (let attempt = 0; attempt < config.attempts; attempt++)
    for (const server of config.servers) {
      const { ms, outcome, addresses, name } = net.query(task.namespaces.net, server, question)
      const wait = outcome === 'silent' ? config.timeout : ms
      if (wait > 0) await sleepUntil(task, clock.now() + wait)
      if (outcome === 'nxdomain') return 'nxdomain'
      if (outcome === 'answer') return addresses ?? (name === undefined ? [] : [name])
    }
  return 'silent'
}

export async function getaddrinfo(task: Task, name: string, family?: 4 | 6): Promise<string[]> {
  if (isV4(name) || isV6(name)) {
    if (family && family !== (isV4(name) ? 4 : 6)) throw new ResolveError('EAI_NONAME')
    return [name]
  }
  const known = hosts(task, name, family)
  if (known.length) return preferred(task, known)
  if (!/^[\x21-\x7e]{1,253}$/.test(name)) throw new ResolveError('EAI_NONAME')
  const config = configOf(task)
  let exists = false
  let silent = false
  for (const candidate of candidates(name, config)) {
    const found: string[] = []
    for (const one of family ? [family] : ([4, 6] as const)) {
      const answer = await ask(task, config, { name: candidate, family: one })
      if (answer === 'silent') {
        silent = true
        break
      }
      if (answer === 'nxdomain') break
      exists = true
      found.push(...answer)
    }
    if (found.length) return preferred(task, found)
    if (silent) break
  }
  throw new ResolveError(silent ? 'EAI_AGAIN' : exists ? 'EAI_NODATA' : 'EAI_NONAME')
}

/** Names with enough dots are tried as they are first, others with the search list first (res_search). */
function candidates(name: string, config: ResolverConfig): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const searched = config.search.map((domain) => `${name}.${domain}`)
  const dots = name.split('.').length - 1
  return dots >= config.ndots ? [name, ...searched] : [...searched, name]
}

/** RFC 6724 as far as it shows here: IPv6 first where there is an address to come from, else last. */
function preferred(task: Task, addresses: readonly string[]): string[] {
  const own = task.namespaces.net.interfaces.flatMap((device) =>
    device.up ? device.addresses.map((a) => a.address) : [],
  )
  const global = own.some((address) => isV6(address) && address !== '::1' && !/^fe80:/i.test(address))
  const rank = (address: string): number => {
    if (isV4(address)) return 1
    return (address === '::1' ? own.includes('::1') : global) ? 0 : 2
  }
  return [...addresses].sort((a, b) => rank(a) - rank(b))
}

export async function getnameinfo(task: Task, address: string): Promise<string | null> {
  for (const [known, name] of words(fileText(task, '/etc/hosts'))) if (known === address && name) return name
  const answer = await ask(task, configOf(task), { address })
  return typeof answer === 'string' ? null : (answer[0] ?? null)
}
