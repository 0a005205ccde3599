/** What the classic builder needs of the engine: images, containers for its steps, writable layers. The engine implements it (engine/build/classic.ts). */
import type { AbortSignalLike } from '../../api/transport.ts'
import type { Clock } from '../../base/clock.ts'
import type { AuthConfig, ContainerConfig, HostConfig, JsonMessage } from '../../api/types/index.ts'
import type { FileContent, LayerEntry, TreeFileSystem } from '../../kernel/vfs/types.ts'

export interface ClassicHost {
  readonly clock: Clock
  /** By ID or name. 'never': it must be here. Throws Error in the daemon's words; `emit` hears of a pull. */
  image(name: string, options: ImageOptions): Promise<ClassicImage>
  /** Images made on top of one by this builder or by commit, oldest first. */
  children(parent: string): readonly CachedImage[]
  /** null: there is none of this name. */
  history(image: string): ImagePast | null
  /** Puts `image` on top of `parent`, where it came from. */
  adopt(image: string, parent: string): void
  /** Makes the image that `target` was after its step `index`, on top of `parent`. */
  restore(parent: string, target: string, index: number, config: ContainerConfig): string
  /** Throws Error. */
  create(
    config: ContainerConfig,
    hostConfig: HostConfig,
  ): Promise<{ id: string; warnings: string[]; config: ContainerConfig }>
  /** Starts it and waits for its end. Gives its status. Throws Error when it does not start. */
  run(id: string, output: (chunk: { stream: 1 | 2; data: Uint8Array }) => void): Promise<number>
  /** Forced, with its volumes. Throws Error. */
  remove(id: string): Promise<void>
  /** What the container's files have become, as an image; its ID. */
  commit(id: string, made: Made): string
  /** An image's files to write to; '' is an empty one. */
  files(image: string): TreeFileSystem
  /** Files that were written to, as an image; its ID. */
  commitFiles(parent: string, files: TreeFileSystem, made: Made): string
  /** Throws Error with the reference library's words. "docker.io/library/x:latest", and as people write it. */
  parseTag(tag: string): { canonical: string; familiar: string }
  tag(image: string, canonical: string): void
  /** An archive, plain or compressed, as files. Throws Error. */
  unpack(archive: Uint8Array | AsyncIterable<Uint8Array>): Promise<TreeFileSystem>
  /** What a file that is an archive holds; null: it is none. */
  entriesOf(file: FileContent): readonly LayerEntry[] | null
  /** Throws Error with Go's words. */
  download(
    url: string,
    signal: AbortSignalLike,
  ): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: Uint8Array }>
  /** Links followed inside the tree; what does not exist is taken literally. */
  resolve(files: TreeFileSystem, path: string): string
}
export interface ImageOptions {
  pull: 'never' | 'missing' | 'always'
  /** linux/amd64; '' for the engine's own. */
  platform: string
  /** Of the image's registry. */
  auths: Readonly<Record<string, AuthConfig>>
  emit(message: JsonMessage): void
  signal: AbortSignalLike
}
export interface ClassicImage {
  /** '' for nothing (scratch). */
  readonly id: string
  readonly os: string
  readonly config: ContainerConfig
}
export interface ImagePast {
  readonly id: string
  /** '' for none. */
  readonly parent: string
  readonly steps: readonly { createdBy: string; empty: boolean; key: string }[]
  readonly diffIds: readonly string[]
}
export interface CachedImage {
  readonly id: string
  /** Of the container in which it was made. */
  readonly containerConfig: ContainerConfig
}
export interface Made {
  readonly author: string
  readonly config: ContainerConfig
  readonly containerConfig: ContainerConfig
}
