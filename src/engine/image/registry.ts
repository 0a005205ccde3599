/** The registries as the engine sees them; registry/ implements it. Manifests are there when the whole registry is. */
import type { SparseContent } from '../../base/sparse-gzip.ts'
import type { RegistryAuth, Registry as BaseRegistry, StatefulRegistry } from '../../registry/types.ts'

export type {
  ContainerConfig,
  ImageConfig,
  RegistryAuth,
  RegistryError,
  RemoteImage,
  RemoteLayer,
  SearchResult,
} from '../../registry/types.ts'
export type Registry = BaseRegistry &
  Partial<Pick<StatefulRegistry, 'manifest' | 'mountSource'>> & {
    /** How blobs travel to a registry behind the network; undefined where push() takes the image as a whole. */
    transfer?(domain: string): BlobTransfer | undefined
  }
export interface BlobTransfer {
  /** Throws RegistryError. */
  ping(domain: string, auth: RegistryAuth | null): Promise<void>
  mount(domain: string, repository: string, digest: string, from: string, auth: RegistryAuth | null): Promise<boolean>
  upload(
    domain: string,
    repository: string,
    blob: { digest: string; diffId?: string; content: SparseContent },
    auth: RegistryAuth | null,
    progress?: (sent: number) => void,
  ): Promise<void>
}
