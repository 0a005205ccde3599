/** The registries that the engine can reach, the host's disk, and the machines of the world outside. */
export { ACCOUNT, configBlob } from './hub.ts'
export { hostLayer } from './catalog/host.ts'
export { manifestJson } from './catalog/recipe.ts'
export { remoteHosts } from './world.ts'
export { RegistryError } from './types.ts'
export type * from './types.ts'
export { createRegistry, type RegistryOptions } from './registries.ts'
