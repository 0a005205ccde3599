/** docker buildx history logs */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const historyLogs: CommandSpec = {
  use: 'logs [OPTIONS] [REF]',
  short: 'Print the logs of a build record',
  args: anyArgs,
  complete: noWords,
  flags: `
    --progress string  Set type of progress output (plain, rawjson, tty) (default "plain") 
  `,
  run: notSimulated,
}
