/** Requests about containers. */
import type {
  ContainerCreateRequest,
  ContainerCreateResponse,
  ContainerInspect,
  ContainerSummary,
  ContainersPruneResponse,
  ContainerTopResponse,
  ContainerUpdateRequest,
  ContainerUpdateResponse,
  ContainerWaitResponse,
  FilesystemChange,
  IdResponse,
  PathStat,
  StatsResponse,
} from '../types/index.ts'
import type { ApiResponse } from '../transport.ts'
import { unbase64 } from '../../base/base64.ts'
import { parseJson } from '../../base/go/json.ts'
import { decode } from '../../base/bytes.ts'
import { filtersQuery, headerOf, segment, type Client } from './client.ts'
import type { Cancel } from './cancel.ts'
import { jsonStream, type Body } from './streams.ts'

type Filters = Readonly<Record<string, Readonly<Record<string, boolean>>>>
const at = (id: string, action: string): string =>
  `/containers/${segment('container', id)}${action === '' ? '' : `/${action}`}`

export const containerList = (
  client: Client,
  options: { all?: boolean; limit?: number; size?: boolean; filters?: Filters } = {},
): Promise<ContainerSummary[]> =>
  client.json('GET', '/containers/json', {
    query: {
      all: options.all,
      limit: options.limit !== undefined && options.limit > 0 ? options.limit : undefined,
      size: options.size,
      filters: filtersQuery(options.filters ?? {}),
    },
  })
export const containerCreate = (
  client: Client,
  request: ContainerCreateRequest,
  options: { name?: string; platform?: string } = {},
): Promise<ContainerCreateResponse> =>
  client.json('POST', '/containers/create', {
    query: { name: options.name || undefined, platform: options.platform || undefined },
    json: request,
  })
export const containerInspect = (client: Client, id: string): Promise<ContainerInspect> =>
  client.json('GET', at(id, 'json'))
/** The answer's text too: docker inspect prints it as it came. */
export async function containerInspectRaw(client: Client, id: string, size = false): Promise<{ raw: string }> {
  const { text } = await client.text('GET', at(id, 'json'), { query: { size } })
  return { raw: text }
}
export async function containerStart(
  client: Client,
  id: string,
  options: { checkpoint?: string; checkpointDir?: string } = {},
): Promise<void> {
  await client.text('POST', at(id, 'start'), {
    query: { checkpoint: options.checkpoint || undefined, 'checkpoint-dir': options.checkpointDir || undefined },
  })
}
export interface StopOptions {
  signal?: string
  /** Seconds; undefined: the container's own. */
  timeout?: number
}
export async function containerStop(client: Client, id: string, options: StopOptions = {}): Promise<void> {
  await client.text('POST', at(id, 'stop'), { query: { signal: options.signal || undefined, t: options.timeout } })
}
export async function containerRestart(client: Client, id: string, options: StopOptions = {}): Promise<void> {
  await client.text('POST', at(id, 'restart'), { query: { signal: options.signal || undefined, t: options.timeout } })
}
export async function containerKill(client: Client, id: string, signal?: string): Promise<void> {
  await client.text('POST', at(id, 'kill'), { query: { signal: signal || undefined } })
}
export async function containerPause(client: Client, id: string): Promise<void> {
  await client.text('POST', at(id, 'pause'))
}
export async function containerUnpause(client: Client, id: string): Promise<void> {
  await client.text('POST', at(id, 'unpause'))
}
export async function containerRename(client: Client, id: string, name: string): Promise<void> {
  await client.text('POST', at(id, 'rename'), { query: { name } })
}
export async function containerRemove(
  client: Client,
  id: string,
  options: { force?: boolean; volumes?: boolean; link?: boolean } = {},
): Promise<void> {
  await client.text('DELETE', at(id, ''), { query: { force: options.force, v: options.volumes, link: options.link } })
}
export async function containerResize(client: Client, id: string, rows: number, cols: number): Promise<void> {
  await client.text('POST', at(id, 'resize'), { query: { h: rows, w: cols } })
}
export const containerUpdate = (
  client: Client,
  id: string,
  request: ContainerUpdateRequest,
): Promise<ContainerUpdateResponse> => client.json('POST', at(id, 'update'), { json: request })
export const containerTop = (client: Client, id: string, args: readonly string[]): Promise<ContainerTopResponse> =>
  client.json('GET', at(id, 'top'), { query: { ps_args: args.length > 0 ? args.join(' ') : undefined } })
export const containerChanges = (client: Client, id: string): Promise<FilesystemChange[] | null> =>
  client.json('GET', at(id, 'changes'))
export const containersPrune = (client: Client, filters: Filters): Promise<ContainersPruneResponse> =>
  client.json('POST', '/containers/prune', { query: { filters: filtersQuery(filters) } })
