/** CMD, ENTRYPOINT and HEALTHCHECK: of each only the last counts. */
import { quote } from '../../base/go/quote.ts'
import { formatDuration } from '../../base/go/duration.ts'
import type { Instruction } from '../dockerfile/types.ts'
import { lint, withShell, type Dispatch } from './context.ts'
import { commit } from './history.ts'
import type { StageState } from './types.ts'

const quoted = (words: readonly string[]): string => `[${words.map((word) => quote(word)).join(' ')}]`

function once(
  dispatch: Dispatch,
  state: StageState,
  kind: 'cmd' | 'entrypoint' | 'healthcheck',
  instruction: Instruction,
): void {
  const before = state.tracked[kind]
  // The earlier one is the one that is ignored.
  if (before) lint(dispatch, 'MultipleInstructionsDisallowed', before, instruction.name)
  state.tracked[kind] = instruction.location
}
export function convertCommand(
  dispatch: Dispatch,
  state: StageState,
  instruction: Extract<Instruction, { kind: 'cmd' | 'entrypoint' }>,
): void {
  once(dispatch, state, instruction.kind, instruction)
  const { config } = state.image
  const { prependShell, words } = instruction.command
  if (prependShell && !config.Shell?.length)
    lint(dispatch, 'JSONArgsRecommended', instruction.location, instruction.name)
  const args = prependShell ? withShell(state, words) : [...words]
  if (instruction.kind === 'cmd') {
    config.Cmd = args
    config.ArgsEscaped = true
    commit(state, `CMD ${quoted(args)}`, false)
    return
  }
  config.Entrypoint = args
  if (!state.tracked.cmd) delete config.Cmd
  commit(state, `ENTRYPOINT ${quoted(args)}`, false)
}
export function convertHealthcheck(
  dispatch: Dispatch,
  state: StageState,
  instruction: Extract<Instruction, { kind: 'healthcheck' }>,
): void {
  once(dispatch, state, 'healthcheck', instruction)
  const { test, interval, timeout, startPeriod, startInterval, retries } = instruction.health
  state.image.config.Healthcheck = {
    Test: [...test],
    ...(interval ? { Interval: interval } : {}),
    ...(timeout ? { Timeout: timeout } : {}),
    ...(startPeriod ? { StartPeriod: startPeriod } : {}),
    ...(startInterval ? { StartInterval: startInterval } : {}),
    ...(retries ? { Retries: retries } : {}),
  }
  // Go's %q of the struct: durations as texts, the number of retries as a character.
  const times = [interval, timeout, startPeriod, startInterval].map((time) => quote(formatDuration(time))).join(' ')
  commit(state, `HEALTHCHECK &{${quoted(test)} ${times} ${quotedRune(retries)}}`, false)
}
function quotedRune(code: number): string {
  const inner = quote(String.fromCodePoint(code)).slice(1, -1)
  return `'${inner === '\\"' ? '"' : inner === "'" ? "\\'" : inner}'`
}
