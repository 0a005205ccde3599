/** docker buildx history trace */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const historyTrace: CommandSpec = {
  use: 'trace [OPTIONS] [REF]',
  short: 'Show the OpenTelemetry trace of a build record',
  args: anyArgs,
  complete: noWords,
  flags: `
    --addr string  Address to bind the UI server (default "127.0.0.1:0")
    --compare string  Compare with another build record
  `,
  run: notSimulated,
}
