/** docker buildx history export */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const historyExport: CommandSpec = {
  use: 'export [OPTIONS] [REF...]',
  short: 'Export build records into Docker Desktop bundle',
  args: anyArgs,
  complete: noWords,
  flags: `
    --all  Export all build records for the builder
    --finalize  Ensure build records are finalized before exporting
    -o, --output string  Output file path 
  `,
  run: notSimulated,
}
