/** The keyspace: sixteen databases of typed values that may expire. Strings hold bytes (Latin-1). */
export type Value =
  | { type: 'string'; text: string }
  | { type: 'list'; items: string[] }
  | { type: 'hash'; fields: Map<string, string> }
  | { type: 'set'; members: Set<string> }
  | { type: 'zset'; scores: Map<string, number> }
export type TypeName = Value['type']
export interface Entry {
  value: Value
  /** ms since the epoch; null: never */
  expires: number | null
}
/** An error reply: thrown by commands. */
export class CommandError extends Error {}
export const WRONGTYPE = 'WRONGTYPE Operation against a key holding the wrong kind of value'

export class Database {
  readonly entries = new Map<string, Entry>()
  private readonly now: () => number
  /** Keys that were touched, for WATCH. */
  readonly onTouch: (key: string) => void
  constructor(now: () => number, onTouch: (key: string) => void) {
    this.now = now
    this.onTouch = onTouch
  }
  entry(key: string): Entry | undefined {
    const entry = this.entries.get(key)
    if (entry && entry.expires !== null && entry.expires <= this.now()) {
      this.entries.delete(key)
      this.onTouch(key)
      return undefined
    }
    return entry
  }
  get<T extends TypeName>(key: string, type: T): Extract<Value, { type: T }> | undefined {
    const entry = this.entry(key)
    if (!entry) return undefined
    if (entry.value.type !== type) throw new CommandError(WRONGTYPE)
    return entry.value as Extract<Value, { type: T }>
  }
  /** The value, made when there is none. */
  make<T extends TypeName>(key: string, type: T): Extract<Value, { type: T }> {
    const found = this.get(key, type)
    if (found) return found
    const fresh: Record<TypeName, Value> = {
      string: { type: 'string', text: '' },
      list: { type: 'list', items: [] },
      hash: { type: 'hash', fields: new Map() },
      set: { type: 'set', members: new Set() },
      zset: { type: 'zset', scores: new Map() },
    }
    const value = fresh[type]
    this.entries.set(key, { value, expires: null })
    return value as Extract<Value, { type: T }>
  }
  set(key: string, value: Value, expires: number | null = null): void {
    this.entries.set(key, { value, expires })
  }
  delete(key: string): boolean {
    return this.entry(key) !== undefined && this.entries.delete(key)
  }
  /** Empty collections do not stay. */
  tidy(key: string): void {
    const value = this.entries.get(key)?.value
    const size =
      !value || value.type === 'string'
        ? 1
        : value.type === 'list'
          ? value.items.length
          : value.type === 'hash'
            ? value.fields.size
            : value.type === 'set'
              ? value.members.size
              : value.scores.size
    if (size === 0) this.entries.delete(key)
  }
  keys(): string[] {
    return [...this.entries.keys()].filter((key) => this.entry(key) !== undefined)
  }
}

export function integer(text: string, problem = 'ERR value is not an integer or out of range'): number {
  if (!/^-?(0|[1-9]\d*)$/.test(text) || !Number.isSafeInteger(Number(text))) throw new CommandError(problem)
  return Number(text)
}
export function float(text: string, problem = 'ERR value is not a valid float'): number {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (text === '' || /^\s|\s$/.test(text) || Number.isNaN(Number(text))) throw new CommandError(problem)
  return Number(text)
}
export const formatFloat = (n: number): string =>
  n === Infinity ? 'inf' : n === -Infinity ? '-inf' : String(n).replace('e+', 'e+')

/** stringmatchlen: * ? [abc] [^a-z] and backslash. */
export function glob(pattern: string): RegExp {
  let out = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!
    if (char === '*') out += '[^]*'
    else if (char === '?') out += '[^]'
    else if (char === '[') {
      const end = pattern.indexOf(']', i + 1)
      const inner = pattern.slice(i + 1, end < 0 ? undefined : end)
      out += inner === '' || inner === '^' ? '(?!)' : `[${inner.replace(/\\(?!.)/g, '\\\\').replace(/[[\]]/g, '\\$&')}]`
      i = end < 0 ? pattern.length : end
    } else {
      const literal = char === '\\' && i + 1 < pattern.length ? pattern[++i]! : char
      out += literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    }
  }
  return new RegExp(`^${out}$`)
}
/** Indices of LRANGE and its kin, from the ends; null for nothing. */
export function slice(length: number, start: number, stop: number): [number, number] | null {
  const from = start < 0 ? Math.max(0, length + start) : start
  const to = stop < 0 ? length + stop : Math.min(stop, length - 1)
  return from > to || from >= length ? null : [from, to]
}
