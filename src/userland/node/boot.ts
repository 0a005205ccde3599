/** What a node is started with; cloned into its worker, and `binding.start` there. */
export interface NodeBoot {
  /** "22.21.1" */
  version: string
  pid: number
  ppid: number
  execPath: string
  execArgv: readonly string[]
  argv0: string
  argv: readonly string[]
  env: Readonly<Record<string, string>>
  /** Simulated time, ms since the epoch, when the program began and now. */
  startedAt: number
  now: number
  /** The clock follows real time. */
  realTime: boolean
  /** sfc32 */
  seed: readonly [number, number, number, number]
  signals: Readonly<Record<string, number>>
  mode: 'file' | 'eval' | 'repl' | 'check'
  /** The main module, as it was written; null without one. */
  script: string | null
  /** 'eval': the text, and the name that stack traces give it. */
  code: string
  name: string
  print: boolean
  inputType: 'module' | 'commonjs' | undefined
  preload: readonly { name: string; esm: boolean }[]
  unhandledRejections: string | undefined
}
