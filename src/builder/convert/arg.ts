/** ARG: a value of the command line, of the instruction, or of the ARG before the first FROM. */
import { lexWord } from '../dockerfile/lex.ts'
import type { ArgInstruction } from '../dockerfile/types.ts'
import { lint, NON_ENV_ARGS, reportUnmatched, type Dispatch } from './context.ts'
import { commit } from './history.ts'
import { isSecretName } from './secret-name.ts'
import type { StageState } from './types.ts'

export function convertArg(dispatch: Dispatch, state: StageState, instruction: ArgInstruction): void {
  const shown: string[] = []
  for (const arg of instruction.args) {
    const { key } = arg
    if (isSecretName(key)) lint(dispatch, 'SecretsUsedInArgOrEnv', instruction.location, 'ARG', key)
    const given = dispatch.options.buildArgs.get(key)
    let value = arg.value
    let inherited = false
    if (given !== undefined) value = given
    else if (arg.value === null) {
      const global = dispatch.globalArgs.get(key)
      if (global !== undefined) {
        value = global
        inherited = true
      }
    } else {
      const { result, unmatched } = lexWord(arg.value, state.env, { escape: dispatch.escape })
      reportUnmatched(dispatch, state, instruction, unmatched, state.env)
      value = result
    }
    if (value !== null && !NON_ENV_ARGS.has(key)) state.env = state.env.set(key, value)
    if (!inherited)
      state.outline.args.set(key, { value: value ?? '', description: arg.comment, location: instruction.location })
    state.outline.used.add(key)
    state.buildArgs = [...state.buildArgs, { key, value }]
    shown.push(value === null ? key : `${key}=${value}`)
  }
  commit(state, `ARG ${shown.join(' ')}`, false)
}
