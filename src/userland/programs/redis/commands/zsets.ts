import type { Reply } from '../resp.ts'
import { CommandError, float, formatFloat, integer, slice } from '../store.ts'
import { cursor, scan } from './keys.ts'
import { read, write } from './types.ts'
import type { Command, CommandTable, Context } from './types.ts'

type Scored = [member: string, score: number]
const scores = (context: Context, key: string): Map<string, number> =>
  context.db.get(key, 'zset')?.scores ?? new Map<string, number>()
const sorted = (map: Map<string, number>): Scored[] =>
  [...map].sort(([a, x], [b, y]) => (x !== y ? x - y : a < b ? -1 : 1))

function add(args: readonly string[], context: Context): Reply {
  const [key, ...rest] = args as [string, ...string[]]
  const options = new Set<string>()
  while (rest.length && /^(NX|XX|GT|LT|CH|INCR)$/i.test(rest[0]!)) options.add(rest.shift()!.toUpperCase())
  if (!rest.length || rest.length % 2) throw new CommandError('ERR syntax error')
  if (options.has('NX') && options.has('XX'))
    throw new CommandError('ERR XX and NX options at the same time are not compatible')
  if (options.has('NX') && (options.has('GT') || options.has('LT')))
    throw new CommandError('ERR GT, LT, and/or NX options at the same time are not compatible')
  if (options.has('INCR') && rest.length > 2)
    throw new CommandError('ERR INCR option supports a single increment-element pair')
  const pairs: Scored[] = []
  for (let i = 0; i < rest.length; i += 2) pairs.push([rest[i + 1]!, float(rest[i]!)])
  const map = context.db.make(key, 'zset').scores
  let added = 0
  let changed = 0
  let result: number | null = null
  for (const [member, given] of pairs) {
    const before = map.get(member)
    const score = options.has('INCR') ? (before ?? 0) + given : given
    if (Number.isNaN(score)) throw new CommandError('ERR resulting score is not a number (NaN)')
    if ((before === undefined && options.has('XX')) || (before !== undefined && options.has('NX'))) continue
    if (before !== undefined && ((options.has('GT') && score <= before) || (options.has('LT') && score >= before)))
      continue
    map.set(member, score)
    result = score
    if (before === undefined) added++
    else if (before !== score) changed++
  }
  context.db.tidy(key)
  if (options.has('INCR')) return result === null ? null : formatFloat(result)
  return options.has('CH') ? added + changed : added
}

