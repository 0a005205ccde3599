/** docker buildx ls */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const ls: CommandSpec = {
  use: 'ls',
  short: 'List builder instances',
  args: anyArgs,
  complete: noWords,
  flags: `
    --format string  Format the output (default "table")
    --no-trunc  Don't truncate output 
    [hidden] --builder string  Inherited, but not for this command
  `,
  run: notSimulated,
}
