/** docker buildx history import */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const historyImport: CommandSpec = {
  use: 'import [OPTIONS] -',
  short: 'Import build records into Docker Desktop',
  args: anyArgs,
  complete: noWords,
  flags: `
    -f, --file stringArray  Import from a file path 
  `,
  run: notSimulated,
}
