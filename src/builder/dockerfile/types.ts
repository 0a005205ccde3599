/**
 * What the Dockerfile front end makes of a text (buildkit frontend/dockerfile/parser, instructions, linter): the contract between the
 * parser and the solver. Words are kept unexpanded; the converter expands them with the stage's environment.
 */
import type { BuildRange } from '../../api/types/index.ts'

export interface Dockerfile {
  /** ARG before the first FROM. */
  metaArgs: ArgInstruction[]
  stages: Stage[]
  escape: '\\' | '`'
  directives: { syntax?: string; check?: CheckOptions }
  /** Findings that need no expansion; others come from the converter through `Lint`. */
  findings: Finding[]
  /** Of the parser: "[WARNING]: Empty continuation line found in: …" is now the rule NoEmptyContinuation, so these are deprecations only. */
  warnings: { short: string; detail: string[]; url: string; location: BuildRange[] }[]
}
/** `# check=` and BUILDKIT_DOCKERFILE_CHECK (buildkit linter.Config). */
export interface CheckOptions {
  skip: string[]
  skipAll: boolean
  error: boolean
  experimental: string[]
  experimentalAll: boolean
}
export interface Stage {
  /** "FROM" as written: the casing rule looks at it. */
  keyword: string
  /** 'scratch' included; unexpanded. */
  baseName: string
  /** Lower case; '' without AS. */
  name: string
  /** --platform, unexpanded. */
  platform: string
  location: BuildRange[]
  /** As written: "FROM busybox AS b". */
  source: string
  comment: string
  commands: Instruction[]
}
interface Common {
  location: BuildRange[]
  /** The instruction as written: "Run". Rules name it so. */
  name: string
  /** The whole instruction as written, without comments and continuations: what progress shows. */
  source: string
}
export type Instruction = Common &
  (
    | { kind: 'add' | 'copy'; copy: CopyInstruction }
    | { kind: 'arg'; args: { key: string; value: string | null; comment: string }[] }
    | { kind: 'cmd' | 'entrypoint'; command: CommandLine }
    | { kind: 'env' | 'label'; pairs: { key: string; value: string; noDelim: boolean }[] }
    | { kind: 'expose'; ports: string[] }
    | { kind: 'healthcheck'; health: HealthInstruction }
    | { kind: 'maintainer'; maintainer: string }
    | { kind: 'onbuild'; expression: string }
    | { kind: 'run'; command: CommandLine; flags: RunFlags; heredocs: Heredoc[] }
    | { kind: 'shell'; shell: string[] }
    | { kind: 'stopsignal'; signal: string }
    | { kind: 'user'; user: string }
    | { kind: 'volume'; paths: string[] }
    | { kind: 'workdir'; path: string }
  )
export type ArgInstruction = Extract<Instruction, { kind: 'arg' }>
export interface CommandLine {
  /** Shell form: one word, run by SHELL; exec form: the words. */
  prependShell: boolean
  words: string[]
}
export interface Heredoc {
  name: string
  /** FileDescriptor of `3<<EOF`; 0 usual. */
  fd: number
  expand: boolean
  /** `<<-`: leading tabs go. */
  chomp: boolean
  content: string
}
export interface CopyInstruction {
  sources: string[]
  contents: { path: string; data: string; expand: boolean }[]
  dest: string
  from: string
  chown: string
  chmod: string
  link: boolean
  parents: boolean
  exclude: string[]
  keepGitDir: boolean | null
  checksum: string
  unpack: boolean | null
}
export interface RunFlags {
  /** Variables in them as written; what cannot be read is left out: `parseMount` of `mountSpecs` with an expansion is what counts. */
  mounts: RunMount[]
  /** The values of --mount. */
  mountSpecs: string[]
  devices: { name: string; required: boolean }[]
  /** 'default' | 'none' | 'host' */
  network: string
  /** 'sandbox' | 'insecure' */
  security: string
}
export interface RunMount {
  type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh'
  from: string
  source: string
  target: string
  readOnly: boolean
  sizeLimit: number
  cacheId: string
  /** '': not said, so shared. */
  sharing: '' | 'shared' | 'private' | 'locked'
  required: boolean
  /** secret as an environment variable; null: not asked for, '': its id. */
  env: string | null
  mode: number | null
  uid: number | null
  gid: number | null
}
export interface HealthInstruction {
  /** ['NONE'], ['CMD', …] or ['CMD-SHELL', …]; times in nanoseconds, 0 = inherited. */
  test: string[]
  interval: number
  timeout: number
  startPeriod: number
  startInterval: number
  retries: number
}
/** A violated rule (linter.LinterRule with its message). */
export interface Finding {
  rule: string
  description: string
  url: string
  detail: string
  location: BuildRange[]
}
/** dockerfile parse error on line N: …; and errors with a place (buildkit parser.ErrorLocation). */
export class DockerfileError extends Error {
  readonly location: BuildRange[]
  constructor(message: string, location: BuildRange[] = []) {
    super(message)
    this.name = 'DockerfileError'
    this.location = location
  }
}
