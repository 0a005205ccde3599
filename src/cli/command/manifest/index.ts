/** docker manifest … */
import { exactArgs, minArgs, noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { notSimulated } from '../../framework/not-simulated.ts'
import { inspect } from './inspect.ts'
import { rm } from './rm.ts'

const sub: CommandSpec[] = [
  {
    use: 'annotate [OPTIONS] MANIFEST_LIST MANIFEST',
    short: 'Add additional information to a local image manifest',
    args: exactArgs(2),
    flags: `
    --arch string  Set architecture
    --os string  Set operating system
    --os-features strings  Set operating system feature
    --os-version string  Set operating system version
    --variant string  Set architecture variant
    `,
    run: notSimulated,
  },
  {
    use: 'create MANIFEST_LIST MANIFEST [MANIFEST...]',
    short: 'Create a local manifest list for annotating and pushing to a registry',
    args: minArgs(2),
    flags: `
    -a, --amend  Amend an existing manifest list
    --insecure  Allow communication with an insecure registry
    `,
    run: notSimulated,
  },
  inspect,
  {
    use: 'push [OPTIONS] MANIFEST_LIST',
    short: 'Push a manifest list to a repository',
    args: exactArgs(1),
    flags: `
    --insecure  Allow push to an insecure registry
    -p, --purge  Remove the local manifest list after push
    `,
    run: notSimulated,
  },
  rm,
]
export const manifest: CommandSpec = {
  use: 'manifest COMMAND',
  short: 'Manage Docker image manifests and manifest lists',
  experimentalCli: true,
  long: `The **docker manifest** command has subcommands for managing image manifests and
manifest lists. A manifest list allows you to use one name to refer to the same image
built for multiple architectures.

To see help for a subcommand, use:

    docker manifest CMD --help

For full details on using docker manifest lists, see the registry v2 specification.`,
  args: noArgs,
  sub,
}
