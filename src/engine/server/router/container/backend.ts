/** What the container routes need of the engine. Methods throw ApiErrors. */
import type { AbortSignalLike, URLSearchParamsLike } from '../../../../api/transport.ts'
import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerCreateResponse,
  ContainerInspect,
  ContainersPruneResponse,
  ContainerSummary,
  ContainerTopResponse,
  ContainerUpdateRequest,
  ContainerUpdateResponse,
  FilesystemChange,
  PathStat,
  StatsResponse,
} from '../../../../api/types/index.ts'
import type { Chunk } from '../../stream.ts'

/** An open attachment or exec. */
export interface Session {
  readonly tty: boolean
  readonly output: AsyncIterable<Chunk>
  input(source: AsyncIterable<Uint8Array>): Promise<void>
  leave(): void
  /** Nobody will read the output. */
  discard(): void
}
export interface AttachRequest {
  stdin: boolean
  stdout: boolean
  stderr: boolean
  logs: boolean
  stream: boolean
  detachKeys: string
}
export interface LogsRequest {
  stdout: boolean
  stderr: boolean
  follow: boolean
  timestamps: boolean
  details: boolean
  since: string | null
  until: string | null
  tail: string | null
}
export interface ContainerBackend {
  list(options: { all: boolean; size: boolean; limit: number; filters: string | null }): ContainerSummary[]
  inspect(name: string, size: boolean): ContainerInspect
  create(name: string, request: ContainerCreateRequest, platform: string): ContainerCreateResponse
  start(name: string): Promise<void>
  stop(name: string, signal: string, timeout: number | null): Promise<void>
  restart(name: string, signal: string, timeout: number | null): Promise<void>
  kill(name: string, signal: string): Promise<void>
  pause(name: string): void
  unpause(name: string): void
  rename(name: string, to: string): void
  update(name: string, request: ContainerUpdateRequest): ContainerUpdateResponse
  remove(name: string, options: { force: boolean; volumes: boolean; link: boolean }): Promise<void>
  prune(filters: string | null): Promise<ContainersPruneResponse>
  /** The exit code; null when the client left. */
  wait(name: string, condition: string, signal?: AbortSignalLike): Promise<number | null>
  top(name: string, psArgs: string): ContainerTopResponse
  changes(name: string): FilesystemChange[]
  resize(name: string, rows: number, cols: number): void
  logs(name: string, options: LogsRequest): { tty: boolean; output: AsyncIterable<Chunk> }
  stats(
    name: string,
    options: { stream: boolean; oneShot: boolean; signal?: AbortSignalLike },
  ): AsyncIterable<StatsResponse>
  attach(name: string, options: AttachRequest): Session
  statArchive(name: string, path: string): PathStat
  getArchive(name: string, path: string): { stat: PathStat; archive: Iterable<Uint8Array> }
  putArchive(
    name: string,
    path: string,
    archive: Uint8Array | AsyncIterable<Uint8Array>,
    options: { noOverwriteDirNonDir: boolean; copyUidGid: boolean },
  ): Promise<void>
  export(name: string): Iterable<Uint8Array>
  commit(
    name: string,
    options: {
      repo: string
      tag: string
      comment: string
      author: string
      pause: boolean
      changes: string[]
      config: ContainerConfig
    },
  ): string
}
export type Query = URLSearchParamsLike
