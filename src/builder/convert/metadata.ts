/** Instructions that change nothing but the configuration: LABEL, MAINTAINER, USER, VOLUME, STOPSIGNAL, SHELL, ONBUILD. */
import { SIGNALS } from '../../base/abi/signals.ts'
import { BuildError } from '../errors.ts'
import type { Instruction } from '../dockerfile/types.ts'
import { expand, lint, type Dispatch } from './context.ts'
import { commit } from './history.ts'
import type { StageState } from './types.ts'

type Of<K extends Instruction['kind']> = Extract<Instruction, { kind: K }>

export function convertLabel(dispatch: Dispatch, state: StageState, instruction: Of<'env' | 'label'>): void {
  const labels = (state.image.config.Labels ??= {})
  let message = 'LABEL'
  for (const pair of instruction.pairs) {
    const key = expand(dispatch, state, instruction, pair.key)
    const value = expand(dispatch, state, instruction, pair.value)
    if (pair.noDelim) lint(dispatch, 'LegacyKeyValueFormat', instruction.location, instruction.name)
    labels[key] = value
    message += ` ${key}=${value}`
  }
  commit(state, message, false)
}
export function convertMaintainer(state: StageState, instruction: Of<'maintainer'>): void {
  state.image.author = instruction.maintainer
  commit(state, `MAINTAINER ${instruction.maintainer}`, false)
}
export function convertUser(dispatch: Dispatch, state: StageState, instruction: Of<'user'>): void {
  const user = expand(dispatch, state, instruction, instruction.user)
  state.image.config.User = user
  commit(state, `USER ${user}`, false)
}
export function convertVolume(dispatch: Dispatch, state: StageState, instruction: Of<'volume'>): void {
  const volumes = (state.image.config.Volumes ??= {})
  const paths = instruction.paths.map((path) => expand(dispatch, state, instruction, path))
  for (const path of paths) {
    if (path === '') throw new BuildError('VOLUME specified can not be an empty string')
    volumes[path] = {}
  }
  commit(state, `VOLUME [${paths.join(' ')}]`, false)
}
export function convertStopSignal(dispatch: Dispatch, state: StageState, instruction: Of<'stopsignal'>): void {
  const signal = expand(dispatch, state, instruction, instruction.signal)
  if (!validSignal(signal)) throw new BuildError(`invalid signal: ${signal}`)
  state.image.config.StopSignal = signal
  commit(state, `STOPSIGNAL ${signal}`, false)
}
/** moby/sys/signal ParseSignal: a number of 1 to 64 that is not 0, or a name with or without SIG. */
function validSignal(text: string): boolean {
  if (/^[+-]?\d+$/.test(text)) return Number(text) !== 0
  const name = text.toUpperCase().replace(/^SIG/, '')
  return name in SIGNALS || `SIG${name}` in SIGNALS || /^RTM(IN|AX)([+-]\d+)?$/.test(name)
}
export function convertShell(state: StageState, instruction: Of<'shell'>): void {
  state.image.config.Shell = [...instruction.shell]
  commit(state, `SHELL [${instruction.shell.join(' ')}]`, false)
}
export function convertOnBuild(state: StageState, instruction: Of<'onbuild'>): void {
  state.image.config.OnBuild = [...(state.image.config.OnBuild ?? []), instruction.expression]
}
