/** docker system … */
import type { CommandSpec } from '../../framework/command.ts'
import { noArgs } from '../../framework/args.ts'
import { df } from './df.ts'
import { dialStdio } from './dial-stdio.ts'
import { events } from './events.ts'
import { info } from './info.ts'
import { prune } from './prune.ts'

export const system: CommandSpec = {
  use: 'system',
  short: 'Manage Docker',
  args: noArgs,
  sub: [df, dialStdio, events, info, prune],
}
