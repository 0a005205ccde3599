/** One client: authentication, its database, transactions, subscriptions, waiting for lists; and the running of commands. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { ABSENT, COMMANDS } from './commands/index.ts'
import { popOne } from './commands/lists.ts'
import type { Command, Context, ServerView } from './commands/types.ts'
import { bytes, OK, ProtocolError, RequestParser, serialise } from './resp.ts'
import type { Reply } from './resp.ts'
import { ARITY, NO_AUTH, SESSION, WHILE_SUBSCRIBED } from './session-commands.ts'
import { CommandError, glob } from './store.ts'
import type { Database } from './store.ts'

/** The server, as its clients see it. */
export interface Hub extends ServerView {
  readonly sys: Sys
  readonly connected: Set<Client>
  touched(db: Database, keys: readonly string[]): void
  /** One more change since the last save. */
  changed(): void
  monitor(line: string): void
}
interface Blocked {
  keys: readonly string[]
  left: boolean
  /** BRPOPLPUSH and BLMOVE are absent: a pair is the answer. */
  answer(reply: Reply): void
}
export class Client {
  private readonly hub: Hub
  readonly id: number
  readonly fd: Fd
  readonly address: string
  private readonly local: string
  readonly channels = new Set<string>()
  readonly patterns = new Map<string, RegExp>()
  monitoring = false
  private name = ''
  private db = 0
  private authenticated: boolean
  private queue: string[][] | null = null
  private broken = false
  private readonly watched: { db: Database; key: string }[] = []
  private changed = false
  private blocked: Blocked | null = null
  private closed = false
  private readonly since: number
  private last = ''
  private out: Promise<void> = Promise.resolve()

  constructor(hub: Hub, id: number, fd: Fd, address: string, local: string) {
    this.hub = hub
    this.id = id
    this.fd = fd
    this.address = address
    this.local = local
    this.authenticated = hub.config.get('requirepass') === ''
    this.since = hub.sys.now()
  }

  describe(): string {
    const age = Math.floor((this.hub.sys.now() - this.since) / 1000)
    return `id=${this.id} addr=${this.address} laddr=${this.local} fd=${this.fd} name=${this.name} age=${age} idle=0 flags=${this.channels.size + this.patterns.size ? 'P' : 'N'} db=${this.db} sub=${this.channels.size} psub=${this.patterns.size} ssub=0 multi=${this.queue?.length ?? -1} qbuf=26 qbuf-free=20448 argv-mem=10 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0 omem=0 tot-mem=22298 events=r cmd=${this.last || 'NULL'} user=default redir=-1 resp=2`
  }
  /** In the order of the calls. */
  send(reply: Reply): void {
    const text = serialise(reply)
    if (text === '' || this.closed) return
    this.out = this.out
      .then(() => this.hub.sys.write(this.fd, bytes(text)))
      .catch((error: unknown) => {
        if (!(error instanceof SysError)) throw error
        this.close()
      })
  }
  close(): void {
    if (this.closed) return
    this.closed = true
    this.hub.connected.delete(this)
    this.blocked?.answer(null)
    this.hub.sys.close(this.fd)
  }

  async serve(): Promise<void> {
    const parser = new RequestParser()
    const { sys } = this.hub
    try {
      while (!this.closed) {
        const data = await sys.read(this.fd, 16384)
        if (!data.length) break
        parser.add(data)
        for (let words = parser.next(); words && !this.closed; words = parser.next()) {
          const reply = await this.run(words)
          if (reply !== undefined) this.send(reply)
          if (words[0]!.toLowerCase() === 'quit') {
            await this.out
            this.close()
          }
        }
        await this.out
      }
    } catch (error) {
      if (error instanceof ProtocolError) {
        this.send({ error: `ERR Protocol error: ${error.message}` })
        await this.out
      } else if (!(error instanceof SysError)) throw error
    } finally {
      this.close()
    }
  }

