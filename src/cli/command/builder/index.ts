/** docker builder …: goes to the buildx plugin where there is one (see docker.ts). */
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { prune } from './prune.ts'
import { build } from './build.ts'

const sub: CommandSpec[] = [
  {
    use: 'prune',
    short: 'Remove build cache',
    args: noArgs,
    complete: nothing,
    flags: `
    -a, --all  Remove all unused build cache, not just dangling ones
    --filter filter  Provide filter values (e.g. "until=24h")
    -f, --force  Do not prompt for confirmation
    --keep-storage bytes  Amount of disk space to keep for cache
    `,
    run: prune,
  },
]
export const builder: CommandSpec = {
  use: 'builder',
  short: 'Manage builds',
  args: noArgs,
  sub: [build, ...sub],
}
