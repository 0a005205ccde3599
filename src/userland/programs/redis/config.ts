/** redis-server's settings: defaults of 7.0, a configuration file, --name value on the command line. */
import type { Sys } from '../../../kernel/sys/types.ts'
import { splitInline } from './resp.ts'

/** What CONFIG GET shows. The image's build has protected-mode off. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  port: '6379',
  bind: '* -::*',
  'protected-mode': 'no',
  'tcp-backlog': '511',
  timeout: '0',
  'tcp-keepalive': '300',
  daemonize: 'no',
  supervised: 'no',
  pidfile: '',
  loglevel: 'notice',
  logfile: '',
  databases: '16',
  save: '3600 1 300 100 60 10000',
  'stop-writes-on-bgsave-error': 'yes',
  rdbcompression: 'yes',
  rdbchecksum: 'yes',
  dbfilename: 'dump.rdb',
  dir: '',
  requirepass: '',
  maxclients: '10000',
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  'maxmemory-samples': '5',
  appendonly: 'no',
  appendfilename: 'appendonly.aof',
  appendfsync: 'everysec',
  'lazyfree-lazy-eviction': 'no',
  'slowlog-log-slower-than': '10000',
  'slowlog-max-len': '128',
  'notify-keyspace-events': '',
  'hash-max-listpack-entries': '512',
  'set-max-intset-entries': '512',
  'zset-max-listpack-entries': '128',
  hz: '10',
  'always-show-logo': 'no',
  'io-threads': '1',
  replicaof: '',
}
/** Would change what a client sees, and is not simulated. */
const ABSENT: Record<string, (value: string) => boolean> = {
  appendonly: (value) => value === 'yes',
  replicaof: (value) => value !== '',
  slaveof: (value) => value !== '',
  'cluster-enabled': (value) => value === 'yes',
  'tls-port': (value) => value !== '0',
  unixsocket: (value) => value !== '',
  loadmodule: () => true,
}
export class ConfigProblem extends Error {
  readonly line: number
  readonly text: string
  constructor(message: string, line: number, text: string) {
    super(message)
    this.line = line
    this.text = text
  }
}

export function applyLine(config: Map<string, string>, words: readonly string[], line: number, text: string): void {
  const name = words[0]!.toLowerCase()
  const value = words.slice(1).join(' ')
  const fail = (message: string): never => {
    throw new ConfigProblem(message, line, text)
  }
  if (ABSENT[name]?.(value)) fail(`'${name}' is not simulated yet`)
  if (name === 'rename-command' || name === 'user') fail(`'${name}' is not simulated yet`)
  if (!(name in DEFAULTS) && !KNOWN.has(name)) fail('Bad directive or wrong number of arguments')
  if (words.length < 2 && name !== 'save') fail('wrong number of arguments')
  if (name === 'port' && !(/^\d+$/.test(value) && +value <= 65535)) fail("argument couldn't be parsed into an integer")
  const before = config.get(name)
  if (name === 'save') config.set(name, value === '' ? '' : saves.has(config) && before ? `${before} ${value}` : value)
  else config.set(name, name === 'maxmemory' ? String(memory(value) ?? fail('argument must be a memory value')) : value)
  if (name === 'save') saves.add(config)
}
/** Configurations whose save points are their own already. */
const saves = new WeakSet<Map<string, string>>()
const KNOWN = new Set(
  (
    'repl-diskless-sync repl-diskless-sync-delay repl-backlog-size replica-serve-stale-data replica-read-only replica-priority lua-time-limit latency-monitor-threshold ' +
    'list-max-listpack-size list-compress-depth activerehashing client-output-buffer-limit dynamic-hz aof-rewrite-incremental-fsync rdb-save-incremental-fsync auto-aof-rewrite-percentage ' +
    'auto-aof-rewrite-min-size no-appendfsync-on-rewrite aof-load-truncated aof-use-rdb-preamble appenddirname set-proc-title proc-title-template lazyfree-lazy-expire lazyfree-lazy-server-del ' +
    'lazyfree-lazy-user-del replica-lazy-flush acllog-max-len rdb-del-sync-files stream-node-max-bytes stream-node-max-entries hash-max-listpack-value zset-max-listpack-value hll-sparse-max-bytes ' +
    'oom-score-adj oom-score-adj-values disable-thp jemalloc-bg-thread maxmemory-eviction-tenacity syslog-enabled crash-log-enabled enable-debug-command enable-protected-configs cluster-enabled tls-port unixsocket slaveof'
  ).split(' '),
)
export function memory(text: string): number | null {
  const match = /^(\d+)(b|k|kb|m|mb|g|gb)?$/i.exec(text)
  if (!match) return null
  const unit = { b: 1, k: 1000, kb: 1024, m: 1e6, mb: 1024 ** 2, g: 1e9, gb: 1024 ** 3 }[
    (match[2] ?? 'b').toLowerCase()
  ]!
  return +match[1]! * unit
}

/** Arguments after the program's name. Throws ConfigProblem, SysError. */
export function readConfig(sys: Sys, args: readonly string[]): { config: Map<string, string>; file: string | null } {
  const config = new Map(Object.entries(DEFAULTS))
  config.set('dir', sys.cwd())
  let rest = [...args]
  let file: string | null = null
  if (rest.length && !rest[0]!.startsWith('--')) {
    file = rest.shift()!
    const text = file === '-' ? '' : sys.readText(file)
    text.split('\n').forEach((line, i) => {
      const trimmed = line.trim()
      if (trimmed === '' || trimmed.startsWith('#')) return
      const words = splitInline(trimmed)
      if (words === null) throw new ConfigProblem('Unbalanced quotes in configuration line', i + 1, trimmed)
      applyLine(config, words, i + 1, trimmed)
    })
  }
  let line = 1
  while (rest.length) {
    const name = rest[0]!.slice(2)
    let end = 1
    while (end < rest.length && !rest[end]!.startsWith('--')) end++
    const values = rest.slice(1, end)
    const text = [name, ...values.map((value) => `"${value}"`)].join(' ')
    applyLine(config, [name, ...values], ++line, text)
    rest = rest.slice(end)
  }
  return { config, file }
}
