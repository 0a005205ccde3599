/** The query of POST /build for the classic builder (moby api/server/router/build newImageBuildOptions). */
import type { URLSearchParamsLike } from '../../api/transport.ts'
import { invalid, type Ulimit } from '../../api/types/index.ts'
import { quote } from '../../base/go/quote.ts'

export interface ClassicOptions {
  dockerfile: string
  quiet: boolean
  noCache: boolean
  forceRemove: boolean
  remove: boolean
  pull: boolean
  memory: number
  memorySwap: number
  cpuShares: number
  cpuPeriod: number
  cpuQuota: number
  cpusetCpus: string
  cpusetMems: string
  cgroupParent: string
  networkMode: string
  shmSize: number
  ulimits: Ulimit[]
  extraHosts: string[]
  tags: string[]
  target: string
  remote: string
  platform: string
  /** null: named without a value. */
  buildArgs: Record<string, string | null>
  labels: Record<string, string>
  cacheFrom: string[]
}
/** Throws invalidParameter. */
export function classicOptions(query: URLSearchParamsLike): ClassicOptions {
  const text = (name: string): string => query.get(name) ?? ''
  const bool = (name: string): boolean => !['', '0', 'no', 'false', 'none'].includes(text(name).toLowerCase().trim())
  const int = (name: string): number => (/^[+-]?\d+$/.test(text(name)) ? Number(text(name)) : 0)
  if (query.has('securityopt')) throw invalid('security options are not supported on linux')
  if (bool('squash')) throw invalid('squash is only supported with experimental mode')
  const isolation = text('isolation')
  if (!['', 'default', 'process', 'hyperv'].includes(isolation))
    throw invalid(`unsupported isolation: ${quote(isolation)}`)
  const version = text('version')
  if (version !== '' && version !== '1') throw invalid(`invalid version ${quote(version)}`)
  const shm = text('shmsize')
  if (shm !== '' && !/^[+-]?\d+$/.test(shm)) throw invalid(`strconv.ParseInt: parsing ${quote(shm)}: invalid syntax`)
  const json = <T>(name: string, what: string, fallback: T): T => {
    if (text(name) === '') return fallback
    try {
      return (JSON.parse(text(name)) as T | null) ?? fallback
    } catch {
      throw invalid(`${what}: invalid character '${text(name).trim()[0] ?? ''}' looking for beginning of value`)
    }
  }
  return {
    dockerfile: text('dockerfile'),
    quiet: bool('q'),
    noCache: bool('nocache'),
    forceRemove: bool('forcerm'),
    remove: bool('forcerm') || text('rm') === '' || bool('rm'),
    pull: bool('pull'),
    memory: int('memory'),
    memorySwap: int('memswap'),
    cpuShares: int('cpushares'),
    cpuPeriod: int('cpuperiod'),
    cpuQuota: int('cpuquota'),
    cpusetCpus: text('cpusetcpus'),
    cpusetMems: text('cpusetmems'),
    cgroupParent: text('cgroupparent'),
    networkMode: text('networkmode'),
    shmSize: Number(shm || 0),
    ulimits: json<Ulimit[]>('ulimits', 'error reading ulimit settings', []),
    extraHosts: query.getAll('extrahosts'),
    tags: query.getAll('t'),
    target: text('target'),
    remote: text('remote'),
    platform: text('platform'),
    buildArgs: json<Record<string, string | null>>('buildargs', 'error reading build args', {}),
    labels: json<Record<string, string>>('labels', 'error reading labels', {}),
    cacheFrom: json<string[]>('cachefrom', 'error reading cache-from', []),
  }
}
