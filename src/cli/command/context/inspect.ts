/** docker context inspect */
import { toJson } from '../../../base/go/json.ts'
import { declare } from '../../../base/go/types.ts'
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { inspect } from '../../inspect/inspector.ts'
import { contextNames } from './completion.ts'
import { metaDirectory, readContext, tlsDirectory } from './store.ts'

const types = declare(
  'context',
  `
contextMetadata struct
    Description string ,omitempty
EndpointMeta struct
    Host string ,omitempty
    SkipTLSVerify bool
StorageInfo struct
    MetadataPath string
    TLSPath string
Metadata struct
    Name string ,omitempty
    Metadata contextMetadata
    Endpoints map[string]EndpointMeta
contextWithTLSListing struct
    Metadata
    TLSMaterial map[string][]string
    Storage StorageInfo
`,
)
export const contextInspect: CommandSpec = {
  use: 'inspect [OPTIONS] [CONTEXT] [CONTEXT...]',
  short: 'Display detailed information on one or more contexts',
  args: anyArgs,
  flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
  `,
  complete: contextNames(-1),
  run: ({ cli, flags, args }) =>
    inspect(cli, args.length > 0 ? args : [cli.contextName], flags.string('format'), (name) => {
      const context = readContext(cli, name)
      const Storage =
        name === 'default'
          ? { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' }
          : { MetadataPath: metaDirectory(cli, name), TLSPath: tlsDirectory(cli, name) }
      return Promise.resolve({
        type: types.contextWithTLSListing!,
        raw: toJson({ ...context, TLSMaterial: {}, Storage }),
        typedOnly: true,
      })
    }),
}
