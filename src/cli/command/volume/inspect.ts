/** docker volume inspect */
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { inspect } from '../../inspect/inspector.ts'
import { inspectVolume } from '../../inspect/objects.ts'
import { volumeNames } from '../completion.ts'

export const volumeInspect: CommandSpec = {
  use: 'inspect [OPTIONS] VOLUME [VOLUME...]',
  short: 'Display detailed information on one or more volumes',
  args: minArgs(1),
  flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
  `,
  complete: volumeNames,
  run: ({ cli, flags, args }) =>
    inspect(cli, args, flags.string('format'), (ref) => inspectVolume(cli.client, ref, true)),
}
