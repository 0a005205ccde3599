/** Where completions come from: files, commands, variables, users, hosts. */
import { S_IFDIR, S_IFMT, S_IFREG, X_OK } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import type { Completer } from '../types.ts'

export interface Candidate {
  /** The whole word it stands for, unquoted. */
  text: string
  /** What lists show. */
  shown: string
  /** "/" behind directories, which does not count for the width of columns. */
  mark?: '/'
}
const plain = (texts: Iterable<string>): Candidate[] =>
  [...new Set(texts)].sort(compare).map((text) => ({ text, shown: text }))
/** strcmp order of UTF-8 is that of code points. */
export const compare = (a: string, b: string): number => {
  const [x, y] = [[...a], [...b]]
  for (let i = 0; i < Math.min(x.length, y.length); i++)
    if (x[i] !== y[i]) return x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!
  return x.length - y.length
}
function tried<T>(fn: () => T, otherwise: T): T {
  try {
    return fn()
  } catch (error) {
    if (error instanceof SysError) return otherwise
    throw error
  }
}

export class Sources {
  private readonly sys: Sys
  private readonly completer: Completer | undefined
  constructor(sys: Sys, completer: Completer | undefined) {
    this.sys = sys
    this.completer = completer
  }

  /** `~/x` and `$HOME/x` as a path to look at. */
  expand(path: string): string {
    const home = (): string => this.completer?.variable('HOME') ?? this.sys.env.HOME ?? '/'
    let expanded = path
    if (/^~(\/|$)/.test(path)) expanded = home() + path.slice(1)
    else {
      const user = /^~([^/]+)(\/.*)?$/.exec(path)
      if (user) expanded = (this.homes().get(user[1]!) ?? `~${user[1]}`) + (user[2] ?? '')
    }
    return expanded.replace(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g, (all, a?: string, b?: string) => {
      const name = a ?? b!
      return this.completer?.variable(name) ?? this.sys.env[name] ?? all
    })
  }
  isDirectory(path: string): boolean {
    return tried(() => (this.sys.stat(this.expand(path)).mode & S_IFMT) === S_IFDIR, false)
  }
  isLink(path: string): boolean {
    return tried(
      () => (this.sys.lstat(this.expand(path)).mode & S_IFMT) !== (this.sys.stat(this.expand(path)).mode & S_IFMT),
      false,
    )
  }

  /** Files that begin with `word`; `only` leaves some out. */
  files(word: string, only: 'all' | 'directories' | 'executables' = 'all'): Candidate[] {
    const slash = word.lastIndexOf('/') + 1
    const dir = word.slice(0, slash)
    const prefix = word.slice(slash)
    const entries = tried(() => this.sys.readdir(this.expand(dir) || '.'), [])
    const all = entries.map((entry) => entry.name)
    // readdir(3) gives these two as well; they count when a dot was typed.
    if (prefix.startsWith('.')) all.push('.', '..')
    const names = all.filter((name) => name.startsWith(prefix))
    return names
      .sort(compare)
      .filter((name) => {
        if (only === 'all') return true
        if (this.isDirectory(dir + name)) return true
        return only === 'executables' && this.sys.access(this.expand(dir + name), X_OK)
      })
      .map((name) => ({ text: dir + name, shown: name, mark: this.isDirectory(dir + name) ? '/' : undefined }))
  }
  commands(word: string): Candidate[] {
    const names = new Set([...(this.completer?.commandNames() ?? [])].filter((name) => name.startsWith(word)))
    const path = this.completer?.variable('PATH') ?? this.sys.env.PATH ?? ''
    for (const dir of path.split(':'))
      for (const { name, type } of tried(() => this.sys.readdir(dir || '.'), [])) {
        if (!name.startsWith(word) || names.has(name)) continue
        const file = `${dir || '.'}/${name}`
        if (type === S_IFREG || tried(() => (this.sys.stat(file).mode & S_IFMT) === S_IFREG, false))
          if (this.sys.access(file, X_OK)) names.add(name)
      }
    return plain(names).map(({ text }) => ({ text, shown: text, mark: this.isDirectory(text) ? '/' : undefined }))
  }
  /** `word` begins with $ or ${. */
  variables(word: string): Candidate[] {
    const [, mark = '$', prefix = ''] = /^(\$\{?)(.*)$/s.exec(word) ?? []
    const close = mark === '${' ? '}' : ''
    const names = this.completer?.variableNames() ?? Object.keys(this.sys.env)
    return plain([...names].filter((name) => name.startsWith(prefix)).map((name) => `${mark}${name}${close}`))
  }
  variableIsDirectory(word: string): boolean {
    const value = this.completer?.variable(word.replace(/^\$\{?|\}$/g, ''))
    return !!value && this.isDirectory(value)
  }
  users(word: string): Candidate[] {
    return plain([...this.homes().keys()].map((name) => `~${name}`).filter((name) => name.startsWith(word)))
  }
  /** `word` begins with @. */
  hosts(word: string): Candidate[] {
    const text = tried(() => this.sys.readText('/etc/hosts'), '')
    const names = text.split('\n').flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1))
    return plain(names.filter(Boolean).map((name) => `@${name}`)).filter(({ text: name }) => name.startsWith(word))
  }
  private homes(): Map<string, string> {
    const text = tried(() => this.sys.readText('/etc/passwd'), '')
    return new Map(
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => [line.split(':')[0]!, line.split(':')[5] ?? '/']),
    )
  }
}
