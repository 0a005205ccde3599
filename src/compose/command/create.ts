/** docker compose create */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const create: CommandSpec = {
  use: 'create [OPTIONS] [SERVICE...]',
  short: 'Creates containers for a service',
  args: anyArgs,
  flags: `
    --build  Build images before starting containers
    --force-recreate  Recreate containers even if their configuration and image haven't changed
    --no-build  Don't build an image, even if it's policy
    --no-recreate  If containers already exist, don't recreate them. Incompatible with --force-recreate.
    --pull string  Pull image before running ("always"|"missing"|"never"|"build") (default "policy")
    --quiet-pull  Pull without printing progress information
    --remove-orphans  Remove containers for services not defined in the Compose file
    --scale scale  Scale SERVICE to NUM instances. Overrides the \`scale\` setting in the Compose file if present.
    -y, --yes  Assume "yes" as answer to all prompts and run non-interactively 
  `,
  run: notSimulated,
}
