/** docker compose config */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const config: CommandSpec = {
  use: 'config [OPTIONS] [SERVICE...]',
  short: 'Parse, resolve and render compose file in canonical format',
  args: anyArgs,
  flags: `
    --environment  Print environment used for interpolation.
    --format string  Format the output. Values: [yaml | json]
    --hash string  Print the service config hash, one per line.
    --images  Print the image names, one per line.
    --lock-image-digests  Produces an override file with image digests
    --models  Print the model names, one per line.
    --networks  Print the network names, one per line.
    --no-consistency  Don't check model consistency - warning: may produce invalid Compose output
    --no-env-resolution  Don't resolve service env files
    --no-interpolate  Don't interpolate environment variables
    --no-normalize  Don't normalize compose model
    --no-path-resolution  Don't resolve file paths
    -o, --output string  Save to file (default to stdout)
    --profiles  Print the profile names, one per line.
    -q, --quiet  Only validate the configuration, don't print anything
    --resolve-image-digests  Pin image tags to digests
    --services  Print the service names, one per line.
    --variables  Print model variables and default values.
    --volumes  Print the volume names, one per line. 
  `,
  run: notSimulated,
}
