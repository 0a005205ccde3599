/**
 * Making file contents, and executables: a program of an image is a file that starts as an ELF file does and names the program to run, so that
 * `file`, `cat`, `cp`, `chmod` and COPY treat it as any other file.
 */
import { decode, encode } from '../../base/bytes.ts'
import type { FileContent } from './types.ts'

/** `size` larger than the data makes it sparse. */
export function fileContent(data: Uint8Array | string, size?: number): FileContent {
  const bytes = typeof data === 'string' ? encode(data) : data
  return { size: Math.max(size ?? 0, bytes.length), extents: bytes.length ? [{ offset: 0, data: bytes }] : [] }
}

/** An ELF header of x86-64 (EI_CLASS 2, EI_DATA 1, EI_VERSION 1, ET_DYN, EM_X86_64), 64 bytes, then the mark and the program's name. */
const HEADER = (() => {
  const header = new Uint8Array(64)
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  header[16] = 3
  header[18] = 62
  header[20] = 1
  header[52] = 64
  return header
})()
const MARK = 'naru-program:'

export function executable(program: string, size: number): FileContent {
  const name = encode(`${MARK}${program}\0`)
  const data = new Uint8Array(HEADER.length + name.length)
  data.set(HEADER)
  data.set(name, HEADER.length)
  return fileContent(data, size)
}

/** The program an executable names; null when the content is none of ours (a script, an arbitrary file). */
export function programOf(content: FileContent): string | null {
  const first = content.extents[0]
  return first && first.offset === 0 ? programOfBytes(first.data) : null
}

/** The same from the file's first bytes (256 are enough). */
export function programOfBytes(data: Uint8Array): string | null {
  if (data.length <= HEADER.length || data[0] !== 0x7f || data[1] !== 0x45 || data[2] !== 0x4c || data[3] !== 0x46)
    return null
  const rest = data.subarray(HEADER.length, HEADER.length + 256)
  const end = rest.indexOf(0)
  const text = decode(end < 0 ? rest : rest.subarray(0, end))
  return text.startsWith(MARK) ? text.slice(MARK.length) : null
}
