import { OK } from '../resp.ts'
import { CommandError, float, formatFloat, integer } from '../store.ts'
import { cursor, scan } from './keys.ts'
import { read, write } from './types.ts'
import type { CommandTable, Context } from './types.ts'

const fields = (context: Context, key: string): Map<string, string> =>
  context.db.get(key, 'hash')?.fields ?? new Map<string, string>()
function set(args: readonly string[], context: Context, name: string): number {
  const [key, ...pairs] = args as [string, ...string[]]
  if (pairs.length % 2) throw new CommandError(`ERR wrong number of arguments for '${name}' command`)
  const hash = context.db.make(key, 'hash').fields
  let added = 0
  for (let i = 0; i < pairs.length; i += 2) {
    if (!hash.has(pairs[i]!)) added++
    hash.set(pairs[i]!, pairs[i + 1]!)
  }
  return added
}

export const hashes: CommandTable = {
  hset: write(-4, (args, context) => set(args, context, 'hset')),
  hmset: write(-4, (args, context) => {
    set(args, context, 'hmset')
    return OK
  }),
  hsetnx: write(4, ([key, field, value], context) => {
    if (fields(context, key!).has(field!)) return 0
    context.db.make(key!, 'hash').fields.set(field!, value!)
    return 1
  }),
  hget: read(3, ([key, field], context) => fields(context, key!).get(field!) ?? null),
  hmget: read(-3, ([key, ...names], context) => {
    const hash = fields(context, key!)
    return names.map((name) => hash.get(name) ?? null)
  }),
  hgetall: read(2, ([key], context) => [...fields(context, key!)].flat()),
  hkeys: read(2, ([key], context) => [...fields(context, key!).keys()]),
  hvals: read(2, ([key], context) => [...fields(context, key!).values()]),
  hlen: read(2, ([key], context) => fields(context, key!).size),
  hexists: read(3, ([key, field], context) => (fields(context, key!).has(field!) ? 1 : 0)),
  hstrlen: read(3, ([key, field], context) => fields(context, key!).get(field!)?.length ?? 0),
  hdel: write(-3, ([key, ...names], context) => {
    const hash = fields(context, key!)
    const removed = names.filter((name) => hash.delete(name)).length
    context.db.tidy(key!)
    return removed
  }),
  hincrby: write(4, ([key, field, by], context) => {
    const step = integer(by!)
    const hash = context.db.make(key!, 'hash').fields
    const after = integer(hash.get(field!) ?? '0', 'ERR hash value is not an integer') + step
    hash.set(field!, String(after))
    return after
  }),
  hincrbyfloat: write(4, ([key, field, by], context) => {
    const step = float(by!)
    const hash = context.db.make(key!, 'hash').fields
    const text = formatFloat(
      Number((float(hash.get(field!) ?? '0', 'ERR hash value is not a float') + step).toPrecision(17)),
    )
    hash.set(field!, text)
    return text
  }),
  hrandfield: read(-2, ([key, count], context) => {
    const all = [...fields(context, key!).keys()]
    if (count !== undefined) throw new CommandError('ERR the options of HRANDFIELD are not simulated yet')
    return all.length ? all[context.rng.int(all.length)]! : null
  }),
  hscan: read(-3, ([key, start, ...options], context) => {
    cursor(start!)
    const hash = fields(context, key!)
    return ['0', scan([...hash.keys()], options).matching.flatMap((field) => [field, hash.get(field)!])]
  }),
}
