/** The registries as the engine sees them, and what an image is while it travels. */
import type { SparseContent } from '../base/sparse-gzip.ts'
import type { LayerEntry } from '../kernel/vfs/types.ts'

/** An OCI image configuration (image-spec config.md), as stored in the image's config blob. */
export interface ImageConfig {
  created: string
  author?: string
  architecture: string
  os: string
  config: ContainerConfig
  rootfs: { type: 'layers'; diff_ids: string[] }
  history: { created: string; created_by?: string; comment?: string; empty_layer?: boolean; author?: string }[]
}
/** The `config` of an image: what a container inherits. */
export interface ContainerConfig {
  User?: string
  ExposedPorts?: Record<string, Record<string, never>>
  Env?: string[]
  Entrypoint?: string[] | null
  Cmd?: string[] | null
  Volumes?: Record<string, Record<string, never>>
  WorkingDir?: string
  Labels?: Record<string, string>
  StopSignal?: string
  StopTimeout?: number
  Shell?: string[]
  OnBuild?: string[]
  Healthcheck?: {
    Test?: string[]
    Interval?: number
    Timeout?: number
    StartPeriod?: number
    StartInterval?: number
    Retries?: number
  }
  ArgsEscaped?: boolean
}
export interface RemoteLayer {
  /** sha256:… of the compressed blob; its first 12 digits are what a pull shows */
  digest: string
  diffId: string
  /** compressed bytes, what is downloaded */
  size: number
  /** uncompressed file bytes, what docker history and images count */
  contentSize: number
  /** Loaded when first asked for. */
  entries(): Promise<readonly LayerEntry[]>
  /** The uncompressed tar byte for byte, where it is not the one that the entries make. */
  archive?(): Promise<SparseContent>
}
export interface RemoteImage {
  /** of the manifest (or index): what RepoDigests and "Digest:" show */
  digest: string
  /** of the config: the image ID */
  id: string
  config: ImageConfig
  /** The config blob byte for byte: its SHA-256 is `id`. Without it the blob is JSON.stringify(config). */
  configJson?: string
  layers: readonly RemoteLayer[]
}
export interface RegistryAuth {
  username?: string
  password?: string
  identitytoken?: string
}
export type RegistryErrorCode =
  | 'NAME_UNKNOWN'
  | 'MANIFEST_UNKNOWN'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'TOOMANYREQUESTS'
  | 'UNREACHABLE'
  | 'UNSUPPORTED'
  | 'BLOB_UNKNOWN'
/**
 * Kinds as the distribution API reports them; the engine turns them into Docker's sentences. `message` is the registry's own text
 * ("requested access to the resource is denied"), of UNREACHABLE the whole error of Go's HTTP client.
 */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode
  constructor(code: RegistryErrorCode, message: string) {
    super(message)
    this.name = 'RegistryError'
    this.code = code
  }
}
export interface SearchResult {
  name: string
  description: string
  star_count: number
  is_official: boolean
  is_automated: boolean
}
/** The parts of a manifest as `docker manifest inspect` and `docker buildx imagetools inspect` show it. */
export interface ManifestBlob {
  mediaType: string
  digest: string
  /** The manifest byte for byte. */
  json: string
}
/** What was pushed, for machine snapshots. Structured-clonable. */
export interface RegistryState {
  readonly version: 1
  readonly pushed: readonly PushedRepository[]
  /** Pulls since the account's last hour began; see RateLimit. */
  readonly pulls: number
}
export interface PushedRepository {
  readonly repository: string
  readonly tags: Readonly<Record<string, string>>
  readonly images: readonly PushedImage[]
}
export interface PushedImage {
  readonly digest: string
  readonly id: string
  readonly config: ImageConfig
  readonly configJson?: string
  readonly layers: readonly (Omit<RemoteLayer, 'entries' | 'archive'> & {
    /** Absent for layers that the catalogue has anyway. */
    readonly entries?: readonly LayerEntry[]
    readonly archive?: SparseContent
  })[]
}
export interface Registry {
  /** `repository` is the path without the domain, e.g. "library/httpd"; `reference` a tag or a digest. Throws RegistryError. */
  resolve(domain: string, repository: string, reference: string, auth: RegistryAuth | null): Promise<RemoteImage>
  tags(domain: string, repository: string, auth: RegistryAuth | null): Promise<string[]>
  push(
    domain: string,
    repository: string,
    tag: string,
    image: RemoteImage,
    auth: RegistryAuth | null,
  ): Promise<{ digest: string; size: number }>
  hasBlob(domain: string, repository: string, digest: string, auth: RegistryAuth | null): Promise<boolean>
  search(term: string): Promise<SearchResult[]>
  /** Throws RegistryError UNAUTHORIZED. */
  login(domain: string, auth: RegistryAuth): Promise<void>
}
/** What the machine composes: a Registry whose pushed images travel with snapshots. */
export interface StatefulRegistry extends Registry {
  /** The manifest of what resolve() gives. Throws as resolve(). */
  manifest(domain: string, repository: string, reference: string, auth: RegistryAuth | null): Promise<ManifestBlob>
  /** Another repository of the domain that has the blob and may be read: where a push can mount it from ("Mounted from library/busybox"). */
  mountSource(domain: string, digest: string, auth: RegistryAuth | null): Promise<string | null>
  /** Loads every layer's files, so that the state can be cloned. */
  state(): Promise<RegistryState>
  restore(state: RegistryState): Promise<void>
}
