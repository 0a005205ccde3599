/** The columns of docker stats, and how they are computed from the engine's figures. */
import type { StatsResponse } from '../../api/types/index.ts'
import { bytesSize, humanSizeWithPrecision } from '../../base/go/units.ts'
import type { Columns } from './format.ts'
import { truncateId } from './text.ts'

export interface StatsEntry {
  /** As it was asked for. */
  container: string
  name: string
  id: string
  /** Percent of one CPU. */
  cpu: number
  /** Bytes, without the page cache. */
  memory: number
  limit: number
  memoryPercent: number
  rx: number
  tx: number
  read: number
  write: number
  pids: number
  /** Nothing is known (any more). */
  invalid: boolean
}
export const STATS_TABLE =
  'table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}'

function cpuPercent(message: StatsResponse): number {
  const now = message.cpu_stats
  const before = message.precpu_stats
  const cpu = (now.cpu_usage?.total_usage ?? 0) - (before.cpu_usage?.total_usage ?? 0)
  const system = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0)
  const online = now.online_cpus || (now.cpu_usage?.percpu_usage?.length ?? 0)
  return system > 0 && cpu > 0 ? (cpu / system) * online * 100 : 0
}
function memoryUsed(message: StatsResponse): number {
  const { usage = 0, stats } = message.memory_stats
  const v1 = stats?.total_inactive_file
  if (v1 !== undefined && v1 < usage) return usage - v1
  const inactive = stats?.inactive_file ?? 0
  return inactive < usage ? usage - inactive : usage
}
export function statsEntry(container: string, message: StatsResponse): StatsEntry {
  const memory = memoryUsed(message)
  const limit = message.memory_stats.limit ?? 0
  const networks = Object.values(message.networks ?? {})
  const io = message.blkio_stats?.io_service_bytes_recursive ?? []
  const total = (letter: string): number =>
    io.filter(({ op }) => op.toLowerCase().startsWith(letter)).reduce((sum, { value }) => sum + value, 0)
  return {
    container,
    name: message.name,
    id: message.id,
    cpu: cpuPercent(message),
    memory,
    limit,
    memoryPercent: limit === 0 ? 0 : (memory / limit) * 100,
    rx: networks.reduce((sum, each) => sum + each.rx_bytes, 0),
    tx: networks.reduce((sum, each) => sum + each.tx_bytes, 0),
    read: total('r'),
    write: total('w'),
    pids: message.pids_stats.current ?? 0,
    invalid: false,
  }
}
const size = (bytes: number): string => humanSizeWithPrecision(bytes, 3)
export const STATS_COLUMNS: Columns<StatsEntry> = {
  typeName: '*container.statsContext',
  headers: {
    Container: 'CONTAINER',
    Name: 'NAME',
    ID: 'CONTAINER ID',
    CPUPerc: 'CPU %',
    MemUsage: 'MEM USAGE / LIMIT',
    MemPerc: 'MEM %',
    NetIO: 'NET I/O',
    BlockIO: 'BLOCK I/O',
    PIDs: 'PIDS',
  },
  methods: {
    Container: (entry) => entry.container,
    Name: (entry) => (entry.name.length > 1 ? entry.name.slice(1) : '--'),
    ID: (entry, { trunc }) => (trunc ? truncateId(entry.id) : entry.id),
    CPUPerc: (entry) => (entry.invalid ? '--' : `${entry.cpu.toFixed(2)}%`),
    MemUsage: (entry) => (entry.invalid ? '-- / --' : `${bytesSize(entry.memory)} / ${bytesSize(entry.limit)}`),
    MemPerc: (entry) => (entry.invalid ? '--' : `${entry.memoryPercent.toFixed(2)}%`),
    NetIO: (entry) => (entry.invalid ? '--' : `${size(entry.rx)} / ${size(entry.tx)}`),
    BlockIO: (entry) => (entry.invalid ? '--' : `${size(entry.read)} / ${size(entry.write)}`),
    PIDs: (entry) => (entry.invalid ? '--' : String(entry.pids)),
  },
}
