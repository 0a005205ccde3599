/** docker buildx dial-stdio */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const dialStdio: CommandSpec = {
  use: 'dial-stdio',
  short: 'Proxy current stdio streams to builder instance',
  args: anyArgs,
  flags: `
    --platform string  Target platform: this is used for node selection
    --progress string  Set type of progress output ("auto", "plain", "rawjson", "tty"). Use plain to show container output (default "none") 
  `,
  run: notSimulated,
}
