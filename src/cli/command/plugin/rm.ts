/** docker plugin rm */
import { pluginRemove } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, joinErrors } from '../../framework/errors.ts'
import { tryEach } from '../container/many.ts'

export const rm: CommandSpec = {
  use: 'rm [OPTIONS] PLUGIN [PLUGIN...]',
  short: 'Remove one or more plugins',
  aliases: ['remove'],
  args: minArgs(1),
  flags: `
    -f, --force  Force the removal of an active plugin
  `,
  run: async ({ cli, flags, args }) => {
    const errors = await tryEach(args, async (name) => {
      await pluginRemove(cli.client, name, flags.bool('force'))
      await cli.out.line(name)
    })
    if (errors.length > 0) throw new CommandError(joinErrors(errors))
  },
}
