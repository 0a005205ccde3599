/** docker rm */
import { containerRemove, isNotFound } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { containerNames } from '../completion.ts'
import { forEachContainer } from './many.ts'

export const rm: CommandSpec = {
  use: 'rm [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Remove one or more containers',
  aliases: ['remove'],
  aliasText: 'docker container rm, docker container remove, docker rm',
  args: minArgs(1),
  flags: `
    -f, --force  Force the removal of a running container (uses SIGKILL)
    -l, --link  Remove the specified link
    -v, --volumes  Remove anonymous volumes associated with the container
  `,
  complete: (invocation, typed) =>
    containerNames(
      true,
      (container) => invocation.flags.bool('force') || ['exited', 'created'].includes(container.State),
    )(invocation, typed),
  run: ({ cli, flags, args }) => {
    const force = flags.bool('force')
    const options = { force, volumes: flags.bool('volumes'), link: flags.bool('link') }
    return forEachContainer(
      cli,
      args,
      async (arg) => {
        const name = arg.replace(/^\/+|\/+$/g, '')
        if (name === '') throw new CommandError('container name cannot be empty')
        await containerRemove(cli.client, name, options)
      },
      (error) => force && isNotFound(error),
    )
  },
}
