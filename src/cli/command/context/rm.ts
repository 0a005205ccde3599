/** docker context rm */
import { quote } from '../../../base/go/quote.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, joinErrors } from '../../framework/errors.ts'
import { tryEach } from '../container/many.ts'
import { contextNames } from './completion.ts'
import { contextExists, removeContext } from './store.ts'

export const rm: CommandSpec = {
  use: 'rm CONTEXT [CONTEXT...]',
  short: 'Remove one or more contexts',
  aliases: ['remove'],
  args: minArgs(1),
  flags: `
    -f, --force  Force the removal of a context in use
  `,
  complete: contextNames(-1),
  run: async ({ cli, flags, args }) => {
    const current = cli.contextName
    const force = flags.bool('force')
    const errors = await tryEach(args, async (name) => {
      if (name === 'default') throw new CommandError('context "default" cannot be removed')
      if (name === current) {
        if (!force) throw new CommandError(`context ${quote(name)} is in use, set -f flag to force remove`)
        delete cli.config.data.currentContext
        cli.config.save()
      }
      if (!force && !contextExists(cli, name)) throw new CommandError(`context ${quote(name)} does not exist`)
      removeContext(cli, name)
      await cli.out.line(name)
    })
    if (errors.length > 0) throw new CommandError(joinErrors(errors))
  },
}
