/** The registries as the engine sees them; registry/ implements it. Manifests are there when the whole registry is. */
import type { Registry as BaseRegistry, StatefulRegistry } from '../../registry/types.ts'

export type {
  ContainerConfig,
  ImageConfig,
  RegistryAuth,
  RegistryError,
  RemoteImage,
  RemoteLayer,
  SearchResult,
} from '../../registry/types.ts'
export type Registry = BaseRegistry & Partial<Pick<StatefulRegistry, 'manifest' | 'mountSource'>>
