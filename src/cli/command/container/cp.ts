/** docker cp: archives between the engine and local files. */
import { isDir, type Stat } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { readTarStream, type TarEntry } from '../../../base/tar.ts'
import { humanSizeWithPrecision } from '../../../base/go/units.ts'
import { ApiError, containerStatPath, copyFromContainer, copyToContainer } from '../../../api/client/index.ts'
import type { PathStat } from '../../../api/types/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'
import { cleanPath } from '../../opts/mount.ts'
import { openInput } from '../open-input.ts'
import {
  absolute,
  planCopy,
  rebase,
  splitCopyArg,
  splitPath,
  hasTrailingSlash,
  namesCurrentDir,
  type CopyInfo,
} from './copy-paths.ts'
import { archive, extract, localEntries } from './local-archive.ts'

/** Bits of Go's os.FileMode. */
const MODE_DIR = 2 ** 31
const MODE_SYMLINK = 2 ** 27
const MODE_DEVICE = 2 ** 26
const MODE_IRREGULAR = 2 ** 19
const has = (mode: number, bit: number): boolean => Math.floor(mode / bit) % 2 === 1

export const cp: CommandSpec = {
  use: `cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-
	docker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH`,
  short: 'Copy files/folders between a container and the local filesystem',
  long: `Copy files/folders between a container and the local filesystem

Use '-' as the source to read a tar archive from stdin
and extract it to a directory destination in a container.
Use '-' as the destination to stream a tar archive of a
container source to stdout.`,
  aliasText: 'docker container cp, docker cp',
  args: exactArgs(2),
  flags: `
    -a, --archive  Archive mode (copy all uid/gid information)
    -L, --follow-link  Always follow symbol link in SRC_PATH
    -q, --quiet  Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached
  `,
  run: async ({ cli, flags, args }) => {
    const [from, to] = args as [string, string]
    if (from === '') throw new CommandError('source can not be empty')
    if (to === '') throw new CommandError('destination can not be empty')
    const source = splitCopyArg(from)
    const destination = splitCopyArg(to)
    const options: CopyOptions = {
      followLink: flags.bool('follow-link'),
      copyUidGid: flags.bool('archive'),
      quiet: flags.changed('quiet') ? flags.bool('quiet') : !cli.out.isTerminal,
    }
    if (source.container !== '' && destination.container !== '')
      throw new CommandError('copying between containers is not supported')
    if (source.container !== '') return fromContainer(cli, source.container, source.path, destination.path, options)
    if (destination.container !== '')
      return toContainer(cli, source.path, destination.container, destination.path, options)
    throw new CommandError('must specify at least one container source')
  },
}
interface CopyOptions {
  followLink: boolean
  copyUidGid: boolean
  quiet: boolean
}
const done = (cli: Cli, bytes: number, where: string): Promise<void> =>
  cli.err.line(`Successfully copied ${humanSizeWithPrecision(bytes, 3)} to ${where}`)

async function* counted(source: AsyncIterable<Uint8Array>, count: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    count.bytes += chunk.length
    yield chunk
  }
}
const linkTargetOf = (path: string, target: string): string =>
  target.startsWith('/') ? target : cleanPath(`${splitPath(path)[0]}/${target}`)

// ---- from a container
function checkOutput(cli: Cli, path: string): void {
  const clean = cleanPath(path)
  const directory = clean.slice(0, clean.lastIndexOf('/')) || '/'
  try {
    cli.sys.stat(directory)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (error.code === 'ENOENT') throw new CommandError(`invalid output path: directory "${directory}" does not exist`)
  }
  try {
    const { mode } = cli.sys.stat(path)
    const kind = mode & 0o170000
    if (kind === 0o020000 || kind === 0o060000)
      throw new CommandError(`invalid output path: "${path}" must be a directory or a regular file: got a device`)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (error.code !== 'ENOENT') throw new CommandError(goError(error, `stat ${path}`))
  }
}
/** What is at the destination, links followed. Throws CommandError when its parent is no directory. */
function localDestination(cli: Cli, path: string): CopyInfo {
  const { sys } = cli
  let at = path
  for (let depth = 0; depth < 10; depth++) {
    let stat: Stat
    try {
      stat = sys.lstat(at)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (error.code !== 'ENOENT') throw new CommandError(goError(error, `lstat ${at}`))
      const [parent] = splitPath(at)
      let parentStat: Stat
      try {
        parentStat = sys.stat(parent)
      } catch (failure) {
        if (!(failure instanceof SysError)) throw failure
        throw new CommandError(goError(failure, `stat ${parent}`))
      }
      if (!isDir(parentStat)) throw new CommandError('not a directory')
      return { path: at, exists: false, isDir: false, rebaseName: '' }
    }
    if ((stat.mode & 0o170000) !== 0o120000) return { path: at, exists: true, isDir: isDir(stat), rebaseName: '' }
    at = linkTargetOf(at, sys.readlink(at))
  }
  throw new CommandError(`too many symlinks in "${path}"`)
}
async function fromContainer(
  cli: Cli,
  container: string,
  path: string,
  to: string,
  options: CopyOptions,
): Promise<void> {
  const local = to === '-' ? '-' : absolute(to, cli.sys.cwd())
  if (local !== '-') checkOutput(cli, local)
  let source = path
  let rebaseName = ''
  if (options.followLink) {
    const stat = await containerStatPath(cli.client, container, source).catch((error: unknown) => {
      if (error instanceof ApiError) return null
      throw error
    })
    if (stat && has(stat.mode, MODE_SYMLINK)) {
      const target = linkTargetOf(source, stat.linkTarget)
      const own = splitPath(source)[1]
      if (splitPath(target)[1] !== own && !hasTrailingSlash(source) && !namesCurrentDir(source)) rebaseName = own
      source = target
    }
  }
  const { content, stat } = await copyFromContainer(cli.client, container, source)
  if (local === '-') {
    for await (const chunk of content) await cli.out.write(chunk)
    return
  }
  const info: CopyInfo = { path: source, exists: true, isDir: has(stat.mode, MODE_DIR), rebaseName }
  const count = { bytes: 0 }
  let failure: unknown = null
  try {
    const plan = planCopy(info, localDestination(cli, local))
    if ('error' in plan) throw new CommandError(plan.error)
    const own: [string, string] | null = rebaseName === '' ? null : [splitPath(source)[1], rebaseName]
    const renames = [own, plan.rename].filter((each) => each !== null)
    const rename = (name: string): string => renames.reduce(rebase, name)
    const directories: TarEntry[] = []
    for await (const entry of readTarStream(counted(content, count))) {
      const renamed: TarEntry = {
        ...entry,
        name: rename(entry.name),
        ...(entry.type === 'hardlink' ? { linkname: rename(entry.linkname ?? '') } : {}),
      }
      extract(cli.sys, cleanPath(plan.directory), renamed)
      if (entry.type === 'dir') directories.push(renamed)
    }
    // What was put into a directory changed its time.
    for (const { name, mtime } of directories) cli.sys.utimes(`${cleanPath(plan.directory)}/${name}`, mtime, mtime)
  } catch (error) {
    failure = error
  }
  if (!options.quiet) await done(cli, count.bytes, local)
  if (failure) throw failure
}

