/** docker plugin set */
import { pluginSet } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'

export const set: CommandSpec = {
  use: 'set PLUGIN KEY=VALUE [KEY=VALUE...]',
  short: 'Change settings for a plugin',
  args: minArgs(2),
  run: ({ cli, args: [name = '', ...settings] }) => pluginSet(cli.client, name, settings),
}
