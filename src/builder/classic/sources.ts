/**
 * What COPY and ADD copy (moby builder/dockerfile/copy.go): paths and wildcards of the context or of another image, URLs; each with the
 * checksum by which the cache knows it: SHA-256 over the fields of a tar header and the contents (pkg/tarsum v1).
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { isDir, isLink, S_IFMT, S_IFREG, type Stat } from '../../base/abi/files.ts'
import { concat, encode } from '../../base/bytes.ts'
import { cleanPath, joinPath, matchPath } from '../../base/go/filepath.ts'
import { hex } from '../../base/rng.ts'
import type { LayerEntry, TreeFileSystem } from '../../kernel/vfs/types.ts'
import { ClassicError } from './errors.ts'
import type { ClassicHost } from './host.ts'

export interface CopySource {
  files: TreeFileSystem
  /** Without a leading slash; '' is the root. */
  path: string
  hash: string
  /** Of a download: ADD does not unpack it. */
  plain: boolean
}
export const hasWildcards = (text: string): boolean => /[*?[]/.test(text.replace(/\\./gs, ''))
export const isUrl = (text: string): boolean => /^https?:\/\//.test(text)

const hashText = (prefix: string, hashes: readonly string[]): string =>
  `${prefix}:${hex(sha256(encode(hashes.join(','))))}`
/** One source is known by itself, several by all of them. */
export const hashOf = (sources: readonly CopySource[]): string =>
  sources.length === 1
    ? sources[0]!.hash
    : hashText(
        'multi',
        sources.map(({ hash }) => hash),
      )

/** Throws ClassicError. `external`: of another image. */
export function sourcesOf(host: ClassicHost, files: TreeFileSystem, given: string, external: boolean): CopySource[] {
  const path = given.replace(/^\//, '').replace(/^\.\//, '')
  if (!hasWildcards(path)) return [source(host, files, path, external)]
  return namesOf(files, '')
    .filter((name) => matchPath(path, name) === true)
    .map((name) => source(host, files, name, external))
}
/** All paths below, in the order of a walk. */
function namesOf(files: TreeFileSystem, folder: string): string[] {
  const names = files
    .readdir(`/${folder}`)
    .map(({ name }) => name)
    .filter((name) => name !== '.' && name !== '..')
    .sort()
  return names.flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`
    return [path, ...(isDir(files.stat(`/${path}`, { follow: false })) ? namesOf(files, path) : [])]
  })
}
function source(host: ClassicHost, files: TreeFileSystem, path: string, external: boolean): CopySource {
  // Nothing above the root, even if a later part comes back.
  if (joinPath('x', path).startsWith('..') || !joinPath('/r', path).startsWith('/r'))
    throw new ClassicError(`forbidden path outside the build context: ${path} ()`)
  const real = host.resolve(files, `/${path}`)
  if (!files.exists(real)) {
    const missing = `stat ${path}: file does not exist`
    throw new ClassicError(
      external ? missing : `file not found in build context or excluded by .dockerignore: ${missing}`,
    )
  }
  const clean = cleanPath(path) === '.' ? '' : cleanPath(path)
  const stat = files.stat(real)
  if (!isDir(stat)) return { files, path: clean, hash: `file:${fileHash(files, real)}`, plain: false }
  const inner = namesOf(files, real.slice(1))
  const all = [...(real === '/' ? [] : [real.slice(1)]), ...inner].map((name) => fileHash(files, `/${name}`))
  return { files, path: clean, hash: hashText('dir', all.sort()), plain: false }
}
/** tarsum's checksum of one entry. */
export function fileHash(files: TreeFileSystem, path: string): string {
  const stat = files.stat(path, { follow: false })
  const content = (stat.mode & S_IFMT) === S_IFREG ? files.readFile(path) : new Uint8Array(0)
  return hex(sha256(concat([encode(headerText(files, path, stat, content.length)), content])))
}
function headerText(files: TreeFileSystem, path: string, stat: Stat, size: number): string {
  const type = isDir(stat) ? '5' : isLink(stat) ? '2' : '0'
  const fields: [string, string | number][] = [
    ['name', path.slice(1)],
    ['mode', stat.mode & 0o7777],
    ['uid', stat.uid],
    ['gid', stat.gid],
    ['size', size],
    ['typeflag', type],
    ['linkname', isLink(stat) ? files.readlink(path) : ''],
    ['uname', ''],
    ['gname', ''],
    ['devmajor', 0],
    ['devminor', 0],
  ]
  return fields.map(([name, value]) => `${name}${value}`).join('')
}
/** Entries with another owner; null keeps them. */
export const owned = (entries: readonly LayerEntry[], owner: { uid: number; gid: number } | null): LayerEntry[] =>
  entries.map((entry) => (owner ? { ...entry, ...owner } : entry))
