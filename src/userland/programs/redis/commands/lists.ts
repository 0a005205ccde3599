import { OK } from '../resp.ts'
import type { Reply } from '../resp.ts'
import { CommandError, integer, slice } from '../store.ts'
import { read, write } from './types.ts'
import type { Command, CommandTable, Context } from './types.ts'

const push = (left: boolean, onlyExisting: boolean): Command =>
  write(-3, ([key, ...items], { db, server }) => {
    if (onlyExisting && !db.get(key!, 'list')) return 0
    const list = db.make(key!, 'list').items
    for (const item of items) {
      if (left) list.unshift(item)
      else list.push(item)
    }
    const length = list.length
    server.pushed(db, key!)
    return length
  })
const pop = (left: boolean): Command =>
  write(-2, ([key, count], { db }) => {
    const list = db.get(key!, 'list')?.items
    if (count !== undefined && integer(count) < 0) throw new CommandError('ERR value is out of range, must be positive')
    if (!list) return count === undefined ? null : { nullArray: true }
    const n = count === undefined ? 1 : integer(count)
    const taken = left ? list.splice(0, n) : list.splice(Math.max(0, list.length - n)).reverse()
    db.tidy(key!)
    return count === undefined ? taken[0]! : taken
  })
export function popOne(db: Context['db'], key: string, left: boolean): string | undefined {
  const list = db.get(key, 'list')?.items
  const item = left ? list?.shift() : list?.pop()
  db.tidy(key)
  return item
}
function move(context: Context, from: string, to: string, leftFrom: boolean, leftTo: boolean): Reply {
  const { db, server } = context
  db.get(to, 'list')
  const item = popOne(db, from, leftFrom)
  if (item === undefined) return null
  const target = db.make(to, 'list').items
  if (leftTo) target.unshift(item)
  else target.push(item)
  server.pushed(db, to)
  return item
}
const side = (text: string): boolean => {
  if (!/^(left|right)$/i.test(text)) throw new CommandError('ERR syntax error')
  return /^left$/i.test(text)
}

export const lists: CommandTable = {
  lpush: push(true, false),
  rpush: push(false, false),
  lpushx: push(true, true),
  rpushx: push(false, true),
  lpop: pop(true),
  rpop: pop(false),
  llen: read(2, ([key], { db }) => db.get(key!, 'list')?.items.length ?? 0),
  lrange: read(4, ([key, start, stop], { db }) => {
    const [from, to] = [integer(start!), integer(stop!)]
    const list = db.get(key!, 'list')?.items ?? []
    const range = slice(list.length, from, to)
    return range ? list.slice(range[0], range[1] + 1) : []
  }),
  lindex: read(3, ([key, index], { db }) => db.get(key!, 'list')?.items.at(integer(index!)) ?? null),
  lset: write(4, ([key, index, item], { db }) => {
    const list = db.get(key!, 'list')?.items
    if (!list) throw new CommandError('ERR no such key')
    const at = integer(index!)
    const place = at < 0 ? list.length + at : at
    if (place < 0 || place >= list.length) throw new CommandError('ERR index out of range')
    list[place] = item!
    return OK
  }),
  linsert: write(5, ([key, where, pivot, item], { db }) => {
    if (!/^(before|after)$/i.test(where!)) throw new CommandError('ERR syntax error')
    const list = db.get(key!, 'list')?.items
    if (!list) return 0
    const at = list.indexOf(pivot!)
    if (at < 0) return -1
    list.splice(/^before$/i.test(where!) ? at : at + 1, 0, item!)
    return list.length
  }),
  lrem: write(4, ([key, count, item], { db }) => {
    const n = integer(count!)
    const list = db.get(key!, 'list')?.items
    if (!list) return 0
    let left = n === 0 ? Infinity : Math.abs(n)
    let removed = 0
    const order = n < 0 ? [...list.keys()].reverse() : [...list.keys()]
    const gone = new Set<number>()
    for (const i of order)
      if (left > 0 && list[i] === item) {
        gone.add(i)
        left--
        removed++
      }
    const kept = list.filter((_, i) => !gone.has(i))
    list.splice(0, list.length, ...kept)
    db.tidy(key!)
    return removed
  }),
  ltrim: write(4, ([key, start, stop], { db }) => {
    const [from, to] = [integer(start!), integer(stop!)]
    const list = db.get(key!, 'list')?.items
    if (!list) return OK
    const range = slice(list.length, from, to)
    list.splice(0, list.length, ...(range ? list.slice(range[0], range[1] + 1) : []))
    db.tidy(key!)
    return OK
  }),
  lpos: read(-3, ([key, item, ...options], { db }) => {
    if (options.length) throw new CommandError('ERR the options of LPOS are not simulated yet')
    const at = db.get(key!, 'list')?.items.indexOf(item!) ?? -1
    return at < 0 ? null : at
  }),
  rpoplpush: write(3, ([from, to], context) => move(context, from!, to!, false, true)),
  lmove: write(5, ([from, to, a, b], context) => move(context, from!, to!, side(a!), side(b!))),
}
