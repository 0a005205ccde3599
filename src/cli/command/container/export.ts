/** docker export */
import { containerExport } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { containerNames } from '../completion.ts'
import { saveStream } from '../save-stream.ts'

export const exportContainer: CommandSpec = {
  use: 'export [OPTIONS] CONTAINER',
  short: "Export a container's filesystem as a tar archive",
  aliasText: 'docker container export, docker export',
  args: exactArgs(1),
  flags: `
    -o, --output string  Write to a file, instead of STDOUT
  `,
  complete: containerNames(true),
  run: ({ cli, flags, args }) =>
    saveStream(cli, flags.string('output'), 'failed to export container', () => containerExport(cli.client, args[0]!)),
}
