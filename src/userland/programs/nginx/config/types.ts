/** A configuration that can be served. */
import type { Directive } from './directive.ts'
import type { Template } from './variables.ts'

/** A block with what it inherits: the innermost level that says anything about a directive holds. */
export class Scope {
  readonly parent: Scope | null
  readonly block: readonly Directive[]
  constructor(parent: Scope | null, block: readonly Directive[]) {
    this.parent = parent
    this.block = block
  }
  all(name: string): readonly Directive[] {
    const own = this.block.filter((directive) => directive.name === name)
    return own.length ? own : (this.parent?.all(name) ?? [])
  }
  get(name: string): Directive | undefined {
    return this.all(name).at(-1)
  }
  first(name: string, otherwise: string): string {
    return this.get(name)?.args[0] ?? otherwise
  }
  is(name: string, otherwise: boolean): boolean {
    const value = this.get(name)?.args[0]
    return value === undefined ? otherwise : value === 'on'
  }
}

export interface Listen {
  address: string
  port: number
  defaultServer: boolean
  ssl: boolean
}
export interface LogTarget {
  /** Null: off. */
  path: string | null
  format: Template
}
export type RewriteStep =
  | { kind: 'set'; name: string; value: Template }
  | { kind: 'return'; status: number; text: Template | null }
  | { kind: 'rewrite'; pattern: RegExp; to: Template; flag: 'last' | 'break' | 'redirect' | 'permanent' | null }
  | { kind: 'break' }
  | { kind: 'if'; condition: Condition; steps: RewriteStep[]; location: Location | null }
export type Condition =
  | { kind: 'value'; name: string }
  | { kind: 'equal'; name: string; value: Template; not: boolean }
  | { kind: 'match'; name: string; pattern: RegExp; not: boolean }
  | { kind: 'file'; test: 'f' | 'd' | 'e' | 'x'; path: Template; not: boolean }
export interface ErrorPage {
  codes: number[]
  /** Null: keep; 0: that of the answer. */
  status: number | null
  to: Template
}
export interface ProxyTarget {
  /** What to connect to: an upstream's name, or host and port; with variables it is known later. */
  url: Template
  /** Null with variables. */
  fixed: { host: string; port: number; uri: string | null; upstream: Upstream | null; addresses: string[] } | null
}
export interface Upstream {
  name: string
  servers: { host: string; port: number; addresses: string[]; weight: number; down: boolean; backup: boolean }[]
}
export interface Location {
  modifier: '' | '=' | '^~' | '~' | '~*' | '@'
  name: string
  pattern: RegExp | null
  scope: Scope
  locations: Location[]
  steps: RewriteStep[]
  root: Template
  alias: Template | null
  index: string[]
  tryFiles: { files: Template[]; last: Template | number } | null
  errorPages: ErrorPage[]
  access: { allow: boolean; network: string }[]
  types: ReadonlyMap<string, string>
  defaultType: string
  logs: LogTarget[]
  errorLog: ErrorTarget
  proxy: ProxyTarget | null
  proxyHeaders: { name: string; value: Template }[]
  headers: { name: string; value: Template; always: boolean }[]
  expires: Template | null
  internal: boolean
  stubStatus: boolean
}
export interface ErrorTarget {
  path: string
  level: string
}
export interface Server {
  names: string[]
  patterns: { text: string; pattern: RegExp }[]
  listens: Listen[]
  /** Itself as a place for what no location says. */
  base: Location
}
export interface NginxConfig {
  user: { name: string; uid: number; gid: number }
  workers: number | 'auto'
  daemon: boolean
  master: boolean
  pid: string
  /** Directories for bodies and answers that do not fit into memory, made at start. */
  temporary: string[]
  errorLog: ErrorTarget
  hasEvents: boolean
  servers: Server[]
  /** variable → source, entries */
  maps: Map<
    string,
    { source: Template; entries: { text: string; pattern: RegExp | null; value: Template }[]; otherwise: Template }
  >
  upstreams: Map<string, Upstream>
  warnings: string[]
}
