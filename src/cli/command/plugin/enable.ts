/** docker plugin enable */
import { pluginEnable } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'

export const enable: CommandSpec = {
  use: 'enable [OPTIONS] PLUGIN',
  short: 'Enable a plugin',
  args: exactArgs(1),
  flags: `
    --timeout int  HTTP client timeout (in seconds) (default 30)
  `,
  run: async ({ cli, flags, args: [name = ''] }) => {
    const timeout = flags.number('timeout')
    if (timeout < 0) throw new CommandError(`negative timeout ${timeout} is invalid`)
    await pluginEnable(cli.client, name, timeout)
    await cli.out.line(name)
  },
}
