/** docker compose build */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const build: CommandSpec = {
  use: 'build [OPTIONS] [SERVICE...]',
  short: 'Build or rebuild services',
  args: anyArgs,
  flags: `
    --build-arg stringArray  Set build-time variables for services
    --builder string  Set builder to use
    --check  Check build configuration
    -m, --memory bytes  Set memory limit for the build container. Not supported by BuildKit.
    --no-cache  Do not use cache when building the image
    --print  Print equivalent bake file
    --provenance string  Add a provenance attestation
    --pull  Always attempt to pull a newer version of the image
    --push  Push service images
    -q, --quiet  Suppress the build output
    --sbom string  Add a SBOM attestation
    --ssh string  Set SSH authentications used when building service images. (use 'default' for using your default SSH Agent)
    --with-dependencies  Also build dependencies (transitively) 
  `,
  run: notSimulated,
}
