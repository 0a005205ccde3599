/** docker pull */
import { imageCreate } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { canonicalString, familiarName, isNameOnly, parseReference } from '../../opts/reference.ts'
import { displayStream } from '../../progress/json-message.ts'
import { imageNames, platforms } from '../completion.ts'
import { registryAuth } from '../registry/auth.ts'

export const pull: CommandSpec = {
  use: 'pull [OPTIONS] NAME[:TAG|@DIGEST]',
  short: 'Download an image from a registry',
  aliasText: 'docker image pull, docker pull',
  args: exactArgs(1),
  flags: `
    -a, --all-tags  Download all tagged images in the repository
    --disable-content-trust  Skip image verification (default true)
    --platform string  Set platform if server is multi-platform capable
    -q, --quiet  Suppress verbose output
  `,
  complete: imageNames(1),
  completeFlags: { platform: platforms },
  run: async ({ cli, flags, args }) => {
    const quiet = flags.bool('quiet')
    const all = flags.bool('all-tags')
    let reference = parseReference(args[0]!)
    if (all && !isNameOnly(reference)) throw new CommandError("tag can't be used with --all-tags/-a")
    if (!all && isNameOnly(reference)) {
      reference = { ...reference, tag: 'latest' }
      if (!quiet) await cli.out.line('Using default tag: latest')
    }
    const body = await imageCreate(cli.client, familiarName(reference), {
      tag: all ? undefined : (reference.digest ?? reference.tag ?? undefined),
      platform: flags.string('platform') || cli.sys.env.DOCKER_DEFAULT_PLATFORM,
      auth: registryAuth(cli, reference),
    })
    await displayStream(body, quiet ? null : cli.out, () => cli.sys.now())
    await cli.out.line(canonicalString(reference))
  },
}
