/** docker volume update: cluster volumes only. */
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { notSimulated } from '../../framework/not-simulated.ts'
import { volumeNames } from '../completion.ts'

export const update: CommandSpec = {
  use: 'update [OPTIONS] VOLUME',
  short: 'Update a volume (cluster volumes only)',
  args: exactArgs(1),
  swarm: 'manager',
  flags: `
    --availability string  Cluster Volume availability ("active", "pause", "drain") (default "active")
  `,
  complete: volumeNames,
  run: notSimulated,
}
