/** What every instruction's conversion gets at hand. */
import type { BuildRange } from '../../api/types/index.ts'
import { lexWord, type EnvGetter } from '../dockerfile/lex.ts'
import { search } from '../dockerfile/suggest.ts'
import { RULES, type Rule } from '../dockerfile/rules.ts'
import type { Lint } from '../dockerfile/lint.ts'
import type { Vertex } from '../graph/vertex.ts'
import { cleanPath } from '../../base/go/filepath.ts'
import type { EnvList } from './env.ts'
import type { Instruction } from '../dockerfile/types.ts'
import type { ConvertOptions, ConvertServices, StageState } from './types.ts'

export interface Dispatch {
  readonly options: ConvertOptions
  readonly services: ConvertServices
  readonly lint: Lint
  readonly escape: string
  readonly globalArgs: EnvList
  readonly states: readonly StageState[]
  /** Stands for the main context until all its paths are known. */
  readonly context: Vertex
  /** Patterns of .dockerignore. */
  readonly ignore: readonly string[]
  readonly proxy: readonly string[]
}
/** Never set by ARG, never missed by the undefined-variable rule. */
export const NON_ENV_ARGS: ReadonlySet<string> = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE'])

type Rules = typeof RULES
export function lint<K extends keyof Rules>(
  dispatch: Pick<Dispatch, 'lint'>,
  rule: K,
  location: readonly BuildRange[],
  ...values: Parameters<Rules[K]['message']>
): void {
  dispatch.lint.run(RULES[rule] as unknown as Rule, [...location], ...values)
}
/** Expands a word of an instruction with the stage's environment; names that are not set are a finding. */
export function expand(
  dispatch: Dispatch,
  state: StageState,
  instruction: Instruction,
  word: string,
  raw = false,
): string {
  const env = state.env
  const { result, unmatched } = lexWord(
    word,
    env,
    raw ? { escape: '\\', skipProcessQuotes: true } : { escape: dispatch.escape },
  )
  reportUnmatched(dispatch, state, instruction, unmatched, env)
  return result
}
export function reportUnmatched(
  dispatch: Dispatch,
  state: StageState,
  instruction: Instruction,
  unmatched: ReadonlySet<string>,
  env: EnvGetter,
): void {
  for (const name of unmatched) {
    if (state.buildArgs.some((arg) => arg.key === name) || NON_ENV_ARGS.has(name)) continue
    lint(dispatch, 'UndefinedVar', instruction.location, name, search(name, env.keys(), true))
  }
}
/** A path of the image, from the working directory on; a trailing slash stays. */
export function inWorkdir(state: StageState, path: string): string {
  const from = path === '' || path === '.' ? './' : path
  return normalPath(from.startsWith('/') ? '/' : state.dir, from, true)
}
/** system.NormalizePath */
export function normalPath(parent: string, path: string, keepSlash: boolean): string {
  if (path === '') return parent || '/'
  const full = cleanPath(path.startsWith('/') ? path : `${parent}/${path}`)
  const absolute = full.startsWith('/') ? full : `/${full}`
  return keepSlash && (path.endsWith('/') || path.endsWith('/.')) && !absolute.endsWith('/') ? `${absolute}/` : absolute
}
export function withShell(state: StageState, words: readonly string[]): string[] {
  const { Shell } = state.image.config
  return [...(Shell?.length ? Shell : ['/bin/sh', '-c']), words.join(' ')]
}
