/** What the image routes need of the engine. */
import type { AbortSignalLike } from '../../../../api/transport.ts'
import type {
  AuthConfig,
  DistributionInspect,
  ImageDeleteItem,
  ImageHistoryItem,
  ImageInspect,
  ImageLayers,
  ImageSearchItem,
  ImagesPruneResponse,
  ImageSummary,
  JsonMessage,
  LayerFiles,
  RemoteManifest,
} from '../../../../api/types/index.ts'

export interface ImageBackend {
  list(options: { all: boolean; filters: string | null; sharedSize: boolean }): ImageSummary[]
  /** `platform` "linux/arm64", '' for any. Throws notFound when the image has another. */
  inspect(name: string, platform: string): ImageInspect
  history(name: string, platform: string): ImageHistoryItem[]
  /** Fails before the stream where the registry refuses. */
  pull(options: {
    image: string
    tag: string
    platform: string
    auth: AuthConfig | null
    signal?: AbortSignalLike
  }): Promise<AsyncIterable<JsonMessage>>
  /** An archive of the world outside. Throws notFound, system in Go's words. */
  download(url: string, signal?: AbortSignalLike): Promise<Uint8Array>
  /** The new image's ID. */
  import(options: {
    archive: Uint8Array | AsyncIterable<Uint8Array>
    source: string
    repo: string
    tag: string
    message: string
    changes: string[]
  }): Promise<string>
  push(options: { image: string; tag: string; auth: AuthConfig | null }): AsyncIterable<JsonMessage>
  save(names: readonly string[], platform: string): Iterable<Uint8Array>
  /** Images of another platform than `platform` are left out. */
  load(archive: Uint8Array | AsyncIterable<Uint8Array>, quiet: boolean, platform: string): Promise<JsonMessage[]>
  tag(name: string, repo: string, tag: string): void
  remove(name: string, options: { force: boolean; noPrune: boolean }): ImageDeleteItem[]
  prune(filters: string | null): ImagesPruneResponse
  search(term: string, limit: number, filters: string | null): Promise<ImageSearchItem[]>
  distribution(name: string, auth: AuthConfig | null): Promise<DistributionInspect>
  manifest(name: string, auth: AuthConfig | null): Promise<RemoteManifest>
  layers(name: string): ImageLayers
  layerFiles(name: string, chainId: string): LayerFiles
}
