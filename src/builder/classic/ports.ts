/** EXPOSE of the classic builder (go-connections nat.ParsePortSpecs): the container's ports of what could be a whole mapping. */
import { quote } from '../../base/go/quote.ts'
import { ClassicError } from './errors.ts'

export const exposedPorts = (specs: readonly string[]): string[] => specs.flatMap(portsOf)

function portsOf(spec: string): string[] {
  const last = spec.slice(spec.lastIndexOf(':') + 1)
  const slash = last.indexOf('/')
  const port = slash < 0 ? last : last.slice(0, slash)
  const protocol = slash < 0 || slash === last.length - 1 ? 'tcp' : last.slice(slash + 1)
  if (port === '') throw new ClassicError(`invalid port: ${quote(spec)}: no port specified`)
  if (!['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) throw new ClassicError(`invalid proto: ${protocol}`)
  const range = /^(\d+)(?:-(\d+))?$/.exec(port)
  const from = Number(range?.[1])
  const to = Number(range?.[2] ?? range?.[1])
  if (!range || from > 65535 || to > 65535 || to < from) throw new ClassicError(`invalid containerPort: ${port}`)
  return Array.from({ length: to - from + 1 }, (_, i) => `${from + i}/${protocol.toLowerCase()}`)
}
