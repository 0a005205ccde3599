/** What the volume routes need of the engine. */
import type {
  Volume,
  VolumeCreateRequest,
  VolumeListResponse,
  VolumesPruneResponse,
} from '../../../../api/types/index.ts'

export interface VolumeBackend {
  list(filters: string | null): VolumeListResponse
  inspect(name: string): Volume
  create(request: VolumeCreateRequest): Volume
  remove(name: string, force: boolean): void
  prune(filters: string | null): VolumesPruneResponse
}
