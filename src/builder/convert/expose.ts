/** EXPOSE (go-connections nat.ParsePortSpecs): ports and ranges, with a protocol; what is before a colon counts for nothing. */
import { quote } from '../../base/go/quote.ts'
import { expandWords } from '../dockerfile/lex.ts'
import { BuildError } from '../errors.ts'
import type { Instruction } from '../dockerfile/types.ts'
import { lint, type Dispatch } from './context.ts'
import { commit } from './history.ts'
import type { StageState } from './types.ts'

export function convertExpose(
  dispatch: Dispatch,
  state: StageState,
  instruction: Extract<Instruction, { kind: 'expose' }>,
): void {
  const exposed = (state.image.config.ExposedPorts ??= {})
  const ports: string[] = []
  for (const word of instruction.ports)
    for (const spec of expandWords(word, state.env, dispatch.escape))
      ports.push(...parsePort(dispatch, instruction, spec))
  for (const port of ports) exposed[port] = {}
  commit(state, `EXPOSE [${ports.join(' ')}]`, false)
}
function parsePort(dispatch: Dispatch, instruction: Instruction, spec: string): string[] {
  const parts = spec.split(':')
  const last = parts.pop()!
  const slash = last.indexOf('/')
  const port = slash < 0 ? last : last.slice(0, slash)
  const protocol = slash < 0 || last.slice(slash + 1) === '' ? 'tcp' : last.slice(slash + 1)
  if (port === '') throw new BuildError(`invalid port: ${quote(spec)}: no port specified`)
  const low = protocol.toLowerCase()
  if (!['tcp', 'udp', 'sctp'].includes(low))
    throw new BuildError(`invalid port: ${quote(spec)}: invalid proto: ${protocol}`)
  if (protocol !== low) lint(dispatch, 'ExposeProtoCasing', instruction.location, spec)
  if (parts.some((part) => part !== '')) lint(dispatch, 'ExposeInvalidFormat', instruction.location, spec)
  const range = portRange(port)
  if (!range) throw new BuildError(`invalid containerPort: ${port}`)
  const host = parts.at(-1) ?? ''
  if (parts.length > 1) {
    const ip = parts
      .slice(0, -1)
      .join(':')
      .replace(/^\[(.*)\]$/, '$1')
    if (ip !== '' && !/^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$|^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/.test(ip))
      throw new BuildError(`invalid IP address: ${ip}`)
  }
  if (host !== '') {
    const hostRange = portRange(host)
    if (!hostRange) throw new BuildError(`invalid hostPort: ${host}`)
    if (range[1] - range[0] !== hostRange[1] - hostRange[0] && range[1] !== range[0])
      throw new BuildError(`invalid ranges specified for container and host Ports: ${port} and ${host}`)
  }
  return Array.from({ length: range[1] - range[0] + 1 }, (_, i) => `${range[0] + i}/${low}`)
}
function portRange(text: string): [number, number] | null {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text)
  if (!match) return null
  const [start, end] = [Number(match[1]), Number(match[2] ?? match[1])]
  return start > 65535 || end > 65535 || end < start ? null : [start, end]
}
