import { OK } from '../resp.ts'
import { DEFAULTS, memory } from '../config.ts'
import { CommandError, glob, integer } from '../store.ts'
import { read, write } from './types.ts'
import type { CommandTable } from './types.ts'

/** SAVE points stay one line; what cannot be changed while running. */
const FIXED = new Set([
  'port',
  'bind',
  'databases',
  'daemonize',
  'pidfile',
  'logfile',
  'tcp-backlog',
  'supervised',
  'always-show-logo',
  'io-threads',
])

export const serverCommands: CommandTable = {
  ping: read(-1, (args) => {
    if (args.length > 1) throw new CommandError("ERR wrong number of arguments for 'ping' command")
    return args[0] ?? { simple: 'PONG' }
  }),
  echo: read(2, ([text]) => text!),
  time: read(1, (_args, { now }) => {
    const micros = Math.floor(now() * 1000)
    return [String(Math.floor(micros / 1e6)), String(micros % 1e6)]
  }),
  info: read(-1, (args, { server }) => server.info(args[0] ?? '')),
  lastsave: read(1, (_args, { server }) => Math.floor(server.lastSave / 1000)),
  save: read(1, async (_args, { server }) => {
    if (!(await server.save())) throw new CommandError('ERR')
    return OK
  }),
  bgsave: read(-1, (_args, { server }) => {
    server.backgroundSave()
    return { simple: 'Background saving started' }
  }),
  shutdown: read(-1, ([option], { server }) => {
    if (option !== undefined && !/^(nosave|save|now|force|abort)$/i.test(option))
      throw new CommandError('ERR syntax error')
    server.shutdown(option === undefined || /^(now|force)$/i.test(option) ? null : /^save$/i.test(option))
    return { several: [] }
  }),
  role: read(1, () => ['master', 0, []]),
  config: read(-2, (args, { server }) => {
    const [verb, ...rest] = args as [string, ...string[]]
    switch (verb.toLowerCase()) {
      case 'get': {
        if (!rest.length) throw new CommandError("ERR wrong number of arguments for 'config|get' command")
        const patterns = rest.map((pattern) => glob(pattern.toLowerCase()))
        return [...server.config].filter(([name]) => patterns.some((pattern) => pattern.test(name))).flat()
      }
      case 'set':
        if (!rest.length || rest.length % 2)
          throw new CommandError("ERR wrong number of arguments for 'config|set' command")
        for (let i = 0; i < rest.length; i += 2) {
          const name = rest[i]!.toLowerCase()
          const fail = (why: string): never => {
            throw new CommandError(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${why}`)
          }
          if (!(name in DEFAULTS))
            throw new CommandError(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`)
          if (FIXED.has(name)) fail("can't set immutable config")
          if (name === 'appendonly' && rest[i + 1] === 'yes') fail('is not simulated yet')
          const value =
            name === 'maxmemory'
              ? String(memory(rest[i + 1]!) ?? fail('argument must be a memory value'))
              : rest[i + 1]!
          server.config.set(name, value)
        }
        return OK
      case 'resetstat':
        return OK
      case 'rewrite':
        throw new CommandError('ERR The server is running without a config file')
    }
    throw new CommandError(`ERR unknown subcommand '${verb}'. Try CONFIG HELP.`)
  }),
  publish: read(3, ([channel, message], { server }) => server.publish(channel!, message!)),
  pubsub: read(-2, ([verb, ...rest], { server }) => {
    switch (verb!.toLowerCase()) {
      case 'channels':
        return server.channels(rest[0])
      case 'numsub':
        return rest.flatMap((channel) => [channel, server.subscribers(channel)])
      case 'numpat':
        return server.patterns()
    }
    throw new CommandError(`ERR unknown subcommand '${verb}'. Try PUBSUB HELP.`)
  }),
  command: read(-1, ([verb]) => {
    if (verb === undefined) throw new CommandError('ERR COMMAND without a subcommand is not simulated yet')
    if (/^count$/i.test(verb)) return 240
    if (/^docs$/i.test(verb)) return []
    throw new CommandError(`ERR COMMAND ${verb.toUpperCase()} is not simulated yet`)
  }),
  debug: read(-2, () => {
    throw new CommandError(
      'ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.',
    )
  }),
  memory: read(-2, ([verb, key], { db }) => {
    if (!/^usage$/i.test(verb!)) throw new CommandError(`ERR MEMORY ${verb!.toUpperCase()} is not simulated yet`)
    const entry = db.entry(key ?? '')
    if (!entry) return null
    return 56 + (key ?? '').length + (entry.value.type === 'string' ? entry.value.text.length : 100)
  }),
  cluster: read(-2, () => {
    throw new CommandError('ERR This instance has cluster support disabled')
  }),
  acl: read(-2, ([verb]) => {
    if (/^whoami$/i.test(verb!)) return 'default'
    throw new CommandError(`ERR ACL ${verb!.toUpperCase()} is not simulated yet`)
  }),
  slowlog: read(-2, ([verb]) => {
    if (/^get$/i.test(verb!)) return []
    if (/^len$/i.test(verb!)) return 0
    if (/^reset$/i.test(verb!)) return OK
    throw new CommandError(`ERR unknown subcommand '${verb}'. Try SLOWLOG HELP.`)
  }),
  swapdb: write(3, ([a, b], { server }) => {
    const first = server.databases[integer(a!, 'ERR invalid first DB index')]
    const second = server.databases[integer(b!, 'ERR invalid second DB index')]
    if (!first || !second) throw new CommandError('ERR DB index is out of range')
    const kept = [...first.entries]
    first.entries.clear()
    for (const [key, entry] of second.entries) first.entries.set(key, entry)
    second.entries.clear()
    for (const [key, entry] of kept) second.entries.set(key, entry)
    return OK
  }),
}
