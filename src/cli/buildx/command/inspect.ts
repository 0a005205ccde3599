/** docker buildx inspect */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { builderNames } from '../completion.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const inspect: CommandSpec = {
  use: 'inspect [NAME]',
  short: 'Inspect current builder instance',
  args: anyArgs,
  complete: builderNames,
  flags: `
    --bootstrap  Ensure builder has booted before inspecting
  `,
  run: notSimulated,
}
