/**
 * Where a build's files come from (build.loadInputs): a folder, standard input (a Dockerfile, or an archive), a URL; the Dockerfile from
 * there or from elsewhere; further named contexts. Leaves out: OCI layouts as contexts, Git URLs with queries.
 */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import { concat, encode } from '../../../base/bytes.ts'
import { baseName, cleanPath, dirName, joinPath } from '../../../base/go/filepath.ts'
import { quote } from '../../../base/go/quote.ts'
import { readTar } from '../../../base/tar.ts'
import type { BuildQuery } from '../../../api/types/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'
import { localFiles } from '../session/local-files.ts'
import { archiveFile, emptyFolder, memoryFiles } from '../session/memory-files.ts'
import type { FileSource } from '../session/session.ts'
import type { BuildOptions } from './options.ts'

export interface Inputs {
  files: Map<string, FileSource>
  remote: string
  /** Name of the Dockerfile in its folder. */
  dockerfile: string
  contexts: Record<string, string>
  /** What the client calls the Dockerfile: in messages of checks. */
  sourceName: string
  /** As `docker buildx history ls` shows the build. */
  name: string
  /** Absolute folder of the context; null when it is not local. */
  folder: string | null
}
const HEADER = 1024

export const isHttp = (text: string): boolean => /^https?:\/\//.test(text)
/** dfgitutil.ParseGitRef, without looking anything up. */
export const isGit = (text: string): boolean =>
  /^(git|ssh):\/\//.test(text) ||
  /^https?:\/\/[^?]*\.git([?#].*)?$/.test(text) ||
  /^[\w.-]+@[\w.-]+:[^/]/.test(text) ||
  /^github\.com\/[^/]+\/[^/]+/.test(text)
export const isRemote = (text: string): boolean => isHttp(text) || isGit(text)
const isFolder = (cli: Cli, path: string): boolean => {
  const stat = attempt(() => cli.sys.stat(path))
  return !(stat instanceof SysError) && isDir(stat)
}
export const absolute = (cli: Cli, path: string): string =>
  path.startsWith('/') ? cleanPath(path) : joinPath(cli.sys.cwd(), path)

/** Standard input, read once however many builds want it. */
export class StandardInput {
  private readonly cli: Cli
  private whole: Promise<Uint8Array> | null = null
  constructor(cli: Cli) {
    this.cli = cli
  }
  all(): Promise<Uint8Array> {
    this.whole ??= this.cli.sys.readAll(0)
    return this.whole
  }
}
function isArchive(bytes: Uint8Array): boolean {
  const magics = [
    [0x42, 0x5a, 0x68],
    [0x1f, 0x8b, 0x08],
    [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  ]
  if (magics.some((magic) => magic.every((byte, i) => bytes[i] === byte))) return true
  if (bytes.length < 512) return false
  try {
    // Only the header: what follows may be cut off.
    const header = new Uint8Array(bytes.subarray(0, 512))
    readTar(concat([header, new Uint8Array(HEADER)]))
    return true
  } catch (error) {
    return error instanceof Error && error.message === 'unexpected EOF'
  }
}

/** Throws CommandError. */
export async function loadInputs(cli: Cli, options: BuildOptions, stdin: StandardInput): Promise<Inputs> {
  const { contextPath, dockerfile } = options
  if (contextPath === '') throw new CommandError('please specify build context (e.g. "." for the current directory)')
  const inputs: Inputs = {
    files: new Map(),
    remote: 'client-session',
    dockerfile: dockerfile,
    contexts: {},
    sourceName: dockerfile === '' ? joinPath(contextPath, 'Dockerfile') : dockerfile === '-' ? 'stdin' : dockerfile,
    name: '',
    folder: null,
  }
  let text: Uint8Array | null = null
  let folder = ''
  if (contextPath === '-') {
    if (dockerfile === '-')
      throw new CommandError("invalid argument: can't use stdin for both build context and dockerfile")
    const bytes = await stdin.all()
    if (isArchive(bytes)) {
      inputs.remote = 'client-tar'
      inputs.files.set(
        'context',

        archiveFile(async function* () {
          yield bytes
        }),
      )
    } else if (bytes.length > 0) {
      if (dockerfile !== '')
        throw new CommandError('ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles')
      text = bytes
      inputs.files.set('context', emptyFolder())
    }
  } else if (isFolder(cli, contextPath)) {
    inputs.folder = realpath(cli, absolute(cli, contextPath))
    inputs.name = baseName(absolute(cli, contextPath))
    inputs.files.set('context', localFiles(cli.sys, inputs.folder))
    if (dockerfile === '-') text = await stdin.all()
    else if (dockerfile === '') folder = contextPath
    else if (!isHttp(dockerfile)) {
      folder = dirName(dockerfile)
      inputs.dockerfile = baseName(dockerfile)
    }
  } else if (isRemote(contextPath)) {
    inputs.remote = contextPath
    if (dockerfile === '-') text = await stdin.all()
    else if (dockerfile.startsWith('/')) {
      folder = dirName(dockerfile)
      inputs.dockerfile = baseName(dockerfile)
    }
  } else throw new CommandError(`unable to prepare context: path ${quote(contextPath)} not found`)

  if (options.dockerfileInline !== undefined) {
    text = encode(options.dockerfileInline)
    inputs.sourceName = 'inline'
  }
  if (isHttp(dockerfile)) throw new CommandError('--file with a URL is not simulated yet')
  if (text !== null) {
    inputs.files.set('dockerfile', memoryFiles({ Dockerfile: text }, cli.sys.now()))
    inputs.dockerfile = 'Dockerfile'
  } else if (folder !== '') {
    const path = realpath(cli, absolute(cli, folder))
    inputs.files.set('dockerfile', localFiles(cli.sys, path))
    inputs.dockerfile = lowercase(cli, path, inputs.dockerfile || 'Dockerfile')
  }
  inputs.dockerfile ||= 'Dockerfile'
  namedContexts(cli, options, inputs)
  return inputs
}
function realpath(cli: Cli, path: string): string {
  try {
    return cli.sys.realpath(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    throw new CommandError(goError(error, `lstat ${path}`))
  }
}
/** "dockerfile" will do where there is no "Dockerfile". */
function lowercase(cli: Cli, folder: string, name: string): string {
  if (baseName(name) !== 'Dockerfile') return name
  const exists = (path: string): boolean => !(attempt(() => cli.sys.lstat(path)) instanceof SysError)
  return !exists(`${folder}/Dockerfile`) && exists(`${folder}/dockerfile`) ? 'dockerfile' : name
}
function namedContexts(cli: Cli, options: BuildOptions, inputs: Inputs): void {
  for (const [name, path] of Object.entries(options.namedContexts)) {
    if (isRemote(path) || path.startsWith('docker-image://') || path.startsWith('target:')) {
      inputs.contexts[name] = path
      continue
    }
    if (path.startsWith('oci-layout://'))
      throw new CommandError(`--build-context ${name}=${path}: OCI layouts are not simulated yet`)
    const stat = attempt(() => cli.sys.stat(path))
    if (stat instanceof SysError)
      throw new CommandError(`failed to get build context ${name}: ${goError(stat, `stat ${path}`)}`)
    if (!isDir(stat)) throw new CommandError(`failed to get build context path {${path} <nil>}: not a directory`)
    const local = name === 'context' || name === 'dockerfile' ? `_${name}` : name
    inputs.files.set(local, localFiles(cli.sys, realpath(cli, absolute(cli, path))))
    inputs.contexts[name] = `local:${local}`
  }
}
/** What the engine is told of them. */
export const inputsQuery = (inputs: Inputs): Partial<BuildQuery> => ({
  remote: inputs.remote,
  dockerfile: inputs.dockerfile,
  ...(inputs.name === '' ? {} : { name: inputs.name }),
  ...(Object.keys(inputs.contexts).length > 0 ? { contexts: JSON.stringify(inputs.contexts) } : {}),
})
