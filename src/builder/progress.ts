/** A build's progress: vertices, statuses, logs and warnings, told to whoever listens and kept for the record. */
import type {
  BuildStatus,
  BuildVertex,
  BuildVertexDetail,
  BuildVertexLog,
  BuildVertexStatus,
  BuildWarning,
} from '../api/types/index.ts'
import { base64 } from '../base/base64.ts'
import type { Vertex } from './graph/vertex.ts'
import { stampText } from './stamp.ts'

/** Bytes of log that a record keeps of one step (BuildKit shows 2 MiB by default). */
const LOG_LIMIT = 2 * 1024 * 1024

export class Progress {
  readonly vertexes = new Map<string, BuildVertex>()
  readonly statuses: BuildVertexStatus[] = []
  readonly logs: BuildVertexLog[] = []
  readonly warnings: BuildWarning[] = []
  private readonly logged = new Map<string, number>()
  private readonly now: () => bigint
  private readonly listen: (status: BuildStatus) => void
  constructor(now: () => bigint, listen: (status: BuildStatus) => void) {
    this.now = now
    this.listen = listen
  }
  private stamp(): string {
    return stampText(this.now())
  }
  /** A vertex is known; it has not begun. */
  announce(vertex: Vertex): void {
    this.put(vertex.digest, {
      digest: vertex.digest,
      ...(vertex.inputs.length ? { inputs: vertex.inputs.map((input) => input.digest) } : {}),
      name: vertex.name,
      naru: detailOf(vertex),
    })
  }
  private put(digest: string, vertex: BuildVertex): void {
    this.vertexes.set(digest, vertex)
    this.listen({ vertexes: [vertex] })
  }
  start(digest: string): void {
    const known = this.vertexes.get(digest)
    if (!known || (known.started && !known.completed)) return
    const { completed: _completed, cached: _cached, ...rest } = known
    this.put(digest, { ...rest, started: known.started ?? this.stamp() })
  }
  complete(digest: string, how: { cached?: boolean; error?: string; miss?: BuildVertexDetail['miss'] } = {}): void {
    const known = this.vertexes.get(digest)
    if (!known) return
    const completed = this.stamp()
    this.put(digest, {
      ...known,
      started: known.started ?? completed,
      completed,
      ...(how.cached ? { cached: true } : {}),
      ...(how.error === undefined ? {} : { error: how.error }),
    })
  }
  /** Why the cache did not have it. */
  miss(digest: string, miss: BuildVertexDetail['miss']): void {
    const known = this.vertexes.get(digest)
    if (known?.naru) this.vertexes.set(digest, { ...known, naru: { ...known.naru, miss } })
  }
  status(vertex: string, id: string, current: number, total: number, done: boolean): void {
    const timestamp = this.stamp()
    const before = this.statuses.find((status) => status.vertex === vertex && status.id === id)
    const status: BuildVertexStatus = {
      id,
      vertex,
      current,
      ...(total ? { total } : {}),
      timestamp,
      started: before?.started ?? timestamp,
      ...(done ? { completed: timestamp } : {}),
    }
    if (before) this.statuses[this.statuses.indexOf(before)] = status
    else this.statuses.push(status)
    this.listen({ statuses: [status] })
  }
  log(vertex: string, stream: 1 | 2, data: Uint8Array): void {
    const line: BuildVertexLog = { vertex, stream, data: base64(data), timestamp: this.stamp() }
    const before = this.logged.get(vertex) ?? 0
    if (before < LOG_LIMIT) this.logs.push(line)
    this.logged.set(vertex, before + data.length)
    this.listen({ logs: [line] })
  }
  warn(warning: BuildWarning): void {
    this.warnings.push(warning)
    this.listen({ warnings: [warning] })
  }
}
function detailOf({ meta }: Vertex): BuildVertexDetail {
  const ranges = meta.location ?? []
  return {
    stage: meta.stage,
    lines: ranges.length
      ? [Math.min(...ranges.map((range) => range.start.line)), Math.max(...ranges.map((range) => range.end.line))]
      : null,
    miss: null,
  }
}
