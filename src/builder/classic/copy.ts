/** COPY and ADD: files of the context, of a stage, of an image or of the web into a new layer (dispatchCopy, dispatchAdd, performCopy). */
import { isDir } from '../../base/abi/files.ts'
import { baseName, cleanPath, dirName, joinPath } from '../../base/go/filepath.ts'
import { quote } from '../../base/go/quote.ts'
import type { LayerEntry, TreeFileSystem } from '../../kernel/vfs/types.ts'
import type { Instruction } from '../dockerfile/index.ts'
import { chownOf, type Owner } from './chown.ts'
import { downloadSource } from './download.ts'
import { ClassicError, needsBuildKit, textOf } from './errors.ts'
import { hashOf, isUrl, owned, sourcesOf, type CopySource } from './sources.ts'
import { withCommentString } from './run-config.ts'
import type { Build, Stage } from './state.ts'

type CopyStep = Extract<Instruction, { kind: 'add' | 'copy' }>

export async function copyStep(build: Build, stage: Stage, { kind, copy }: CopyStep): Promise<void> {
  if (copy.chmod !== '') throw needsBuildKit('chmod')
  const name = kind.toUpperCase()
  const from = copy.from === '' ? null : await filesFrom(build, copy.from)
  const sources = await findSources(build, name, copy.sources, copy.dest, from)
  if (sources.length > 1 && !copy.dest.endsWith('/'))
    throw new ClassicError(
      `When using ${name} with more than one source file, the destination must be a directory and end with a /`,
    )
  const chown = copy.chown === '' ? '' : `--chown=${copy.chown} `
  const config = withCommentString(stage.config, `${name} ${chown}${hashOf(sources)} in ${copy.dest} `)
  if (build.probe(stage, config)) return

  const files = build.host.files(stage.imageId)
  const target = destination(stage.config.WorkingDir ?? '', copy.dest)
  let owner: Owner | null = { uid: 0, gid: 0 }
  if (copy.chown !== '')
    try {
      owner = chownOf(build.host, files, copy.chown)
    } catch (error) {
      throw new ClassicError(`unable to convert uid/gid chown string to host mapping: ${textOf(error)}`)
    }
  else if (from) owner = null
  for (const source of sources)
    try {
      copyOne(build, files, source, target, { owner, unpack: kind === 'add' })
    } catch (error) {
      throw new ClassicError(`failed to copy files: ${textOf(error)}`)
    }
  stage.imageId = build.host.commitFiles(stage.imageId, files, {
    author: stage.maintainer,
    config: { ...stage.config },
    containerConfig: config,
  })
}
/** Of --from: a stage by name or number, or an image. */
async function filesFrom(build: Build, from: string): Promise<TreeFileSystem> {
  try {
    const named = build.stageNamed(from)
    let image = named?.Image ?? null
    if (!named && /^[+-]?\d+$/.test(from)) {
      const index = Number(from)
      if (index === build.stages.length) throw new ClassicError('refers to current build stage')
      const stage = build.stages[index]
      if (!stage) throw new ClassicError('index out of bounds')
      image = stage.config.Image ?? ''
    }
    if (image === '') return build.host.files('')
    return build.host.files((await build.image(image ?? from, image !== null, '')).id)
  } catch (error) {
    throw new ClassicError(`invalid from flag value ${from}: ${textOf(error)}`)
  }
}
async function findSources(
  build: Build,
  name: string,
  paths: readonly string[],
  dest: string,
  from: TreeFileSystem | null,
): Promise<CopySource[]> {
  try {
    const found: CopySource[] = []
    for (const path of paths) {
      if (isUrl(path)) {
        if (name === 'COPY') throw new ClassicError("source can't be a URL for COPY")
        found.push(await downloadSource(build, path, dest))
        continue
      }
      const files = from ?? build.files
      if (!files) throw new ClassicError('missing build context')
      found.push(...sourcesOf(build.host, files, path, from !== null))
    }
    if (found.length === 0) throw new ClassicError('no source files were specified')
    return found
  } catch (error) {
    throw new ClassicError(`${name} failed: ${textOf(error)}`)
  }
}
/** Absolute; a slash at the end stays. */
function destination(workingDir: string, dest: string): string {
  if (dest.startsWith('/')) return dest
  return joinPath('/', workingDir, dest) + (dest.endsWith('/') ? '/' : '')
}

function copyOne(
  build: Build,
  files: TreeFileSystem,
  source: CopySource,
  target: string,
  { owner, unpack }: { owner: Owner | null; unpack: boolean },
): void {
  const real = build.host.resolve(source.files, `/${source.path}`)
  let path = build.host.resolve(files, cleanPath(target))
  const existing = files.exists(path) && isDir(files.stat(path))
  const entries = source.files.entries(real)
  if (isDir(source.files.stat(real))) {
    copyFolder(files, path, entries, owner, existing)
    return
  }
  const [file] = entries
  if (!file) return
  if (unpack && !source.plain && file.content) {
    const inside = build.host.entriesOf(file.content)
    if (inside) {
      makeFolders(files, path, owner)
      files.apply(path, inside)
      return
    }
  }
  if (existing || target.endsWith('/')) path = joinPath(path, baseName(source.path))
  makeFolders(files, dirName(path), owner)
  if (files.exists(path) && isDir(files.stat(path, { follow: false })))
    throw new ClassicError(`failed to copy file: cannot overwrite directory ${quote(path)} with non-directory`)
  files.apply(dirName(path), owned([{ ...file, path: baseName(path) }], owner))
}
function copyFolder(
  files: TreeFileSystem,
  path: string,
  entries: readonly LayerEntry[],
  owner: Owner | null,
  existing: boolean,
): void {
  if (files.exists(path) && !existing) throw new ClassicError('failed to copy directory: cannot copy to non-directory')
  makeFolders(files, path, null)
  // A folder that was there keeps its own owner and mode.
  const inside = entries.filter((entry) => entry.path !== '')
  files.apply(path, owned(inside, owner))
  const root = entries.find((entry) => entry.path === '')
  if (!existing && root && path !== '/')
    files.apply(dirName(path), [{ ...root, path: baseName(path), mode: 0o755, ...(owner ?? { uid: 0, gid: 0 }) }])
}
function makeFolders(files: TreeFileSystem, path: string, owner: Owner | null): void {
  if (path === '/' || files.exists(path)) return
  makeFolders(files, dirName(path), owner)
  files.mkdir(path, { mode: 0o755, ...(owner ?? { uid: 0, gid: 0 }) })
}
