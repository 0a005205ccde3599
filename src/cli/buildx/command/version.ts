/** docker buildx version */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const version: CommandSpec = {
  use: 'version',
  short: 'Show buildx version information',
  args: anyArgs,
  complete: noWords,
  flags: `
    [hidden] --builder string  Inherited, but not for this command
  `,
  run: notSimulated,
}
