/** What the processes of one configuration share: the configuration, and its open logs. */
import { O_APPEND, O_CREAT, O_WRONLY } from '../../../../base/abi/files.ts'
import { SysError } from '../../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../../kernel/sys/types.ts'
import { nginxDate } from '../../http/date.ts'
import type { ErrorTarget, Location, NginxConfig } from '../config/types.ts'
import { ConfigError, openFailed } from '../config/directive.ts'

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug']

export class Cycle {
  readonly config: NginxConfig
  private readonly fds = new Map<string, Fd>()
  constructor(config: NginxConfig) {
    this.config = config
  }
  /** Opens all logs. Throws ConfigError. */
  async open(sys: Sys): Promise<void> {
    const paths = new Set<string>([this.config.errorLog.path])
    const visit = (location: Location): void => {
      for (const { path } of location.logs) if (path !== null) paths.add(path)
      paths.add(location.errorLog.path)
      location.locations.forEach(visit)
    }
    for (const { base } of this.config.servers) visit(base)
    for (const path of paths) {
      if (path === 'stderr') {
        this.fds.set(path, 2)
        continue
      }
      try {
        this.fds.set(path, await sys.open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644))
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        const twin = path === '/dev/stdout' || path.endsWith('/access.log') ? 1 : 2
        if (error.code !== 'ENXIO') throw new ConfigError(openFailed(path, error))
        this.fds.set(path, sys.dup(twin, 10))
      }
    }
  }
  close(sys: Sys): void {
    for (const fd of this.fds.values()) if (fd > 2) sys.close(fd)
    this.fds.clear()
  }
  async access(sys: Sys, path: string, line: string): Promise<void> {
    const fd = this.fds.get(path)
    if (fd !== undefined) await sys.write(fd, `${line}\n`)
  }
  async log(sys: Sys, level: string, message: string, target: ErrorTarget = this.config.errorLog): Promise<void> {
    if (LEVELS.indexOf(level) > LEVELS.indexOf(target.level)) return
    const fd = this.fds.get(target.path) ?? 2
    await sys.write(fd, logLine(sys, level, message))
  }
}
/** "2026/11/24 12:00:00 [notice] 1#1: message" */
export const logLine = (sys: Sys, level: string, message: string): string =>
  `${nginxDate(sys.now())} [${level}] ${sys.pid}#${sys.pid}: ${message}\n`
