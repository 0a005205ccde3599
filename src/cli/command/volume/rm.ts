/** docker volume rm */
import { volumeRemove } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, joinErrors } from '../../framework/errors.ts'
import { volumeNames } from '../completion.ts'
import { tryEach } from '../container/many.ts'

export const rm: CommandSpec = {
  use: 'rm [OPTIONS] VOLUME [VOLUME...]',
  short: 'Remove one or more volumes',
  long: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
  aliases: ['remove'],
  args: minArgs(1),
  flags: `
    -f, --force  Force the removal of one or more volumes
  `,
  complete: volumeNames,
  run: async ({ cli, flags, args }) => {
    const errors = await tryEach(args, async (name) => {
      await volumeRemove(cli.client, name, flags.bool('force'))
      await cli.out.line(name)
    })
    if (errors.length > 0) throw new CommandError(joinErrors(errors))
  },
}
