/** A client of POST /build without a CLI: a session whose folders are maps of files. */
import type { BuildLine, BuildVertex, SessionRequest, SessionStat } from '../../src/api/types/index.ts'
import { Query } from '../../src/api/client/query.ts'
import type { AbortSignalLike, EngineTransport } from '../../src/api/transport.ts'
import { decode, EMPTY, encode } from '../../src/base/bytes.ts'
import { PatternMatcher } from '../../src/base/patternmatcher.ts'
import { decodeFrames, encodeFrame } from '../../src/builder/frames.ts'
import { Queue } from '../../src/builder/queue.ts'

export type Files = Readonly<Record<string, string | { data: string; mode?: number; mtime?: number }>>
export interface BuildRequest {
  dockerfile: string
  files?: Files
  query?: Record<string, string[]>
  secrets?: Readonly<Record<string, string>>
  signal?: AbortSignalLike
  /** Calls back for each line. */
  onLine?(line: BuildLine): void
}
export interface BuildOutcome {
  lines: BuildLine[]
  vertexes: Map<string, BuildVertex>
  logs: string
  error: string | null
  image: string
  exported: Map<string, string>
  /** Names of steps that ran, and that came from the cache. */
  ran: string[]
  cached: string[]
}
const MTIME = 1_700_000_000_000
let sessions = 0

function statsOf(files: Files, follow: readonly string[], exclude: readonly string[]): SessionStat[] {
  const out = new Map<string, SessionStat>()
  const matcher = new PatternMatcher([...exclude])
  const wanted = (path: string): boolean =>
    (follow.length === 0 || follow.some((item) => path === item || path.startsWith(`${item}/`))) &&
    !matcher.matches(path)
  for (const [path, file] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!wanted(path)) continue
    const parts = path.split('/')
    for (let i = 1; i < parts.length; i++) {
      const dir = parts.slice(0, i).join('/')
      out.set(dir, { path: dir, mode: 0o40755, uid: 0, gid: 0, size: 0, mtime: MTIME })
    }
    const { data, mode = 0o644, mtime = MTIME } = typeof file === 'string' ? { data: file } : file
    out.set(path, { path, mode: 0o100000 | mode, uid: 0, gid: 0, size: encode(data).length, mtime })
  }
  return [...out.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
const textOf = (files: Files, path: string): string => {
  const file = files[path]
  return file === undefined ? '' : typeof file === 'string' ? file : file.data
}
export async function build(api: EngineTransport, request: BuildRequest): Promise<BuildOutcome> {
  const folders: Record<string, Files> = {
    dockerfile: { Dockerfile: request.dockerfile },
    context: request.files ?? {},
  }
  const id = `session${++sessions}`
  const input = new Queue<Uint8Array>()
  const exported = new Map<string, string>()
  const opened = await api.fetch({
    method: 'POST',
    path: '/session',
    query: new Query({}),
    headers: { 'x-docker-expose-session-uuid': id },
    body: null,
    input,
  })
  const answer = (head: object, payload = EMPTY): void => input.push(encodeFrame(head, payload))
  void (async () => {
    for await (const { head, payload } of decodeFrames(opened.body as AsyncIterable<Uint8Array>)) {
      const ask = head as unknown as SessionRequest
      const { call } = ask
      if (ask.method === 'stat')
        for (const stat of statsOf(folders[ask.name] ?? {}, ask.follow, ask.exclude)) answer({ call, stat })
      else if (ask.method === 'read') {
        const data = encode(textOf(folders[ask.name] ?? {}, ask.path))
        answer({ call, bytes: data.length }, data)
      } else if (ask.method === 'secret') {
        const value = request.secrets?.[ask.id]
        if (value === undefined) {
          answer({ call, end: true, error: { message: `secret ${ask.id} not found`, notFound: true } })
          continue
        }
        const data = encode(value)
        answer({ call, bytes: data.length }, data)
      } else if (ask.method === 'credentials') {
        answer({ call, credentials: null })
        continue
      } else if (ask.entry) exported.set(ask.entry.path, decode(payload))
      answer({ call, end: true })
    }
  })()
  const reply = await api.fetch({
    method: 'POST',
    path: '/build',
    query: new Query({ version: ['2'], session: [id], name: ['test'], ...request.query }),
    headers: {},
    body: null,
    ...(request.signal ? { signal: request.signal } : {}),
  })
  const lines: BuildLine[] = []
  if (reply.status !== 200) throw new Error(`${reply.status}: ${decode(reply.body as Uint8Array)}`)
  let rest = ''
  for await (const part of reply.body as AsyncIterable<Uint8Array>) {
    rest += decode(part)
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = JSON.parse(rest.slice(0, end)) as BuildLine
      rest = rest.slice(end + 1)
      lines.push(line)
      request.onLine?.(line)
    }
  }
  input.end()
  return { ...outcome(lines), exported }
}
function outcome(lines: BuildLine[]): Omit<BuildOutcome, 'exported'> {
  const vertexes = new Map<string, BuildVertex>()
  let logs = ''
  let error: string | null = null
  let image = ''
  for (const line of lines) {
    if ('error' in line) error = line.error
    else if (line.id === 'moby.image.id') image = line.aux.ID
    else if (line.id === 'moby.buildkit.trace') {
      for (const vertex of line.aux.vertexes ?? []) vertexes.set(vertex.digest, vertex)
      for (const log of line.aux.logs ?? []) logs += Buffer.from(log.data, 'base64').toString()
    }
  }
  const steps = [...vertexes.values()].filter(
    (vertex) => /^\[(?!internal|auth)/.test(vertex.name) && !/\] FROM /.test(vertex.name),
  )
  return {
    lines,
    vertexes,
    logs,
    error,
    image,
    ran: steps.filter((vertex) => vertex.started && !vertex.cached && !vertex.error).map((vertex) => vertex.name),
    cached: steps.filter((vertex) => vertex.cached).map((vertex) => vertex.name),
  }
}
