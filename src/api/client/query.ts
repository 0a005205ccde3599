/** The query of a request: the part of URLSearchParams that the API needs, as that class is not visible to core code. */
import type { URLSearchParamsLike } from '../transport.ts'

export type QueryValue = string | number | boolean | readonly string[] | undefined
export class Query implements URLSearchParamsLike {
  private readonly pairs: [string, string][] = []
  /** undefined members are left out, lists repeat, true is "1" and false is left out. */
  constructor(values: Readonly<Record<string, QueryValue>> = {}) {
    for (const [name, value] of Object.entries(values)) this.set(name, value)
  }
  private set(name: string, value: QueryValue): void {
    if (value === undefined || value === false) return
    if (value === true) this.pairs.push([name, '1'])
    else if (typeof value === 'object') for (const each of value) this.pairs.push([name, each])
    else this.pairs.push([name, String(value)])
  }
  get(name: string): string | null {
    return this.pairs.find(([key]) => key === name)?.[1] ?? null
  }
  getAll(name: string): string[] {
    return this.pairs.filter(([key]) => key === name).map(([, value]) => value)
  }
  has(name: string): boolean {
    return this.pairs.some(([key]) => key === name)
  }
  /** Sorted by name and encoded as net/url does. */
  toString(): string {
    const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+')
    return [...this.pairs]
      .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .join('&')
  }
}
