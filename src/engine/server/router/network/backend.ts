/** What the network routes need of the engine. */
import type {
  EndpointSettings,
  NetworkCreateRequest,
  NetworkInspect,
  NetworksPruneResponse,
} from '../../../../api/types/index.ts'

/** Filters as the query has them; errors are ApiErrors. */
export interface NetworkBackend {
  list(filters: string | null): NetworkInspect[]
  inspect(id: string): NetworkInspect
  create(request: NetworkCreateRequest): { Id: string; Warning: string }
  remove(id: string): void
  connect(id: string, container: string, settings: Partial<EndpointSettings> | null): void
  disconnect(id: string, container: string, force: boolean): void
  prune(filters: string | null): NetworksPruneResponse
}
