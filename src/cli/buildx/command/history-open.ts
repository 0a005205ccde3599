/** docker buildx history open */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const historyOpen: CommandSpec = {
  use: 'open [OPTIONS] [REF]',
  short: 'Open a build record in Docker Desktop',
  args: anyArgs,
  complete: noWords,
  run: notSimulated,
}
