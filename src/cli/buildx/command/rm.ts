/** docker buildx rm */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { builderNames } from '../completion.ts'
import { confirm } from '../../command/prompt.ts'
import { contextExists } from '../../command/context/store.ts'
import { CommandError } from '../../framework/errors.ts'
import { quote } from '../../../base/go/quote.ts'

const WARNING =
  'WARNING! This will remove all builders that are not in running state. Are you sure you want to continue?'

export const rm: CommandSpec = {
  use: 'rm [OPTIONS] [NAME...]',
  short: 'Remove one or more builder instances',
  args: anyArgs,
  complete: builderNames,
  flags: `
    --all-inactive  Remove all inactive builders
    -f, --force  Do not prompt for confirmation
    --keep-daemon  Keep the BuildKit daemon running
    --keep-state  Keep BuildKit state 
  `,
  run: async ({ cli, flags, args }) => {
    const inactive = flags.bool('all-inactive')
    if (args.length > 0 && inactive) throw new CommandError('cannot specify builder name when --all-inactive is set')
    // Builders of contexts are never inactive, and there are no others.
    if (inactive && !flags.bool('force')) await confirm(cli, WARNING)
    if (inactive) return
    const names = args.length > 0 ? args : [flags.string('builder')]
    for (const name of names) {
      const context = name || cli.contextName
      const known = context === 'default' || contextExists(cli, context)
      const reason = known
        ? `context builder cannot be removed, run \`docker context rm ${context}\` to remove this context`
        : `no builder ${quote(name)} found`
      await cli.err.line(`failed to remove ${name}: ${reason}`)
    }
    throw new CommandError('failed to remove one or more builders')
  },
}
