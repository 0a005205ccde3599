/**
 * Building over the API. A client opens a session (POST /session, hijacked), then POST /build?version=2&session=ID&…, as docker CLI and
 * moby did with BuildKit before buildx spoke gRPC; the answer is a stream of JSON lines (JsonMessage) whose `moby.buildkit.trace` carry
 * BuildKit's status (buildkit api/services/control StatusResponse) as JSON in place of protobuf. Without version=2: the classic builder, a
 * tar of the context as the body and `stream` lines as the answer.
 */

/** One `{"id":"moby.buildkit.trace","aux":…}` message: what changed since the last. */
export interface BuildStatus {
  vertexes?: BuildVertex[]
  statuses?: BuildVertexStatus[]
  logs?: BuildVertexLog[]
  warnings?: BuildWarning[]
}
/** A step. It is sent again, whole, each time that it changes. Times are RFC 3339 with nanoseconds. */
export interface BuildVertex {
  digest: string
  inputs?: string[]
  name: string
  started?: string
  completed?: string
  cached?: boolean
  /** Of a step that failed; a step that was cancelled ends in "context canceled". */
  error?: string
  /** What real BuildKit does not say, for the build view. */
  naru?: BuildVertexDetail
}
export interface BuildVertexDetail {
  /** '' for the builder's own steps ([internal] …, exporting). */
  stage: string
  /** One-based lines of the Dockerfile; null for the builder's own steps. */
  lines: [number, number] | null
  /** Why the cache did not have it; null: it had, or the step is never cached. */
  miss: CacheMiss | null
}
/** The first reason that holds, in this order. */
export interface CacheMiss {
  reason: 'no-cache' | 'first' | 'base' | 'parent' | 'instruction' | 'argument' | 'files' | 'pruned'
  /** The argument's name, the changed files (at most 20), the earlier instruction, the step before. */
  detail: string[]
}
/** A line of progress under a step: "transferring context", "exporting layers". */
export interface BuildVertexStatus {
  id: string
  vertex: string
  name?: string
  current: number
  total?: number
  timestamp: string
  started?: string
  completed?: string
}
export interface BuildVertexLog {
  vertex: string
  /** 1 standard output, 2 standard error. */
  stream: number
  /** Base64 of the bytes. */
  data: string
  timestamp: string
}
export interface BuildWarning {
  vertex: string
  level: number
  /** "JSONArgsRecommended: JSON arguments … (line 3)" */
  short: string
  detail?: string[]
  url?: string
  source?: BuildSource
  ranges?: BuildRange[]
}
/** A file that positions point into (buildkit solver/pb SourceInfo). */
export interface BuildSource {
  filename: string
  data: string
  language?: string
}
/** One-based lines; characters are 0 where only lines are known. */
export interface BuildRange {
  start: { line: number; character: number }
  end: { line: number; character: number }
}
/** What the last line of a failed build carries in errorDetail beside its message. */
export interface BuildErrorDetail {
  message: string
  code?: number
  /** The failed step, whose log the client shows again between dashes. */
  vertex?: string
  sources?: { source: BuildSource; ranges: BuildRange[] }[]
}
/** Answer of --call=check (buildkit frontend/subrequests/lint LintResults): the aux of `{"id":"naru.lint"}`. */
export interface LintResults {
  warnings: LintWarning[]
  sources: BuildSource[]
  error?: { message: string; location?: { sourceIndex: number; ranges: BuildRange[] } }
}
export interface LintWarning {
  ruleName: string
  description: string
  url: string
  detail: string
  location: { sourceIndex: number; ranges: BuildRange[] }
}

// ── The session. Frames both ways: 4 bytes big-endian n, n bytes of JSON, then `bytes` bytes of payload when the JSON says so. ──

/** The server asks, the client answers with the same call number; a list comes as several answers, the last with `end`. */
export type SessionRequest =
  /** The entries of a context, parents before children, after the client applied the patterns (fsutil: include, exclude, follow). */
  | {
      call: number
      method: 'stat'
      /** 'dockerfile', 'context', or the name of a --build-context. */
      name: string
      include: string[]
      exclude: string[]
      follow: string[]
    }
  | { call: number; method: 'read'; name: string; path: string }
  | { call: number; method: 'secret'; id: string }
  | { call: number; method: 'credentials'; host: string }
  /** --output type=local or tar: what the build made; entries one by one, then end. */
  | { call: number; method: 'export'; entry?: SessionStat; bytes?: number; end?: boolean }
export type SessionAnswer =
  | { call: number; stat: SessionStat }
  /** A piece of a file or a secret. */
  | { call: number; bytes: number }
  | { call: number; credentials: { username: string; secret: string } | null }
  | { call: number; end: true; error?: { message: string; notFound?: boolean } }
export interface SessionStat {
  /** Relative, no leading slash. */
  path: string
  /** Type and permissions (st_mode). */
  mode: number
  uid: number
  gid: number
  size: number
  /** Milliseconds since the epoch. */
  mtime: number
  linkname?: string
}

// ── Ours, for the views: real Docker has no such paths. ──

/** GET /naru/builds: newest first; DELETE /naru/builds/{ref} drops one that is over. GET /naru/builds/{ref}; with ?follow=1 a stream of JSON lines, one whole record each time that it changed. */
export interface BuildRecord {
  /** 25 characters, as `docker buildx history ls` names it. */
  ref: string
  name: string
  dockerfile: BuildSource
  target: string
  created: string
  completed: string | null
  status: 'running' | 'completed' | 'error' | 'canceled'
  error: BuildErrorDetail | null
  /** sha256:…; '' until there is one. */
  image: string
  tags: string[]
  /** In the order in which they began, then those that wait. */
  vertexes: BuildVertex[]
  statuses: BuildVertexStatus[]
  logs: BuildVertexLog[]
  warnings: BuildWarning[]
  /** Stages of the Dockerfile in order; needed: the target stands on it. */
  stages: { name: string; base: string; needed: boolean; depends: string[] }[]
}
/** GET /naru/images/{name}/layers: bottom first, instructions without a layer included. */
export interface ImageLayers {
  id: string
  tags: string[]
  size: number
  /** Bytes in lower layers that a higher one replaced or removed, and where. */
  wasted: { bytes: number; files: { path: string; bytes: number; times: number }[] }
  layers: ImageLayer[]
}
export interface ImageLayer {
  createdBy: string
  comment: string
  created: string
  /** '' for an instruction that made no layer. */
  diffId: string
  chainId: string
  size: number
  /** Other images with this layer: their first tag, or short id. */
  sharedWith: string[]
  files: number
  /** The same files by what happened to them. */
  changes?: { added: number; changed: number; removed: number }
}
/** GET /naru/images/{name}/layers/{chainId}: sorted by path; at most 20,000, `more` says how many were left out. */
export interface LayerFiles {
  files: LayerFile[]
  more: number
}
export interface LayerFile {
  path: string
  type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'device' | 'fifo'
  change: 'added' | 'changed' | 'removed'
  mode: number
  uid: number
  gid: number
  size: number
  linkname?: string
}
