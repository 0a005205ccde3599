/**
 * The streams of attach and exec (container/hijack.go): what is typed goes to the engine, what comes back to standard output and error.
 *
 *   stdin ──▶ detach keys? ──▶ request.input ══ engine ══▶ response body ──▶ stdout, or frames ──▶ stdout, stderr
 */
import type { ApiResponse } from '../../../api/transport.ts'
import { ByteQueue, Canceled, demultiplex, type Cancel } from '../../../api/client/index.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Cli } from '../../framework/cli.ts'
import { DEFAULT_DETACH_KEYS, DetachWatcher, parseDetachKeys } from './detach-keys.ts'

export interface StreamOptions {
  stdin: boolean
  stdout: boolean
  stderr: boolean
  tty: boolean
  detachKeys: string
  /** Gives the connection up. */
  cancel: Cancel
}
export class HijackedStreams {
  /** The client's half, for the request. */
  readonly input = new ByteQueue()
  private readonly cli: Cli
  private readonly options: StreamOptions
  constructor(cli: Cli, options: StreamOptions) {
    this.cli = cli
    this.options = options
  }

  /** Copies until the output ends, or the user detaches. Throws Canceled when given up. */
  copy(response: ApiResponse): Promise<'ended' | 'detached'> {
    const done = this.copyBoth(response)
    // A program that is forced to end does not wait for it.
    done.catch(() => {})
    return done
  }
  private async copyBoth(response: ApiResponse): Promise<'ended' | 'detached'> {
    const { cli, options, input } = this
    const raw = options.stdin && options.tty
    if (raw) cli.in.setRaw()
    try {
      const output = this.copyOutput(response)
      const typed = options.stdin ? this.copyInput() : Promise.resolve('ended' as const)
      if (!options.stdin) input.end()
      // The first that says something decides; the end of the input alone says nothing while there is output to come.
      const hasOutput = options.stdout || options.stderr
      return await Promise.race([
        hasOutput ? output : Promise.race([output, typed]),
        typed.then((end) => (end === 'detached' ? end : hasOutput ? output : end)),
      ])
    } finally {
      input.end()
      cli.in.restore()
    }
  }
  private async copyOutput(response: ApiResponse): Promise<'ended'> {
    const { cli, options } = this
    const body = cli.client.body(response, options.cancel)
    if (options.tty) {
      for await (const chunk of body) if (options.stdout) await cli.out.write(chunk)
      // Whatever is printed from here on wants an ordinary terminal.
      cli.in.restore()
      return 'ended'
    }
    for await (const { stream, data } of demultiplex(body)) {
      if (stream === 'stderr') {
        if (options.stderr) await cli.err.write(data)
      } else if (options.stdout) await cli.out.write(data)
    }
    return 'ended'
  }
  private async copyInput(): Promise<'ended' | 'detached'> {
    const { cli, options, input } = this
    const keys = (options.detachKeys === '' ? null : parseDetachKeys(options.detachKeys)) ?? DEFAULT_DETACH_KEYS
    const watcher = options.tty ? new DetachWatcher(keys) : null
    for (;;) {
      let chunk: Uint8Array
      try {
        chunk = await cli.in.read()
      } catch (error) {
        // A terminal that is gone, or a background process that may not read: no more input.
        if (error instanceof SysError) break
        throw error
      }
      if (options.cancel.aborted) throw new Canceled()
      if (chunk.length === 0) break
      if (!watcher) input.push(chunk)
      else {
        const { data, detached } = watcher.feed(chunk)
        input.push(data)
        if (detached) return 'detached'
      }
    }
    input.end()
    return 'ended'
  }
}
