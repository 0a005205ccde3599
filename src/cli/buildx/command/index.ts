/** docker buildx …: the commands of the buildx plugin. */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { StatusError } from '../../framework/errors.ts'
import { showHelp } from '../../framework/main.ts'
import { quote } from '../../../base/go/quote.ts'
import { history } from './history.ts'
import { imagetools } from './imagetools.ts'
import { bake } from './bake.ts'
import { build } from './build.ts'
import { create } from './create.ts'
import { dialStdio } from './dial-stdio.ts'
import { du } from './du.ts'
import { inspect } from './inspect.ts'
import { ls } from './ls.ts'
import { prune } from './prune.ts'
import { rm } from './rm.ts'
import { stop } from './stop.ts'
import { use } from './use.ts'
import { version } from './version.ts'

export const buildx: CommandSpec = {
  use: 'buildx',
  short: 'Docker Buildx',
  long: 'Extended build capabilities with BuildKit',
  additionalHelp: 'Experimental commands and flags are hidden. Set BUILDX_EXPERIMENTAL=1 to show them.',
  args: anyArgs,
  run: async ({ cli, command, args }) => {
    await showHelp(cli, {}, command, cli.out)
    if (args.length > 0) throw new StatusError(`ERROR: unknown command: ${quote(args[0]!)}`, 1)
  },
  persistentFlags: ({ sys }) => `
    --builder string  Override the configured builder instance (default "${sys.env.BUILDX_BUILDER ?? ''}")
    -D, --debug  Enable debug logging
  `,
  sub: [history, imagetools, bake, build, create, dialStdio, du, inspect, ls, prune, rm, stop, use, version],
}
