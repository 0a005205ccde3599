/**
 * The build session (buildkit session): a connection that the engine asks things over while it builds. Each request is answered as its
 * provider finds; requests run side by side. The session ends with the build, or with the program.
 *
 *   POST /session ══ frames ══▶ stat, read, secret, credentials, export ──▶ providers
 */
import { EMPTY } from '../../../base/bytes.ts'
import { quote } from '../../../base/go/quote.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { Canceled, ByteQueue, type Cancel } from '../../../api/client/index.ts'
import { encodeFrame, readFrames } from '../../../api/types/build-session.ts'
import type { SessionAnswer, SessionRequest, SessionStat } from '../../../api/types/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'

/** Files of one name: a context, the Dockerfile's folder. */
export interface FileSource {
  /** Throws CommandError, SysError. */
  stat(request: { include: string[]; exclude: string[]; follow: string[] }): AsyncIterable<SessionStat>
  read(path: string): AsyncIterable<Uint8Array>
}
export interface ExportTarget {
  entry(stat: SessionStat): Promise<void>
  bytes(data: Uint8Array): Promise<void>
  end(): Promise<void>
}
export interface Providers {
  files: ReadonlyMap<string, FileSource>
  /** null: there is none. */
  secret(id: string): Uint8Array | null
  credentials(host: string): { username: string; secret: string } | null
  exporter: ExportTarget | null
}
type Answer = SessionAnswer extends infer A ? (A extends unknown ? Omit<A, 'call'> : never) : never

const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** identity.NewID: 25 letters and digits. */
export const newId = (cli: Cli): string =>
  Array.from({ length: 25 }, () => ID_LETTERS[cli.sys.rng.int(ID_LETTERS.length)]).join('')

export class BuildSession {
  readonly id: string
  private readonly out = new ByteQueue()
  private readonly cli: Cli
  private readonly providers: Providers
  private readonly cancel: Cancel
  private exports: Promise<void> = Promise.resolve()
  private fail: (error: unknown) => void = () => {}
  /** Rejects when answering failed as nothing here can fail: the program is ending. */
  readonly failed: Promise<never>

  constructor(cli: Cli, providers: Providers, cancel: Cancel) {
    this.cli = cli
    this.id = newId(cli)
    this.providers = providers
    this.cancel = cancel
    this.failed = new Promise<never>((_, reject) => (this.fail = reject))
    this.failed.catch(() => {})
  }
  /** Opens the connection; what is asked over it is answered from then on. Throws ApiError, ConnectionError. */
  async open(): Promise<void> {
    const response = await this.cli.client.upgrade('/session', {
      headers: { 'X-Docker-Expose-Session-Uuid': this.id },
      input: this.out,
      cancel: this.cancel,
    })
    void this.serve(this.cli.client.body(response, this.cancel))
  }
  close(): void {
    this.out.end()
    this.cancel.abort()
  }
  private async serve(body: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const { message, payload } of readFrames<SessionRequest>(body)) this.handle(message, payload)
    } catch (error) {
      // Given up, or interrupted by a signal that gives it up: the build itself says so.
      if (!(error instanceof Canceled) && !(error instanceof SysError)) this.fail(error)
    } finally {
      this.out.end()
    }
  }
  private send(call: number, answer: Answer, payload = EMPTY): void {
    this.out.push(encodeFrame({ call, ...answer }, payload))
  }
  private handle(request: SessionRequest, payload: Uint8Array): void {
    const { call } = request
    const answered = request.method === 'export' ? this.export(request, payload) : this.answer(request)
    void answered.catch((error: unknown) => {
      if (error instanceof SysError || error instanceof CommandError) {
        const message = error instanceof SysError ? goError(error) : error.message
        const notFound = error instanceof SysError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
        this.send(call, { end: true, error: { message, notFound } })
      } else if (!(error instanceof Canceled)) this.fail(error)
    })
  }
  private async answer(request: Exclude<SessionRequest, { method: 'export' }>): Promise<void> {
    const { call } = request
    switch (request.method) {
      case 'stat': {
        for await (const stat of this.source(request.name).stat(request)) this.send(call, { stat })
        break
      }
      case 'read': {
        for await (const chunk of this.source(request.name).read(request.path))
          this.send(call, { bytes: chunk.length }, chunk)
        break
      }
      case 'secret': {
        const secret = this.providers.secret(request.id)
        if (secret === null) {
          this.send(call, { end: true, error: { message: 'not found', notFound: true } })
          return
        }
        this.send(call, { bytes: secret.length }, secret)
        break
      }
      case 'credentials':
        this.send(call, { credentials: this.providers.credentials(request.host) })
    }
    this.send(call, { end: true })
  }
  /** One after another, in the order in which they came. */
  private export(request: Extract<SessionRequest, { method: 'export' }>, payload: Uint8Array): Promise<void> {
    const { exporter } = this.providers
    if (!exporter) return Promise.reject(new CommandError('no output was asked for'))
    this.exports = this.exports.then(async () => {
      if (request.entry) await exporter.entry(request.entry)
      if (payload.length > 0) await exporter.bytes(payload)
      if (request.end) await exporter.end()
      this.send(request.call, { end: true })
    })
    return this.exports
  }
  private source(name: string): FileSource {
    const source = this.providers.files.get(name)
    if (!source)
      throw new CommandError(
        this.providers.files.size === 0 ? 'no local sources enabled' : `no access allowed to dir ${quote(name)}`,
      )
    return source
  }
}
