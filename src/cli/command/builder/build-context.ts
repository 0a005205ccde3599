/**
 * The context of a classic build (cli/command/image/build/context.go): a folder without what .dockerignore names, an archive or a Dockerfile
 * from standard input. The Dockerfile and .dockerignore are always sent; one from elsewhere goes along under a name of its own.
 */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { isDir, R_OK, S_IFIFO, S_IFLNK, S_IFMT } from '../../../base/abi/files.ts'
import { concat, decode, encode } from '../../../base/bytes.ts'
import { cleanPath, joinPath } from '../../../base/go/filepath.ts'
import { quote } from '../../../base/go/quote.ts'
import { hex } from '../../../base/rng.ts'
import { PatternError, PatternMatcher, readIgnoreFile } from '../../../base/patternmatcher.ts'
import { readTar, tarBytes, type TarEntry } from '../../../base/tar.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'
import { localEntries } from '../container/local-archive.ts'

export interface ContextArchive {
  entries: AsyncIterable<TarEntry> | null
  /** An archive that came as it is. */
  raw: Uint8Array | null
  dockerfile: string
}
export const isRemoteContext = (text: string): boolean => /^(https?:\/\/|git:\/\/|github\.com\/|git@)/.test(text)

export function isArchive(bytes: Uint8Array): boolean {
  const magics = [
    [0x42, 0x5a, 0x68],
    [0x1f, 0x8b, 0x08],
    [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
    [0x28, 0xb5, 0x2f, 0xfd],
  ]
  if (magics.some((magic) => magic.every((byte, i) => bytes[i] === byte))) return true
  if (bytes.length < 512) return false
  try {
    readTar(concat([bytes.slice(0, 512), new Uint8Array(1024)]))
    return true
  } catch (error) {
    return error instanceof Error && error.message === 'unexpected EOF'
  }
}
/** From standard input. Throws CommandError. */
export async function contextFromInput(cli: Cli, dockerfile: string): Promise<ContextArchive> {
  const fail = (reason: string): never => {
    throw new CommandError(`unable to prepare context from STDIN: ${reason}`)
  }
  const bytes = await cli.sys.readAll(0)
  if (isArchive(bytes)) return { entries: null, raw: bytes, dockerfile }
  if (dockerfile !== '') fail('ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles')
  const now = cli.sys.now()
  const entry: TarEntry = {
    name: 'Dockerfile',
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: now,
    content: { size: bytes.length, extents: bytes.length > 0 ? [{ offset: 0, data: bytes }] : [] },
  }
  return { entries: null, raw: tarBytes([entry]), dockerfile: 'Dockerfile' }
}
/** From a folder. Throws CommandError. */
export async function contextFromFolder(cli: Cli, path: string, given: string): Promise<ContextArchive> {
  const { sys } = cli
  const root = folder(cli, path)
  const relative = dockerfilePath(cli, root, given)
  const outside = given === '-' || relative.startsWith('../')
  const content = given === '-' ? await sys.readAll(0) : outside ? readOutside(cli, given) : null
  let excludes = readIgnore(cli, root)
  check(cli, root, excludes)
  excludes = trimBuildFiles(excludes, relative, given === '-')
  const matcher = patterns(excludes)
  let entries: AsyncIterable<TarEntry> = filtered(localEntries(sys, root, '.'), matcher)
  let dockerfile = relative
  if (content) {
    dockerfile = `.dockerfile.${hex(sys.rng.bytes(16)).slice(0, 20)}`
    entries = withDockerfile(entries, dockerfile, content, sys.now())
  }
  return { entries, raw: null, dockerfile }
}
function folder(cli: Cli, path: string): string {
  const full = path.startsWith('/') ? cleanPath(path) : joinPath(cli.sys.cwd(), path)
  const real = attempt(() => cli.sys.realpath(full))
  if (real instanceof SysError)
    throw new CommandError(
      `unable to prepare context: unable to evaluate symlinks in context path: ${goError(real, `lstat ${full}`)}`,
    )
  if (!isDir(cli.sys.stat(real)))
    throw new CommandError(`unable to prepare context: context must be a directory: ${real}`)
  return real
}
function dockerfilePath(cli: Cli, root: string, given: string): string {
  const { sys } = cli
  if (given === '-') return '-'
  let full = given.startsWith('/') ? cleanPath(given) : joinPath(sys.cwd(), given)
  if (given === '') {
    full = `${root === '/' ? '' : root}/Dockerfile`
    const other = full.replace(/Dockerfile$/, 'dockerfile')
    const missing = attempt(() => sys.lstat(full)) instanceof SysError
    if (missing && !(attempt(() => sys.lstat(other)) instanceof SysError)) full = other
  }
  const real = attempt(() => sys.realpath(full))
  if (real instanceof SysError)
    throw new CommandError(
      `unable to prepare context: unable to evaluate symlinks in Dockerfile path: ${goError(real, `lstat ${full}`)}`,
    )
  const base = root === '/' ? '/' : `${root}/`
  if (real.startsWith(base)) return real.slice(base.length)
  const from = root.split('/').filter((part) => part !== '')
  const to = real.split('/').filter((part) => part !== '')
  let same = 0
  while (same < from.length && from[same] === to[same]) same++
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/')
}
function readOutside(cli: Cli, path: string): Uint8Array {
  try {
    return cli.sys.readFile(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    throw new CommandError(`unable to open Dockerfile: ${goError(error, `open ${path}`)}`)
  }
}
function readIgnore(cli: Cli, root: string): string[] {
  try {
    return readIgnoreFile(cli.sys.readText(`${root}/.dockerignore`))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (error.code === 'ENOENT') return []
    throw new CommandError(goError(error, `open ${root}/.dockerignore`))
  }
}
function patterns(excludes: readonly string[]): PatternMatcher {
  try {
    return new PatternMatcher(excludes)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new CommandError(`checking context: ${error.message}`)
  }
}
/** Whether all that is sent can be read. */
function check(cli: Cli, root: string, excludes: readonly string[]): void {
  const { sys } = cli
  const matcher = patterns(excludes)
  const walk = (path: string, relative: string): void => {
    const stat = sys.lstat(path)
    if (relative !== '' && matcher.matches(relative)) return
    const type = stat.mode & S_IFMT
    if (type === S_IFLNK || type === S_IFIFO) return
    if (!isDir(stat)) {
      if (!sys.access(path, R_OK)) throw new CommandError(`checking context: no permission to read from '${path}'`)
      return
    }
    const entries = attempt(() => sys.readdir(path))
    if (entries instanceof SysError) throw new CommandError(`checking context: can't stat '${path}'`)
    for (const { name } of entries) {
      if (name === '.' || name === '..') continue
      walk(`${path === '/' ? '' : path}/${name}`, relative === '' ? name : `${relative}/${name}`)
    }
  }
  walk(root, '')
}
function trimBuildFiles(excludes: string[], dockerfile: string, fromInput: boolean): string[] {
  const out = [...excludes]
  if (patterns(out).matches('.dockerignore')) out.push('!.dockerignore')
  if (!fromInput && patterns(out).matches(dockerfile)) out.push(`!${dockerfile}`)
  return out
}
/** Everything as root's; folders that are left out stay where something below them is kept. */
async function* filtered(source: AsyncIterable<TarEntry>, matcher: PatternMatcher): AsyncGenerator<TarEntry> {
  const waiting: TarEntry[] = []
  for await (const entry of source) {
    const name = entry.name.replace(/^\.\//, '')
    if (name === '.' || name === '') continue
    const sent: TarEntry = { ...entry, name, uid: 0, gid: 0, ...hardlink(entry) }
    while (waiting.length > 0 && !name.startsWith(`${waiting.at(-1)!.name}/`)) waiting.pop()
    if (matcher.matches(name)) {
      if (entry.type === 'dir') waiting.push(sent)
      continue
    }
    yield* waiting.splice(0)
    yield sent
  }
}
const hardlink = (entry: TarEntry): Partial<TarEntry> =>
  entry.type === 'hardlink' && entry.linkname ? { linkname: entry.linkname.replace(/^\.\//, '') } : {}

/** AddDockerfileToBuildContext: the file comes in under its name, and .dockerignore names it. */
async function* withDockerfile(
  source: AsyncIterable<TarEntry>,
  name: string,
  content: Uint8Array,
  now: number,
): AsyncGenerator<TarEntry> {
  const file = (path: string, data: Uint8Array): TarEntry => ({
    name: path,
    type: 'file',
    mode: 0o600,
    uid: 0,
    gid: 0,
    mtime: now,
    content: { size: data.length, extents: data.length > 0 ? [{ offset: 0, data }] : [] },
  })
  let ignored = false
  for await (const entry of source) {
    if (entry.name !== '.dockerignore' || !entry.content) {
      yield entry
      continue
    }
    ignored = true
    const before = entry.content.extents.map(({ data }) => decode(data)).join('')
    yield { ...file('.dockerignore', encode(`${before}\n${name}\n`)), mode: entry.mode, mtime: entry.mtime }
  }
  if (!ignored) yield file('.dockerignore', encode(`.dockerignore\n${name}\n`))
  yield file(name, content)
}
export const notFoundContext = (path: string): CommandError =>
  new CommandError(`unable to prepare context: path ${quote(path)} not found`)
