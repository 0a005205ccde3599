/** Filters of lists, prunes and events (moby api/types/filters): every key of the map must match, any of its values does. */
import type { FilterArgs } from '../api/types/index.ts'
import { invalid } from '../api/types/index.ts'

export class Filters {
  private readonly fields: Map<string, string[]>
  constructor(args: FilterArgs | Record<string, string[]> = {}) {
    this.fields = new Map(
      Object.entries(args).map(([key, values]) => [
        key,
        Array.isArray(values) ? [...values] : Object.keys(values).filter((value) => values[value]),
      ]),
    )
  }
  /** From a query parameter: {"label":{"a":true}}, or the older {"label":["a"]}. */
  static parse(text: string | null): Filters {
    if (text === null || text === '') return new Filters()
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      throw invalid('invalid filter')
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('invalid filter')
    for (const entry of Object.values(value)) {
      const ok = Array.isArray(entry)
        ? entry.every((item) => typeof item === 'string')
        : typeof entry === 'object' &&
          entry !== null &&
          Object.values(entry as object).every((item) => typeof item === 'boolean')
      if (!ok) throw invalid('invalid filter')
    }
    return new Filters(value as FilterArgs)
  }
  /** Refuses keys that this list does not know. */
  validate(accepted: readonly string[]): void {
    for (const key of this.fields.keys())
      if (!accepted.includes(key)) throw invalid(key === '' ? 'invalid filter' : `invalid filter '${key}'`)
  }
  get size(): number {
    return this.fields.size
  }
  keys(): string[] {
    return [...this.fields.keys()]
  }
  has(key: string): boolean {
    return this.fields.has(key)
  }
  get(key: string): string[] {
    return this.fields.get(key) ?? []
  }
  /** Without the key, or one of its values is `source`. */
  exactMatch(key: string, source: string): boolean {
    const values = this.fields.get(key)
    return !values?.length || values.includes(source)
  }
  /** Without the key, or a value is a prefix of `source`. */
  prefixMatch(key: string, source: string): boolean {
    const values = this.fields.get(key)
    return !values?.length || values.some((value) => source.startsWith(value))
  }
  /** Without the key, or a value is `source` or a regular expression found in it. */
  match(key: string, source: string): boolean {
    const values = this.fields.get(key)
    if (!values?.length) return true
    return values.some((value) => value === source || searches(value, source))
  }
  /** Every "k" or "k=v" of the key's values is among the labels. */
  matchLabels(key: string, labels: Readonly<Record<string, string>> | null | undefined): boolean {
    const values = this.fields.get(key)
    if (!values?.length) return true
    return values.every((value) => hasLabel(labels, value))
  }
  /** For label!=…: true when one of the values is among the labels. */
  matchesAnyLabel(key: string, labels: Readonly<Record<string, string>> | null | undefined): boolean {
    return this.get(key).some((value) => hasLabel(labels, value))
  }
  /** A boolean filter such as dangling; undefined when not asked. */
  bool(key: string): boolean | undefined {
    const values = this.fields.get(key)
    if (!values) return undefined
    const truth = values.some((value) => value === '1' || value === 'true')
    const falsity = values.some((value) => value === '0' || value === 'false')
    if (truth === falsity || values.length > 1)
      throw invalid(`invalid filter '${key}=[${[...values].sort().reverse().join(' ')}]'`)
    return truth
  }
}
function searches(pattern: string, source: string): boolean {
  try {
    return new RegExp(pattern).test(source)
  } catch {
    return false
  }
}
function hasLabel(labels: Readonly<Record<string, string>> | null | undefined, wanted: string): boolean {
  if (!labels) return false
  const eq = wanted.indexOf('=')
  const key = eq < 0 ? wanted : wanted.slice(0, eq)
  if (!Object.hasOwn(labels, key)) return false
  return eq < 0 || labels[key] === wanted.slice(eq + 1)
}
