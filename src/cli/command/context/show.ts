/** docker context show */
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'

export const show: CommandSpec = {
  use: 'show',
  short: 'Print the name of the current context',
  args: noArgs,
  complete: nothing,
  run: ({ cli }) => cli.out.line(cli.contextName),
}
