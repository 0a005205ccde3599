/** POST /containers/{id}/attach (moby daemon/attach.go, container/stream/attach.go). */
import { conflict } from '../../api/types/index.ts'
import { Queue } from '../async.ts'
import { readLog } from '../logs/read.ts'
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { EscapeProxy, parseDetachKeys } from './detach.ts'
import type { StreamChunk } from './streams.ts'

export interface AttachOptions {
  stdin: boolean
  stdout: boolean
  stderr: boolean
  /** What was logged before comes first. */
  logs: boolean
  /** Stay for what comes. */
  stream: boolean
  detachKeys: string
}
/** An open attachment, for the server to pass bytes through. */
export interface AttachSession {
  /** Raw stream instead of frames. */
  readonly tty: boolean
  readonly output: AsyncIterable<StreamChunk>
  /** Passes on what the client sends, until it ends. */
  input(source: AsyncIterable<Uint8Array>): Promise<void>
  /** The client went away. */
  leave(): void
}

export function attachContainer(ctx: ContainerContext, term: string, options: AttachOptions): AttachSession {
  const keys = parseDetachKeys(options.detachKeys)
  const container = ctx.containers.get(term)
  if (container.state.paused) {
    throw conflict(`container ${term} is paused, unpause the container before attach`)
  }
  if (container.state.restarting) {
    throw conflict(`container ${term} is restarting, wait until the container is running before attach`)
  }
  const tty = container.config.Tty ?? false
  const live = options.stream ? container.streams.subscribe() : null
  logEvent(ctx, container, 'attach')
  const wanted = (chunk: StreamChunk): boolean => (chunk.stream === 1 ? options.stdout : options.stderr)
  const leave = (): void => {
    if (live) container.streams.unsubscribe(live)
  }
  return {
    tty,
    output: outputOf(container, options, live, wanted),
    leave,
    input: async (source) => {
      if (!options.stdin || !live || !container.config.OpenStdin) return
      await pumpInput(source, {
        write: (data) => container.streams.write(data),
        detachKeys: tty ? keys : null,
        onDetach: () => {
          leave()
          logEvent(ctx, container, 'detach')
        },
        onEnd: () => {
          if (container.config.StdinOnce && !tty) container.streams.closeStdin()
          else leave()
        },
      })
    },
  }
}
async function* outputOf(
  container: Container,
  options: AttachOptions,
  live: Queue<StreamChunk> | null,
  wanted: (chunk: StreamChunk) => boolean,
): AsyncIterable<StreamChunk> {
  if (options.logs) {
    yield* readLog(
      container.log,
      { ...options, follow: false, timestamps: false, details: false, since: null, until: null, tail: -1 },
      () => false,
      '',
    )
  }
  if (!live) return
  for await (const chunk of live) if (wanted(chunk)) yield chunk
}
export async function pumpInput(
  source: AsyncIterable<Uint8Array>,
  sink: {
    write(data: Uint8Array): Promise<void>
    detachKeys: readonly number[] | null
    onDetach(): void
    onEnd(): void
  },
): Promise<void> {
  const proxy = sink.detachKeys ? new EscapeProxy(sink.detachKeys) : null
  try {
    for await (const data of source) {
      const { data: rest, detached } = proxy ? proxy.feed(data) : { data, detached: false }
      if (rest.length) await sink.write(rest)
      if (detached) {
        sink.onDetach()
        return
      }
    }
  } catch {
    // The process closed its input, or the client's connection broke.
  }
  sink.onEnd()
}
