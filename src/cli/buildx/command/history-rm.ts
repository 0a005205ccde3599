/** docker buildx history rm */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const historyRm: CommandSpec = {
  use: 'rm [OPTIONS] [REF...]',
  short: 'Remove build records',
  args: anyArgs,
  complete: noWords,
  flags: `
    --all  Remove all build records
  `,
  run: notSimulated,
}
