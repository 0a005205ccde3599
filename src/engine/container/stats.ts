/** GET /containers/{id}/stats (moby daemon/stats.go, stats_unix.go with cgroup v1 fields): one sample a second. */
import type { AbortSignalLike } from '../../api/transport.ts'
import type { CpuStats, StatsResponse } from '../../api/types/index.ts'
import { rfc3339Nano, ZERO_TIME } from '../time.ts'
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'

const PERIOD_MS = 1000
const NANOS = 1e6
const UNLIMITED = 9223372036854771712
const BLKIO = [
  'io_service_bytes_recursive',
  'io_serviced_recursive',
  'io_queue_recursive',
  'io_service_time_recursive',
  'io_wait_time_recursive',
  'io_merged_recursive',
  'io_time_recursive',
  'sectors_recursive',
]
/**
 * What Linux sends by itself when a veth comes up, which the simulated links do not carry: the bridge's side joins multicast groups and looks for
 * duplicate addresses and routers (IPv6), the container announces its address (ARP). Bytes as recorded with 28.5.2.
 */
const FIRST_BYTES = 412
const FIRST_PACKETS = 4
const SOLICITATION = 70
const ANNOUNCEMENT = 42
/** Router solicitations so far: at once, then 4, 8, 16 … seconds apart, seven in all. */
const chatter = (seconds: number): number => Math.min(7, 1 + Math.floor(Math.log2(1 + seconds / 4)))

interface Sample {
  read: string
  /** Since the container started. */
  seconds: number
  cpu: CpuStats
}
const EMPTY_CPU: CpuStats = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
}

/** Samples until the client leaves; one only with `stream` false (after a second, so that the CPU share can be told, unless `oneShot`). */
export async function* containerStats(
  ctx: ContainerContext,
  term: string,
  options: { stream: boolean; oneShot: boolean; signal?: AbortSignalLike },
): AsyncIterable<StatsResponse> {
  const container = ctx.containers.get(term)
  let before: Sample | null = null
  if (!container.state.running) {
    yield stopped(container)
    if (!options.stream) return
  } else if (!options.stream && !options.oneShot) before = sample(ctx, container)
  for (let first = true; ; first = false) {
    if (!(first && options.stream) && !options.oneShot && !(await pause(ctx, options.signal))) return
    if (options.signal?.aborted || !ctx.containers.has(container.id)) return
    if (!container.task) {
      yield stopped(container)
      if (!options.stream) return
      continue
    }
    const now = sample(ctx, container)
    yield full(ctx, container, now, before)
    if (!options.stream) return
    before = now
  }
}
/** A second, or false when the client left. */
function pause(ctx: ContainerContext, signal: AbortSignalLike | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const abort = (): void => {
      timer.cancel()
      resolve(false)
    }
    const timer = ctx.clock.timer(PERIOD_MS, () => {
      signal?.removeEventListener('abort', abort)
      resolve(true)
    })
    signal?.addEventListener('abort', abort)
  })
}
function sample(ctx: ContainerContext, container: Container): Sample {
  const { cpus } = ctx.kernel.options
  const cpuMs = container.task?.cgroup.stats().cpuMs ?? 0
  const total = Math.round(cpuMs * NANOS)
  const share = Math.floor(total / cpus)
  return {
    read: rfc3339Nano(ctx.stamps.now()),
    seconds: Math.max(0, Number(ctx.stamps.now() - container.state.startedAt) / 1e9),
    cpu: {
      cpu_usage: {
        total_usage: total,
        percpu_usage: Array.from({ length: cpus }, (_, i) => (i === 0 ? total - share * (cpus - 1) : share)),
        usage_in_kernelmode: Math.round(total / 2),
        usage_in_usermode: total - Math.round(total / 2),
      },
      system_cpu_usage: Math.round(ctx.clock.monotonic() * NANOS * cpus),
      online_cpus: cpus,
      throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
    },
  }
}
function full(ctx: ContainerContext, container: Container, now: Sample, before: Sample | null): StatsResponse {
  const usage = container.task!.cgroup.stats()
  const limit = container.task!.cgroup.limits.memory || ctx.kernel.options.memoryBytes
  const pids = container.task!.cgroup.limits.pids
  const networks: NonNullable<StatsResponse['networks']> = {}
  const own = container.hostConfig.NetworkMode !== 'host' ? container.task!.namespaces.net.interfaces : []
  for (const link of own) {
    if (link.kind === 'loopback') continue
    const { rxBytes, rxPackets, txBytes, txPackets } = link.stats
    const noise = container.hostConfig.NetworkMode === 'none' ? 0 : chatter(now.seconds)
    networks[link.name] = {
      rx_bytes: rxBytes + (noise ? FIRST_BYTES + noise * SOLICITATION : 0),
      rx_packets: rxPackets + (noise ? FIRST_PACKETS + noise : 0),
      rx_errors: 0,
      rx_dropped: 0,
      tx_bytes: txBytes + (noise ? ANNOUNCEMENT : 0),
      tx_packets: txPackets + (noise ? 1 : 0),
      tx_errors: 0,
      tx_dropped: 0,
    }
  }
  return {
    name: `/${container.name}`,
    id: container.id,
    read: now.read,
    preread: before?.read ?? ZERO_TIME,
    pids_stats: { current: usage.pids, ...(pids ? { limit: pids } : {}) },
    blkio_stats: Object.fromEntries(BLKIO.map((key) => [key, blkio(key, usage.readBytes, usage.writeBytes)])),
    num_procs: 0,
    storage_stats: {},
    cpu_stats: now.cpu,
    precpu_stats: before?.cpu ?? EMPTY_CPU,
    memory_stats: {
      usage: usage.memoryBytes,
      max_usage: usage.memoryPeakBytes,
      stats: memoryDetails(usage.memoryBytes, container.task!.cgroup.limits.memory),
      limit,
    },
    ...(Object.keys(networks).length ? { networks } : {}),
  }
}
const blkio = (key: string, read: number, write: number): StatsResponse['blkio_stats'][string] =>
  key === 'io_service_bytes_recursive' && read + write > 0
    ? [
        { major: 254, minor: 0, op: 'read', value: read },
        { major: 254, minor: 0, op: 'write', value: write },
      ]
    : []
function memoryDetails(rss: number, limit: number): Record<string, number> {
  const own: Record<string, number> = {
    active_anon: 0,
    active_file: 0,
    cache: 0,
    dirty: 0,
    hierarchical_memory_limit: limit || UNLIMITED,
    hierarchical_memsw_limit: limit ? limit * 2 : UNLIMITED,
    inactive_anon: rss,
    inactive_file: 0,
    mapped_file: 0,
    pgfault: Math.floor(rss / 4096),
    pgmajfault: 0,
    pgpgin: Math.floor(rss / 4096),
    pgpgout: 0,
    rss,
    rss_huge: 0,
  }
  const out = { ...own }
  for (const key of Object.keys(own)) if (!key.startsWith('hierarchical')) out[`total_${key}`] = own[key]!
  return { ...out, total_unevictable: 0, total_writeback: 0, unevictable: 0, writeback: 0 }
}
const stopped = (container: Container): StatsResponse => ({
  name: `/${container.name}`,
  id: container.id,
  read: ZERO_TIME,
  preread: ZERO_TIME,
  pids_stats: {},
  blkio_stats: Object.fromEntries(BLKIO.map((key) => [key, null])),
  num_procs: 0,
  storage_stats: {},
  cpu_stats: EMPTY_CPU,
  precpu_stats: EMPTY_CPU,
  memory_stats: {},
})
