/** docker kill */
import { containerKill } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { containerNames, signalNames } from '../completion.ts'
import { forEachContainer } from './many.ts'

export const kill: CommandSpec = {
  use: 'kill [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Kill one or more running containers',
  aliasText: 'docker container kill, docker kill',
  args: minArgs(1),
  flags: `
    -s, --signal string  Signal to send to the container
  `,
  complete: containerNames(false),
  completeFlags: { signal: signalNames },
  run: ({ cli, flags, args }) =>
    forEachContainer(cli, args, (name) => containerKill(cli.client, name, flags.string('signal'))),
}
