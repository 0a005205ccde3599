/** INFO. Numbers that the simulation does not measure have the values of a fresh server. */
import type { Sys } from '../../../kernel/sys/types.ts'
import type { Database } from './store.ts'

export interface Facts {
  sys: Sys
  startedAt: number
  port: string
  runId: string
  configFile: string
  clients: number
  connections: number
  commands: number
  dirty: number
  lastSave: number
  usedMemory: number
  maxMemory: string
  policy: string
  databases: readonly Database[]
  hits: number
  misses: number
  expired: number
}
const human = (bytes: number): string =>
  bytes < 1024 ** 2
    ? `${(bytes / 1024).toFixed(2)}K`
    : bytes < 1024 ** 3
      ? `${(bytes / 1024 ** 2).toFixed(2)}M`
      : `${(bytes / 1024 ** 3).toFixed(2)}G`

export function info(f: Facts, wanted: string): string {
  const uptime = Math.floor((f.sys.now() - f.startedAt) / 1000)
  const uname = f.sys.uname()
  const sections: Record<string, [string, string | number][]> = {
    Server: [
      ['redis_version', '7.0.15'],
      ['redis_git_sha1', '00000000'],
      ['redis_git_dirty', 0],
      ['redis_build_id', 'ae4d7c971a948f0'],
      ['redis_mode', 'standalone'],
      ['os', `Linux ${uname.release} x86_64`],
      ['arch_bits', 64],
      ['monotonic_clock', 'POSIX clock_gettime'],
      ['multiplexing_api', 'epoll'],
      ['atomicvar_api', 'c11-builtin'],
      ['gcc_version', '12.2.0'],
      ['process_id', f.sys.pid],
      ['process_supervised', 'no'],
      ['run_id', f.runId],
      ['tcp_port', f.port],
      ['server_time_usec', Math.floor(f.sys.now() * 1000)],
      ['uptime_in_seconds', uptime],
      ['uptime_in_days', Math.floor(uptime / 86400)],
      ['hz', 10],
      ['configured_hz', 10],
      ['lru_clock', Math.floor(f.sys.now() / 1000) & 0xffffff],
      ['executable', f.sys.exe],
      ['config_file', f.configFile],
      ['io_threads_active', 0],
    ],
    Clients: [
      ['connected_clients', f.clients],
      ['cluster_connections', 0],
      ['maxclients', 10000],
      ['client_recent_max_input_buffer', 20480],
      ['client_recent_max_output_buffer', 0],
      ['blocked_clients', 0],
      ['tracking_clients', 0],
      ['clients_in_timeout_table', 0],
    ],
    Memory: [
      ['used_memory', f.usedMemory],
      ['used_memory_human', human(f.usedMemory)],
      ['used_memory_peak', f.usedMemory],
      ['used_memory_peak_human', human(f.usedMemory)],
      ['maxmemory', f.maxMemory],
      ['maxmemory_human', f.maxMemory === '0' ? '0B' : human(+f.maxMemory)],
      ['maxmemory_policy', f.policy],
      ['mem_fragmentation_ratio', '1.00'],
      ['mem_allocator', 'jemalloc-5.3.0'],
    ],
    Persistence: [
      ['loading', 0],
      ['async_loading', 0],
      ['rdb_changes_since_last_save', f.dirty],
      ['rdb_bgsave_in_progress', 0],
      ['rdb_last_save_time', Math.floor(f.lastSave / 1000)],
      ['rdb_last_bgsave_status', 'ok'],
      ['aof_enabled', 0],
      ['aof_rewrite_in_progress', 0],
    ],
    Stats: [
      ['total_connections_received', f.connections],
      ['total_commands_processed', f.commands],
      ['instantaneous_ops_per_sec', 0],
      ['rejected_connections', 0],
      ['expired_keys', f.expired],
      ['evicted_keys', 0],
      ['keyspace_hits', f.hits],
      ['keyspace_misses', f.misses],
      ['pubsub_channels', 0],
      ['pubsub_patterns', 0],
    ],
    Replication: [
      ['role', 'master'],
      ['connected_slaves', 0],
      ['master_failover_state', 'no-failover'],
      ['master_replid', f.runId],
      ['master_replid2', '0'.repeat(40)],
      ['master_repl_offset', 0],
      ['second_repl_offset', -1],
      ['repl_backlog_active', 0],
      ['repl_backlog_size', 1048576],
      ['repl_backlog_first_byte_offset', 0],
      ['repl_backlog_histlen', 0],
    ],
    CPU: [
      ['used_cpu_sys', '0.000000'],
      ['used_cpu_user', '0.000000'],
      ['used_cpu_sys_children', '0.000000'],
      ['used_cpu_user_children', '0.000000'],
    ],
    Modules: [],
    Errorstats: [],
    Cluster: [['cluster_enabled', 0]],
    Keyspace: f.databases.flatMap((db, i): [string, string][] => {
      const keys = db.keys()
      if (!keys.length) return []
      const expiring = keys.filter((key) => db.entry(key)!.expires !== null).length
      return [[`db${i}`, `keys=${keys.length},expires=${expiring},avg_ttl=0`]]
    }),
  }
  const all = ['', 'default', 'all', 'everything'].includes(wanted.toLowerCase())
  return Object.entries(sections)
    .filter(([name]) => all || name.toLowerCase() === wanted.toLowerCase())
    .map(([name, rows]) => `# ${name}\r\n${rows.map(([key, value]) => `${key}:${value}\r\n`).join('')}`)
    .join('\r\n')
}
