import { OK } from '../resp.ts'
import type { Reply } from '../resp.ts'
import { CommandError, glob, integer } from '../store.ts'
import type { Value } from '../store.ts'
import { read, write } from './types.ts'
import type { Command, CommandTable, Context } from './types.ts'

const expireIn = (unit: number, absolute: boolean, name: string): Command =>
  write(-3, ([key, time, ...options], context) => {
    const n = integer(time!)
    const entry = context.db.entry(key!)
    for (const option of options)
      if (!/^(NX|XX|GT|LT)$/i.test(option)) throw new CommandError(`ERR Unsupported option ${option}`)
    const at = n * unit + (absolute ? 0 : context.now())
    if (!Number.isSafeInteger(Math.round(at))) throw new CommandError(`ERR invalid expire time in '${name}' command`)
    if (!entry) return 0
    const has = (option: string): boolean => options.some((given) => given.toUpperCase() === option)
    if ((has('NX') && entry.expires !== null) || (has('XX') && entry.expires === null)) return 0
    if (has('GT') && (entry.expires === null || at <= entry.expires)) return 0
    if (has('LT') && entry.expires !== null && at >= entry.expires) return 0
    if (at <= context.now()) context.db.delete(key!)
    else entry.expires = at
    return 1
  })
const timeLeft = (unit: number, absolute: boolean): Command =>
  read(2, ([key], context) => {
    const entry = context.db.entry(key!)
    if (!entry) return -2
    if (entry.expires === null) return -1
    return Math.round((entry.expires - (absolute ? 0 : context.now())) / unit)
  })

const copyOf = (value: Value): Value => structured(value)
function structured(value: Value): Value {
  switch (value.type) {
    case 'string':
      return { ...value }
    case 'list':
      return { type: 'list', items: [...value.items] }
    case 'hash':
      return { type: 'hash', fields: new Map(value.fields) }
    case 'set':
      return { type: 'set', members: new Set(value.members) }
    case 'zset':
      return { type: 'zset', scores: new Map(value.scores) }
  }
}
export function encodingOf(value: Value): string {
  const short = (items: Iterable<string>): boolean => [...items].every((item) => item.length <= 64)
  switch (value.type) {
    case 'string':
      return /^-?(0|[1-9]\d{0,18})$/.test(value.text) ? 'int' : value.text.length <= 44 ? 'embstr' : 'raw'
    case 'list':
      return value.items.reduce((sum, item) => sum + item.length + 11, 0) <= 8192 && value.items.length <= 128 * 8
        ? 'listpack'
        : 'quicklist'
    case 'hash':
      return value.fields.size <= 512 && short(value.fields.keys()) && short(value.fields.values())
        ? 'listpack'
        : 'hashtable'
    case 'set':
      return value.members.size <= 512 && [...value.members].every((member) => /^-?(0|[1-9]\d*)$/.test(member))
        ? 'intset'
        : 'hashtable'
    case 'zset':
      return value.scores.size <= 128 && short(value.scores.keys()) ? 'listpack' : 'skiplist'
  }
}
function rename(args: readonly string[], { db }: Context, onlyNew: boolean): Reply {
  const [from, to] = args as [string, string]
  const entry = db.entry(from)
  if (!entry) throw new CommandError('ERR no such key')
  if (onlyNew && db.entry(to)) return 0
  db.entries.delete(from)
  db.entries.set(to, entry)
  db.onTouch(to)
  return onlyNew ? 1 : OK
}
/** SCAN and its kin give everything in one go: cursor 0 follows cursor 0. */
export function scan(
  items: readonly string[],
  options: readonly string[],
): { matching: string[]; type: string | null } {
  let matching = [...items]
  let type: string | null = null
  for (let i = 0; i < options.length; i += 2) {
    const value = options[i + 1]
    if (value === undefined) throw new CommandError('ERR syntax error')
    switch (options[i]!.toUpperCase()) {
      case 'MATCH': {
        const pattern = glob(value)
        matching = matching.filter((item) => pattern.test(item))
        break
      }
      case 'COUNT':
        if (integer(value) < 1) throw new CommandError('ERR syntax error')
        break
      case 'TYPE':
        type = value.toLowerCase()
        break
      default:
        throw new CommandError('ERR syntax error')
    }
  }
  return { matching, type }
}
export function cursor(text: string): void {
  if (!/^\d+$/.test(text)) throw new CommandError('ERR invalid cursor')
}

