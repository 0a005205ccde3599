/** The registries as the engine sees them; registry/ implements it. */
import type { LayerEntry } from '../../kernel/vfs/types.ts'

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
}
export interface RemoteImage {
  /** of the manifest (or index): what RepoDigests and "Digest:" show */
  digest: string
  /** of the config: the image ID */
  id: string
  config: ImageConfig
  layers: readonly RemoteLayer[]
}
export interface RegistryAuth {
  username?: string
  password?: string
  identitytoken?: string
}
/** Kinds as the distribution API reports them; the engine turns them into Docker's sentences. */
export class RegistryError extends Error {
  readonly code:
    | 'NAME_UNKNOWN'
    | 'MANIFEST_UNKNOWN'
    | 'UNAUTHORIZED'
    | 'DENIED'
    | 'TOOMANYREQUESTS'
    | 'UNREACHABLE'
    | 'UNSUPPORTED'
    | 'BLOB_UNKNOWN'
  constructor(code: RegistryError['code'], message: string) {
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
