/** docker diff */
import { containerChanges } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { containerNames } from '../completion.ts'

const KINDS = ['C', 'A', 'D'] as const
export const diff: CommandSpec = {
  use: 'diff CONTAINER',
  short: "Inspect changes to files or directories on a container's filesystem",
  aliasText: 'docker container diff, docker diff',
  args: exactArgs(1),
  complete: containerNames(false),
  run: async ({ cli, args }) => {
    const changes = (await containerChanges(cli.client, args[0]!)) ?? []
    await cli.out.write(changes.map(({ Kind, Path }) => `${KINDS[Kind]} ${Path}\n`).join(''))
  },
}
