import { OK } from '../resp.ts'
import type { Reply } from '../resp.ts'
import { CommandError, float, formatFloat, integer, slice } from '../store.ts'
import { read, write } from './types.ts'
import type { CommandTable, Context } from './types.ts'

const get = (context: Context, key: string): string | null => context.db.get(key, 'string')?.text ?? null
const put = (context: Context, key: string, text: string): void => {
  const entry = context.db.entry(key)
  context.db.set(key, { type: 'string', text }, entry?.expires ?? null)
}
function add(context: Context, key: string, by: number): number {
  const before = integer(get(context, key) ?? '0')
  const after = before + by
  if (!Number.isSafeInteger(after)) throw new CommandError('ERR increment or decrement would overflow')
  put(context, key, String(after))
  return after
}
const MAX_LENGTH = 512 * 1024 * 1024

/** EX 5, PX 5, EXAT, PXAT as an instant. */
export function expiry(option: string, value: string | undefined, context: Context, name: string): number {
  if (value === undefined) throw new CommandError('ERR syntax error')
  const n = integer(value)
  if (n <= 0) throw new CommandError(`ERR invalid expire time in '${name}' command`)
  switch (option) {
    case 'EX':
      return context.now() + n * 1000
    case 'PX':
      return context.now() + n
    case 'EXAT':
      return n * 1000
    default:
      return n
  }
}

function set(args: readonly string[], context: Context): Reply {
  const [key, text, ...options] = args as [string, string, ...string[]]
  let expires: number | null = null
  let condition: 'NX' | 'XX' | null = null
  let keep = false
  let give = false
  for (let i = 0; i < options.length; i++) {
    const option = options[i]!.toUpperCase()
    if ((option === 'NX' || option === 'XX') && (condition === null || condition === option)) condition = option
    else if (option === 'KEEPTTL' && expires === null) keep = true
    else if (option === 'GET') give = true
    else if (/^(EX|PX|EXAT|PXAT)$/.test(option) && expires === null && !keep)
      expires = expiry(option, options[++i], context, 'set')
    else throw new CommandError('ERR syntax error')
  }
  const before = give ? get(context, key) : null
  const entry = context.db.entry(key)
  if ((condition === 'NX' && entry) || (condition === 'XX' && !entry)) return give ? before : null
  context.db.set(key, { type: 'string', text }, keep ? (entry?.expires ?? null) : expires)
  return give ? before : OK
}
const setWith = (option: string, name: string) =>
  write(4, ([key, time, text], context) => {
    context.db.set(key!, { type: 'string', text: text! }, expiry(option, time, context, name))
    return OK
  })

export const strings: CommandTable = {
  get: read(2, ([key], context) => get(context, key!)),
  set: write(-3, set),
  setnx: write(3, ([key, text], context) => {
    if (context.db.entry(key!)) return 0
    context.db.set(key!, { type: 'string', text: text! })
    return 1
  }),
  setex: setWith('EX', 'setex'),
  psetex: setWith('PX', 'psetex'),
  getset: write(3, ([key, text], context) => {
    const before = get(context, key!)
    context.db.set(key!, { type: 'string', text: text! })
    return before
  }),
  getdel: write(2, ([key], context) => {
    const before = get(context, key!)
    context.db.delete(key!)
    return before
  }),
  getex: write(-2, ([key, option, value], context) => {
    const text = get(context, key!)
    const entry = context.db.entry(key!)
    if (!entry || option === undefined) return text
    if (option.toUpperCase() === 'PERSIST') entry.expires = null
    else if (/^(EX|PX|EXAT|PXAT)$/i.test(option)) entry.expires = expiry(option.toUpperCase(), value, context, 'getex')
    else throw new CommandError('ERR syntax error')
    return text
  }),
  mget: read(-2, (keys, { db }) =>
    keys.map((key) => {
      const value = db.entry(key)?.value
      return value?.type === 'string' ? value.text : null
    }),
  ),
  mset: write(-3, (args, context) => {
    if (args.length % 2) throw new CommandError("ERR wrong number of arguments for 'mset' command")
    for (let i = 0; i < args.length; i += 2) context.db.set(args[i]!, { type: 'string', text: args[i + 1]! })
    return OK
  }),
  msetnx: write(-3, (args, context) => {
    if (args.length % 2) throw new CommandError("ERR wrong number of arguments for 'msetnx' command")
    for (let i = 0; i < args.length; i += 2) if (context.db.entry(args[i]!)) return 0
    for (let i = 0; i < args.length; i += 2) context.db.set(args[i]!, { type: 'string', text: args[i + 1]! })
    return 1
  }),
  incr: write(2, ([key], context) => add(context, key!, 1)),
  decr: write(2, ([key], context) => add(context, key!, -1)),
  incrby: write(3, ([key, by], context) => add(context, key!, integer(by!))),
  decrby: write(3, ([key, by], context) => add(context, key!, -integer(by!))),
  incrbyfloat: write(3, ([key, by], context) => {
    const after = float(get(context, key!) ?? '0') + float(by!)
    if (!Number.isFinite(after)) throw new CommandError('ERR increment would produce NaN or Infinity')
    const text = formatFloat(Number(after.toPrecision(17)))
    put(context, key!, text)
    return text
  }),
  append: write(3, ([key, text], context) => {
    const whole = (get(context, key!) ?? '') + text!
    if (whole.length > MAX_LENGTH)
      throw new CommandError('ERR string exceeds maximum allowed size (proto-max-bulk-len)')
    put(context, key!, whole)
    return whole.length
  }),
  strlen: read(2, ([key], context) => (get(context, key!) ?? '').length),
  getrange: read(4, ([key, start, stop], context) => {
    const text = get(context, key!) ?? ''
    const range = slice(text.length, integer(start!), integer(stop!))
    return range ? text.slice(range[0], range[1] + 1) : ''
  }),
  setrange: write(4, ([key, offset, part], context) => {
    const at = integer(offset!)
    if (at < 0) throw new CommandError('ERR offset is out of range')
    if (at + part!.length > MAX_LENGTH)
      throw new CommandError('ERR string exceeds maximum allowed size (proto-max-bulk-len)')
    const text = get(context, key!) ?? ''
    if (part === '') return text.length
    const whole = text.padEnd(at, '\0').slice(0, at) + part! + text.slice(at + part!.length)
    put(context, key!, whole)
    return whole.length
  }),
}
