/** docker compose wait */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const wait: CommandSpec = {
  use: 'wait SERVICE [SERVICE...] [OPTIONS]',
  short: 'Block until containers of all (or specified) services stop.',
  args: anyArgs,
  flags: `
    --down-project  Drops project when the first container stops
  `,
  run: notSimulated,
}
