/** docker buildx imagetools create */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'

export const imagetoolsCreate: CommandSpec = {
  use: 'create [OPTIONS] [SOURCE...]',
  short: 'Create a new image based on source images',
  args: anyArgs,
  complete: noWords,
  flags: `
    --annotation stringArray  Add annotation to the image
    --append  Append to existing manifest
    --dry-run  Show final image instead of pushing
    -f, --file stringArray  Read source descriptor from file
    -p, --platform stringArray  Filter specified platforms of target image
    --prefer-index  When only a single source is specified, prefer outputting an image index or manifest list instead of performing a carbon copy (default true)
    --progress string  Set type of progress output ("auto", "none", "plain", "rawjson", "tty"). Use plain to show container output (default "auto")
    -t, --tag stringArray  Set reference for new image 
  `,
  run: ({ flags, args }) => {
    if (args.length === 0 && flags.list('file').length === 0) throw new CommandError('no sources specified')
    if (!flags.bool('dry-run') && flags.list('tag').length === 0)
      throw new CommandError("can't push with no tags specified, please set --tag or --dry-run")
    throw new CommandError('docker buildx imagetools create: not simulated yet')
  },
}
