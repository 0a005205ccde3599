/** docker buildx imagetools inspect */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const imagetoolsInspect: CommandSpec = {
  use: 'inspect [OPTIONS] NAME',
  short: 'Show details of an image in the registry',
  args: anyArgs,
  complete: noWords,
  flags: `
    --format string  Format the output using the given Go template
    --raw  Show original, unformatted JSON manifest 
  `,
  run: notSimulated,
}
