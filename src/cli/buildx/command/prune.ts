/** docker buildx prune */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const prune: CommandSpec = {
  use: 'prune',
  short: 'Remove build cache',
  args: anyArgs,
  complete: noWords,
  flags: `
    -a, --all  Include internal/frontend images
    --filter filter  Provide filter values
    -f, --force  Do not prompt for confirmation
    --max-used-space bytes  Maximum amount of disk space allowed to keep for cache
    --min-free-space bytes  Target amount of free disk space after pruning
    --reserved-space bytes  Amount of disk space always allowed to keep for cache
    --verbose  Provide a more verbose output 
  `,
  run: notSimulated,
}
