/** docker save */
import { imageSave } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { platformQuery } from '../../opts/platform.ts'
import { imageNames, platforms } from '../completion.ts'
import { saveStream } from '../save-stream.ts'

export const save: CommandSpec = {
  use: 'save [OPTIONS] IMAGE [IMAGE...]',
  short: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
  aliasText: 'docker image save, docker save',
  args: minArgs(1),
  flags: `
    -o, --output string  Write to a file, instead of STDOUT
    --platform string  Save only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")
  `,
  complete: imageNames(-1),
  completeFlags: { platform: platforms },
  run: ({ cli, flags, args }) => {
    const platform = platformQuery(flags.string('platform'))
    return saveStream(cli, flags.string('output'), 'failed to save image', () =>
      imageSave(cli.client, args, platform === undefined ? [] : [platform]),
    )
  },
}
