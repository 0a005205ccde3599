/** docker pause */
import { containerPause } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { containerNames } from '../completion.ts'
import { forEachContainer } from './many.ts'

export const pause: CommandSpec = {
  use: 'pause CONTAINER [CONTAINER...]',
  short: 'Pause all processes within one or more containers',
  aliasText: 'docker container pause, docker pause',
  args: minArgs(1),
  complete: containerNames(false, (container) => container.State !== 'paused'),
  run: ({ cli, args }) => forEachContainer(cli, args, (name) => containerPause(cli.client, name)),
}
