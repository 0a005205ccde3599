/**
 * redis-server 7.0.15. Modelled: strings, keys, lists, hashes, sets, sorted sets, expiry, transactions, publish and subscribe, blocking pops,
 * configuration, snapshots in RDB. Left out, and refused by name: scripts, streams, geo, bits, HyperLogLog, cluster, replication, the append-only
 * file, RESP3.
 */
import { SysError, strerror } from '../../../base/abi/errno.ts'
import { SIGNALS, signalName } from '../../../base/abi/signals.ts'
import { O_RDWR } from '../../../base/abi/files.ts'
import type { Fd, Program, Sys } from '../../../kernel/sys/types.ts'
import { Mailbox, Tasks } from '../lib/tasks.ts'
import { ConfigProblem, readConfig } from './config.ts'
import { Server } from './server.ts'

const VERSION = 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0\n'
const USAGE = `Usage: ./redis-server [/path/to/redis.conf] [options] [-]
       ./redis-server - (read config from stdin)
       ./redis-server -v or --version
       ./redis-server -h or --help
       ./redis-server --test-memory <megabytes>
       ./redis-server --check-system

Examples:
       ./redis-server (run the server with default conf)
       echo 'maxmemory 128mb' | ./redis-server -
       ./redis-server /etc/redis/6379.conf
       ./redis-server --port 7777
       ./redis-server --port 7777 --replicaof 127.0.0.1 8888
       ./redis-server /etc/myredis.conf --loglevel verbose -
       ./redis-server /etc/myredis.conf --loglevel verbose

Sentinel mode:
       ./redis-server /etc/sentinel.conf --sentinel
`

export const redisServer: Program = async (sys) => {
  const args = sys.argv.slice(1)
  const own = sys.argv[0]!.slice(sys.argv[0]!.lastIndexOf('/') + 1)
  if (own !== 'redis-server' && /^redis-(check|sentinel)/.test(own)) {
    await sys.write(2, `${own}: not simulated yet\n`)
    return 1
  }
  if (args[0] === '-v' || args[0] === '--version') {
    await sys.write(1, VERSION)
    return 0
  }
  if (args[0] === '-h' || args[0] === '--help') {
    await sys.write(2, USAGE)
    return 1
  }
  let config: Map<string, string>
  let file: string | null
  try {
    ;({ config, file } = readConfig(sys, args))
  } catch (error) {
    if (error instanceof ConfigProblem) {
      await sys.write(
        2,
        `\n*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\nReading the configuration file, at line ${error.line}\n>>> '${error.text}'\n${error.message}\n`,
      )
      return 1
    }
    if (error instanceof SysError) {
      await sys.write(1, `${sys.pid}:C # Fatal error, can't open config file '${args[0]}': ${strerror(error.code)}\n`)
      return 1
    }
    throw error
  }
  if (config.get('daemonize') === 'yes') {
    sys.fork(async (child) => {
      child.setsid()
      const nothing = await child.open('/dev/null', O_RDWR)
      for (const fd of [0, 1, 2]) child.dup2(nothing, fd)
      return run(child, config, file, args.length > 0)
    })
    return 0
  }
  return run(sys, config, file, args.length > 0)
}

