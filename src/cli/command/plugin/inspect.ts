/** docker plugin inspect. Templates see the bare JSON. */
import { pluginInspectRaw } from '../../../api/client/index.ts'
import { ANY } from '../../../base/go/types.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { inspect as inspectEach } from '../../inspect/inspector.ts'

export const inspect: CommandSpec = {
  use: 'inspect [OPTIONS] PLUGIN [PLUGIN...]',
  short: 'Display detailed information on one or more plugins',
  args: minArgs(1),
  flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
  `,
  run: ({ cli, flags, args }) =>
    inspectEach(cli, args, flags.string('format'), async (ref) => ({
      type: ANY,
      raw: (await pluginInspectRaw(cli.client, ref)).raw,
    })),
}
