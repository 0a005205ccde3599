/** ENV: all values see the environment before the instruction. */
import type { Instruction } from '../dockerfile/types.ts'
import { expand, lint, type Dispatch } from './context.ts'
import { withEnv } from './env.ts'
import { commit } from './history.ts'
import { isSecretName } from './secret-name.ts'
import type { StageState } from './types.ts'

export function convertEnv(
  dispatch: Dispatch,
  state: StageState,
  instruction: Extract<Instruction, { kind: 'env' | 'label' }>,
): void {
  let message = 'ENV'
  const pairs = instruction.pairs.map((pair) => ({
    key: expand(dispatch, state, instruction, pair.key),
    value: expand(dispatch, state, instruction, pair.value),
    noDelim: pair.noDelim,
  }))
  for (const { key, value, noDelim } of pairs) {
    if (noDelim) lint(dispatch, 'LegacyKeyValueFormat', instruction.location, instruction.name)
    if (isSecretName(key)) lint(dispatch, 'SecretsUsedInArgOrEnv', instruction.location, 'ENV', key)
    message += ` ${key}=${value}`
    state.env = state.env.set(key, value)
    state.image.config.Env = withEnv(state.image.config.Env, key, value)
  }
  commit(state, message, false)
}
