/** The server: its state, its clients, the commands that concern it. */
import { SysError } from '../../../base/abi/errno.ts'
import { O_APPEND, O_CREAT, O_WRONLY } from '../../../base/abi/files.ts'
import { hex } from '../../../base/rng.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { Client } from './client.ts'
import type { Hub } from './client.ts'
import { info } from './info.ts'
import { BadDump, dump, parseDump } from './rdb.ts'
import { Database, glob } from './store.ts'
import type { ServerView } from './commands/types.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
export function logTime(ms: number): string {
  const d = new Date(ms)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${two(d.getUTCDate())} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}.${String(d.getUTCMilliseconds()).padStart(3, '0')}`
}

export class Server implements ServerView, Hub {
  readonly sys: Sys
  readonly config: Map<string, string>
  readonly databases: Database[]
  readonly connected = new Set<Client>()
  readonly runId: string
  readonly startedAt: number
  lastSave: number
  dirty = 0
  /** Called when the number of changes reaches one of the save points. */
  onThreshold: () => void = () => {}
  commandCount = 0
  private connections = 0
  private logFd: Fd = 1
  private ending: { save: boolean | null } | null = null
  private endNow: (() => void) | null = null
  configFile = ''

  constructor(sys: Sys, config: Map<string, string>) {
    this.sys = sys
    this.config = config
    this.startedAt = this.lastSave = sys.now()
    this.runId = hex(sys.rng.bytes(20))
    this.databases = Array.from({ length: Number(config.get('databases')) }, () => {
      const db: Database = new Database(
        () => sys.now(),
        (key) => this.touched(db, [key]),
      )
      return db
    })
  }
  async openLog(): Promise<void> {
    const file = this.config.get('logfile')!
    if (file !== '') this.logFd = await this.sys.open(file, O_WRONLY | O_CREAT | O_APPEND, 0o644)
  }
  /** `mark`: # warning, * notice */
  async log(mark: string, message: string, role = 'M', sys = this.sys): Promise<void> {
    await sys.write(this.logFd, `${sys.pid}:${role} ${logTime(sys.now())} ${mark} ${message}\n`)
  }

  // ---- clients
  admit(fd: Fd, address: string, local: string): Client {
    const client = new Client(this, ++this.connections, fd, address, local)
    this.connected.add(client)
    return client
  }
  clients(): number {
    return this.connected.size
  }
  clientList(): string {
    return [...this.connected].map((client) => `${client.describe()}\n`).join('')
  }
  killClient(test: { id?: number; address?: string }): number {
    let killed = 0
    for (const client of this.connected)
      if (client.id === test.id || client.address === test.address) {
        client.close()
        killed++
      }
    return killed
  }
  changed(): void {
    this.dirty++
    if (this.savePoints().some(([, changes]) => changes === this.dirty)) this.onThreshold()
  }
  touched(db: Database, keys: readonly string[]): void {
    for (const client of this.connected) client.notice(db, keys)
  }
  pushed(db: Database, key: string): void {
    for (const client of this.connected) if (client.serveBlocked(db, key)) return
  }
  publish(channel: string, message: string): number {
    let reached = 0
    for (const client of this.connected) reached += client.deliver(channel, message)
    return reached
  }
  channels(pattern?: string): string[] {
    const match = pattern === undefined ? null : glob(pattern)
    return [...new Set([...this.connected].flatMap((client) => [...client.channels]))].filter(
      (name) => !match || match.test(name),
    )
  }
  subscribers(channel: string): number {
    return [...this.connected].filter((client) => client.channels.has(channel)).length
  }
  patterns(): number {
    return new Set([...this.connected].flatMap((client) => [...client.patterns.keys()])).size
  }
  monitor(line: string): void {
    for (const client of this.connected) if (client.monitoring) client.send({ simple: line })
  }

  // ---- persistence
  private usedMemory(): number {
    let sum = 860_000
    for (const { entries } of this.databases)
      for (const [key, { value }] of entries)
        sum += 64 + key.length + (value.type === 'string' ? value.text.length : 128)
    return sum
  }
  get dumpFile(): string {
    return `${this.config.get('dir')!.replace(/\/$/, '')}/${this.config.get('dbfilename')}`
  }
  /** False when it could not be written. */
  async save(): Promise<boolean> {
    for (const db of this.databases) db.keys()
    const data = dump(
      this.databases.map(({ entries }) => entries),
      this.sys.now(),
      this.usedMemory(),
    )
    if (!(await this.writeDump(this.sys, data, 'M'))) return false
    this.dirty = 0
    this.lastSave = this.sys.now()
    return true
  }
  private async writeDump(sys: Sys, data: Uint8Array, role: string): Promise<boolean> {
    const temporary = `${this.config.get('dir')!.replace(/\/$/, '')}/temp-${sys.pid}.rdb`
    try {
      sys.writeFile(temporary, data, { mode: 0o644 })
      sys.rename(temporary, this.dumpFile)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      await this.log(
        '#',
        `Failed opening the temp RDB file temp-${sys.pid}.rdb (in server root dir ${this.config.get('dir')}) for saving: ${error.message}`,
        role,
        sys,
      )
      return false
    }
    await this.log('*', 'DB saved on disk', role, sys)
    return true
  }
  backgroundSave(): void {
    for (const db of this.databases) db.keys()
    const data = dump(
      this.databases.map(({ entries }) => entries),
      this.sys.now(),
      this.usedMemory(),
    )
    const pid = this.sys.fork(async (child) => {
      const done = await this.writeDump(child, data, 'C')
      if (done) await this.log('*', 'Fork CoW for RDB: current 0 MB, peak 0 MB, average 0 MB', 'C', child)
      return done ? 0 : 1
    })
    this.dirty = 0
    void (async () => {
      await this.log('*', `Background saving started by pid ${pid}`)
      const ended = await this.sys.wait(pid)
      const done = ended?.status.kind === 'exited' && ended.status.code === 0
      if (done) this.lastSave = this.sys.now()
      await this.log(done ? '*' : '#', done ? 'Background saving terminated with success' : 'Background saving error')
    })().catch((error: unknown) => {
      if (!(error instanceof SysError)) throw error
    })
  }
  /** False: the file is there, but cannot be used; that has been said. */
  async load(): Promise<boolean> {
    let data: Uint8Array
    try {
      data = this.sys.readFile(this.dumpFile)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (error.code === 'ENOENT') return true
      await this.log('#', `Fatal error loading the DB: ${error.message}. Exiting.`)
      return false
    }
    if (data.length === 0) return true
    try {
      const { databases, aux } = parseDump(data)
      await this.log('*', `Loading RDB produced by version ${aux.get('redis-ver') ?? '7.0.15'}`)
      await this.log(
        '*',
        `RDB age ${Math.max(0, Math.floor(this.sys.now() / 1000) - Number(aux.get('ctime') ?? 0))} seconds`,
      )
      await this.log(
        '*',
        `RDB memory usage when created ${(Number(aux.get('used-mem') ?? 0) / 1024 ** 2).toFixed(2)} Mb`,
      )
      let loaded = 0
      let expired = 0
      for (const [index, entries] of databases)
        for (const [key, entry] of entries) {
          if (entry.expires !== null && entry.expires <= this.sys.now()) expired++
          else {
            this.databases[index]?.entries.set(key, entry)
            loaded++
          }
        }
      await this.log('*', `Done loading RDB, keys loaded: ${loaded}, keys expired: ${expired}.`)
      await this.log('*', 'DB loaded from disk: 0.000 seconds')
      return true
    } catch (error) {
      if (!(error instanceof BadDump) && !(error instanceof RangeError)) throw error
      await this.log(
        '#',
        error instanceof BadDump ? error.message : 'Short read or OOM loading DB. Unrecoverable error, aborting now.',
      )
      return false
    }
  }
  /** "3600 1 300 100": after so many seconds with so many changes. */
  savePoints(): [seconds: number, changes: number][] {
    const words = (this.config.get('save') ?? '').split(/\s+/).filter(Boolean).map(Number)
    return Array.from({ length: Math.floor(words.length / 2) }, (_, i) => [words[i * 2]!, words[i * 2 + 1]!])
  }

  // ---- the end
  shutdown(save: boolean | null): void {
    this.ending = { save }
    this.endNow?.()
  }
  ended(): Promise<{ save: boolean | null }> {
    return new Promise((resolve) => {
      this.endNow = () => resolve(this.ending!)
      if (this.ending) this.endNow()
    })
  }
  info(section: string): string {
    return info(
      {
        sys: this.sys,
        startedAt: this.startedAt,
        port: this.config.get('port')!,
        runId: this.runId,
        configFile: this.configFile,
        clients: this.connected.size,
        connections: this.connections,
        commands: this.commandCount,
        dirty: this.dirty,
        lastSave: this.lastSave,
        usedMemory: this.usedMemory(),
        maxMemory: this.config.get('maxmemory')!,
        policy: this.config.get('maxmemory-policy')!,
        databases: this.databases,
        hits: 0,
        misses: 0,
        expired: 0,
      },
      section,
    )
  }
}
