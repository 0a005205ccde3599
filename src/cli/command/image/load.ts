/** docker load */
import { chunks, imageLoad } from '../../../api/client/index.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { platformQuery } from '../../opts/platform.ts'
import { displayStream } from '../../progress/json-message.ts'
import { platforms } from '../completion.ts'
import { openInput } from '../open-input.ts'

export const load: CommandSpec = {
  use: 'load [OPTIONS]',
  short: 'Load an image from a tar archive or STDIN',
  aliasText: 'docker image load, docker load',
  args: noArgs,
  flags: `
    -i, --input string  Read from tar archive file, instead of STDIN
    --platform string  Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")
    -q, --quiet  Suppress the load output
  `,
  complete: nothing,
  completeFlags: { platform: platforms },
  run: async ({ cli, flags }) => {
    const path = flags.string('input')
    if (path === '' && cli.in.isTerminal) throw new CommandError('requested load from stdin, but stdin is empty')
    const platform = platformQuery(flags.string('platform'))
    const input = await openInput(cli, path === '' ? null : path)
    const { body, json } = await imageLoad(cli.client, input, {
      quiet: flags.bool('quiet') || !cli.out.isTerminal,
      platforms: platform === undefined ? [] : [platform],
    })
    if (json) await displayStream(body, cli.out, () => cli.sys.now())
    else for await (const chunk of chunks(body)) await cli.out.write(chunk)
  },
}
