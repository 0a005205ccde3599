/** docker container inspect */
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { inspect } from '../../inspect/inspector.ts'
import { inspectContainer } from '../../inspect/objects.ts'
import { containerNames } from '../completion.ts'

export const containerInspect: CommandSpec = {
  use: 'inspect [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Display detailed information on one or more containers',
  args: minArgs(1),
  flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
    -s, --size  Display total file sizes
  `,
  complete: containerNames(true),
  run: ({ cli, flags, args }) =>
    inspect(cli, args, flags.string('format'), (ref) => inspectContainer(cli.client, ref, flags.bool('size'))),
}
