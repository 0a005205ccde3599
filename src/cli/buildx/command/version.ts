/** docker buildx version */
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'

export const version: CommandSpec = {
  use: 'version',
  short: 'Show buildx version information',
  args: exactArgs(0),
  complete: noWords,
  flags: `
    [hidden] --builder string  Inherited, but not for this command
  `,
  run: ({ cli }) => cli.out.line('github.com/docker/buildx v0.29.1 a32761aeb3debd39be1eca514af3693af0db334b'),
}
