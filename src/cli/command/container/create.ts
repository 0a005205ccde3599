/** docker create */
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, StatusError } from '../../framework/errors.ts'
import { minArgs } from '../../framework/args.ts'
import { imageNames } from '../completion.ts'
import { CREATE_FLAGS, CREATE_VALUES } from './create-flags.ts'
import { createFlagCompletions } from './create-completion.ts'
import { parseCreate } from './create-config.ts'
import { checkPullOption, createContainer } from './create-container.ts'

/** Mistakes on the command line: status 125 and a hint. */
export function usageError(error: unknown, verb: string): never {
  if (error instanceof CommandError)
    throw new StatusError(`docker: ${error.message}\n\nRun 'docker ${verb} --help' for more information`, 125)
  throw error
}
export const create: CommandSpec = {
  use: 'create [OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create a new container',
  aliasText: 'docker container create, docker create',
  args: minArgs(1),
  interspersed: false,
  flags: `${CREATE_FLAGS}
    --pull string  Pull image before creating ("always", "|missing", "never") (default "missing")
    -q, --quiet  Suppress the pull output
    --name string  Assign a name to the container
    --help  Print usage
  `,
  values: CREATE_VALUES,
  complete: imageNames(-1),
  completeFlags: createFlagCompletions,
  run: async ({ cli, flags, args }) => {
    let parsed: ReturnType<typeof parseCreate>
    try {
      checkPullOption(flags.string('pull'))
      parsed = parseCreate(cli.sys, flags, args[0]!, args.slice(1))
    } catch (error) {
      return usageError(error, 'create')
    }
    await cli.out.line(await createContainer(cli, flags, parsed))
  },
}
