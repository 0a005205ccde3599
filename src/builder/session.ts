/**
 * A client's session (buildkit session): the builder asks it for files, secrets and credentials and gives it what it exports. One hijacked
 * connection, many calls at a time.
 */
import type { SessionRequest, SessionStat } from '../api/types/index.ts'
import { concat, EMPTY } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import type { Credentials } from './host.ts'
import { decodeFrames, encodeFrame, type Frame } from './frames.ts'
import { Queue } from './queue.ts'

type Ask = SessionRequest extends infer R ? (R extends { call: number } ? Omit<R, 'call'> : never) : never
/** The client could not do what it was asked. */
export class SessionError extends Error {
  readonly notFound: boolean
  constructor(message: string, notFound: boolean) {
    super(message)
    this.name = 'SessionError'
    this.notFound = notFound
  }
}
/** Milliseconds that a build waits for its session. */
const PATIENCE = 5000

export class Session {
  readonly id: string
  readonly output = new Queue<Uint8Array>()
  closed = false
  private next = 1
  private readonly calls = new Map<number, Queue<Frame>>()
  private readonly onClose = new Set<() => void>()
  constructor(id: string) {
    this.id = id
    this.output.onReturn = () => this.close()
  }
  async listen(input: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const frame of decodeFrames(input)) {
        if (typeof frame.head['call'] === 'number') this.calls.get(frame.head['call'])?.push(frame)
      }
    } finally {
      this.close()
    }
  }
  /** Calls back once, at once when it is closed already. Returns the end of it. */
  whenClosed(fn: () => void): () => void {
    if (this.closed) fn()
    else this.onClose.add(fn)
    return () => this.onClose.delete(fn)
  }
  close(): void {
    if (this.closed) return
    this.closed = true
    for (const call of this.calls.values()) call.end()
    this.output.end()
    for (const fn of this.onClose) fn()
  }

  private async *ask(request: Ask, payload: Uint8Array = EMPTY): AsyncIterable<Frame> {
    if (this.closed) throw new SessionError(`no active session for ${this.id}`, false)
    const call = this.next++
    const answers = new Queue<Frame>()
    this.calls.set(call, answers)
    try {
      this.output.push(encodeFrame({ ...request, call }, payload))
      for await (const frame of answers) {
        const error = frame.head['error'] as { message: string; notFound?: boolean } | undefined
        if (error) throw new SessionError(wireText(error.message), error.notFound === true)
        if (frame.head['end']) return
        yield frame
        if ('credentials' in frame.head) return
      }
      throw new SessionError('context canceled', false)
    } finally {
      this.calls.delete(call)
    }
  }
  async stat(
    name: string,
    filter: { include: readonly string[]; exclude: readonly string[]; follow: readonly string[] },
  ): Promise<SessionStat[]> {
    const { include, exclude, follow } = filter
    const found: SessionStat[] = []
    const request: Ask = { method: 'stat', name, include: [...include], exclude: [...exclude], follow: [...follow] }
    for await (const { head } of this.ask(request)) if (head['stat']) found.push(head['stat'] as SessionStat)
    return found
  }
  private async bytes(request: Ask): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    for await (const { payload } of this.ask(request)) parts.push(payload)
    return parts.length === 1 ? parts[0]! : concat(parts)
  }
  read(name: string, path: string): Promise<Uint8Array> {
    return this.bytes({ method: 'read', name, path })
  }
  /** null: the client has no such secret. */
  async secret(id: string): Promise<Uint8Array | null> {
    try {
      return await this.bytes({ method: 'secret', id })
    } catch (error) {
      if (error instanceof SessionError && error.notFound) return null
      throw error
    }
  }
  async credentials(host: string): Promise<Credentials | null> {
    try {
      for await (const { head } of this.ask({ method: 'credentials', host }))
        return head['credentials'] as Credentials | null
    } catch (error) {
      if (!(error instanceof SessionError)) throw error
    }
    return null
  }
  async export(entry: SessionStat, data: Uint8Array): Promise<void> {
    for await (const frame of this.ask({ method: 'export', entry, bytes: data.length }, data)) void frame
  }
  async exportEnd(): Promise<void> {
    for await (const frame of this.ask({ method: 'export', end: true })) void frame
  }
}

export class Sessions {
  private readonly open = new Map<string, Session>()
  private readonly waiting = new Map<string, Set<(session: Session) => void>>()
  private readonly clock: Clock
  constructor(clock: Clock) {
    this.clock = clock
  }
  start(id: string, input: AsyncIterable<Uint8Array>): Session {
    const session = new Session(id)
    this.open.set(id, session)
    session.whenClosed(() => {
      if (this.open.get(id) === session) this.open.delete(id)
    })
    for (const resolve of this.waiting.get(id) ?? []) resolve(session)
    this.waiting.delete(id)
    void session.listen(input).catch(() => {})
    return session
  }
  /** Waits a while for one that is still to come. Rejects with SessionError. */
  get(id: string): Promise<Session> {
    const session = this.open.get(id)
    if (session) return Promise.resolve(session)
    return new Promise((resolve, reject) => {
      const waiters = this.waiting.get(id) ?? new Set()
      this.waiting.set(id, waiters)
      const timer = this.clock.timer(PATIENCE, () => {
        waiters.delete(found)
        reject(new SessionError(`no active session for ${id}: context deadline exceeded`, false))
      })
      const found = (session: Session): void => {
        timer.cancel()
        resolve(session)
      }
      waiters.add(found)
    })
  }
}
/** What the client says in the middle of a transfer comes as gRPC's text; a service that it does not have says so plainly. */
const wireText = (message: string): string =>
  message === 'no local sources enabled' ? message : `rpc error: code = Unknown desc = ${message}`
