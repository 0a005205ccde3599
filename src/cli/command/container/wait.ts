/** docker wait: the exit status of each, in turn. */
import { containerWait } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, joinErrors } from '../../framework/errors.ts'
import { containerNames } from '../completion.ts'
import { tryEach } from './many.ts'

export const wait: CommandSpec = {
  use: 'wait CONTAINER [CONTAINER...]',
  short: 'Block until one or more containers stop, then print their exit codes',
  aliasText: 'docker container wait, docker wait',
  args: minArgs(1),
  complete: containerNames(false),
  run: async ({ cli, args }) => {
    const errors = await tryEach(args, async (name) => {
      const { result } = await containerWait(cli.client, name)
      const { StatusCode } = await result
      await cli.out.line(String(StatusCode))
    })
    if (errors.length > 0) throw new CommandError(joinErrors(errors))
  },
}
