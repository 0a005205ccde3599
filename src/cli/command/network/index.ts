/** docker network … */
import type { CommandSpec } from '../../framework/command.ts'
import { noArgs } from '../../framework/args.ts'
import { connect } from './connect.ts'
import { create } from './create.ts'
import { disconnect } from './disconnect.ts'
import { networkInspect } from './inspect.ts'
import { ls } from './ls.ts'
import { prune } from './prune.ts'
import { rm } from './rm.ts'

export const network: CommandSpec = {
  use: 'network',
  short: 'Manage networks',
  args: noArgs,
  sub: [connect, create, disconnect, networkInspect, ls, prune, rm],
}
