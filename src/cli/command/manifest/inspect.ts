/** docker manifest inspect: of the registry. Manifest lists made here are not simulated, so there are none to look at. */
import { base64 } from '../../../base/base64.ts'
import { encode } from '../../../base/bytes.ts'
import { rangeArgs } from '../../framework/args.ts'
import { ApiError, remoteManifest } from '../../../api/client/index.ts'
import type { RemoteManifest } from '../../../api/types/index.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { canonicalString, parseReference, withDefaultTag } from '../../opts/reference.ts'
import { registryAuth } from '../registry/auth.ts'

export const inspect: CommandSpec = {
  use: 'inspect [OPTIONS] [MANIFEST_LIST] MANIFEST',
  short: 'Display an image manifest, or manifest list',
  args: rangeArgs(1, 2),
  flags: `
    --insecure  Allow communication with an insecure registry
    -v, --verbose  Output additional info including layers and platform
    `,
  run: async ({ cli, flags, args }) => {
    const [first, second] = args
    const list = second === undefined ? null : withDefaultTag(parseReference(first!))
    const reference = withDefaultTag(parseReference(second ?? first!))
    if (list) throw new CommandError(`No such manifest: ${canonicalString(list)}`)
    const name = canonicalString(reference)
    let found: RemoteManifest
    try {
      found = await remoteManifest(cli.client, name, registryAuth(cli, reference))
    } catch (error) {
      if (error instanceof ApiError) throw new CommandError(reasonOf(error, name))
      throw error
    }
    const manifest = JSON.parse(found.json) as object
    const { mediaType, digest, json, platform } = found
    const shown = flags.bool('verbose')
      ? {
          Ref: name,
          Descriptor: { mediaType, digest, size: encode(json).length, platform },
          Raw: base64(encode(json)),
          [mediaType.includes('.oci.') ? 'OCIManifest' : 'SchemaV2Manifest']: manifest,
        }
      : manifest
    await cli.out.write(`${JSON.stringify(shown, null, '\t')}\n`)
  },
}
/** The registry's own words, which the client has from it directly. */
function reasonOf(error: ApiError, name: string): string {
  const message = error.message.replace(/^Error response from daemon: /, '')
  if (/manifest unknown/.test(message)) return `no such manifest: ${name}`
  if (/denied/.test(message))
    return 'errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n'
  return message
}
