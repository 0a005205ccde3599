/** History entries as BuildKit writes them, and the names of steps. */
import { lexWord, type EnvGetter } from '../dockerfile/lex.ts'
import type { Arg, StageState } from './types.ts'

const COMMENT = 'buildkit.dockerfile.v0'

/** `buildkit`: the marker behind instructions that changed files (WORKDIR is none of them). */
export function commit(state: StageState, message: string, layer: boolean, buildkit = false): void {
  state.image.history.push({
    created_by: buildkit ? `${message} # buildkit` : message,
    comment: COMMENT,
    ...(layer ? {} : { empty_layer: true }),
  })
}
export function upperCommand(text: string): string {
  const at = text.indexOf(' ')
  return at < 0 ? text.toUpperCase() : text.slice(0, at).toUpperCase() + text.slice(at)
}
/** Variables in what progress shows; a text that cannot be read stays as it is. */
export function shown(text: string, env: EnvGetter, options: { escape: string; raw?: boolean }): string {
  try {
    const { escape, raw } = options
    return lexWord(text, env, { escape, ...(raw ? { rawQuotes: true, skipUnset: true } : {}) }).result
  } catch {
    return text
  }
}
/** "[stage 2/4] …" */
export function prefixed(state: StageState, text: string): string {
  if (state.cmdTotal === 0) return text
  const stage = state.stageName ? `${state.stageName} ` : ''
  const width = Math.trunc(1 + Math.log10(state.cmdTotal))
  const index = String(++state.cmdIndex).padStart(width)
  return `[${stage}${index}/${state.cmdTotal}] ${state.cmdIsOnBuild ? 'ONBUILD ' : ''}${text}`
}
/** "|2 A=1 B=2 /bin/sh -c …" */
export function runText(args: readonly string[], buildArgs: readonly Arg[], env: EnvGetter): string {
  const values = new Map<string, string>()
  for (const { key, value } of buildArgs) values.set(key, `${key}=${env.get(key) ?? value ?? ''}`)
  const head = values.size ? [`|${values.size}`, ...values.values()] : []
  return [...head, ...args].join(' ')
}
