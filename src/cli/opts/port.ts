/** Port specifications: ip:host:container/protocol with ranges (docker/go-connections nat). Throws CommandError. */
import type { PortBinding } from '../../api/types/index.ts'
import { CommandError } from '../framework/errors.ts'
import { parseIp } from './ip.ts'
import { cut } from './validate.ts'

/** "80" or "8000-8010"; the error is strconv's or nat's. */
export function parsePortRange(text: string): [start: number, end: number] {
  if (text === '') throw new CommandError('empty string specified for ports')
  const [first, second] = text.includes('-') ? text.split('-') : [text, text]
  const start = parsePort(first!)
  const end = parsePort(second!)
  if (end < start) throw new CommandError(`invalid range specified for port: ${text}`)
  return [start, end]
}
function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`)
  const port = Number(text)
  if (port > 65535) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`)
  return port
}
/** ["tcp", "80"]; two empty strings without a port. */
export function splitProtoPort(text: string): [protocol: string, port: string] {
  const [port, protocol] = cut(text, '/')
  if (port === '') return ['', '']
  return [protocol || 'tcp', port]
}
export interface PortMapping {
  /** "80/tcp" */
  port: string
  binding: PortBinding
}
export function parsePortSpec(spec: string): PortMapping[] {
  const parts = spec.split(':')
  const containerSpec = parts.at(-1)!
  const hostPort = parts.length > 1 ? parts.at(-2)! : ''
  let ip = parts.slice(0, -2).join(':')
  const [rawProtocol, containerPort] = splitProtoPort(containerSpec)
  const protocol = rawProtocol.toLowerCase()
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw new CommandError(`invalid proto: ${protocol}`)
  if (ip.startsWith('[')) {
    const close = ip.indexOf(']')
    if (close < 0) throw new CommandError(`invalid IP address ${ip}: address ${ip}:: missing ']' in address`)
    ip = ip.slice(1, close)
  }
  if (ip !== '' && parseIp(ip) === null) throw new CommandError(`invalid IP address: ${ip}`)
  if (containerPort === '') throw new CommandError(`no port specified: ${spec}<empty>`)
  const [start, end] = rangeOr(containerPort, `invalid containerPort: ${containerPort}`)
  let hostStart = 0
  let hostEnd = 0
  if (hostPort !== '') {
    ;[hostStart, hostEnd] = rangeOr(hostPort, `invalid hostPort: ${hostPort}`)
    if (end - start !== hostEnd - hostStart && end !== start)
      throw new CommandError(`invalid ranges specified for container and host Ports: ${containerPort} and ${hostPort}`)
  }
  const out: PortMapping[] = []
  for (let i = 0; i <= end - start; i++) {
    let host = ''
    if (hostPort !== '') {
      host = String(hostStart + i)
      // One container port and a range of the host: the engine chooses among them.
      if (start === end && hostStart !== hostEnd) host += `-${hostEnd}`
    }
    out.push({ port: `${start + i}/${protocol}`, binding: { HostIp: ip, HostPort: host } })
  }
  return out
}
function rangeOr(text: string, message: string): [number, number] {
  try {
    return parsePortRange(text)
  } catch (error) {
    if (error instanceof CommandError) throw new CommandError(message)
    throw error
  }
}
/** The long form "published=8080,target=80,protocol=tcp" as the short one. */
function standardNotation(publish: string): string {
  if (!publish.includes('=')) return publish
  const params: Record<string, string> = { protocol: 'tcp' }
  for (const param of publish.split(',')) {
    const [key, value, found] = cut(param, '=')
    if (!found || key === '')
      throw new CommandError(`invalid publish opts format (should be name=value but got '${param}')`)
    params[key] = value
  }
  return `${params.published ?? ''}:${params.target ?? ''}/${params.protocol}`
}
export interface ParsedPorts {
  exposed: Record<string, Record<string, never>>
  bindings: Record<string, PortBinding[]>
}
/** -p and --expose together. */
export function parsePorts(publish: readonly string[], expose: readonly string[]): ParsedPorts {
  const exposed: ParsedPorts['exposed'] = {}
  const bindings: ParsedPorts['bindings'] = {}
  for (const spec of publish.map(standardNotation))
    for (const { port, binding } of parsePortSpec(spec)) {
      exposed[port] = {}
      ;(bindings[port] ??= []).push(binding)
    }
  for (const spec of expose) {
    if (spec.includes(':')) throw new CommandError(`invalid port format for --expose: ${spec}`)
    const [protocol, port] = splitProtoPort(spec)
    let range: [number, number]
    try {
      range = parsePortRange(port)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      throw new CommandError(`invalid range format for --expose: ${spec}, error: ${error.message}`)
    }
    for (let each = range[0]; each <= range[1]; each++) exposed[`${each}/${protocol}`] = {}
  }
  return { exposed, bindings }
}
