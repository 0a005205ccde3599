/** docker buildx imagetools inspect */
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { quote } from '../../../base/go/quote.ts'
import { ApiError, distributionInspect } from '../../../api/client/index.ts'
import type { DistributionInspect } from '../../../api/types/index.ts'
import { registryAuth } from '../../command/registry/auth.ts'
import { CommandError } from '../../framework/errors.ts'
import { canonicalString, parseReference, withDefaultTag } from '../../opts/reference.ts'
import { checkBuilder } from '../builder.ts'
import { spaced } from '../tables.ts'

export const imagetoolsInspect: CommandSpec = {
  use: 'inspect [OPTIONS] NAME',
  short: 'Show details of an image in the registry',
  args: exactArgs(1),
  complete: noWords,
  flags: `
    --format string  Format the output using the given Go template
    --raw  Show original, unformatted JSON manifest 
  `,
  run: async ({ cli, flags, args }) => {
    const format = flags.string('format')
    const raw = flags.bool('raw')
    if (format !== '' && raw) throw new CommandError('format and raw cannot be used together')
    if (raw) throw new CommandError('docker buildx imagetools inspect: --raw is not simulated yet')
    if (!['', '{{.Manifest}}', '{{json .Manifest}}'].includes(format))
      throw new CommandError(`docker buildx imagetools inspect: --format ${quote(format)} is not simulated yet`)
    checkBuilder(cli, flags.string('builder'))
    const reference = withDefaultTag(parseReference(args[0]!))
    const name = canonicalString(reference)
    let found: DistributionInspect
    try {
      found = await distributionInspect(cli.client, name, registryAuth(cli, reference))
    } catch (error) {
      if (error instanceof ApiError) throw new CommandError(reasonOf(error, name))
      throw error
    }
    const { mediaType, digest, size } = found.Descriptor
    if (format === '{{json .Manifest}}') await cli.out.write(JSON.stringify({ mediaType, digest, size }, null, 2))
    else await cli.out.write(spaced(`Name:\t${name}\nMediaType:\t${mediaType}\nDigest:\t${digest}\n`))
  },
}
/** buildx asks the registry itself, and has words of its own for what the engine says. */
function reasonOf(error: ApiError, name: string): string {
  const message = error.message.replace(/^Error response from daemon: /, '')
  if (/manifest unknown|not found/.test(message)) return `${name}: not found`
  if (/denied|unauthorized/.test(message))
    return 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
  return message
}
