/** docker restart: one after the other. */
import { containerRestart } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, joinErrors } from '../../framework/errors.ts'
import { containerNames, signalNames } from '../completion.ts'
import { tryEach } from './many.ts'
import { STOP_FLAGS, stopTimeout } from './stop.ts'

export const restart: CommandSpec = {
  use: 'restart [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Restart one or more containers',
  aliasText: 'docker container restart, docker restart',
  args: minArgs(1),
  flags: STOP_FLAGS,
  complete: containerNames(true),
  completeFlags: { signal: signalNames },
  run: async ({ cli, flags, args }) => {
    const timeout = stopTimeout(flags)
    const errors = await tryEach(args, async (name) => {
      await containerRestart(cli.client, name, { signal: flags.string('signal'), timeout })
      await cli.out.line(name)
    })
    if (errors.length > 0) throw new CommandError(joinErrors(errors))
  },
}
