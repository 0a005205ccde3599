/** docker buildx du */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const du: CommandSpec = {
  use: 'du',
  short: 'Disk usage',
  args: anyArgs,
  complete: noWords,
  flags: `
    --filter filter  Provide filter values
    --format string  Format the output
    --verbose  Shorthand for "--format=pretty" 
  `,
  run: notSimulated,
}
