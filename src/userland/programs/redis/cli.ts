/** redis-cli 7.0: one command, commands from standard input, or a prompt. */
import { SysError, strerror } from '../../../base/abi/errno.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import type { Fd, Program, Sys } from '../../../kernel/sys/types.ts'
import { LineReader } from '../../coreutils/lib/io.ts'
import { textToBinary, toBinary } from '../../coreutils/lib/text.ts'
import { formatCsv, formatRaw, formatTty } from './format.ts'
import { bytes, ConnectionLost, isError, ProtocolError, ReplyReader, request, splitInline } from './resp.ts'
import type { Reply } from './resp.ts'

interface Options {
  host: string
  port: number
  password: string | null
  user: string | null
  db: number
  repeat: number
  interval: number
  format: 'raw' | 'tty' | 'csv'
  fail: boolean
  lastArgument: boolean
  warn: boolean
  scan: string | null
}
const USAGE = `redis-cli 7.0.15

Usage: redis-cli [OPTIONS] [cmd [arg [arg ...]]]
  -h <hostname>      Server hostname (default: 127.0.0.1).
  -p <port>          Server port (default: 6379).
  -a <password>      Password to use when connecting to the server.
                     You can also use the REDISCLI_AUTH environment
                     variable to pass this password more safely
                     (if both are used, this argument takes precedence).
  --user <username>  Used to send ACL style 'AUTH username pass'. Needs -a.
  --pass <password>  Alias of -a for consistency with the new --user option.
  -u <uri>           Server URI.
  -r <repeat>        Execute specified command N times.
  -i <interval>      When -r is used, waits <interval> seconds per command.
                     It is possible to specify sub-second times like -i 0.1.
  -n <db>            Database number.
  -x                 Read last argument from STDIN (see example below).
  -e                 Return exit error code when command execution fails.
  --raw              Use raw formatting for replies (default when STDOUT is
                     not a tty).
  --no-raw           Force formatted output even when STDOUT is not a tty.
  --csv              Output in CSV format.
  --scan             List all keys using the SCAN command.
  --pattern <pat>    Keys pattern when using the --scan option.
  --no-auth-warning  Don't show warning message when using password on command
                     line interface.
  --help             Output this help and exit.
  --version          Output version and exit.
`
const FLAGS: Record<string, number> = {
  '-h': 1,
  '-p': 1,
  '-a': 1,
  '--pass': 1,
  '--user': 1,
  '-u': 1,
  '-r': 1,
  '-i': 1,
  '-n': 1,
  '--pattern': 1,
  '-x': 0,
  '-e': 0,
  '--raw': 0,
  '--no-raw': 0,
  '--csv': 0,
  '--scan': 0,
  '--no-auth-warning': 0,
  '--help': 0,
  '--version': 0,
  '-v': 0,
  '-2': 0,
}

function parse(sys: Sys): { options: Options; command: string[] } | { text: string; fd: Fd; status: number } {
  const options: Options = {
    host: '127.0.0.1',
    port: 6379,
    password: sys.env['REDISCLI_AUTH'] ?? null,
    user: null,
    db: 0,
    repeat: 1,
    interval: 0,
    format: sys.isatty(1) || sys.env['FAKETTY'] ? 'tty' : 'raw',
    fail: false,
    lastArgument: false,
    warn: true,
    scan: null,
  }
  let given = false
  const args = sys.argv.slice(1)
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i]!
    if (!arg.startsWith('-') || arg === '-') break
    const takes = FLAGS[arg]
    if (takes === undefined)
      return { text: `Unrecognized option or bad number of args for: '${arg}'\n`, fd: 2, status: 1 }
    const value = args[i + 1]
    if (takes && value === undefined)
      return { text: `Unrecognized option or bad number of args for: '${arg}'\n`, fd: 2, status: 1 }
    switch (arg) {
      case '-h':
        options.host = value!
        break
      case '-p':
        options.port = Number(value)
        if (!(options.port >= 0 && options.port <= 65535)) return { text: 'Invalid server port.\n', fd: 2, status: 1 }
        break
      case '-a':
      case '--pass':
        options.password = value!
        given = true
        break
      case '--user':
        options.user = value!
        break
      case '-u': {
        const match = /^redis:\/\/(?:(?:([^:@/]*):)?([^@/]*)@)?([^:/]*)(?::(\d+))?(?:\/(\d+))?$/.exec(value!)
        if (!match) return { text: 'Invalid URI scheme\n', fd: 2, status: 1 }
        if (match[2]) {
          options.password = match[2]
          options.user = match[1] || null
          given = true
        }
        options.host = match[3] || options.host
        options.port = Number(match[4] ?? options.port)
        options.db = Number(match[5] ?? 0)
        break
      }
      case '-r':
        options.repeat = Number(value) < 0 ? Infinity : Number(value)
        break
      case '-i':
        options.interval = Number(value)
        break
      case '-n':
        options.db = Number(value)
        break
      case '--pattern':
        options.scan = value!
        break
      case '--scan':
        options.scan ??= '*'
        break
      case '-x':
        options.lastArgument = true
        break
      case '-e':
        options.fail = true
        break
      case '--raw':
        options.format = 'raw'
        break
      case '--no-raw':
        options.format = 'tty'
        break
      case '--csv':
        options.format = 'csv'
        break
      case '--no-auth-warning':
        options.warn = false
        break
      case '--help':
        return { text: USAGE, fd: 1, status: 0 }
      case '-v':
      case '--version':
        return { text: 'redis-cli 7.0.15\n', fd: 1, status: 0 }
    }
    i += takes
  }
  options.warn &&= given
  return { options, command: args.slice(i).map(textToBinary) }
}

