/** docker compose publish */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const publish: CommandSpec = {
  use: 'publish [OPTIONS] REPOSITORY[:TAG]',
  short: 'Publish compose application',
  args: anyArgs,
  flags: `
    --app  Published compose application (includes referenced images)
    --oci-version string  OCI image/artifact specification version (automatically determined by default)
    --resolve-image-digests  Pin image tags to digests
    --with-env  Include environment variables in the published OCI artifact
    -y, --yes  Assume "yes" as answer to all prompts 
  `,
  run: notSimulated,
}