export const keys: CommandTable = {
  del: write(-2, (args, { db }) => args.filter((key) => db.delete(key)).length),
  unlink: write(-2, (args, { db }) => args.filter((key) => db.delete(key)).length),
  exists: read(-2, (args, { db }) => args.filter((key) => db.entry(key)).length),
  type: read(2, ([key], { db }) => ({ simple: db.entry(key!)?.value.type ?? 'none' })),
  keys: read(2, ([pattern], { db }) => {
    const match = glob(pattern!)
    return db.keys().filter((key) => match.test(key))
  }),
  scan: read(-2, ([start, ...options], { db }) => {
    cursor(start!)
    const { matching, type } = scan(db.keys(), options)
    return ['0', type === null ? matching : matching.filter((key) => db.entry(key)!.value.type === type)]
  }),
  randomkey: read(1, (_args, { db, rng }) => {
    const all = db.keys()
    return all.length ? all[rng.int(all.length)]! : null
  }),
  rename: write(3, (args, context) => rename(args, context, false)),
  renamenx: write(3, (args, context) => rename(args, context, true)),
  copy: write(-3, ([from, to, ...options], { db, server }) => {
    let target = db
    let replace = false
    for (let i = 0; i < options.length; i++) {
      if (/^replace$/i.test(options[i]!)) replace = true
      else if (/^db$/i.test(options[i]!)) {
        const chosen = server.databases[integer(options[++i] ?? '')]
        if (!chosen) throw new CommandError('ERR DB index is out of range')
        target = chosen
      } else throw new CommandError('ERR syntax error')
    }
    const entry = db.entry(from!)
    if (!entry || (target.entry(to!) && !replace)) return 0
    target.set(to!, copyOf(entry.value), entry.expires)
    return 1
  }),
  move: write(3, ([key, to], { db, server }) => {
    const target = server.databases[integer(to!)]
    if (!target) throw new CommandError('ERR DB index is out of range')
    if (target === db) throw new CommandError('ERR source and destination objects are the same')
    const entry = db.entry(key!)
    if (!entry || target.entry(key!)) return 0
    db.entries.delete(key!)
    target.entries.set(key!, entry)
    return 1
  }),
  expire: expireIn(1000, false, 'expire'),
  pexpire: expireIn(1, false, 'pexpire'),
  expireat: expireIn(1000, true, 'expireat'),
  pexpireat: expireIn(1, true, 'pexpireat'),
  ttl: timeLeft(1000, false),
  pttl: timeLeft(1, false),
  expiretime: timeLeft(1000, true),
  pexpiretime: timeLeft(1, true),
  persist: write(2, ([key], { db }) => {
    const entry = db.entry(key!)
    if (!entry || entry.expires === null) return 0
    entry.expires = null
    return 1
  }),
  touch: read(-2, (args, { db }) => args.filter((key) => db.entry(key)).length),
  object: read(-2, ([verb, key], { db }) => {
    switch (verb!.toLowerCase()) {
      case 'encoding': {
        const entry = db.entry(key ?? '')
        return entry ? encodingOf(entry.value) : null
      }
      case 'refcount':
        return db.entry(key ?? '') ? 1 : null
      case 'idletime':
        return db.entry(key ?? '') ? 0 : null
    }
    throw new CommandError(`ERR unknown subcommand '${verb}'. Try OBJECT HELP.`)
  }),
  dbsize: read(1, (_args, { db }) => db.keys().length),
  flushdb: write(-1, (_args, { db }) => {
    for (const key of db.keys()) db.onTouch(key)
    db.entries.clear()
    return OK
  }),
  flushall: write(-1, (_args, { server }) => {
    for (const db of server.databases) db.entries.clear()
    return OK
  }),
}
