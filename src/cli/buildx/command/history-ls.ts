/** docker buildx history ls */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const historyLs: CommandSpec = {
  use: 'ls [OPTIONS]',
  short: 'List build records',
  args: anyArgs,
  complete: noWords,
  flags: `
    --filter stringArray  Provide filter values (e.g., "status=error")
    --format string  Format the output (default "table")
    --local  List records for current repository only
    --no-trunc  Don't truncate output 
  `,
  run: notSimulated,
}
