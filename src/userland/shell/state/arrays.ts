/** Indexed and associative arrays with bash's orders. */
import { toBytes } from '../text/bytes.ts'

/** Sparse; iterates in ascending order of its indices. */
export class IndexedArray {
  private map = new Map<number, string>()
  private sorted = true
  private last = -1

  static of(values: Iterable<string>): IndexedArray {
    const array = new IndexedArray()
    for (const value of values) array.push(value)
    return array
  }
  get size(): number {
    return this.map.size
  }
  get(index: number): string | undefined {
    return this.map.get(index)
  }
  set(index: number, value: string): void {
    if (!this.map.has(index)) {
      if (index < this.last) this.sorted = false
      else this.last = index
    }
    this.map.set(index, value)
  }
  push(value: string): void {
    this.set(this.maxIndex() + 1, value)
  }
  delete(index: number): void {
    if (this.map.delete(index) && index === this.last) {
      this.last = -1
      for (const key of this.map.keys()) if (key > this.last) this.last = key
    }
  }
  /** -1 when empty. */
  maxIndex(): number {
    return this.last
  }
  private order(): void {
    if (this.sorted) return
    this.map = new Map([...this.map].sort((a, b) => a[0] - b[0]))
    this.sorted = true
  }
  keys(): number[] {
    this.order()
    return [...this.map.keys()]
  }
  values(): string[] {
    this.order()
    return [...this.map.values()]
  }
  entries(): [number, string][] {
    this.order()
    return [...this.map]
  }
  clone(): IndexedArray {
    const copy = new IndexedArray()
    copy.map = new Map(this.map)
    copy.sorted = this.sorted
    copy.last = this.last
    return copy
  }
}

/** bash's hash_string: FNV-1 over the bytes, 32 bits. */
export function bashHash(key: string): number {
  let hash = 2166136261
  for (const byte of toBytes(key)) {
    hash = Math.imul(hash, 16777619)
    hash ^= byte
  }
  return hash >>> 0
}

/** Keys in the order of a bash hash table: by bucket, the newest first in each. `keys` oldest first. */
export function hashOrder(keys: readonly string[], buckets: number): string[] {
  let size = buckets
  while (keys.length > size * 2) size *= 4
  const table = new Map<number, string[]>()
  for (const key of keys) {
    const bucket = bashHash(key) & (size - 1)
    const chain = table.get(bucket)
    if (chain) chain.unshift(key)
    else table.set(bucket, [key])
  }
  return [...table.keys()].sort((a, b) => a - b).flatMap((bucket) => table.get(bucket)!)
}

/** Iterates in the order of bash's hash tables, which scripts print. */
export class AssocArray {
  private readonly map = new Map<string, string>()
  private order: string[] | null = null

  get size(): number {
    return this.map.size
  }
  get(key: string): string | undefined {
    return this.map.get(key)
  }
  set(key: string, value: string): void {
    if (!this.map.has(key)) this.order = null
    this.map.set(key, value)
  }
  delete(key: string): void {
    if (this.map.delete(key)) this.order = null
  }
  keys(): string[] {
    return (this.order ??= hashOrder([...this.map.keys()], 1024))
  }
  values(): string[] {
    return this.keys().map((key) => this.map.get(key)!)
  }
  entries(): [string, string][] {
    return this.keys().map((key) => [key, this.map.get(key)!])
  }
  clone(): AssocArray {
    const copy = new AssocArray()
    for (const [key, value] of this.map) copy.map.set(key, value)
    return copy
  }
}
