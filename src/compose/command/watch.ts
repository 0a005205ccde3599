/** docker compose watch */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const watch: CommandSpec = {
  use: 'watch [SERVICE...]',
  short: 'Watch build context for service and rebuild/refresh containers when files are updated',
  args: anyArgs,
  flags: `
    --no-up  Do not build & start services before watching
    --prune  Prune dangling images on rebuild (default true)
    --quiet  hide build output 
  `,
  run: notSimulated,
}
