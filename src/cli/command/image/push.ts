/** docker push */
import { imagePush } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { canonicalString, familiarName, isNameOnly, parseReference } from '../../opts/reference.ts'
import { displayStream } from '../../progress/json-message.ts'
import { imageNames, platforms } from '../completion.ts'
import { registryAuth } from '../registry/auth.ts'

export const push: CommandSpec = {
  use: 'push [OPTIONS] NAME[:TAG]',
  short: 'Upload an image to a registry',
  aliasText: 'docker image push, docker push',
  args: exactArgs(1),
  flags: `
    -a, --all-tags  Push all tags of an image to the repository
    --disable-content-trust  Skip image signing (default true)
    --platform string  Push a platform-specific manifest as a single-platform image to the registry.
    |Image index won't be pushed, meaning that other manifests, including attestations won't be preserved.
    |'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)
    -q, --quiet  Suppress verbose output
  `,
  complete: imageNames(1),
  completeFlags: { platform: platforms },
  run: async ({ cli, flags, args }) => {
    if (flags.string('platform') !== '') throw new CommandError('docker push: --platform is not simulated yet')
    const quiet = flags.bool('quiet')
    const all = flags.bool('all-tags')
    let reference = parseReference(args[0]!)
    if (all && !isNameOnly(reference)) throw new CommandError("tag can't be used with --all-tags/-a")
    if (!all && isNameOnly(reference)) {
      reference = { ...reference, tag: 'latest' }
      if (!quiet) await cli.out.line('Using default tag: latest')
    }
    if (reference.digest !== null) throw new CommandError('cannot push a digest reference')
    const body = await imagePush(cli.client, familiarName(reference), {
      tag: all ? '' : (reference.tag ?? ''),
      auth: registryAuth(cli, reference),
    })
    await displayStream(body, quiet ? null : cli.out, () => cli.sys.now())
    if (quiet) await cli.out.line(canonicalString(reference))
  },
}
