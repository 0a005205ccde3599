/** docker buildx stop */
import { maxArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { builderNames } from '../completion.ts'
import { checkBuilder } from '../builder.ts'

export const stop: CommandSpec = {
  use: 'stop [NAME]',
  short: 'Stop builder instance',
  args: maxArgs(1),
  complete: builderNames,
  /** The engine's own builder runs as long as the engine: nothing stops. */
  run: async ({ cli, flags, args }) => {
    checkBuilder(cli, args[0] ?? flags.string('builder'), true)
    await cli.client.ping()
  },
}
