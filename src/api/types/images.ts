/** Images: api/types/image of moby. */
import type { GraphDriverData, Platform } from './common.ts'
import type { ContainerConfig } from './containers.ts'

/** An element of GET /images/json */
export interface ImageSummary {
  /** Always 0 or -1 outside /system/df. */
  Containers: number
  /** Seconds since the epoch. */
  Created: number
  Id: string
  Labels: Record<string, string> | null
  ParentId: string
  RepoDigests: string[]
  RepoTags: string[]
  /** -1 unless asked for. */
  SharedSize: number
  Size: number
}
/** `Config` of an image inspect: the fields of the OCI image configuration that are set, as the engine writes them. */
export type ImageInspectConfig = Pick<
  ContainerConfig,
  | 'ArgsEscaped'
  | 'Cmd'
  | 'Entrypoint'
  | 'Env'
  | 'ExposedPorts'
  | 'Healthcheck'
  | 'Labels'
  | 'OnBuild'
  | 'Shell'
  | 'StopSignal'
  | 'User'
  | 'Volumes'
  | 'WorkingDir'
>
/** GET /images/{name}/json */
export interface ImageInspect {
  Id: string
  RepoTags: string[]
  RepoDigests: string[]
  Parent: string
  Comment: string
  Created: string
  DockerVersion: string
  Author: string
  Architecture: string
  Variant?: string
  Os: string
  Size: number
  GraphDriver: GraphDriverData
  /** Layers are missing where there are none. */
  RootFS: { Type: 'layers'; Layers?: string[] }
  Metadata: { LastTagTime: string }
  Config: ContainerConfig | null
}
export interface ImageHistoryItem {
  Comment: string
  Created: number
  CreatedBy: string
  Id: string
  Size: number
  Tags: string[] | null
}
/** An element of what DELETE /images/{name} answers: one member is set. */
export interface ImageDeleteItem {
  Untagged?: string
  Deleted?: string
}
export interface ImagesPruneResponse {
  ImagesDeleted: ImageDeleteItem[] | null
  SpaceReclaimed: number
}
export interface ImageSearchItem {
  star_count: number
  is_official: boolean
  name: string
  is_automated: boolean
  description: string
}
/** GET /distribution/{name}/json */
export interface DistributionInspect {
  Descriptor: { mediaType: string; digest: string; size: number }
  Platforms: Platform[]
}
/** Ours: GET /naru/manifests/{name}, the manifest as the registry has it. Real clients ask the registry themselves. */
export interface RemoteManifest {
  mediaType: string
  digest: string
  /** Byte for byte. */
  json: string
  platform: Platform
}
