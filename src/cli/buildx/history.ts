/** Records of builds, as the commands of `docker buildx history` look them up, count and name them (commands/history/utils.go). */
import { MILLISECOND, parseDuration } from '../../base/go/duration.ts'
import { quote } from '../../base/go/quote.ts'
import { rfc3339ToMs } from '../../base/go/time.ts'
import type { BuildRecord } from '../../api/types/index.ts'
import type { Cli } from '../framework/cli.ts'
import { CommandError } from '../framework/errors.ts'

const LIMIT = 50
export const fullRef = (ref: string): string => `default/default/${ref}`
/** Newest first. */
export async function records(cli: Cli): Promise<BuildRecord[]> {
  return (await cli.client.json<BuildRecord[]>('GET', '/naru/builds')).slice(0, LIMIT)
}
/** By its reference or "^N", the Nth before the last; the last without. Throws CommandError. */
export async function findRecord(cli: Cli, ref: string): Promise<BuildRecord> {
  const all = await records(cli)
  if (ref.startsWith('^')) {
    const offset = Number(ref.slice(1))
    if (!/^[+-]?\d+$/.test(ref.slice(1)))
      throw new CommandError(
        `invalid offset ${quote(ref)}: strconv.Atoi: parsing ${quote(ref.slice(1))}: invalid syntax`,
      )
    const found = all[Math.max(0, offset)]
    if (found) return found
    if (offset - all.length > 0) throw new CommandError(`no completed build found with offset ${offset - all.length}`)
    throw new CommandError(`no record found for ref ${quote(ref)}`)
  }
  const found = ref === '' ? all[0] : all.find((record) => record.ref === ref || fullRef(record.ref) === ref)
  if (found) return found
  throw new CommandError(ref === '' ? 'no records found' : `no record found for ref ${quote(ref)}`)
}
export const buildName = ({ name, target }: BuildRecord): string =>
  target === '' ? name : name === '' ? target : `${name} (${target})`
export function steps({ vertexes }: BuildRecord): { total: number; completed: number; cached: number } {
  return {
    total: vertexes.length,
    completed: vertexes.filter(({ completed }) => completed !== undefined).length,
    cached: vertexes.filter(({ cached }) => cached === true).length,
  }
}
/** "0.4s", "2m  5s" */
export function durationText(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`
  return `${Math.floor(ms / 60_000)}m ${String(Math.floor(ms / 1000) % 60).padStart(2)}s`
}
export const buildDuration = ({ created, completed }: BuildRecord, now: number): string =>
  durationText((completed === null ? now : rfc3339ToMs(completed)) - rfc3339ToMs(created))

/** --filter: all of them must hold. Throws CommandError. */
export function historyFilter(filters: readonly string[], now: number): (record: BuildRecord) => boolean {
  const tests = filters.map((text) => {
    const match = /^([^!<>=]*)(!=|<=|>=|=|<|>)(.*)$/s.exec(text)
    if (!match) throw new CommandError(`invalid filter ${quote(text)}`)
    return test(match[1]!, match[2]!, match[3]!, text, now)
  })
  return (record) => tests.every((one) => one(record))
}
function test(
  key: string,
  operator: string,
  value: string,
  text: string,
  now: number,
): (record: BuildRecord) => boolean {
  switch (key) {
    case 'ref':
    case 'repository':
    case 'status': {
      if (operator !== '=' && operator !== '!=')
        throw new CommandError(`invalid separator for ${quote(text)}, expected = or !=`)
      const fits = (record: BuildRecord): boolean =>
        key === 'ref' ? record.ref.includes(value) : key === 'status' ? record.status === value : value === ''
      return (record) => fits(record) === (operator === '=')
    }
    case 'startedAt':
    case 'completedAt':
    case 'duration': {
      if (operator === '=' || operator === '!=')
        throw new CommandError(`invalid separator for ${quote(text)}, expected <=, <, >= or >`)
      const limit = limitOf(key, value, now)
      return (record) => {
        const end = record.completed === null ? null : rfc3339ToMs(record.completed)
        const start = rfc3339ToMs(record.created)
        const own = key === 'startedAt' ? start : key === 'completedAt' ? end : (end ?? now) - start
        return own !== null && compare(own, operator, limit)
      }
    }
    default:
      throw new CommandError(`unsupported filter ${quote(text)}`)
  }
}
/** A duration ago, or a time; for `duration` a duration. In milliseconds. */
function limitOf(key: string, value: string, now: number): number {
  const duration = parseDuration(value)
  if (typeof duration === 'number') return key === 'duration' ? duration / MILLISECOND : now - duration / MILLISECOND
  const time = key === 'duration' ? NaN : Date.parse(value)
  if (Number.isNaN(time)) throw new CommandError(`invalid value ${quote(value)} for ${quote(key)}`)
  return time
}
const compare = (a: number, operator: string, b: number): boolean =>
  operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b