  // ---- commands
  private async run(words: string[]): Promise<Reply | undefined> {
    const name = words[0]!.toLowerCase()
    const args = words.slice(1)
    const command = COMMANDS[name]
    const arity = command?.arity ?? ARITY[name]
    const refuse = (error: string): Reply => {
      if (this.queue) this.broken = true
      return { error }
    }
    if (ABSENT.has(name)) return refuse(`ERR '${name}' is not simulated yet`)
    if (arity === undefined)
      return refuse(
        `ERR unknown command '${words[0]!.slice(0, 128)}', with args beginning with: ${args
          .slice(0, 20)
          .map((arg) => `'${arg.slice(0, 128)}' `)
          .join('')}`,
      )
    if (arity > 0 ? words.length !== arity : words.length < -arity)
      return refuse(`ERR wrong number of arguments for '${name}' command`)
    if (!this.authenticated && !NO_AUTH.has(name)) return refuse('NOAUTH Authentication required.')
    if (this.channels.size + this.patterns.size && !WHILE_SUBSCRIBED.has(name))
      return {
        error: `ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
      }
    this.last = name === 'client' || name === 'config' ? `${name}|${(args[0] ?? '').toLowerCase()}` : name
    if (this.queue && !['exec', 'discard', 'multi', 'watch', 'quit', 'reset'].includes(name)) {
      this.queue.push(words)
      return { simple: 'QUEUED' }
    }
    this.hub.commandCount++
    if (!['auth', 'hello'].includes(name)) this.tellMonitors(words)
    return SESSION.has(name) ? this.session(name, args) : this.execute(command!, args)
  }
  private tellMonitors(words: readonly string[]): void {
    const quoted = words.map((word) => `"${word.replace(/[\\"]/g, '\\$&')}"`).join(' ')
    this.hub.monitor(`${(this.hub.sys.now() / 1000).toFixed(6)} [${this.db} ${this.address}] ${quoted}`)
  }
  private async execute(command: Command, args: readonly string[]): Promise<Reply> {
    const { sys } = this.hub
    const context: Context = {
      db: this.hub.databases[this.db]!,
      client: { id: this.id, name: this.name, db: this.db, resp: 2 },
      server: this.hub,
      now: () => sys.now(),
      rng: sys.rng,
    }
    try {
      const reply = await command.run(args, context)
      if (command.write) {
        this.hub.changed()
        this.hub.touched(context.db, args)
      }
      return reply
    } catch (error) {
      if (error instanceof CommandError) return { error: error.message }
      throw error
    }
  }

  private async session(name: string, args: string[]): Promise<Reply | undefined> {
    switch (name) {
      case 'quit':
        return OK
      case 'auth':
        return this.auth(args)
      case 'hello':
        return this.hello(args)
      case 'select': {
        const index = /^-?\d+$/.test(args[0]!) ? Number(args[0]) : NaN
        if (Number.isNaN(index)) return { error: 'ERR value is not an integer or out of range' }
        if (!this.hub.databases[index]) return { error: 'ERR DB index is out of range' }
        this.db = index
        return OK
      }
      case 'client':
        return this.client(args)
      case 'multi':
        if (this.queue) return { error: 'ERR MULTI calls can not be nested' }
        this.queue = []
        this.broken = false
        return OK
      case 'discard':
        if (!this.queue) return { error: 'ERR DISCARD without MULTI' }
        this.leaveTransaction()
        return OK
      case 'exec':
        return this.exec()
      case 'watch':
        if (this.queue) return { error: 'ERR WATCH inside MULTI is not allowed' }
        for (const key of args) this.watched.push({ db: this.hub.databases[this.db]!, key })
        return OK
      case 'unwatch':
        this.watched.length = 0
        this.changed = false
        return OK
      case 'monitor':
        this.monitoring = true
        return OK
      case 'reset':
        this.leaveTransaction()
        this.channels.clear()
        this.patterns.clear()
        this.monitoring = false
        this.db = 0
        this.authenticated = this.hub.config.get('requirepass') === ''
        return { simple: 'RESET' }
      case 'blpop':
      case 'brpop':
        return this.blockingPop(args, name === 'blpop')
    }
    return this.subscription(name, args)
  }
  private auth(args: string[]): Reply {
    const [user, password] = args.length > 1 ? [args[0]!, args[1]!] : ['default', args[0]!]
    const wanted = this.hub.config.get('requirepass')
    if (args.length > 2) return { error: 'ERR syntax error' }
    if (wanted === '' && args.length === 1)
      return {
        error:
          'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
      }
    if (user !== 'default' || (wanted !== '' && password !== wanted))
      return { error: 'WRONGPASS invalid username-password pair or user is disabled.' }
    this.authenticated = true
    return OK
  }
  private hello(args: string[]): Reply {
    if (args[0] !== undefined && !/^\d+$/.test(args[0]))
      return { error: 'ERR Protocol version is not an integer or out of range' }
    if (args[0] === '3') return { error: 'NOPROTO RESP3 is not simulated yet' }
    if (args[0] !== undefined && args[0] !== '2') return { error: 'NOPROTO unsupported protocol version' }
    for (let i = 1; i < args.length; i++) {
      if (/^auth$/i.test(args[i]!)) {
        const reply = this.auth([args[++i] ?? '', args[++i] ?? ''])
        if (reply !== OK) return reply
      } else if (/^setname$/i.test(args[i]!)) this.name = args[++i] ?? ''
      else return { error: `ERR Syntax error in HELLO option '${args[i]}'` }
    }
    if (!this.authenticated)
      return {
        error:
          'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
      }
    return [
      'server',
      'redis',
      'version',
      '7.0.15',
      'proto',
      2,
      'id',
      this.id,
      'mode',
      'standalone',
      'role',
      'master',
      'modules',
      [],
    ]
  }
  private client(args: string[]): Reply {
    const [verb, ...rest] = args as [string, ...string[]]
    switch (verb.toLowerCase()) {
      case 'id':
        return this.id
      case 'getname':
        return this.name === '' ? null : this.name
      case 'setname':
        if (/[\s]/.test(rest[0] ?? ''))
          return { error: 'ERR Client names cannot contain spaces, newlines or special characters.' }
        this.name = rest[0] ?? ''
        return OK
      case 'list':
        return this.hub.clientList()
      case 'info':
        return `${this.describe()}\n`
      case 'kill': {
        const byId = /^id$/i.test(rest[0] ?? '')
        const killed = this.hub.killClient(
          byId ? { id: Number(rest[1]) } : { address: /^addr$/i.test(rest[0] ?? '') ? rest[1] : rest[0] },
        )
        return rest.length > 1 ? killed : killed ? OK : { error: 'ERR No such client' }
      }
      case 'setinfo':
      case 'no-evict':
        return OK
    }
    return { error: `ERR unknown subcommand '${verb}'. Try CLIENT HELP.` }
  }

  // ---- transactions
  private leaveTransaction(): void {
    this.queue = null
    this.broken = false
    this.changed = false
    this.watched.length = 0
  }
  private async exec(): Promise<Reply> {
    const { queue, broken, changed } = this
    if (!queue) return { error: 'ERR EXEC without MULTI' }
    this.leaveTransaction()
    if (broken) return { error: 'EXECABORT Transaction discarded because of previous errors.' }
    if (changed) return { nullArray: true }
    const replies: Reply[] = []
    for (const words of queue) replies.push((await this.run(words)) ?? null)
    return replies
  }
  /** Somebody wrote these keys. */
  notice(db: Database, keys: readonly string[]): void {
    if (this.watched.some((watch) => watch.db === db && keys.includes(watch.key))) this.changed = true
  }

  // ---- lists that are waited for
  private async blockingPop(args: string[], left: boolean): Promise<Reply> {
    const seconds = Number(args.at(-1))
    if (Number.isNaN(seconds) || args.at(-1) === '') return { error: 'ERR timeout is not a float or out of range' }
    if (seconds < 0) return { error: 'ERR timeout is negative' }
    const keys = args.slice(0, -1)
    const db = this.hub.databases[this.db]!
    try {
      for (const key of keys) {
        if (!db.get(key, 'list')) continue
        this.hub.changed()
        return [key, popOne(db, key, left)!]
      }
    } catch (error) {
      if (error instanceof CommandError) return { error: error.message }
      throw error
    }
    const answered = new Promise<Reply>((resolve) => (this.blocked = { keys, left, answer: resolve }))
    const late =
      seconds > 0
        ? this.hub.sys.sleep(seconds * 1000).then((): Reply => ({ nullArray: true }))
        : new Promise<Reply>(() => {})
    const reply = await this.hub.sys.until(Promise.race([answered, late]))
    this.blocked = null
    return reply
  }
  /** True when this client took what was pushed. */
  serveBlocked(db: Database, key: string): boolean {
    const { blocked } = this
    if (!blocked || db !== this.hub.databases[this.db] || !blocked.keys.includes(key)) return false
    const item = popOne(db, key, blocked.left)
    if (item === undefined) return false
    this.blocked = null
    blocked.answer([key, item])
    return true
  }

  // ---- subscriptions
  private subscription(name: string, args: string[]): Reply {
    const count = (): number => this.channels.size + this.patterns.size
    const off = name.includes('unsubscribe')
    const pattern = name.startsWith('p')
    const names = args.length ? args : off ? (pattern ? [...this.patterns.keys()] : [...this.channels]) : []
    if (!names.length) return [name, null, count()]
    return {
      several: names.map((channel) => {
        if (pattern) {
          if (off) this.patterns.delete(channel)
          else this.patterns.set(channel, glob(channel))
        } else if (off) this.channels.delete(channel)
        else this.channels.add(channel)
        return [name, channel, count()]
      }),
    }
  }
  deliver(channel: string, message: string): number {
    let reached = 0
    if (this.channels.has(channel)) {
      this.send(['message', channel, message])
      reached++
    }
    for (const [text, pattern] of this.patterns)
      if (pattern.test(channel)) {
        this.send(['pmessage', text, channel, message])
        reached++
      }
    return reached
  }
}
