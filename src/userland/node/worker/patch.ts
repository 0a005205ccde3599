/**
 * QuickJS's program with its table of functions exported and free to grow, which rejections.ts needs: the table's upper limit is taken away and
 * an entry is added to the section of exports. (WebAssembly core specification, 5.5.)
 */
const TABLE = 4
const EXPORT = 7
export const TABLE_NAME = 'naruTable'

function leb(value: number): number[] {
  const out: number[] = []
  let rest = value
  do {
    const byte = rest & 0x7f
    rest >>>= 7
    out.push(rest ? byte | 0x80 : byte)
  } while (rest)
  return out
}
class Cursor {
  readonly bytes: Uint8Array
  at: number
  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }
  number(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++]!
      value |= (byte & 0x7f) << shift
      if (!(byte & 0x80)) return value >>> 0
    }
  }
}
/** The same program when it has no table of its own. */
export function exportTable(program: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [program.subarray(0, 8)]
  let found = false
  for (const cursor = new Cursor(program, 8); cursor.at < program.length;) {
    const start = cursor.at
    const id = program[cursor.at++]!
    const size = cursor.number()
    const body = program.subarray(cursor.at, cursor.at + size)
    cursor.at += size
    const changed = id === TABLE ? unlimited(body) : id === EXPORT && found ? withExport(body) : null
    if (id === TABLE && changed) found = true
    if (changed) parts.push(Uint8Array.from([id, ...leb(changed.length)]), changed)
    else parts.push(program.subarray(start, cursor.at))
  }
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
/** One table: element type, flags, minimum and perhaps maximum. */
function unlimited(body: Uint8Array): Uint8Array | null {
  const cursor = new Cursor(body)
  if (cursor.number() !== 1) return null
  const type = body[cursor.at++]!
  cursor.at++
  return Uint8Array.from([1, type, 0, ...leb(cursor.number())])
}
function withExport(body: Uint8Array): Uint8Array {
  const cursor = new Cursor(body)
  const count = cursor.number()
  const name = [...TABLE_NAME].map((char) => char.charCodeAt(0))
  const rest = body.subarray(cursor.at)
  const head = leb(count + 1)
  const entry = [name.length, ...name, 1, 0]
  const out = new Uint8Array(head.length + rest.length + entry.length)
  out.set(head)
  out.set(rest, head.length)
  out.set(entry, head.length + rest.length)
  return out
}
