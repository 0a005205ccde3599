/**
 * Making file contents, and executables: a program of an image is a file that starts as an ELF file does and names the program to run, so that
 * `file`, `cat`, `cp`, `chmod` and COPY treat it as any other file.
 */
import { executableBytes, programOfBytes } from '../../base/abi/executable.ts'
import { encode } from '../../base/bytes.ts'
import type { FileContent } from './types.ts'

export { programOfBytes }

/** `size` larger than the data makes it sparse. */
export function fileContent(data: Uint8Array | string, size?: number): FileContent {
  const bytes = typeof data === 'string' ? encode(data) : data
  return { size: Math.max(size ?? 0, bytes.length), extents: bytes.length ? [{ offset: 0, data: bytes }] : [] }
}

export const executable = (program: string, size: number): FileContent => fileContent(executableBytes(program), size)

/** The program an executable names; null when the content is none of ours (a script, an arbitrary file). */
export function programOf(content: FileContent): string | null {
  const first = content.extents[0]
  return first && first.offset === 0 ? programOfBytes(first.data) : null
}
