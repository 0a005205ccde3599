/** docker context use */
import { quote } from '../../../base/go/quote.ts'
import { cobraExactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { contextNames } from './completion.ts'
import { checkName, readContext } from './store.ts'

export const use: CommandSpec = {
  use: 'use CONTEXT',
  short: 'Set the current docker context',
  args: cobraExactArgs(1),
  complete: contextNames(1),
  run: async ({ cli, args }) => {
    const name = args[0]!
    let value: string | undefined
    if (name !== 'default') {
      checkName(name)
      readContext(cli, name)
      value = name
    }
    if ((cli.config.data.currentContext || undefined) !== value) {
      cli.config.data.currentContext = value
      cli.config.save()
    }
    await cli.out.line(name)
    await cli.err.line(`Current context is now ${quote(name)}`)
    if (name !== 'default' && cli.sys.env.DOCKER_HOST)
      await cli.err.line(
        `Warning: DOCKER_HOST environment variable overrides the active context. To use ${quote(name)}, either set the global --context flag, or unset DOCKER_HOST environment variable.`,
      )
  },
}
