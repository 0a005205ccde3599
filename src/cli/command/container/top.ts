/** docker top */
import { containerTop } from '../../../api/client/index.ts'
import { tabulate } from '../../../base/go/tabwriter.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { containerNames } from '../completion.ts'

export const top: CommandSpec = {
  use: 'top CONTAINER [ps OPTIONS]',
  short: 'Display the running processes of a container',
  aliasText: 'docker container top, docker top',
  args: minArgs(1),
  interspersed: false,
  complete: containerNames(false),
  run: async ({ cli, args }) => {
    const { Titles, Processes } = await containerTop(cli.client, args[0]!, args.slice(1))
    const rows = [Titles, ...(Processes ?? [])].map((cells) => `${cells.join('\t')}\n`).join('')
    await cli.out.write(tabulate(rows, { minWidth: 20, padding: 3 }))
  },
}
