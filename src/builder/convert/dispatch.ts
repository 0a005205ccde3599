/** One instruction to its own module. */
import { located } from '../errors.ts'
import { convertArg } from './arg.ts'
import { convertCommand, convertHealthcheck } from './command.ts'
import type { Dispatch } from './context.ts'
import { convertCopy } from './copy.ts'
import { convertEnv } from './env-instruction.ts'
import { convertExpose } from './expose.ts'
import {
  convertLabel,
  convertMaintainer,
  convertOnBuild,
  convertShell,
  convertStopSignal,
  convertUser,
  convertVolume,
} from './metadata.ts'
import { convertRun } from './run.ts'
import type { Command, StageState } from './types.ts'
import { convertWorkdir } from './workdir.ts'

/** Throws BuildError with the instruction's place. */
export function convertInstruction(dispatch: Dispatch, state: StageState, command: Command): void {
  state.cmdIsOnBuild = command.onBuild
  try {
    convertOne(dispatch, state, command)
  } catch (error) {
    throw located(error, command.instruction.location)
  }
}
function convertOne(dispatch: Dispatch, state: StageState, command: Command): void {
  const { instruction } = command
  switch (instruction.kind) {
    case 'add':
    case 'copy':
      return convertCopy(dispatch, state, command, instruction)
    case 'run':
      return convertRun(dispatch, state, command, instruction)
    case 'workdir':
      return convertWorkdir(dispatch, state, instruction)
    case 'arg':
      return convertArg(dispatch, state, instruction)
    case 'env':
      return convertEnv(dispatch, state, instruction)
    case 'label':
      return convertLabel(dispatch, state, instruction)
    case 'cmd':
    case 'entrypoint':
      return convertCommand(dispatch, state, instruction)
    case 'healthcheck':
      return convertHealthcheck(dispatch, state, instruction)
    case 'expose':
      return convertExpose(dispatch, state, instruction)
    case 'user':
      return convertUser(dispatch, state, instruction)
    case 'volume':
      return convertVolume(dispatch, state, instruction)
    case 'stopsignal':
      return convertStopSignal(dispatch, state, instruction)
    case 'shell':
      return convertShell(state, instruction)
    case 'maintainer':
      return convertMaintainer(state, instruction)
    case 'onbuild':
      return convertOnBuild(state, instruction)
  }
}
