/** package.json, package-lock.json and node_modules on disk. */
import { gunzipSync } from 'fflate'
import { SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import { readTar } from '../../../base/tar.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { NpmFailure } from './failure.ts'
import type { RegistryClient } from './fetch.ts'
import type { Lock, LockEntry, Node, Tree } from './tree.ts'

export interface PackageJson {
  name?: string
  version?: string
  description?: string
  license?: string
  main?: string
  type?: string
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  bin?: string | Record<string, string>
  config?: Record<string, unknown>
  workspaces?: unknown
  [key: string]: unknown
}
export const exists = (sys: Sys, path: string): boolean => {
  try {
    sys.lstat(path)
    return true
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}
/** Null without one. Throws NpmFailure for one that is not JSON. */
export function readPackage(sys: Sys, folder: string): PackageJson | null {
  const path = `${folder === '/' ? '' : folder}/package.json`
  let text: string
  try {
    text = sys.readText(path)
  } catch (error) {
    if (error instanceof SysError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw error
  }
  try {
    return JSON.parse(text) as PackageJson
  } catch (error) {
    throw new NpmFailure([
      'code EJSONPARSE',
      `path ${path}`,
      `JSON.parse ${error instanceof Error ? error.message : ''}`,
      'JSON.parse Failed to parse JSON data.',
      'JSON.parse Note: package.json must be actual JSON, not just JavaScript.',
    ])
  }
}
export const missingPackage = (folder: string): NpmFailure => {
  const path = `${folder === '/' ? '' : folder}/package.json`
  return new NpmFailure(
    [
      'code ENOENT',
      'syscall open',
      `path ${path}`,
      'errno -2',
      `enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${path}'`,
      'enoent This is related to npm not being able to find a file.',
      'enoent',
    ],
    254,
  )
}
export const writeJson = (sys: Sys, path: string, value: unknown): void =>
  sys.writeFile(path, `${JSON.stringify(value, null, 2)}\n`)

export function readLock(sys: Sys, folder: string): Lock | null {
  const path = `${folder}/package-lock.json`
  if (!exists(sys, path)) return null
  const lock = JSON.parse(sys.readText(path)) as Partial<Lock>
  return { ...lock, packages: lock.packages ?? {} }
}
const entryOf = (node: Node): LockEntry & Record<string, unknown> => {
  const { manifest } = node
  return {
    ...(manifest.name === node.name ? {} : { name: manifest.name }),
    version: node.version,
    resolved: manifest.dist.tarball,
    integrity: manifest.dist.integrity,
    ...(node.dev ? { dev: true } : {}),
    ...(manifest.license ? { license: manifest.license } : {}),
    ...(manifest.dependencies && Object.keys(manifest.dependencies).length
      ? { dependencies: manifest.dependencies }
      : {}),
    ...(manifest.bin ? { bin: binsOf(node) } : {}),
    ...(manifest.engines ? { engines: manifest.engines } : {}),
    ...(manifest.funding
      ? { funding: typeof manifest.funding === 'string' ? { url: manifest.funding } : manifest.funding }
      : {}),
  }
}
export function lockOf(json: PackageJson, tree: Tree, folder: string): unknown {
  const name = json.name ?? folder.slice(folder.lastIndexOf('/') + 1)
  const own = {
    ...(json.name ? { name: json.name } : { name }),
    ...(json.version ? { version: json.version } : {}),
    ...(json.license ? { license: json.license } : {}),
    ...(json.dependencies && Object.keys(json.dependencies).length ? { dependencies: json.dependencies } : {}),
    ...(json.devDependencies && Object.keys(json.devDependencies).length
      ? { devDependencies: json.devDependencies }
      : {}),
  }
  const paths = [...tree.keys()].sort()
  return {
    name,
    ...(json.version ? { version: json.version } : {}),
    lockfileVersion: 3,
    requires: true,
    packages: { '': own, ...Object.fromEntries(paths.map((path) => [path, entryOf(tree.get(path)!)])) },
  }
}
export const hiddenLock = (tree: Tree, json: PackageJson): unknown => ({
  name: json.name,
  version: json.version,
  lockfileVersion: 3,
  requires: true,
  packages: Object.fromEntries([...tree.keys()].sort().map((path) => [path, entryOf(tree.get(path)!)])),
})

export function binsOf({ name, manifest }: Node): Record<string, string> {
  const { bin } = manifest
  if (!bin) return {}
  return typeof bin === 'string' ? { [name.slice(name.lastIndexOf('/') + 1)]: bin } : bin
}
export function makeFolders(sys: Sys, path: string): void {
  let at = ''
  for (const part of path.split('/').filter(Boolean)) {
    at += `/${part}`
    try {
      if (isDir(sys.stat(at))) continue
    } catch (error) {
      if (!(error instanceof SysError && error.code === 'ENOENT')) throw error
    }
    sys.mkdir(at)
  }
}
export function removeTree(sys: Sys, path: string): void {
  if (!exists(sys, path)) return
  if (!isDir(sys.lstat(path))) return sys.unlink(path)
  for (const { name } of sys.readdir(path)) if (name !== '.' && name !== '..') removeTree(sys, `${path}/${name}`)
  sys.rmdir(path)
}
export const installedVersion = (sys: Sys, folder: string): string | null => {
  if (!exists(sys, `${folder}/package.json`)) return null
  return (JSON.parse(sys.readText(`${folder}/package.json`)) as { version?: string }).version ?? null
}
/** Unpacks a package into its folder. */
export async function unpack(sys: Sys, registry: RegistryClient, node: Node, folder: string): Promise<void> {
  removeTree(sys, folder)
  makeFolders(sys, folder)
  for (const { name, type, content, mode } of readTar(gunzipSync(await registry.tarball(node.manifest)))) {
    if (type !== 'file' || !content) continue
    const path = `${folder}/${name.slice(name.indexOf('/') + 1)}`
    makeFolders(sys, path.slice(0, path.lastIndexOf('/')))
    const data = new Uint8Array(content.size)
    for (const extent of content.extents) data.set(extent.data, extent.offset)
    sys.writeFile(path, data, { mode: mode & 0o777 })
  }
  await sys.breathe()
}
/** node_modules/.bin/name → ../package/cli.js */
export function linkBins(sys: Sys, node: Node, modules: string, bin: string, from: string): void {
  for (const [name, file] of Object.entries(binsOf(node))) {
    makeFolders(sys, bin)
    const link = `${bin}/${name}`
    if (exists(sys, link)) sys.unlink(link)
    const path = file.replace(/^\.\//, '')
    sys.symlink(`${from}/${node.name}/${path}`, link)
    if (exists(sys, `${modules}/${node.name}/${path}`)) sys.chmod(`${modules}/${node.name}/${path}`, 0o755)
  }
}
