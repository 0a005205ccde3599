/** The error log's lines and the formats of access logs (mod_log_config). */
import { O_APPEND, O_CREAT, O_WRONLY } from '../../../base/abi/files.ts'
import { SysError, errnoNumber, strerror } from '../../../base/abi/errno.ts'
import type { Errno } from '../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { apacheDate, logDate } from '../http/date.ts'
import type { Headers } from '../http/message.ts'

export const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'] as const
export type Level = (typeof LEVELS)[number]

/** Opens a log for appending. /proc/self/fd/N and /dev/stderr are what they point to, also where /proc is not mounted. */
export async function openLog(sys: Sys, path: string): Promise<Fd> {
  try {
    return await sys.open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
  } catch (error) {
    const own = /^\/proc\/self\/fd\/(\d+)$/.exec(path)
    if (error instanceof SysError && own) return sys.dup(+own[1]!, 10)
    throw error
  }
}

export interface ErrorLine {
  module: string
  level: Level
  message: string
  errno?: Errno
  client?: string
}
export class ErrorLog {
  readonly fd: Fd
  private readonly threshold: number
  constructor(fd: Fd, level: string) {
    this.fd = fd
    const at = LEVELS.indexOf(level as Level)
    // trace1 to trace8 show all there is.
    this.threshold = at < 0 ? LEVELS.length : at
  }
  /** `tid` is the thread that speaks: the process itself unless told otherwise. Notices are always logged. */
  async write(sys: Sys, line: ErrorLine, tid: number = sys.pid): Promise<void> {
    if (line.level !== 'notice' && LEVELS.indexOf(line.level) > this.threshold) return
    const errno = line.errno ? `(${errnoNumber(line.errno)})${strerror(line.errno)}: ` : ''
    const client = line.client ? `[client ${line.client}] ` : ''
    await sys.write(
      this.fd,
      `[${apacheDate(sys.now())}] [${line.module}:${line.level}] [pid ${sys.pid}:tid ${tid}] ${errno}${client}${line.message}\n`,
    )
  }
}

/** What an access log may tell of a request. */
export interface Logged {
  remoteAddress: string
  remotePort: number
  localAddress: string
  localPort: number
  method: string
  target: string
  protocol: string
  line: string
  file: string
  status: number
  originalStatus: number
  /** Bytes of the body. */
  bodyBytes: number
  /** With the head. */
  sentBytes: number
  receivedBytes: number
  startedAt: number
  durationMs: number
  keepalives: number
  persistent: boolean
  serverName: string
  canonicalPort: number
  pid: number
  user: string | null
  requestHeaders: Headers
  responseHeaders: Headers
  env: Readonly<Record<string, string>>
}
/** Bytes that could break a line are escaped, as Apache does. */
const escape = (text: string): string =>
  text.replace(/["\\\x00-\x1f\x7f]/g, (char) =>
    char === '"'
      ? '\\"'
      : char === '\\'
        ? '\\\\'
        : char === '\n'
          ? '\\n'
          : char === '\t'
            ? '\\t'
            : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
const orDash = (text: string | undefined | null): string =>
  text === undefined || text === null || text === '' ? '-' : escape(text)

export function formatAccess(format: string, r: Logged): string {
  return format.replace(
    /\\n|\\t|\\"|%(?:!?[\d,]+)?([<>]?)(?:\{([^}]*)\})?(\^?[a-zA-Z%])/g,
    (whole: string, which: string | undefined, argument: string | undefined, letter: string | undefined) => {
      if (letter === undefined) return whole === '\\n' ? '\n' : whole === '\\t' ? '\t' : '"'
      switch (letter) {
        case '%':
          return '%'
        case 'a':
        case 'h':
          return r.remoteAddress
        case 'A':
          return r.localAddress
        case 'B':
          return String(r.bodyBytes)
        case 'b':
          return r.bodyBytes ? String(r.bodyBytes) : '-'
        case 'D':
          return String(Math.round(r.durationMs * 1000))
        case 'e':
          return orDash(r.env[argument ?? ''])
        case 'f':
          return orDash(r.file)
        case 'H':
          return r.protocol
        case 'I':
          return String(r.receivedBytes)
        case 'i':
          return orDash(r.requestHeaders.get(argument ?? ''))
        case 'k':
          return String(r.keepalives)
        case 'l':
          return '-'
        case 'm':
          return escape(r.method)
        case 'O':
          return String(r.sentBytes)
        case 'o':
          return orDash(r.responseHeaders.get(argument ?? ''))
        case 'P':
          return String(r.pid)
        case 'p':
          return String(argument === 'remote' ? r.remotePort : argument === 'local' ? r.localPort : r.canonicalPort)
        case 'q':
          return r.target.includes('?') ? escape(r.target.slice(r.target.indexOf('?'))) : ''
        case 'r':
          return escape(r.line)
        case 'S':
          return String(r.sentBytes + r.receivedBytes)
        case 's':
          return String(which === '>' ? r.status : r.originalStatus)
        case 'T':
          return argument === 'ms'
            ? String(Math.round(r.durationMs))
            : argument === 'us'
              ? String(Math.round(r.durationMs * 1000))
              : String(Math.floor(r.durationMs / 1000))
        case 't':
          return `[${logDate(r.startedAt)}]`
        case 'U':
          return escape(r.target.replace(/\?.*/s, ''))
        case 'u':
          return orDash(r.user)
        case 'V':
        case 'v':
          return r.serverName
        case 'X':
          return r.persistent ? '+' : '-'
      }
      return '-'
    },
  )
}
