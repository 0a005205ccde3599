/** docker network inspect */
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { inspect } from '../../inspect/inspector.ts'
import { inspectNetwork } from '../../inspect/objects.ts'
import { networkNames } from '../completion.ts'

export const networkInspect: CommandSpec = {
  use: 'inspect [OPTIONS] NETWORK [NETWORK...]',
  short: 'Display detailed information on one or more networks',
  args: minArgs(1),
  flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
    -v, --verbose  Verbose output for diagnostics
  `,
  complete: networkNames,
  run: ({ cli, flags, args }) =>
    inspect(cli, args, flags.string('format'), (ref) => inspectNetwork(cli.client, ref, flags.bool('verbose'))),
}
