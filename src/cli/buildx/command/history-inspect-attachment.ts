/** docker buildx history inspect attachment */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const historyInspectAttachment: CommandSpec = {
  use: 'attachment [OPTIONS] [REF [DIGEST]]',
  short: 'Inspect a build record attachment',
  args: anyArgs,
  complete: noWords,
  flags: `
    --platform string  Platform of attachment
    --type string  Type of attachment 
  `,
  run: notSimulated,
}
