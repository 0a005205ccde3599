/** docker buildx stop */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { builderNames } from '../completion.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const stop: CommandSpec = {
  use: 'stop [NAME]',
  short: 'Stop builder instance',
  args: anyArgs,
  complete: builderNames,
  run: notSimulated,
}
