/** Build arguments as the classic builder knows them (moby builder/dockerfile/buildargs.go). */
const BUILTIN = [
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'FTP_PROXY',
  'ftp_proxy',
  'NO_PROXY',
  'no_proxy',
  'ALL_PROXY',
  'all_proxy',
]
type Values = Map<string, string | null>

export class BuildArgs {
  private readonly given: Readonly<Record<string, string | null>>
  /** Declared in this stage. */
  private readonly allowed: Values = new Map()
  /** Declared before the first FROM. */
  private readonly meta: Values
  private readonly referenced: Set<string>
  constructor(
    given: Readonly<Record<string, string | null>>,
    meta: Values = new Map(),
    referenced = new Set<string>(),
  ) {
    this.given = given
    this.meta = meta
    this.referenced = referenced
  }
  /** For a stage: nothing is declared, but what was used is known together. */
  forStage(): BuildArgs {
    return new BuildArgs(this.given, new Map(this.meta), this.referenced)
  }
  add(key: string, value: string | null): void {
    this.allowed.set(key, value)
    this.referenced.add(key)
  }
  addMeta(key: string, value: string | null): void {
    this.meta.set(key, value)
  }
  /** "KEY=value" of those that FROM may use. */
  metaList(): string[] {
    return this.list(this.meta)
  }
  /** "KEY=value" of those that are declared, without what the environment has. */
  allowedList(env: readonly string[] = []): string[] {
    const names = new Set(env.map((entry) => entry.split('=')[0]!))
    return this.list(this.allowed).filter((entry) => !names.has(entry.slice(0, entry.indexOf('='))))
  }
  isReferencedOrNotBuiltin(key: string): boolean {
    return this.allowed.has(key) || !BUILTIN.includes(key)
  }
  /** Given, but never declared; sorted. */
  unused(): string[] {
    return Object.keys(this.given)
      .filter((key) => !BUILTIN.includes(key) && !this.referenced.has(key))
      .sort()
  }
  private list(source: Values): string[] {
    return [...new Set([...source.keys(), ...BUILTIN])].flatMap((key) => {
      const value = this.valueOf(key, source)
      return value === null ? [] : [`${key}=${value}`]
    })
  }
  private valueOf(key: string, source: Values): string | null {
    const given = Object.hasOwn(this.given, key) ? this.given[key] : undefined
    if (given !== undefined && given !== null) return given
    return source.get(key) ?? this.meta.get(key) ?? null
  }
}
