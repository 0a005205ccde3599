/** docker plugin disable */
import { pluginDisable } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'

export const disable: CommandSpec = {
  use: 'disable [OPTIONS] PLUGIN',
  short: 'Disable a plugin',
  args: exactArgs(1),
  flags: `
    -f, --force  Force the disable of an active plugin
  `,
  run: async ({ cli, flags, args: [name = ''] }) => {
    await pluginDisable(cli.client, name, flags.bool('force'))
    await cli.out.line(name)
  },
}