class Cli {
  private readonly sys: Sys
  readonly options: Options
  private fd: Fd | null = null
  private reader: ReplyReader | null = null
  private db = 0
  private transaction = false
  constructor(sys: Sys, options: Options) {
    this.sys = sys
    this.options = options
  }
  get prompt(): string {
    const { host, port } = this.options
    if (this.fd === null) return 'not connected> '
    return `${host.includes(':') ? `[${host}]` : host}:${port}${this.db ? `[${this.db}]` : ''}${this.transaction ? '(TX)' : ''}> `
  }
  get connected(): boolean {
    return this.fd !== null
  }
  drop(): void {
    if (this.fd !== null) this.sys.close(this.fd)
    this.fd = null
    this.transaction = false
  }
  /** False when there is no server; that has been said. */
  async connect(): Promise<boolean> {
    const { sys, options } = this
    let reason = ''
    try {
      for (const address of await sys.getaddrinfo(options.host)) {
        const fd = sys.socket(address.includes(':') ? 'inet6' : 'inet', 'stream')
        try {
          await sys.connect(fd, { address, port: options.port })
          this.fd = fd
          break
        } catch (error) {
          sys.close(fd)
          if (!(error instanceof SysError)) throw error
          reason = strerror(error.code)
        }
      }
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
      reason = error.message
    }
    if (this.fd === null) {
      await sys.write(2, `Could not connect to Redis at ${options.host}:${options.port}: ${reason}\n`)
      return false
    }
    const fd = this.fd
    this.reader = new ReplyReader(() => sys.read(fd, 16384))
    if (options.password !== null) {
      const reply = await this.ask(
        options.user === null ? ['AUTH', options.password] : ['AUTH', options.user, options.password],
      )
      if (isError(reply)) await sys.write(2, `AUTH failed: ${reply.error}\n`)
    }
    if (options.db) {
      const reply = await this.ask(['SELECT', String(options.db)])
      if (isError(reply)) await sys.write(2, `SELECT ${options.db} failed: ${reply.error}\n`)
      else this.db = options.db
    }
    return true
  }
  async ask(command: readonly string[]): Promise<Reply> {
    await this.sys.write(this.fd!, request(command))
    return this.reader!.next()
  }
  async show(reply: Reply): Promise<void> {
    const { format } = this.options
    const text = format === 'tty' ? formatTty(reply) : `${format === 'csv' ? formatCsv(reply) : formatRaw(reply)}\n`
    await this.sys.write(1, bytes(text))
  }
  /** False when the connection broke. */
  async execute(command: readonly string[]): Promise<{ status: number; lost: boolean }> {
    const name = command[0]!.toLowerCase()
    try {
      const reply = await this.ask(command)
      if (name === 'select' && !isError(reply)) this.db = Number(command[1])
      if (name === 'multi' && !isError(reply)) this.transaction = true
      if (name === 'exec' || name === 'discard') this.transaction = false
      if (name === 'subscribe' || name === 'psubscribe') {
        if (this.options.format === 'tty') await this.sys.write(1, 'Reading messages... (press Ctrl-C to quit)\n')
        await this.show(reply)
        for (;;) await this.show(await this.reader!.next())
      }
      await this.show(reply)
      if (name === 'monitor') for (;;) await this.show(await this.reader!.next())
      return { status: isError(reply) && this.options.fail ? 1 : 0, lost: false }
    } catch (error) {
      if (error instanceof ConnectionLost || (error instanceof SysError && error.code !== 'EINTR')) {
        this.drop()
        if (name === 'shutdown') return { status: 0, lost: false }
        return { status: 1, lost: true }
      }
      if (error instanceof ProtocolError) {
        await this.sys.write(2, `Error: ${error.message}\n`)
        return { status: 1, lost: true }
      }
      throw error
    }
  }
}

