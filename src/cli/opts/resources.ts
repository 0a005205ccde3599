/** Options about resources: ulimits, GPUs, memory plus swap, restart policies. */
import type { DeviceRequest, RestartPolicy, Ulimit } from '../../api/types/index.ts'
import { quote } from '../../base/go/quote.ts'
import { CommandError, FlagError } from '../framework/errors.ts'
import { parseCsv, parseMemory, type FlagValueFactory } from '../framework/flag-values.ts'
import { toMap } from './env.ts'
import { cut } from './validate.ts'

const ULIMITS = new Set(
  'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' '),
)
function limit(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new FlagError(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`)
  return Number(text)
}
export function parseUlimit(text: string): Ulimit {
  const [name, limits, found] = cut(text, '=')
  if (!found) throw new FlagError(`invalid ulimit argument: ${text}`)
  if (!ULIMITS.has(name)) throw new FlagError(`invalid ulimit type: ${name}`)
  const values = limits.split(':')
  if (values.length > 2)
    throw new FlagError(`too many limit value arguments - ${limits}, can only have up to two, \`soft[:hard]\``)
  const hardText = values[1]
  const hardFirst = hardText === undefined ? undefined : limit(hardText)
  const soft = limit(values[0]!)
  const hard = hardFirst ?? soft
  if (hard !== -1) {
    if (soft === -1)
      throw new FlagError(
        `ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: ${hard}`,
      )
    if (soft > hard)
      throw new FlagError(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`)
  }
  return { Name: name, Hard: hard, Soft: soft }
}
/** By name; the last setting of a name wins. */
export const ulimitValue: FlagValueFactory = () => {
  const limits = new Map<string, Ulimit>()
  return {
    set: (text) => {
      const parsed = parseUlimit(text)
      limits.set(parsed.Name, parsed)
    },
    get: () => [...limits.values()].sort((a, b) => (a.Name < b.Name ? -1 : 1)),
  }
}

function gpuCount(text: string): number {
  if (text === 'all') return -1
  if (!/^[+-]?\d+$/.test(text))
    throw new FlagError(`invalid count (${text}): value must be either "all" or an integer: invalid syntax`)
  return Number(text)
}
export function parseGpus(text: string): DeviceRequest {
  const request: DeviceRequest = { Driver: '', Count: 0, DeviceIDs: null, Capabilities: null, Options: null }
  const seen = new Set<string>()
  for (const field of parseCsv(text)) {
    const [key, value, found] = cut(field, '=')
    if (seen.has(key)) throw new FlagError(`gpu request key '${key}' can be specified only once`)
    seen.add(key)
    if (!found) {
      seen.add('count')
      request.Count = gpuCount(key)
      continue
    }
    switch (key) {
      case 'driver':
        request.Driver = value
        break
      case 'count':
        request.Count = gpuCount(value)
        break
      case 'device':
        request.DeviceIDs = value.split(',')
        break
      case 'capabilities':
        request.Capabilities = [[...value.split(','), 'gpu']]
        break
      case 'options':
        request.Options = toMap(parseCsv(value))
        break
      default:
        throw new FlagError(`unexpected key '${key}' in '${field}'`)
    }
  }
  if (!seen.has('count') && request.DeviceIDs === null) request.Count = 1
  request.Options ??= {}
  request.Capabilities ??= [['gpu']]
  return request
}
export const gpuValue: FlagValueFactory = () => {
  const requests: DeviceRequest[] = []
  return { set: (text) => void requests.push(parseGpus(text)), get: () => requests }
}

/** --memory-swap: -1 is unlimited. */
export const memorySwapValue: FlagValueFactory = () => {
  let value = 0
  return { set: (text) => void (value = text === '-1' ? -1 : parseMemory(text)), get: () => value }
}

/** Throws CommandError. Names are the engine's to check. */
export function parseRestartPolicy(text: string): RestartPolicy {
  if (text === '') return { Name: '', MaximumRetryCount: 0 }
  const [name, count, found] = cut(text, ':')
  if (found && name === '') throw new CommandError('invalid restart policy format: no policy provided before colon')
  if (count !== '' && !/^[+-]?\d+$/.test(count))
    throw new CommandError('invalid restart policy format: maximum retry count must be an integer')
  return { Name: name as RestartPolicy['Name'], MaximumRetryCount: Number(count || 0) }
}
