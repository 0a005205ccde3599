/** A Sys for tests of the docker command: files in a map, standard streams that are collected, an engine that a test scripts. */
import { SysError } from '../../base/abi/errno.ts'
import { S_IFDIR, S_IFREG, type Stat } from '../../base/abi/files.ts'
import { concat, decode, encode } from '../../base/bytes.ts'
import { SeededRng } from '../../base/rng.ts'
import type { ApiRequest, ApiResponse, EngineTransport } from '../../api/transport.ts'
import type { Program, Sys } from '../../kernel/sys/types.ts'

export interface RunOptions {
  env?: Record<string, string>
  files?: Record<string, string>
  stdin?: string
  /** Answers requests; by default nothing listens on the socket. */
  engine?: (request: ApiRequest) => ApiResponse | Promise<ApiResponse> | undefined
  /** The columns of a terminal on all three streams. */
  terminal?: number
  now?: number
}
export interface RunResult {
  status: number
  stdout: string
  stderr: string
  /** Both, in the order they were written. */
  output: string
  requests: ApiRequest[]
  files: Map<string, Uint8Array>
}
export const json = (value: unknown, status = 200): ApiResponse => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: encode(JSON.stringify(value)),
})
const PING: ApiResponse = {
  status: 200,
  headers: { 'Api-Version': '1.51', Ostype: 'linux', 'Docker-Experimental': 'false', Swarm: 'inactive' },
  body: null,
}
class Exit extends Error {
  readonly status: number
  constructor(status: number) {
    super('exit')
    this.status = status
  }
}

export async function runProgram(
  program: Program,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const requests: ApiRequest[] = []
  const files = new Map(Object.entries(options.files ?? {}).map(([path, text]) => [path, encode(text)]))
  const written: [fd: number, data: Uint8Array][] = []
  let stdin: Uint8Array = encode(options.stdin ?? '')
  const engine: EngineTransport = {
    fetch: async (request) => {
      requests.push(request)
      if (request.path === '/_ping') return PING
      const answer = await options.engine?.({ ...request, path: request.path.replace(/^\/v1\.\d+/, '') })
      return answer ?? json({ message: 'page not found' }, 404)
    },
  }
  const isDirectory = (path: string): boolean =>
    path === '/' || [...files.keys()].some((key) => key.startsWith(`${path}/`))
  const stat = (path: string): Stat => {
    const data = files.get(path)
    if (!data && !isDirectory(path)) throw new SysError('ENOENT', path)
    const mode = data ? S_IFREG | 0o644 : S_IFDIR | 0o755
    const zero = {
      dev: 1,
      ino: 1,
      nlink: 1,
      uid: 1000,
      gid: 1000,
      rdev: 0,
      blksize: 4096,
      blocks: 0,
      atime: 0,
      mtime: 0,
      ctime: 0,
    }
    return { ...zero, mode, size: data?.length ?? 0 }
  }
  const known: Partial<Sys> = {
    argv,
    env: { HOME: '/home/student', ...options.env },
    uid: 1000,
    rng: new SeededRng(1),
    now: () => options.now ?? Date.UTC(2025, 10, 24, 12),
    sleep: () => Promise.resolve(),
    until: async (promise) => promise,
    onEnd: () => () => {},
    cwd: () => '/home/student',
    isatty: () => options.terminal !== undefined,
    winsize: () => ({ rows: 24, cols: options.terminal ?? 80 }),
    signal: () => {},
    write: (fd, data) => {
      written.push([fd, typeof data === 'string' ? encode(data) : data])
      return Promise.resolve()
    },
    read: (_fd, max = 65536) => {
      const chunk = stdin.subarray(0, max)
      stdin = stdin.subarray(chunk.length)
      return Promise.resolve(chunk)
    },
    readAll: () => Promise.resolve(stdin),
    readFile: (path) => files.get(path.startsWith('/') ? path : `/home/student/${path}`) ?? fail('ENOENT', path),
    readText: (path) => decode(files.get(path) ?? fail('ENOENT', path)),
    writeFile: (path, data) => void files.set(path, typeof data === 'string' ? encode(data) : data),
    stat,
    lstat: stat,
    access: (path) => files.has(path),
    readdir: (path) => (isDirectory(path) ? [] : fail('ENOENT', path)),
    mkdir: () => {},
    connectService: (path) => (options.engine ? engine : fail('ENOENT', path)),
    exit: (status) => {
      throw new Exit(status)
    },
  }
  const sys = new Proxy(known as Sys, {
    get: (target, name) => {
      if (name in target) return target[name as keyof Sys]
      throw new Error(`the fake Sys has no ${String(name)}`)
    },
  })
  let status: number
  try {
    status = await program(sys)
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    status = error.status
  }
  const text = (wanted: number | null): string =>
    decode(concat(written.filter(([fd]) => wanted === null || fd === wanted).map(([, data]) => data)))
  return { status, stdout: text(1), stderr: text(2), output: text(null), requests, files }
}
function fail(code: 'ENOENT', path: string): never {
  throw new SysError(code, path)
}
