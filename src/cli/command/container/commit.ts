/** docker commit */
import { containerCommit } from '../../../api/client/index.ts'
import { rangeArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { familiarName, parseReference } from '../../opts/reference.ts'
import { containerNames } from '../completion.ts'

export const commit: CommandSpec = {
  use: 'commit [OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  short: "Create a new image from a container's changes",
  aliasText: 'docker container commit, docker commit',
  args: rangeArgs(1, 2),
  interspersed: false,
  flags: `
    -a, --author string  Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")
    -c, --change list  Apply Dockerfile instruction to the created image
    -m, --message string  Commit message
    -p, --pause  Pause container during commit (default true)
  `,
  complete: containerNames(false),
  run: async ({ cli, flags, args }) => {
    let repo = ''
    let tag = ''
    if (args[1]) {
      const reference = parseReference(args[1])
      if (reference.digest !== null) throw new CommandError('refusing to create a tag with a digest reference')
      repo = familiarName(reference)
      tag = reference.tag ?? 'latest'
    }
    const { Id } = await containerCommit(cli.client, args[0]!, {
      repo,
      tag,
      comment: flags.string('message'),
      author: flags.string('author'),
      changes: flags.list('change'),
      pause: flags.bool('pause'),
    })
    await cli.out.line(Id)
  },
}
