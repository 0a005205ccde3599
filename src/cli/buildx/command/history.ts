/** docker buildx history */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { historyInspect } from './history-inspect.ts'
import { historyExport } from './history-export.ts'
import { historyImport } from './history-import.ts'
import { historyLogs } from './history-logs.ts'
import { historyLs } from './history-ls.ts'
import { historyOpen } from './history-open.ts'
import { historyRm } from './history-rm.ts'
import { historyTrace } from './history-trace.ts'

export const history: CommandSpec = {
  use: 'history',
  short: 'Commands to work on build records',
  args: anyArgs,
  complete: noWords,
  sub: [historyInspect, historyExport, historyImport, historyLogs, historyLs, historyOpen, historyRm, historyTrace],
}
