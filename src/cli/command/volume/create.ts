/** docker volume create */
import { volumeCreate } from '../../../api/client/index.ts'
import { maxArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { listOf } from '../../framework/flag-values.ts'
import { toMap } from '../../opts/env.ts'
import { validateLabel } from '../../opts/validate.ts'

/** Empty ones are not sent: the engine keeps null then. */
const orNothing = (map: Record<string, string>): Record<string, string> | undefined =>
  Object.keys(map).length === 0 ? undefined : map

export const create: CommandSpec = {
  use: 'create [OPTIONS] [VOLUME]',
  short: 'Create a volume',
  args: maxArgs(1),
  flags: `
    [hidden] --name string  Specify volume name
    -d, --driver string  Specify volume driver name (default "local")
    --label list  Set metadata for a volume
    -o, --opt map  Set driver specific options (default map[])
    [swarm] --availability string  Cluster Volume availability ("active", "pause", "drain") (default "active")
    [swarm] --group string  Cluster Volume group (cluster volumes)
    [swarm] --limit-bytes bytes  Minimum size of the Cluster Volume in bytes
    [swarm] --required-bytes bytes  Maximum size of the Cluster Volume in bytes
    [swarm] --scope string  Cluster Volume access scope ("single", "multi") (default "single")
    [swarm] --secret map  Cluster Volume secrets (default map[])
    [swarm] --sharing string  Cluster Volume access sharing ("none", "readonly", "onewriter", "all") (default "none")
    [swarm] --topology-preferred list  A topology that the Cluster Volume would be preferred in
    [swarm] --topology-required list  A topology that the Cluster Volume must be accessible from
    [swarm] --type string  Cluster Volume access type ("mount", "block") (default "block")
  `,
  values: { label: listOf(validateLabel) },
  complete: nothing,
  run: async ({ cli, flags, args }) => {
    if (args.length === 1 && flags.string('name') !== '')
      throw new CommandError(
        'conflicting options: cannot specify a volume-name through both --name and as a positional arg',
      )
    for (const flag of flags.all())
      if (flag.changed && flag.definition.marks.includes('swarm'))
        throw new CommandError(`docker volume create: --${flag.name} is not simulated yet`)
    const volume = await volumeCreate(cli.client, {
      Name: args[0] ?? flags.string('name'),
      Driver: flags.string('driver'),
      DriverOpts: orNothing(flags.map('opt')),
      Labels: orNothing(toMap(flags.list('label'))),
    })
    await cli.out.line(volume.Name)
  },
}
