/** Ports as docker ps shows them: "0.0.0.0:80->80/tcp, 9000-9002/tcp" (formatter.DisplayablePorts). */
import type { PortSummary } from '../../api/types/index.ts'

const joinHostPort = (host: string, port: string | number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function group(key: string, first: number, last: number): string {
  const slash = key.indexOf('/')
  const ip = slash < 0 ? '' : key.slice(0, slash)
  const type = slash < 0 ? key : key.slice(slash + 1)
  const range = first === last ? String(first) : `${first}-${last}`
  return `${ip === '' ? range : `${joinHostPort(ip, range)}->${range}`}/${type}`
}
export function displayablePorts(ports: readonly PortSummary[]): string {
  const sorted = [...ports].sort(
    (a, b) =>
      a.PrivatePort - b.PrivatePort ||
      compare(a.IP ?? '', b.IP ?? '') ||
      (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
      compare(a.Type, b.Type),
  )
  const groups = new Map<string, { first: number; last: number }>()
  const out: string[] = []
  const mappings: string[] = []
  for (const port of sorted) {
    const current = port.PrivatePort
    let key: string = port.Type
    if (port.IP) {
      if (port.PublicPort !== current) {
        mappings.push(`${joinHostPort(port.IP, port.PublicPort ?? 0)}->${current}/${port.Type}`)
        continue
      }
      key = `${port.IP}/${port.Type}`
    }
    const known = groups.get(key)
    if (known && current === known.last + 1) known.last = current
    else {
      if (known) out.push(group(key, known.first, known.last))
      groups.set(key, { first: current, last: current })
    }
  }
  for (const [key, { first, last }] of groups) out.push(group(key, first, last))
  return [...out, ...mappings].join(', ')
}