/** "(5", "-inf", "7" */
function bound(text: string): { value: number; exclusive: boolean } {
  const exclusive = text.startsWith('(')
  return { value: float(exclusive ? text.slice(1) : text, 'ERR min or max is not a float'), exclusive }
}
function byScore(all: Scored[], min: string, max: string): Scored[] {
  const low = bound(min)
  const high = bound(max)
  return all.filter(
    ([, score]) =>
      (low.exclusive ? score > low.value : score >= low.value) &&
      (high.exclusive ? score < high.value : score <= high.value),
  )
}
function byLex(all: Scored[], min: string, max: string): Scored[] {
  for (const edge of [min, max])
    if (!/^[-+]$|^[[(]/.test(edge)) throw new CommandError('ERR min or max not valid string range item')
  const above = (member: string): boolean =>
    min === '-' || (min !== '+' && (min[0] === '[' ? member >= min.slice(1) : member > min.slice(1)))
  const below = (member: string): boolean =>
    max === '+' || (max !== '-' && (max[0] === '[' ? member <= max.slice(1) : member < max.slice(1)))
  return all.filter(([member]) => above(member) && below(member))
}
const show = (items: readonly Scored[], withScores: boolean): string[] =>
  items.flatMap(([member, score]) => (withScores ? [member, formatFloat(score)] : [member]))

interface RangeOptions {
  by: 'index' | 'score' | 'lex'
  reverse: boolean
  withScores: boolean
  limit: [number, number] | null
}
function rangeOptions(words: readonly string[], given: Partial<RangeOptions>): RangeOptions {
  const out: RangeOptions = { by: 'index', reverse: false, withScores: false, limit: null, ...given }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!.toUpperCase()
    if (word === 'WITHSCORES') out.withScores = true
    else if (word === 'REV') out.reverse = true
    else if (word === 'BYSCORE') out.by = 'score'
    else if (word === 'BYLEX') out.by = 'lex'
    else if (word === 'LIMIT' && i + 2 < words.length) out.limit = [integer(words[++i]!), integer(words[++i]!)]
    else throw new CommandError('ERR syntax error')
  }
  if (out.limit && out.by === 'index')
    throw new CommandError('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX')
  return out
}
function range(context: Context, key: string, start: string, stop: string, options: RangeOptions): Scored[] {
  const all = sorted(scores(context, key))
  const { by, reverse, limit } = options
  if (by === 'index') {
    const [from, to] = [integer(start), integer(stop)]
    if (reverse) all.reverse()
    const part = slice(all.length, from, to)
    return part ? all.slice(part[0], part[1] + 1) : []
  }
  const [min, max] = reverse ? [stop, start] : [start, stop]
  let found = by === 'score' ? byScore(all, min, max) : byLex(all, min, max)
  if (reverse) found = found.reverse()
  return limit ? (limit[0] < 0 ? [] : found.slice(limit[0], limit[1] < 0 ? undefined : limit[0] + limit[1])) : found
}
const ranged = (given: Partial<RangeOptions>): Command =>
  read(-4, ([key, start, stop, ...words], context) => {
    const options = rangeOptions(words, given)
    return show(range(context, key!, start!, stop!, options), options.withScores)
  })
const rank = (reverse: boolean): Command =>
  read(3, ([key, member], context) => {
    const all = sorted(scores(context, key!))
    if (reverse) all.reverse()
    const at = all.findIndex(([name]) => name === member)
    return at < 0 ? null : at
  })
const pop = (highest: boolean): Command =>
  write(-2, ([key, count], context) => {
    const map = scores(context, key!)
    const all = sorted(map)
    if (highest) all.reverse()
    const taken = all.slice(0, count === undefined ? 1 : integer(count))
    for (const [member] of taken) map.delete(member)
    context.db.tidy(key!)
    return show(taken, true)
  })
const removeRange = (by: RangeOptions['by']): Command =>
  write(4, ([key, start, stop], context) => {
    const gone = range(context, key!, start!, stop!, { by, reverse: false, withScores: false, limit: null })
    const map = scores(context, key!)
    for (const [member] of gone) map.delete(member)
    context.db.tidy(key!)
    return gone.length
  })
const combineStore = (intersect: boolean): Command =>
  write(-4, ([target, count, ...rest], context) => {
    const n = integer(count!)
    if (rest.length > n) throw new CommandError('ERR WEIGHTS and AGGREGATE are not simulated yet')
    const maps = rest.slice(0, n).map((key) => {
      const value = context.db.entry(key)?.value
      return value?.type === 'set' ? new Map([...value.members].map((member) => [member, 1])) : scores(context, key)
    })
    const out = new Map<string, number>()
    for (const map of maps) for (const [member, score] of map) out.set(member, (out.get(member) ?? 0) + score)
    if (intersect) for (const member of [...out.keys()]) if (!maps.every((map) => map.has(member))) out.delete(member)
    context.db.entries.delete(target!)
    if (out.size) context.db.set(target!, { type: 'zset', scores: out })
    return out.size
  })

export const zsets: CommandTable = {
  zadd: write(-4, add),
  zincrby: write(4, ([key, by, member], context) => add([key!, 'INCR', by!, member!], context)),
  zrem: write(-3, ([key, ...members], context) => {
    const map = scores(context, key!)
    const removed = members.filter((member) => map.delete(member)).length
    context.db.tidy(key!)
    return removed
  }),
  zscore: read(3, ([key, member], context) => {
    const score = scores(context, key!).get(member!)
    return score === undefined ? null : formatFloat(score)
  }),
  zmscore: read(-3, ([key, ...members], context) => {
    const map = scores(context, key!)
    return members.map((member) => (map.has(member) ? formatFloat(map.get(member)!) : null))
  }),
  zcard: read(2, ([key], context) => scores(context, key!).size),
  zcount: read(4, ([key, min, max], context) => byScore(sorted(scores(context, key!)), min!, max!).length),
  zlexcount: read(4, ([key, min, max], context) => byLex(sorted(scores(context, key!)), min!, max!).length),
  zrank: rank(false),
  zrevrank: rank(true),
  zrange: ranged({}),
  zrevrange: ranged({ reverse: true }),
  zrangebyscore: ranged({ by: 'score' }),
  zrevrangebyscore: ranged({ by: 'score', reverse: true }),
  zrangebylex: ranged({ by: 'lex' }),
  zpopmin: pop(false),
  zpopmax: pop(true),
  zremrangebyrank: removeRange('index'),
  zremrangebyscore: removeRange('score'),
  zremrangebylex: removeRange('lex'),
  zunionstore: combineStore(false),
  zinterstore: combineStore(true),
  zscan: read(-3, ([key, start, ...options], context) => {
    cursor(start!)
    const map = scores(context, key!)
    return ['0', scan([...map.keys()], options).matching.flatMap((member) => [member, formatFloat(map.get(member)!)])]
  }),
}
