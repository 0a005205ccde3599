/**
 * The executables of the simulated world: a file that starts as an ELF file does and names the program to run. Here as bytes, for who writes
 * such files (dpkg unpacking an archive) and for who looks at them.
 */
import { decode, encode } from '../bytes.ts'

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

/** The beginning of an executable that runs `program`; zeros follow up to the file's size. */
export function executableBytes(program: string): Uint8Array {
  const name = encode(`${MARK}${program}\0`)
  const data = new Uint8Array(HEADER.length + name.length)
  data.set(HEADER)
  data.set(name, HEADER.length)
  return data
}

/** The program that an executable names, from its first bytes (256 are enough); null when it is none of ours. */
export function programOfBytes(data: Uint8Array): string | null {
  if (data.length <= HEADER.length || data[0] !== 0x7f || data[1] !== 0x45 || data[2] !== 0x4c || data[3] !== 0x46)
    return null
  const rest = data.subarray(HEADER.length, HEADER.length + 256)
  const end = rest.indexOf(0)
  const text = decode(end < 0 ? rest : rest.subarray(0, end))
  return text.startsWith(MARK) ? text.slice(MARK.length) : null
}
