/** docker volume … */
import type { CommandSpec } from '../../framework/command.ts'
import { noArgs } from '../../framework/args.ts'
import { create } from './create.ts'
import { volumeInspect } from './inspect.ts'
import { ls } from './ls.ts'
import { prune } from './prune.ts'
import { rm } from './rm.ts'
import { update } from './update.ts'

export const volume: CommandSpec = {
  use: 'volume COMMAND',
  short: 'Manage volumes',
  args: noArgs,
  sub: [create, volumeInspect, ls, prune, rm, update],
}
