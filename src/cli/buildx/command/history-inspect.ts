/** docker buildx history inspect */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'
import { historyInspectAttachment } from './history-inspect-attachment.ts'

export const historyInspect: CommandSpec = {
  use: 'inspect [OPTIONS] [REF]',
  short: 'Inspect a build record',
  args: anyArgs,
  complete: noWords,
  flags: `
    --format string  Format the output (default "pretty")
  `,
  run: notSimulated,
  sub: [historyInspectAttachment],
}
