/** One run of npm: where it works, its options, and how it speaks. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { exists, makeFolders, readPackage, type PackageJson } from './files.ts'
import { RegistryClient } from './fetch.ts'

export interface Options {
  global: boolean
  silent: boolean
  json: boolean
  yes: boolean
  force: boolean
  all: boolean
  /** --production, --omit=dev, NODE_ENV=production */
  omitDev: boolean
  save: 'prod' | 'dev' | 'optional' | 'no'
  exact: boolean
  ifPresent: boolean
  prefix: string | null
  audit: boolean
  fund: boolean
  parseable: boolean
  depth: number | null
  dryRun: boolean
  /** npm exec -c, --package */
  call: string | null
  packages: string[]
}
export class Context {
  readonly sys: Sys
  readonly options: Options
  readonly version: string
  readonly registry: RegistryClient
  /** Where package.json is (or would be). */
  readonly folder: string
  readonly startedAt: number

  constructor(sys: Sys, options: Options, version: string) {
    this.sys = sys
    this.options = options
    this.version = version
    this.registry = new RegistryClient(sys)
    this.startedAt = sys.now()
    this.folder = options.prefix ?? findProject(sys)
  }
  get globalModules(): string {
    return '/usr/local/lib/node_modules'
  }
  json(): PackageJson | null {
    return readPackage(this.sys, this.folder)
  }
  async out(text: string): Promise<void> {
    await this.sys.write(1, text)
  }
  async error(...lines: string[]): Promise<void> {
    if (!this.options.silent)
      await this.sys.write(2, lines.map((line) => `npm error${line ? ` ${line}` : ''}\n`).join(''))
  }
  async warn(line: string): Promise<void> {
    if (!this.options.silent) await this.sys.write(2, `npm warn ${line}\n`)
  }
  /** "2s", "345ms" as npm tells how long it took. */
  elapsed(): string {
    const ms = Math.max(1, Math.round(this.sys.now() - this.startedAt))
    return ms < 1000 ? `${ms}ms` : `${Math.round(ms / 1000)}s`
  }
  get home(): string {
    return this.sys.env['HOME'] ?? '/root'
  }
  /** Writes the debug log that a failure names; its path, or null where it cannot be written. */
  log(lines: readonly string[]): string | null {
    const folder = `${this.home}/.npm/_logs`
    const stamp = new Date(this.sys.now()).toISOString().replace(/[:.]/g, '_')
    const path = `${folder}/${stamp}-debug-0.log`
    try {
      makeFolders(this.sys, folder)
      this.sys.writeFile(path, lines.map((line, i) => `${i} ${line}\n`).join(''))
      return path
    } catch (error) {
      if (error instanceof SysError) return null
      throw error
    }
  }
}
/** The nearest folder upwards with a package.json or node_modules; the working directory when there is none. */
function findProject(sys: Sys): string {
  const start = sys.cwd()
  for (let at = start; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const base = at === '/' ? '' : at
    if (exists(sys, `${base}/package.json`) || exists(sys, `${base}/node_modules`)) return at
    if (at === '/') return start
  }
}
