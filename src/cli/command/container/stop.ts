/** docker stop */
import { containerStop } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { CommandError } from '../../framework/errors.ts'
import { containerNames, signalNames } from '../completion.ts'
import { forEachContainer } from './many.ts'

export const STOP_FLAGS = `
    -s, --signal string  Signal to send to the container
    -t, --timeout int  Seconds to wait before killing the container
    [alias=timeout deprecated: use --timeout instead] --time int  Seconds to wait before killing the container
  `
/** undefined: the container's own. */
export function stopTimeout(flags: FlagSet): number | undefined {
  if (flags.changed('time') && flags.changed('timeout'))
    throw new CommandError('conflicting options: cannot specify both --timeout and --time')
  return flags.changed('time') || flags.changed('timeout') ? flags.number('timeout') : undefined
}
export const stop: CommandSpec = {
  use: 'stop [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Stop one or more running containers',
  aliasText: 'docker container stop, docker stop',
  args: minArgs(1),
  flags: STOP_FLAGS,
  complete: containerNames(false),
  completeFlags: { signal: signalNames },
  run: ({ cli, flags, args }) => {
    const timeout = stopTimeout(flags)
    return forEachContainer(cli, args, (name) =>
      containerStop(cli.client, name, { signal: flags.string('signal'), timeout }),
    )
  },
}
