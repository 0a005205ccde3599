/**
 * What the builder needs of the engine and of the world: images and their layers, the image store, processes in sandboxes, downloads.
 * The engine implements it (engine/build); nothing else of the engine is visible here.
 */
import type { AbortSignalLike } from '../api/transport.ts'
import type { Clock } from '../base/clock.ts'
import type { Rng } from '../base/rng.ts'
import type { FileContent, LayerEntry, TreeFileSystem, TreeRoot } from '../kernel/vfs/types.ts'
import type { ImageConfig } from './image-config.ts'

export interface BuilderHost {
  readonly clock: Clock
  readonly rng: Rng
  /** Nanoseconds since the epoch, strictly increasing. */
  now(): bigint
  readonly images: ImageHost
  /** Resolves when the process runs. Rejects with nothing but bugs: a command that cannot be started exits with 1 and says so. */
  run(spec: RunSpec): Promise<Running>
  /** GET over the simulated network, as the daemon does it. Throws Error with Go's words. */
  download(url: string, signal: AbortSignalLike): Promise<Download>
  /** An engine event of the builder: "builder prune". */
  event(action: string, attributes: Readonly<Record<string, string>>): void
  /** Something that views show has changed. */
  changed(): void
}
export interface Credentials {
  username: string
  secret: string
}
export interface ResolveOptions {
  /** Look at the registry even if the image is here. */
  pull: boolean
  /** Asks the client for the registry's login. */
  credentials(host: string): Promise<Credentials | null>
}
export interface ResolvedImage {
  /** "docker.io/library/busybox:1.35", with its digest behind it when the registry was asked. */
  readonly name: string
  readonly config: ImageConfig
  /** Bottom first; fetched when asked for. `progress` hears of layers on their way. */
  layers(progress: PullProgress, signal: AbortSignalLike): Promise<readonly BaseLayer[]>
}
export interface PullProgress {
  status(id: string, current: number, total: number, completed: boolean): void
}
/** A layer of a base image, applied. */
export interface BaseLayer {
  readonly chainId: string
  readonly diffId: string
  readonly size: number
  readonly digest: string | null
  readonly blobSize: number
  readonly source: LayerSource | null
  readonly tree: TreeRoot
  readonly content: LayerContent
}
/** What its archive is made of: entries, or the archive as it came. */
export type LayerContent = { readonly entries: readonly LayerEntry[] } | { readonly archive: FileContent }
export interface LayerSource {
  readonly domain: string
  readonly path: string
  readonly manifest: string
}
export interface ImageHost {
  /** Throws Error in BuildKit's words, without the "failed to resolve source metadata for …". */
  resolve(name: string, options: ResolveOptions): Promise<ResolvedImage>
  /** "docker.io/library/x:latest" of what was written. Throws Error with the reference library's words. */
  normalise(name: string): string
  /** SHA-256 and size of a layer's archive. */
  measure(entries: readonly LayerEntry[]): { diffId: string; size: number }
  /** Puts the image into the store; names it. Gives its ID. */
  add(image: NewImage): string
  /** Throws Error: an invalid name. The canonical "docker.io/library/x:tag". */
  checkTag(tag: string): string
  tag(id: string, canonical: string): void
  /** The layers stay in the store until the top one is released: a cache's records keep them from going with an image. */
  hold(layers: readonly BaseLayer[]): void
  release(chainId: string): void
  /** Chain IDs of the layers that images stand on. */
  usedChains(): ReadonlySet<string>
  /** Of a layer that is in the store. */
  treeOf(chainId: string): TreeRoot | null
  contentOf(chainId: string): LayerContent | null
}
export interface NewImage {
  readonly json: string
  readonly config: ImageConfig
  /** Bottom first. */
  readonly layers: readonly BaseLayer[]
}
export interface SandboxMount {
  readonly fs: TreeFileSystem
  /** Path inside `fs` that is mounted. */
  readonly root: string
  readonly target: string
  readonly readOnly: boolean
  /** First column of /proc/mounts. */
  readonly source: string
}
export interface RunSpec {
  readonly id: string
  readonly rootfs: TreeFileSystem
  readonly argv: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly user: string
  readonly mounts: readonly SandboxMount[]
  readonly network: 'default' | 'none' | 'host'
  readonly hostname: string
  readonly extraHosts: readonly { host: string; ip: string }[]
  /** Bytes; 0: 64 MiB. */
  readonly shmSize: number
  readonly ulimits: readonly { Name: string; Soft: number; Hard: number }[]
  readonly privileged: boolean
  output(chunk: { stream: 1 | 2; data: Uint8Array }): void
}
export interface Running {
  /** The status, once everything of it is gone. */
  readonly exited: Promise<number>
  /** SIGKILL to all. */
  kill(): void
}
export interface Download {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}
