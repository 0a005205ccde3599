/** docker rename */
import { ApiError, ConnectionError, containerRename } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { containerNames } from '../completion.ts'

export const rename: CommandSpec = {
  use: 'rename CONTAINER NEW_NAME',
  short: 'Rename a container',
  aliasText: 'docker container rename, docker rename',
  args: exactArgs(2),
  complete: containerNames(true),
  run: async ({ cli, args }) => {
    const [from, to] = args.map((arg) => arg.trim()) as [string, string]
    if (from === '' || to === '') throw new CommandError('Error: Neither old nor new names may be empty')
    try {
      await containerRename(cli.client, from, to)
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error
      throw new CommandError(`${error.message}\nError: failed to rename container named ${from}`)
    }
  },
}
