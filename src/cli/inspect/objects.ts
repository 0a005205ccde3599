/** How each kind of object is fetched for inspection. */
import {
  containerInspectRaw,
  imageInspectRaw,
  networkInspectRaw,
  volumeInspectRaw,
  type Client,
} from '../../api/client/index.ts'
import { NETWORK_INSPECT } from './common-types.ts'
import { CONTAINER_INSPECT } from './container-types.ts'
import { IMAGE_INSPECT } from './image-types.ts'
import type { Inspected } from './inspector.ts'
import { VOLUME } from './system-types.ts'

export const inspectContainer = async (client: Client, ref: string, size = false): Promise<Inspected> => ({
  type: CONTAINER_INSPECT,
  raw: (await containerInspectRaw(client, ref, size)).raw,
})
export const inspectImage = async (client: Client, ref: string, platform?: string): Promise<Inspected> => ({
  type: IMAGE_INSPECT,
  raw: (await imageInspectRaw(client, ref, platform)).raw,
})
export const inspectNetwork = async (client: Client, ref: string, verbose = false): Promise<Inspected> => ({
  type: NETWORK_INSPECT,
  raw: (await networkInspectRaw(client, ref, { verbose })).raw,
})
/** `docker volume inspect` prints what the client knows; `docker inspect` what the engine said. */
export const inspectVolume = async (client: Client, ref: string, typedOnly = false): Promise<Inspected> => ({
  type: VOLUME,
  raw: (await volumeInspectRaw(client, ref)).raw,
  typedOnly,
})
