/** docker context … */
import type { CommandSpec } from '../../framework/command.ts'
import { cobraExactArgs, noArgs, rangeArgs } from '../../framework/args.ts'
import { notSimulated } from '../../framework/not-simulated.ts'
import { contextNames } from './completion.ts'
import { create, update } from './create.ts'
import { contextInspect } from './inspect.ts'
import { ls } from './ls.ts'
import { rm } from './rm.ts'
import { show } from './show.ts'
import { use } from './use.ts'

const exportContext: CommandSpec = {
  use: 'export [OPTIONS] CONTEXT [FILE|-]',
  short: 'Export a context to a tar archive FILE or a tar stream on STDOUT.',
  args: rangeArgs(1, 2),
  complete: contextNames(1),
  run: notSimulated,
}
const importContext: CommandSpec = {
  use: 'import CONTEXT FILE|-',
  short: 'Import a context from a tar or zip file',
  args: cobraExactArgs(2),
  run: notSimulated,
}
export const context: CommandSpec = {
  use: 'context',
  short: 'Manage contexts',
  args: noArgs,
  sub: [create, exportContext, importContext, contextInspect, ls, rm, show, update, use],
}