export const containerExport = (client: Client, id: string): Promise<AsyncIterable<Uint8Array>> =>
  client.stream('GET', at(id, 'export'))
export const containerCommit = (
  client: Client,
  id: string,
  options: {
    repo?: string
    tag?: string
    comment?: string
    author?: string
    changes?: readonly string[]
    pause?: boolean
  },
): Promise<IdResponse> =>
  client.json('POST', '/commit', {
    query: {
      container: id,
      repo: options.repo ?? '',
      tag: options.tag ?? '',
      comment: options.comment ?? '',
      author: options.author ?? '',
      changes: options.changes ?? [],
      pause: options.pause === false ? '0' : undefined,
    },
    json: null,
  })

/**
 * 'not-running' (a container that runs), 'next-exit', 'removed'. Resolves when the engine has taken the request, so that nothing is missed;
 * `result` comes when the condition is met.
 */
export async function containerWait(
  client: Client,
  id: string,
  condition?: 'not-running' | 'next-exit' | 'removed',
  cancel?: Cancel,
): Promise<{ result: Promise<ContainerWaitResponse> }> {
  const response = await client.request('POST', at(id, 'wait'), { query: { condition }, cancel })
  const body = client.body(response, cancel)
  const result = (async (): Promise<ContainerWaitResponse> => {
    for await (const message of jsonStream<ContainerWaitResponse>(body)) return message
    throw new Error('unexpected end of JSON input')
  })()
  // It may be given up before anyone looks.
  result.catch(() => {})
  return { result }
}

export interface LogsOptions {
  stdout?: boolean
  stderr?: boolean
  follow?: boolean
  timestamps?: boolean
  details?: boolean
  tail?: string
  since?: string
  until?: string
}
export const containerLogs = (client: Client, id: string, options: LogsOptions): Promise<AsyncIterable<Uint8Array>> =>
  client.stream('GET', at(id, 'logs'), {
    query: {
      stdout: options.stdout,
      stderr: options.stderr,
      since: options.since || undefined,
      until: options.until || undefined,
      timestamps: options.timestamps,
      details: options.details,
      follow: options.follow,
      tail: options.tail ?? '',
    },
  })
export interface AttachOptions {
  stdin: boolean
  stdout: boolean
  stderr: boolean
  detachKeys?: string
  logs?: boolean
}
/** Hijacks: `input` is what goes to the container's standard input. */
export const containerAttach = (
  client: Client,
  id: string,
  options: AttachOptions,
  input: AsyncIterable<Uint8Array>,
  cancel?: Cancel,
): Promise<ApiResponse> =>
  client.upgrade(at(id, 'attach'), {
    query: {
      stream: true,
      stdin: options.stdin,
      stdout: options.stdout,
      stderr: options.stderr,
      detachKeys: options.detachKeys || undefined,
      logs: options.logs,
    },
    headers: { 'Content-Type': 'text/plain' },
    input,
    cancel,
  })
export async function containerStats(
  client: Client,
  id: string,
  stream: boolean,
  cancel?: Cancel,
): Promise<AsyncGenerator<StatsResponse>> {
  const response = await client.request('GET', at(id, 'stats'), { query: { stream: stream ? '1' : '0' }, cancel })
  return jsonStream<StatsResponse>(client.body(response, cancel))
}

// ---- copying
const pathStat = (response: ApiResponse): PathStat => {
  const header = headerOf(response, 'X-Docker-Container-Path-Stat')
  if (header === null) throw new Error('unable to decode container path stat header: EOF')
  return parseJson(decode(unbase64(header))) as PathStat
}
export async function containerStatPath(client: Client, id: string, path: string): Promise<PathStat> {
  return pathStat(await client.request('HEAD', at(id, 'archive'), { query: { path } }))
}
export async function copyFromContainer(
  client: Client,
  id: string,
  path: string,
): Promise<{ content: AsyncIterable<Uint8Array>; stat: PathStat }> {
  const response = await client.request('GET', at(id, 'archive'), { query: { path } })
  return { content: client.body(response), stat: pathStat(response) }
}
export async function copyToContainer(
  client: Client,
  id: string,
  path: string,
  content: Body,
  options: { allowOverwriteDirWithFile?: boolean; copyUidGid?: boolean } = {},
): Promise<void> {
  await client.text('PUT', at(id, 'archive'), {
    query: {
      path,
      noOverwriteDirNonDir: options.allowOverwriteDirWithFile ? undefined : 'true',
      copyUIDGID: options.copyUidGid ? 'true' : undefined,
    },
    body: content,
    headers: { 'Content-Type': 'application/x-tar' },
  })
}
