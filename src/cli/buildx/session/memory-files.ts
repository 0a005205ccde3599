/** What came over standard input as a build's files: a Dockerfile in a folder of its own, an empty context, an archive. */
import { S_IFREG } from '../../../base/abi/files.ts'
import { PatternMatcher } from '../../../base/patternmatcher.ts'
import type { FileSource } from './session.ts'

const NOTHING: FileSource = {
  async *stat() {},
  async *read() {},
}
export const emptyFolder = (): FileSource => NOTHING
/** `name` → contents. */
export function memoryFiles(files: Readonly<Record<string, Uint8Array>>, now: number): FileSource {
  return {
    async *stat({ include, exclude }) {
      const wanted = new PatternMatcher(include)
      const unwanted = new PatternMatcher(exclude)
      for (const [path, data] of Object.entries(files))
        if ((include.length === 0 || wanted.matches(path)) && !unwanted.matches(path))
          yield { path, mode: S_IFREG | 0o644, uid: 0, gid: 0, size: data.length, mtime: now }
    },

    async *read(path) {
      const data = files[path]
      if (data && data.length > 0) yield data
    },
  }
}
/** The archive under the empty path. */
export const archiveFile = (chunks: () => AsyncIterable<Uint8Array>): FileSource => ({ ...NOTHING, read: chunks })
