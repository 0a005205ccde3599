/** docker buildx history rm */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const historyRm: CommandSpec = {
  use: 'rm [OPTIONS] [REF...]',
  short: 'Remove build records',
  args: anyArgs,
  flags: `
    --all  Remove all build records
  `,
  run: notSimulated,
}
