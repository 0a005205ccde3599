/** docker bake: goes to the buildx plugin (see docker.ts); without it there is nothing behind it. */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const bake: CommandSpec = {
  use: 'bake [OPTIONS] [TARGET...]',
  short: 'Build from a file',
  args: anyArgs,
  run: notSimulated,
}
