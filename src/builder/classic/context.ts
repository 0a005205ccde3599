/** The build context: an archive of the client's unpacked, the Dockerfile in it, what .dockerignore says of these two (builder/remotecontext). */
import { decode } from '../../base/bytes.ts'
import { cleanPath } from '../../base/go/filepath.ts'
import { quote } from '../../base/go/quote.ts'
import { PatternError, PatternMatcher, readIgnoreFile } from '../../base/patternmatcher.ts'
import { invalid } from '../../api/types/index.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'
import type { ClassicHost } from './host.ts'

export interface ClassicContext {
  /** null: only a Dockerfile came. */
  files: TreeFileSystem | null
  dockerfile: string
}
const DEFAULT = 'Dockerfile'

/** Throws Error in the daemon's words. */
export async function openContext(
  host: ClassicHost,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  dockerfile: string,
): Promise<ClassicContext> {
  const files = await host.unpack(source)
  return { files, dockerfile: readDockerfile(host, files, dockerfile || DEFAULT) }
}
function readDockerfile(host: ClassicHost, files: TreeFileSystem, name: string): string {
  const path = host.resolve(files, cleanPath(`/${name}`))
  if (!files.exists(path)) {
    if (name === DEFAULT && files.exists('/dockerfile')) return readDockerfile(host, files, 'dockerfile')
    throw new Error(`Cannot locate specified Dockerfile: ${name}`)
  }
  let text: string
  try {
    text = decode(files.readFile(path))
  } catch {
    throw new Error(`unexpected error reading Dockerfile: read ${path}: is a directory`)
  }
  if (text === '') throw invalid(`the Dockerfile (${name}) cannot be empty`)
  removeIgnored(files, name)
  return text
}
/** The client sends both whatever .dockerignore says: they are needed here, but are no part of the context. */
function removeIgnored(files: TreeFileSystem, dockerfile: string): void {
  if (!files.exists('/.dockerignore')) return
  let excludes: PatternMatcher
  try {
    excludes = new PatternMatcher(readIgnoreFile(decode(files.readFile('/.dockerignore'))))
  } catch (error) {
    if (error instanceof PatternError) return
    throw error
  }
  for (const name of ['.dockerignore', cleanPath(dockerfile)])
    if (excludes.matches(name) && files.exists(`/${name}`)) files.unlink(`/${name}`)
}
/** A remote context: what a URL gives is a Dockerfile or an archive. Throws Error. */
export async function openRemote(
  host: ClassicHost,
  remote: string,
  dockerfile: string,
  signal: Parameters<ClassicHost['download']>[1],
): Promise<ClassicContext> {
  if (remote === 'client-session')
    throw invalid(
      'experimental session with v1 builder is no longer supported, use builder version v2 (BuildKit) instead',
    )
  if (/^(git:\/\/|github\.com\/|git@)/.test(remote) || /^https?:\/\/[^?#]*\.git([?#].*)?$/.test(remote))
    throw new Error(`a Git repository as context (${quote(remote)}) is not simulated yet`)
  if (!/^https?:\/\//.test(remote)) throw new Error(`remoteURL (${remote}) could not be recognized as URL`)
  const { status, headers, body } = await host.download(remote, signal)
  if (status >= 400) throw new Error(`failed to GET ${remote} with status ${status}: ${decode(body).trim()}`)
  const type = Object.entries(headers).find(([key]) => key.toLowerCase() === 'content-type')?.[1] ?? ''
  if (type.startsWith('text/plain')) return { files: null, dockerfile: decode(body) }
  return openContext(host, body, dockerfile)
}
