import type { Reply } from '../resp.ts'
import { CommandError, integer } from '../store.ts'
import { cursor, scan } from './keys.ts'
import { read, write } from './types.ts'
import type { Command, CommandTable, Context } from './types.ts'

const members = (context: Context, key: string): Set<string> => context.db.get(key, 'set')?.members ?? new Set<string>()
/** Sets of whole numbers come sorted, as an intset keeps them. */
const ordered = (set: Iterable<string>): string[] => {
  const all = [...set]
  return all.every((member) => /^-?(0|[1-9]\d*)$/.test(member)) ? all.sort((a, b) => Number(a) - Number(b)) : all
}
type Operation = (first: Set<string>, rest: Set<string>[]) => string[]
const inter: Operation = (first, rest) => [...first].filter((member) => rest.every((set) => set.has(member)))
const union: Operation = (first, rest) => [...new Set([...first, ...rest.flatMap((set) => [...set])])]
const diff: Operation = (first, rest) => [...first].filter((member) => !rest.some((set) => set.has(member)))
const combine = (operation: Operation): Command =>
  read(-2, (keys, context) => {
    const [first, ...rest] = keys.map((key) => members(context, key))
    return ordered(operation(first!, rest))
  })
const store = (operation: Operation): Command =>
  write(-3, ([target, ...keys], context) => {
    const [first, ...rest] = keys.map((key) => members(context, key))
    const result = operation(first!, rest)
    context.db.entries.delete(target!)
    if (result.length) context.db.set(target!, { type: 'set', members: new Set(result) })
    return result.length
  })
function pick(context: Context, all: string[], count: string | undefined, positiveOnly: boolean): Reply {
  if (count === undefined) return all.length ? all[context.rng.int(all.length)]! : null
  const n = integer(count)
  if (n < 0 && positiveOnly) throw new CommandError('ERR value is out of range, must be positive')
  if (n < 0) return all.length ? Array.from({ length: -n }, () => all[context.rng.int(all.length)]!) : []
  const left = [...all]
  const out: string[] = []
  while (out.length < n && left.length) out.push(...left.splice(context.rng.int(left.length), 1))
  return out
}

export const sets: CommandTable = {
  sadd: write(-3, ([key, ...items], { db }) => {
    const set = db.make(key!, 'set').members
    const before = set.size
    for (const item of items) set.add(item)
    return set.size - before
  }),
  srem: write(-3, ([key, ...items], context) => {
    const set = members(context, key!)
    const removed = items.filter((item) => set.delete(item)).length
    context.db.tidy(key!)
    return removed
  }),
  smembers: read(2, ([key], context) => ordered(members(context, key!))),
  sismember: read(3, ([key, item], context) => (members(context, key!).has(item!) ? 1 : 0)),
  smismember: read(-3, ([key, ...items], context) => items.map((item) => (members(context, key!).has(item) ? 1 : 0))),
  scard: read(2, ([key], context) => members(context, key!).size),
  spop: write(-2, ([key, count], context) => {
    const set = members(context, key!)
    const taken = pick(context, [...set], count, true)
    for (const member of taken === null ? [] : typeof taken === 'string' ? [taken] : (taken as string[]))
      set.delete(member)
    context.db.tidy(key!)
    return taken
  }),
  srandmember: read(-2, ([key, count], context) => pick(context, [...members(context, key!)], count, false)),
  smove: write(4, ([from, to, item], context) => {
    const source = members(context, from!)
    context.db.get(to!, 'set')
    if (!source.delete(item!)) return 0
    context.db.make(to!, 'set').members.add(item!)
    context.db.tidy(from!)
    return 1
  }),
  sinter: combine(inter),
  sunion: combine(union),
  sdiff: combine(diff),
  sinterstore: store(inter),
  sunionstore: store(union),
  sdiffstore: store(diff),
  sscan: read(-3, ([key, start, ...options], context) => {
    cursor(start!)
    return ['0', scan([...members(context, key!)], options).matching]
  }),
}
