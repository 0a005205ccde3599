/** The engine as plain data, for machine snapshots. Structured-clonable (bigints included). */
import type { RngState } from '../../base/rng.ts'
import type { ContainerConfig, EndpointSettings, HostConfig, PortMap } from '../../api/types/index.ts'
import type { SerialisedTree } from '../../kernel/vfs/index.ts'
import type { ContainerMount, ContainerStateRecord, HealthRecord } from '../container/container.ts'
import type { EngineEvent } from '../events/events.ts'
import type { ImageReference } from '../../api/types/index.ts'
import type { StoredConfig } from '../image/store.ts'
import type { LayerContent } from '../layer/content.ts'
import type { LayerSource } from '../layer/layers.ts'
import type { LogEntry } from '../logs/json-log.ts'
import type { NetworkConfig } from '../network/network.ts'
import type { VolumeRecord } from '../volume/store.ts'

export const STATE_VERSION = 2

export interface EngineState {
  readonly version: number
  readonly id: string
  readonly rng: RngState
  readonly events: readonly EngineEvent[]
  /** Parents before children. */
  readonly layers: readonly LayerState[]
  readonly images: readonly ImageState[]
  readonly references: readonly { ref: ImageReference; id: string }[]
  readonly networks: readonly NetworkConfig[]
  readonly volumes: readonly VolumeRecord[]
  readonly containers: readonly ContainerRecord[]
  /** The builder's own. */
  readonly build?: unknown
}
export interface LayerState {
  readonly chainId: string
  readonly diffId: string
  readonly parent: string | null
  readonly size: number
  readonly digest: string | null
  readonly blobSize: number
  /** Where it comes from again, or what is in it. */
  readonly source: LayerSource | null
  readonly content: LayerContent | null
}
export interface ImageState {
  readonly id: string
  readonly config: StoredConfig
  readonly json: string
  readonly top: string | null
  readonly parent: string
  readonly lastTagTime: bigint
}
export interface ContainerRecord {
  readonly id: string
  readonly name: string
  readonly created: bigint
  readonly imageId: string
  /** The chain it stands on; it may outlive its image's name. */
  readonly top: string | null
  readonly config: ContainerConfig
  readonly hostConfig: HostConfig
  readonly state: ContainerStateRecord
  readonly health: HealthRecord | null
  readonly restartCount: number
  readonly manuallyStopped: boolean
  readonly everStarted: boolean
  readonly attachments: readonly { name: string; settings: EndpointSettings; mac: string }[]
  readonly ports: PortMap
  readonly mounts: readonly ContainerMount[]
  readonly links: readonly (readonly [alias: string, id: string])[]
  readonly upper: SerialisedTree
  readonly log: readonly LogEntry[]
}
