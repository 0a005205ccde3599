/** HEALTHCHECK NONE | [--interval= --timeout= --start-period= --start-interval= --retries=] CMD … */
import { MILLISECOND, parseDuration } from '../../base/go/duration.ts'
import { quote as goQuote } from '../../base/go/quote.ts'
import { parseFlags } from './flags.ts'
import { atLeastOne, words } from './arguments.ts'
import type { Node } from './node.ts'
import { DockerfileError, type HealthInstruction } from './types.ts'

export function parseHealthcheck(node: Node): HealthInstruction {
  const [first, ...args] = node.args
  if (first === undefined) throw atLeastOne('HEALTHCHECK')
  const type = first.toUpperCase()
  const health = { test: [type], interval: 0, timeout: 0, startPeriod: 0, startInterval: 0, retries: 0 }
  if (type === 'NONE') {
    if (args.length > 0) throw new DockerfileError('HEALTHCHECK NONE takes no arguments')
    return health
  }
  const flags = parseFlags(node.flags, {
    interval: 'string',
    timeout: 'string',
    'start-period': 'string',
    'start-interval': 'string',
    retries: 'string',
  })
  if (type !== 'CMD') throw new DockerfileError(`Unknown type ${goQuote(type)} in HEALTHCHECK (try CMD)`)
  const command = words(node, args)
  if (command.length === 0) throw new DockerfileError('Missing command after HEALTHCHECK CMD')
  return {
    test: [node.json ? 'CMD' : 'CMD-SHELL', ...command],
    interval: duration('interval', flags.interval),
    timeout: duration('timeout', flags.timeout),
    startPeriod: duration('start-period', flags['start-period']),
    startInterval: duration('start-interval', flags['start-interval']),
    retries: retries(flags.retries),
  }
}
/** Nanoseconds; 0 where not given. */
function duration(name: string, text: string | null): number {
  if (!text) return 0
  const value = parseDuration(text)
  if (typeof value === 'object') throw new DockerfileError(value.error)
  if (value !== 0 && value < MILLISECOND) throw new DockerfileError(`Interval ${goQuote(name)} cannot be less than 1ms`)
  return value
}
function retries(text: string | null): number {
  if (!text) return 0
  const problem = !/^[+-]?\d+$/.test(text)
    ? 'invalid syntax'
    : Number(text) > 0x7fffffff || Number(text) < -0x80000000
      ? 'value out of range'
      : null
  if (problem !== null) throw new DockerfileError(`strconv.ParseInt: parsing ${goQuote(text)}: ${problem}`)
  const value = Number(text)
  if (value < 0) throw new DockerfileError(`--retries cannot be negative (${value})`)
  return value
}
