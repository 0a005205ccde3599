/** docker image inspect */
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { inspect } from '../../inspect/inspector.ts'
import { inspectImage } from '../../inspect/objects.ts'
import { platformQuery } from '../../opts/platform.ts'
import { imageNames, platforms } from '../completion.ts'

export const imageInspect: CommandSpec = {
  use: 'inspect [OPTIONS] IMAGE [IMAGE...]',
  short: 'Display detailed information on one or more images',
  args: minArgs(1),
  flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
    --platform string  Inspect a specific platform of the multi-platform image.
    |If the image or the server is not multi-platform capable, the command will error out if the platform does not match.
    |'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)
  `,
  complete: imageNames(-1),
  completeFlags: { platform: platforms },
  run: ({ cli, flags, args }) => {
    const platform = platformQuery(flags.string('platform'))
    return inspect(cli, args, flags.string('format'), (ref) => inspectImage(cli.client, ref, platform))
  },
}
