/** docker buildx use */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { builderNames } from '../completion.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const use: CommandSpec = {
  use: 'use [OPTIONS] NAME',
  short: 'Set the current builder instance',
  args: anyArgs,
  complete: builderNames,
  flags: `
    --default  Set builder as default for current context
    --global  Builder persists context changes 
  `,
  run: notSimulated,
}
