/** docker unpause */
import { containerUnpause } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { containerNames } from '../completion.ts'
import { forEachContainer } from './many.ts'

export const unpause: CommandSpec = {
  use: 'unpause CONTAINER [CONTAINER...]',
  short: 'Unpause all processes within one or more containers',
  aliasText: 'docker container unpause, docker unpause',
  args: minArgs(1),
  complete: containerNames(false, (container) => container.State === 'paused'),
  run: ({ cli, args }) => forEachContainer(cli, args, (name) => containerUnpause(cli.client, name)),
}