export const redisCli: Program = async (sys) => {
  const parsed = parse(sys)
  if ('text' in parsed) {
    await sys.write(parsed.fd, parsed.text)
    return parsed.status
  }
  const { options, command } = parsed
  if (options.warn)
    await sys.write(
      2,
      "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n",
    )
  const cli = new Cli(sys, options)
  if (options.lastArgument) command.push(toBinary(await sys.readAll(0)))
  if (options.scan !== null) return scanKeys(sys, cli, options.scan)
  if (command.length) {
    if (!(await cli.connect())) return 1
    for (let i = 0; i < options.repeat; i++) {
      const { status, lost } = await cli.execute(command)
      if (lost) {
        await sys.write(2, 'Error: Server closed the connection\n')
        return 1
      }
      if (status) return status
      if (options.interval && i + 1 < options.repeat) await sys.sleep(options.interval * 1000)
    }
    return 0
  }
  return interactive(sys, cli)
}

async function scanKeys(sys: Sys, cli: Cli, pattern: string): Promise<number> {
  if (!(await cli.connect())) return 1
  const reply = await cli.ask(['SCAN', '0', 'MATCH', pattern])
  if (isError(reply)) {
    await sys.write(1, `ERROR: ${reply.error}\n`)
    return 1
  }
  const found = Array.isArray(reply) ? (reply[1] as string[]) : []
  await sys.write(1, bytes(found.map((key) => `${key}\n`).join('')))
  return 0
}

/** With a terminal a prompt; without one every line of standard input is a command. */
async function interactive(sys: Sys, cli: Cli): Promise<number> {
  const terminal = sys.isatty(0)
  if (!(await cli.connect()) && !terminal) return 1
  const lines = new LineReader(sys, 0)
  let status = 0
  for (;;) {
    if (terminal) await sys.write(1, cli.prompt)
    const line = await lines.next()
    if (line === null) {
      if (terminal) await sys.write(1, '\n')
      return status
    }
    const words = splitInline(textToBinary(line.trim()))
    if (words === null) {
      await sys.write(1, 'Invalid argument(s)\n')
      continue
    }
    if (!words.length) continue
    const name = words[0]!.toLowerCase()
    if (name === 'quit' || name === 'exit') return status
    if (terminal && name === 'clear') {
      await sys.write(1, '\x1b[H\x1b[2J')
      continue
    }
    if (terminal && (name === 'help' || name === '?')) {
      await sys.write(
        1,
        'redis-cli 7.0.15\nTo get help about Redis commands type:\n      "help @<group>" to get a list of commands in <group>\n      "help <command>" for help on <command>\n      "help <tab>" to get a list of possible help topics\n      "quit" to exit\n\nThe texts of the commands are not simulated yet.\n',
      )
      continue
    }
    if (terminal && name === 'connect' && words.length === 3) {
      cli.drop()
      cli.options.host = words[1]!
      cli.options.port = Number(words[2])
      await cli.connect()
      continue
    }
    if (!cli.connected && !(await cli.connect())) continue
    const result = await cli.execute(words)
    if (result.lost) {
      if (!terminal) {
        await sys.write(2, 'Error: Server closed the connection\n')
        return 1
      }
      if (await cli.connect()) await cli.execute(words)
    }
    status = result.status || status
  }
}
