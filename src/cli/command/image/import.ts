/** docker import */
import { imageImport } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { parseReference } from '../../opts/reference.ts'
import { displayStream } from '../../progress/json-message.ts'
import { platforms } from '../completion.ts'
import { openInput } from '../open-input.ts'

export const importImage: CommandSpec = {
  use: 'import [OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  short: 'Import the contents from a tarball to create a filesystem image',
  aliasText: 'docker image import, docker import',
  args: minArgs(1),
  flags: `
    -c, --change list  Apply Dockerfile instruction to the created image
    -m, --message string  Set commit message for imported image
    --platform string  Set platform if server is multi-platform capable
  `,
  completeFlags: { platform: platforms },
  run: async ({ cli, flags, args }) => {
    const source = args[0]!
    const reference = args[1] ?? ''
    const remote = /^https?:\/\//.test(source)
    if (reference !== '') parseReference(reference)
    const input = remote ? null : await openInput(cli, source === '-' ? null : source)
    // The engine takes the reference whole, tag and all, as the Go client sends it.
    const body = await imageImport(cli.client, remote ? source : '-', input, {
      repo: reference,
      message: flags.string('message'),
      changes: flags.list('change'),
      platform: flags.string('platform'),
    })
    await displayStream(body, cli.out, () => cli.sys.now())
  },
}