async function run(sys: Sys, config: Map<string, string>, file: string | null, configured: boolean): Promise<number> {
  const server = new Server(sys, config)
  server.configFile = file ?? ''
  await server.openLog()
  await server.log('#', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C')
  await server.log('#', `Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=${sys.pid}, just started`, 'C')
  await server.log(
    '#',
    configured
      ? 'Configuration loaded'
      : 'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
    'C',
  )
  await server.log('*', 'monotonic clock: POSIX clock_gettime')
  const port = Number(config.get('port'))
  const listeners = await listen(sys, server, port)
  if (!listeners) return 1
  const { LOGO } = await load(sys)
  if (sys.isatty(1) && config.get('logfile') === '') await sys.write(1, LOGO(port, sys.pid))
  else await server.log('*', `Running mode=standalone, port=${port}.`)
  await server.log('#', 'Server initialized')
  sys.setTitle([`redis-server ${port ? `*:${port}` : ''}`])
  if (!(await server.load())) return 1
  await server.log('*', 'Ready to accept connections')

  const tasks = new Tasks()
  const signals = new Mailbox<number>()
  for (const signal of [SIGNALS.SIGTERM, SIGNALS.SIGINT])
    sys.signal(signal.number, (number) => signals.post(number), { restart: true })
  for (const signal of [SIGNALS.SIGHUP, SIGNALS.SIGPIPE]) sys.signal(signal.number, 'ignore')
  for (const listener of listeners)
    tasks.run(async () => {
      for (;;) {
        const { fd, peer } = await sys.accept(listener)
        const local = sys.getsockname(fd)
        const text = ({ address, port: at }: { address: string; port: number }): string =>
          `${address.includes(':') ? `[${address}]` : address}:${at}`
        const client = server.admit(fd, text(peer), text(local))
        tasks.run(() => client.serve())
      }
    })
  tasks.run(() => snapshots(sys, server))
  const end = await sys.until(
    Promise.race([
      signals.next().then((signal) => ({ signal })),
      server.ended().then((asked) => ({ asked })),
      tasks.failure,
    ]),
  )
  if ('signal' in end)
    await sys.write(
      1,
      `${sys.pid}:signal-handler (${Math.floor(sys.now() / 1000)}) Received ${signalName(end.signal)} scheduling shutdown...\n`,
    )
  await server.log('#', 'User requested shutdown...')
  const wanted = 'asked' in end ? end.asked.save : null
  if (wanted ?? server.savePoints().length > 0) {
    await server.log('*', 'Saving the final RDB snapshot before exiting.')
    if (!(await server.save())) {
      await server.log('#', "Error trying to save the DB, can't exit.")
      return 1
    }
  }
  await server.log('#', 'Redis is now ready to exit, bye bye...')
  return 0
}
const load = (sys: Sys) => {
  const importer = () => import('./logo.ts')
  return sys.load ? sys.load(importer) : importer()
}

/** Null: not one address could be had. */
async function listen(sys: Sys, server: Server, port: number): Promise<Fd[] | null> {
  const fds: Fd[] = []
  if (port === 0) return fds
  for (const word of server.config.get('bind')!.split(/\s+/).filter(Boolean)) {
    const optional = word.startsWith('-')
    const name = optional ? word.slice(1) : word
    const address = name === '*' ? '0.0.0.0' : name === '::*' ? '::' : name
    try {
      const fd = sys.socket(address.includes(':') ? 'inet6' : 'inet', 'stream', { v6only: true })
      try {
        sys.bind(fd, { address, port })
        sys.listen(fd, 511)
        fds.push(fd)
      } catch (error) {
        sys.close(fd)
        throw error
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (optional && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT' || error.code === 'ENOENT'))
        continue
      await server.log(
        '#',
        `Warning: Could not create server TCP listening socket ${name}:${port}: bind: ${strerror(error.code)}`,
      )
      await server.log('#', 'Failed listening on port ' + port + ' (TCP), aborting.')
      return null
    }
  }
  return fds
}

/**
 * Saves in the background when there were enough changes for long enough. It sleeps only while there is something to save: an idle server
 * sets no timer.
 */
async function snapshots(sys: Sys, server: Server): Promise<void> {
  const reached = new Mailbox<void>()
  server.onThreshold = () => reached.post()
  for (;;) {
    await reached.next()
    for (;;) {
      const due = server
        .savePoints()
        .filter(([, changes]) => server.dirty >= changes)
        .sort(([a], [b]) => a - b)[0]
      if (!due) break
      const [seconds, changes] = due
      const wait = server.lastSave + seconds * 1000 - sys.now()
      if (wait > 0) {
        await Promise.race([sys.sleep(wait), reached.next()])
        continue
      }
      await server.log('*', `${changes} changes in ${seconds} seconds. Saving...`)
      server.lastSave = sys.now()
      server.backgroundSave()
    }
  }
}

/** Debian has one file for both: redis-server is a link to it. */
export const redisCheckRdb: Program = async (sys) => {
  if (sys.argv[0]!.endsWith('redis-server')) return redisServer(sys)
  await sys.write(2, 'redis-check-rdb: not simulated yet\n')
  return 1
}
