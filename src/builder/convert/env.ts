/** An environment that is replaced, not changed: order of first definition, as BuildKit's llb.EnvList. */
import type { EnvGetter } from '../dockerfile/lex.ts'

export class EnvList implements EnvGetter {
  private readonly values: ReadonlyMap<string, string>
  constructor(values: ReadonlyMap<string, string> = new Map()) {
    this.values = values
  }
  static of(entries: readonly string[]): EnvList {
    const values = new Map<string, string>()
    for (const entry of entries) {
      const [key, value] = splitEntry(entry)
      values.set(key, value)
    }
    return new EnvList(values)
  }
  get(key: string): string | undefined {
    return this.values.get(key)
  }
  keys(): Iterable<string> {
    return this.values.keys()
  }
  /** A replaced variable goes to the end, as llb.AddOrReplace has it. */
  set(key: string, value: string): EnvList {
    const values = new Map(this.values)
    values.delete(key)
    values.set(key, value)
    return new EnvList(values)
  }
  record(): Record<string, string> {
    return Object.fromEntries(this.values)
  }
  list(): string[] {
    return [...this.values].map(([key, value]) => `${key}=${value}`)
  }
}
export function splitEntry(entry: string): [key: string, value: string] {
  const at = entry.indexOf('=')
  return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)]
}
/** Config.Env: a variable that is there keeps its place. */
export function withEnv(env: readonly string[] | undefined, key: string, value: string): string[] {
  const out = [...(env ?? [])]
  const at = out.findIndex((entry) => splitEntry(entry)[0] === key)
  if (at < 0) out.push(`${key}=${value}`)
  else out[at] = `${key}=${value}`
  return out
}
