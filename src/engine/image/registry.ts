/** The registries as the engine sees them. registry/ owns the types; engine files import them from here. */
export { RegistryError } from '../../registry/types.ts'
export type {
  ContainerConfig,
  ImageConfig,
  ManifestBlob,
  Registry,
  RegistryAuth,
  RegistryErrorCode,
  RegistryState,
  RemoteImage,
  RemoteLayer,
  SearchResult,
  StatefulRegistry,
} from '../../registry/types.ts'