// ---- to a container
function localSource(cli: Cli, path: string, followLink: boolean): CopyInfo {
  const { sys } = cli
  const real = (what: string, of: string): string => {
    try {
      return sys.realpath(of)
    } catch (error) {
      if (error instanceof SysError) throw new CommandError(goError(error, `lstat ${what}`))
      throw error
    }
  }
  let resolved: string
  let rebaseName = ''
  if (followLink) {
    resolved = real(path, path)
    const own = splitPath(path)[1]
    if (namesCurrentDir(path)) resolved += '/.'
    else if (splitPath(resolved)[1] !== own) rebaseName = own
  } else {
    const [directory, base] = splitPath(path)
    // Only the directory's links are followed, unless the path insists on a directory.
    const parent = real(path, directory)
    resolved = `${parent === '/' ? '' : parent}/${base}`
    if (hasTrailingSlash(path) && !namesCurrentDir(path)) {
      const target = real(path, resolved)
      if (target !== resolved && splitPath(target)[1] !== base) rebaseName = base
      resolved = target
    }
  }
  let stat: Stat
  try {
    stat = sys.lstat(resolved)
  } catch (error) {
    if (error instanceof SysError) throw new CommandError(goError(error, `lstat ${resolved}`))
    throw error
  }
  if (hasTrailingSlash(path) && !isDir(stat)) throw new CommandError('not a directory')
  return { path: resolved, exists: true, isDir: isDir(stat), rebaseName }
}
async function remoteDestination(cli: Cli, container: string, path: string): Promise<CopyInfo> {
  const look = async (at: string): Promise<PathStat | null> => {
    try {
      return await containerStatPath(cli.client, container, at)
    } catch (error) {
      if (error instanceof ApiError) return null
      throw error
    }
  }
  let at = path
  let stat = await look(at)
  if (stat && has(stat.mode, MODE_SYMLINK)) {
    at = linkTargetOf(path, stat.linkTarget)
    stat = await look(at)
  }
  if (stat && (has(stat.mode, MODE_DEVICE) || has(stat.mode, MODE_IRREGULAR)))
    throw new CommandError(
      `destination "${container}:${path}" must be a directory or a regular file: got ${has(stat.mode, MODE_DEVICE) ? 'a device' : 'an irregular file'}`,
    )
  return { path: at, exists: stat !== null, isDir: stat !== null && has(stat.mode, MODE_DIR), rebaseName: '' }
}
async function toContainer(
  cli: Cli,
  from: string,
  container: string,
  path: string,
  options: CopyOptions,
): Promise<void> {
  const source = from === '-' ? '-' : absolute(from, cli.sys.cwd())
  const destination = await remoteDestination(cli, container, path)
  const count = { bytes: 0 }
  let body: AsyncIterable<Uint8Array>
  let directory: string
  if (source === '-') {
    if (!destination.isDir) throw new CommandError(`destination "${container}:${path}" must be a directory`)
    directory = destination.path
    body = await openInput(cli, null)
  } else {
    const info = localSource(cli, source, options.followLink)
    const plan = planCopy(info, destination)
    if ('error' in plan) throw new CommandError(plan.error)
    directory = plan.directory
    const base = info.rebaseName || splitPath(info.path)[1]
    const entries = localEntries(cli.sys, cleanPath(info.path), base === '/' ? '.' : base)
    const { rename } = plan
    body = counted(archive(rename ? renamed(entries, rename) : entries), count)
  }
  let failure: unknown = null
  try {
    await copyToContainer(cli.client, container, directory, body, { copyUidGid: options.copyUidGid })
  } catch (error) {
    failure = error
  }
  if (!options.quiet) await done(cli, count.bytes, `${container}:${destination.path}`)
  if (failure) throw failure
}
async function* renamed(entries: AsyncIterable<TarEntry>, rename: readonly [string, string]): AsyncGenerator<TarEntry> {
  for await (const entry of entries)
    yield {
      ...entry,
      name: rebase(entry.name, rename),
      ...(entry.type === 'hardlink' ? { linkname: rebase(entry.linkname ?? '', rename) } : {}),
    }
}
