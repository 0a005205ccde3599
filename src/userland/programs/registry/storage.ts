/**
 * How distribution 2.8 keeps its data below the root directory (registry/storage/paths.go), so that a volume shows what the real one shows:
 *
 *   docker/registry/v2/blobs/sha256/ab/abcd…/data
 *   docker/registry/v2/repositories/NAME/_layers/sha256/abcd…/link
 *                                       /_manifests/revisions/sha256/abcd…/link
 *                                       /_manifests/tags/TAG/current/link, …/index/sha256/abcd…/link
 *                                       /_uploads/UUID/data, startedat
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { SysError } from '../../../base/abi/errno.ts'
import { isDir, isFile, O_APPEND, O_CREAT, O_RDONLY, O_WRONLY } from '../../../base/abi/files.ts'
import { decode } from '../../../base/bytes.ts'
import { hex } from '../../../base/rng.ts'
import type { Sys } from '../../../kernel/sys/types.ts'

const PIECE = 65_536
export const DIGEST = /^sha256:[0-9a-f]{64}$/

export class Storage {
  private readonly sys: Sys
  private readonly root: string
  constructor(sys: Sys, root: string) {
    this.sys = sys
    this.root = `${root.replace(/\/$/, '')}/docker/registry/v2`
  }
  private blobPath(digest: string): string {
    return `${this.root}/blobs/sha256/${digest.slice(7, 9)}/${digest.slice(7)}/data`
  }
  private repository(name: string): string {
    return `${this.root}/repositories/${name}`
  }
  private makeDirectories(path: string): void {
    let at = ''
    for (const part of path.split('/').slice(1, -1)) {
      at += `/${part}`
      if (!this.exists(at)) this.sys.mkdir(at, 0o755)
    }
  }
  private exists(path: string): boolean {
    try {
      this.sys.stat(path)
      return true
    } catch (error) {
      if (error instanceof SysError) return false
      throw error
    }
  }
  private write(path: string, data: Uint8Array | string): void {
    this.makeDirectories(path)
    this.sys.writeFile(path, data, { mode: 0o644 })
  }
  private names(path: string): string[] {
    try {
      return this.sys
        .readdir(path)
        .map((entry) => entry.name)
        .filter((name) => name !== '.' && name !== '..')
        .sort()
    } catch (error) {
      if (error instanceof SysError) return []
      throw error
    }
  }
  private removeTree(path: string): void {
    if (isDir(this.sys.lstat(path))) {
      for (const name of this.names(path)) this.removeTree(`${path}/${name}`)
      this.sys.rmdir(path)
    } else this.sys.unlink(path)
  }

  // ---- blobs
  blobSize(digest: string): number | null {
    try {
      const stat = this.sys.stat(this.blobPath(digest))
      return isFile(stat) ? stat.size : null
    } catch (error) {
      if (error instanceof SysError) return null
      throw error
    }
  }
  hasLayer(name: string, digest: string): boolean {
    return (
      this.exists(`${this.repository(name)}/_layers/sha256/${digest.slice(7)}/link`) && this.blobSize(digest) !== null
    )
  }
  linkLayer(name: string, digest: string): void {
    this.write(`${this.repository(name)}/_layers/sha256/${digest.slice(7)}/link`, digest)
  }
  unlinkLayer(name: string, digest: string): void {
    this.removeTree(`${this.repository(name)}/_layers/sha256/${digest.slice(7)}`)
  }
  async *blob(digest: string, from = 0, to = Infinity): AsyncGenerator<Uint8Array> {
    const fd = await this.sys.open(this.blobPath(digest), O_RDONLY)
    try {
      this.sys.lseek(fd, from, 'set')
      for (let left = to - from; left > 0;) {
        const piece = await this.sys.read(fd, Math.min(PIECE, left))
        if (!piece.length) return
        left -= piece.length
        yield piece
      }
    } finally {
      this.sys.close(fd)
    }
  }
  putBlob(digest: string, data: Uint8Array): void {
    if (this.blobSize(digest) === null) this.write(this.blobPath(digest), data)
  }
  readBlob(digest: string): Uint8Array {
    return this.sys.readFile(this.blobPath(digest))
  }

  // ---- uploads
  private upload(name: string, uuid: string): string {
    return `${this.repository(name)}/_uploads/${uuid}`
  }
  startUpload(name: string, uuid: string): void {
    this.write(
      `${this.upload(name, uuid)}/startedat`,
      new Date(Math.floor(this.sys.now() / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
    )
    this.write(`${this.upload(name, uuid)}/data`, '')
  }
  /** Bytes that are there; null: no such upload. */
  uploaded(name: string, uuid: string): number | null {
    const path = `${this.upload(name, uuid)}/data`
    return /^[0-9a-f-]{36}$/.test(uuid) && this.exists(path) ? this.sys.stat(path).size : null
  }
  async append(name: string, uuid: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
    const fd = await this.sys.open(`${this.upload(name, uuid)}/data`, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    try {
      for await (const part of parts) await this.sys.write(fd, part)
    } finally {
      this.sys.close(fd)
    }
  }
  /** False: the bytes have another digest; the upload is gone then, too. */
  async commit(name: string, uuid: string, digest: string): Promise<boolean> {
    const path = `${this.upload(name, uuid)}/data`
    const hash = sha256.create()
    const fd = await this.sys.open(path, O_RDONLY)
    try {
      for (let piece = await this.sys.read(fd, PIECE); piece.length; piece = await this.sys.read(fd, PIECE))
        hash.update(piece)
    } finally {
      this.sys.close(fd)
    }
    const right = `sha256:${hex(hash.digest())}` === digest
    if (right) {
      if (this.blobSize(digest) === null) {
        this.makeDirectories(this.blobPath(digest))
        this.sys.rename(path, this.blobPath(digest))
      }
      this.linkLayer(name, digest)
    }
    this.cancelUpload(name, uuid)
    return right
  }
  cancelUpload(name: string, uuid: string): void {
    this.removeTree(this.upload(name, uuid))
  }

  // ---- manifests and tags
  private manifests(name: string): string {
    return `${this.repository(name)}/_manifests`
  }
  /** The digest that a tag or digest stands for. */
  resolve(name: string, reference: string): string | null {
    const link = DIGEST.test(reference)
      ? `${this.manifests(name)}/revisions/sha256/${reference.slice(7)}/link`
      : `${this.manifests(name)}/tags/${reference}/current/link`
    if (!this.exists(link)) return null
    const digest = decode(this.sys.readFile(link)).trim()
    return this.blobSize(digest) === null ? null : digest
  }
  putManifest(name: string, reference: string, digest: string, data: Uint8Array): void {
    this.putBlob(digest, data)
    const revision = digest.slice(7)
    this.write(`${this.manifests(name)}/revisions/sha256/${revision}/link`, digest)
    if (DIGEST.test(reference)) return
    this.write(`${this.manifests(name)}/tags/${reference}/index/sha256/${revision}/link`, digest)
    this.write(`${this.manifests(name)}/tags/${reference}/current/link`, digest)
  }
  deleteManifest(name: string, digest: string): void {
    this.removeTree(`${this.manifests(name)}/revisions/sha256/${digest.slice(7)}`)
    for (const tag of this.tags(name) ?? []) {
      if (decode(this.sys.readFile(`${this.manifests(name)}/tags/${tag}/current/link`)).trim() === digest)
        this.removeTree(`${this.manifests(name)}/tags/${tag}`)
    }
  }
  /** null: no such repository. */
  tags(name: string): string[] | null {
    return this.exists(this.manifests(name)) ? this.names(`${this.manifests(name)}/tags`) : null
  }
  /** Names of the repositories that have manifests, sorted. */
  catalog(path = ''): string[] {
    const folder = `${this.root}/repositories${path && `/${path}`}`
    return this.names(folder).flatMap((name) => {
      if (name.startsWith('_')) return []
      const inside = path ? `${path}/${name}` : name
      return [...(this.exists(this.manifests(inside)) ? [inside] : []), ...this.catalog(inside)]
    })
  }
}
