/** docker checkpoint …: only with an experimental engine. */
import { exactArgs, noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

const sub: CommandSpec[] = [
  {
    use: 'create [OPTIONS] CONTAINER CHECKPOINT',
    short: 'Create a checkpoint from a running container',
    args: exactArgs(2),
    complete: nothing,
    flags: `
    --checkpoint-dir string  Use a custom checkpoint storage directory
    --leave-running  Leave the container running after checkpoint
    `,
    run: notSimulated,
  },
  {
    use: 'ls [OPTIONS] CONTAINER',
    short: 'List checkpoints for a container',
    aliases: ['list'],
    args: exactArgs(1),
    flags: `
    --checkpoint-dir string  Use a custom checkpoint storage directory
    `,
    run: notSimulated,
  },
  {
    use: 'rm [OPTIONS] CONTAINER CHECKPOINT',
    short: 'Remove a checkpoint',
    aliases: ['remove'],
    args: exactArgs(2),
    flags: `
    --checkpoint-dir string  Use a custom checkpoint storage directory
    `,
    run: notSimulated,
  },
]
export const checkpoint: CommandSpec = {
  use: 'checkpoint',
  short: 'Manage checkpoints',
  args: noArgs,
  experimental: true,
  sub,
}
