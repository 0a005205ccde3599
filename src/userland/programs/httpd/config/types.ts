/** What a configuration says once it is understood. */
export interface Listen {
  address: string
  port: number
}
export interface LogTarget {
  /** Path, relative to ServerRoot. */
  path: string
  format: string
}
export interface Alias {
  kind: 'alias' | 'redirect'
  /** Prefix of the URL path, or a pattern. */
  from: string | RegExp
  to: string
  /** of a redirect */
  status: number
}
export type Require =
  | { kind: 'all'; granted: boolean }
  | { kind: 'ip' | 'host'; not: boolean; values: string[] }
  | { kind: 'method'; not: boolean; values: string[] }
  | { kind: 'local' }
  | { kind: 'group'; mode: 'all' | 'any' | 'none'; rules: Require[] }

/** Settings per directory, file or location; undefined: not said here. */
export interface DirSettings {
  options?: { set: Set<string>; relative: { name: string; on: boolean }[] | null }
  allowOverride?: string[]
  require?: Require[]
  /** Order/Allow/Deny of mod_access_compat */
  order?: 'allow,deny' | 'deny,allow'
  allow?: string[]
  deny?: string[]
  directoryIndex?: string[]
  directorySlash?: boolean
  errorDocuments?: Map<number, string>
  types?: Map<string, string>
  forceType?: string
  defaultCharset?: string | null
  headers?: HeaderAction[]
  indexOptions?: Set<string>
  indexIgnore?: string[]
  fileETag?: string[]
}
export interface HeaderAction {
  action: 'set' | 'append' | 'merge' | 'add' | 'unset' | 'setifempty'
  always: boolean
  name: string
  value: string
}
export interface Section {
  kind: 'directory' | 'directorymatch' | 'files' | 'filesmatch' | 'location' | 'locationmatch'
  /** A path, or what a pattern was made of. */
  text: string
  match: RegExp | null
  settings: DirSettings
  /** <Files> inside of <Directory>. */
  inner: Section[]
}
export interface VirtualHost {
  /** "*:80" as written; null for the main server. */
  addresses: string[] | null
  serverName?: string
  serverAliases: string[]
  serverAdmin?: string
  documentRoot: string
  settings: DirSettings
  sections: Section[]
  aliases: Alias[]
  logs: LogTarget[]
  errorLog?: string
  file: string
  line: number
}
export interface ServerConfig {
  serverRoot: string
  listens: Listen[]
  user: string
  group: string
  pidFile: string
  serverTokens: string
  serverSignature: boolean
  logLevel: string
  errorLog: string
  timeout: number
  keepAlive: boolean
  keepAliveTimeout: number
  maxKeepAliveRequests: number
  startServers: number
  typesConfig: string
  formats: Map<string, string>
  main: VirtualHost
  hosts: VirtualHost[]
  modules: Map<string, string>
  warnings: string[]
}
