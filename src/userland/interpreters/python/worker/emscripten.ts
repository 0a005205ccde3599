/** The parts that we use of an Emscripten module and of CPython's exports in it, and the memory between us and it. */
import { decode, encode } from '../../../../base/bytes.ts'

/** Functions that the compiled program imports, by name. */
export type Imports = Record<string, Record<string, (...args: never[]) => unknown>>

export interface EmscriptenModule {
  HEAPU8: Uint8Array
  addFunction(fn: (...args: number[]) => number, signature: string): number
  /** Addresses of C variables. */
  [name: `_${string}`]: unknown
}
/** A C function of the program. */
export type CFunction = (...args: number[]) => number

/** Reads and writes the program's memory, which moves when it grows. */
export class Memory {
  private readonly buffer: () => ArrayBufferLike
  private seen: ArrayBufferLike | null = null
  private bytesNow: Uint8Array = new Uint8Array(0)
  private viewNow: DataView = new DataView(new ArrayBuffer(0))
  constructor(buffer: () => ArrayBufferLike) {
    this.buffer = buffer
  }
  private fresh(): void {
    const buffer = this.buffer()
    if (buffer === this.seen) return
    this.seen = buffer
    this.bytesNow = new Uint8Array(buffer)
    this.viewNow = new DataView(buffer)
  }
  get bytes(): Uint8Array {
    this.fresh()
    return this.bytesNow
  }
  get view(): DataView {
    this.fresh()
    return this.viewNow
  }
  i32(at: number): number {
    return this.view.getInt32(at, true)
  }
  u32(at: number): number {
    return this.view.getUint32(at, true)
  }
  setI32(at: number, value: number): void {
    this.view.setInt32(at, value, true)
  }
  setI64(at: number, value: number): void {
    this.view.setBigInt64(at, BigInt(Math.floor(value)), true)
  }
  i64(at: number): number {
    return Number(this.view.getBigInt64(at, true))
  }
  text(at: number): string {
    const { bytes } = this
    return decode(bytes.slice(at, bytes.indexOf(0, at)))
  }
  /** Writes text and its NUL if it fits; false if not. */
  setText(at: number, text: string, space: number): boolean {
    const data = encode(text)
    if (data.length + 1 > space) return false
    this.bytes.set(data, at)
    this.bytes[at + data.length] = 0
    return true
  }
  /** The bytes that an array of struct iovec names, copied. */
  gather(iov: number, count: number): Uint8Array {
    let length = 0
    for (let i = 0; i < count; i++) length += this.u32(iov + 8 * i + 4)
    const out = new Uint8Array(length)
    let at = 0
    for (let i = 0; i < count; i++) {
      const from = this.u32(iov + 8 * i)
      const size = this.u32(iov + 8 * i + 4)
      out.set(this.bytes.subarray(from, from + size), at)
      at += size
    }
    return out
  }
  space(iov: number, count: number): number {
    let length = 0
    for (let i = 0; i < count; i++) length += this.u32(iov + 8 * i + 4)
    return length
  }
  scatter(iov: number, count: number, data: Uint8Array): void {
    let at = 0
    for (let i = 0; i < count && at < data.length; i++) {
      const part = data.subarray(at, at + this.u32(iov + 8 * i + 4))
      this.bytes.set(part, this.u32(iov + 8 * i))
      at += part.length
    }
  }
}
