/** dpkg's database under /var/lib/dpkg: the status file, the lists of the packages' files, the log. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { formatStanza, parseStanzas } from './stanzas.ts'
import type { Stanza } from './stanzas.ts'

const ROOT = '/var/lib/dpkg'
export const INFO = `${ROOT}/info`

export const archOf = (stanza: Stanza): string => stanza.get('Architecture') ?? 'amd64'
/** "libgdbm6:amd64" where several architectures may be installed side by side, else the plain name. */
export const shownName = (stanza: Stanza): string =>
  stanza.get('Multi-Arch') === 'same' ? `${stanza.get('Package')!}:${archOf(stanza)}` : stanza.get('Package')!
export const isInstalled = (stanza: Stanza | undefined): boolean =>
  stanza?.get('Status')?.endsWith(' installed') ?? false

const readIfThere = (sys: Sys, path: string): string => {
  try {
    return sys.readText(path)
  } catch (error) {
    if (error instanceof SysError && error.code === 'ENOENT') return ''
    throw error
  }
}

export class Database {
  private readonly sys: Sys
  /** All that is known, also packages of which only the configuration is left. */
  readonly packages: Map<string, Stanza>
  constructor(sys: Sys) {
    this.sys = sys
    this.packages = new Map(
      parseStanzas(readIfThere(sys, `${ROOT}/status`)).map((stanza) => [stanza.get('Package') ?? '', stanza]),
    )
  }
  /** Undefined: not installed. */
  installed(name: string): Stanza | undefined {
    const stanza = this.packages.get(name.replace(/:(amd64|any|all)$/, ''))
    return isInstalled(stanza) ? stanza : undefined
  }
  all(): Stanza[] {
    return [...this.packages.values()].filter(isInstalled)
  }

  save(): void {
    const names = [...this.packages.keys()].sort()
    const text = names.map((name) => formatStanza(this.packages.get(name)!)).join('\n')
    const old = `${ROOT}/status-old`
    if (this.sys.access(`${ROOT}/status`, 0)) {
      if (this.sys.access(old, 0)) this.sys.unlink(old)
      this.sys.rename(`${ROOT}/status`, old)
    }
    this.sys.writeFile(`${ROOT}/status`, names.length ? `${text}\n` : '')
  }

  /** As in the list file: absolute paths, "/." first. */
  files(stanza: Stanza): string[] {
    return readIfThere(this.sys, `${INFO}/${shownName(stanza)}.list`)
      .split('\n')
      .filter(Boolean)
  }
  setFiles(stanza: Stanza, paths: readonly string[]): void {
    this.sys.writeFile(`${INFO}/${shownName(stanza)}.list`, paths.map((path) => `${path}\n`).join(''))
  }
  /** A file of the info folder that belongs to a package: conffiles, md5sums, postinst … */
  info(stanza: Stanza, kind: string): string {
    return readIfThere(this.sys, `${INFO}/${shownName(stanza)}.${kind}`)
  }
  setInfo(stanza: Stanza, kind: string, text: string): void {
    this.sys.writeFile(`${INFO}/${shownName(stanza)}.${kind}`, text)
  }
  dropInfo(stanza: Stanza, keep: readonly string[]): void {
    const prefix = `${shownName(stanza)}.`
    for (const { name } of this.sys.readdir(INFO))
      if (
        name.startsWith(prefix) &&
        !name.slice(prefix.length).includes('.') &&
        !keep.includes(name.slice(prefix.length))
      )
        this.sys.unlink(`${INFO}/${name}`)
  }
  /** What dpkg counts as "files and directories currently installed"; a diversion is two names more than the files. */
  countFiles(): number {
    const paths = new Set<string>()
    for (const stanza of this.packages.values()) for (const path of this.files(stanza)) paths.add(path)
    const lines = readIfThere(this.sys, `${ROOT}/diversions`).split('\n')
    for (let i = 0; i + 2 < lines.length; i += 3) for (const path of lines.slice(i, i + 2)) paths.add(path)
    return paths.size
  }
  log(text: string): void {
    const stamp = new Date(this.sys.now()).toISOString().replace('T', ' ').slice(0, 19)
    this.sys.writeFile('/var/log/dpkg.log', `${stamp} ${text}\n`, { append: true })
  }
}

/** Packages that were installed only because others need them (apt's extended_states). */
export class AutoInstalled {
  private readonly sys: Sys
  readonly names: Set<string>
  private readonly path = '/var/lib/apt/extended_states'
  constructor(sys: Sys) {
    this.sys = sys
    this.names = new Set(
      parseStanzas(readIfThere(sys, this.path))
        .filter((stanza) => stanza.get('Auto-Installed') === '1')
        .map((stanza) => stanza.get('Package') ?? ''),
    )
  }
  save(): void {
    this.sys.writeFile(
      this.path,
      [...this.names].map((name) => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n\n`).join(''),
    )
  }
}
