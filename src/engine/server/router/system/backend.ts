/** What the system routes need of the engine. */
import type { AuthConfig, AuthResponse, DiskUsage, SystemInfo, VersionResponse } from '../../../../api/types/index.ts'

export type DiskObject = 'container' | 'image' | 'volume' | 'build-cache'
export interface SystemBackend {
  version(): VersionResponse
  info(): SystemInfo
  diskUsage(objects: readonly DiskObject[]): DiskUsage
  auth(config: AuthConfig): Promise<AuthResponse>
  /** Lines of the stream, the past first; `since` and `until` in seconds. Throws for times that are none. */
  events(options: { since: string | null; until: string | null; filters: string | null }): AsyncIterable<string>
}
