/** docker stack … */
import { exactArgs, minArgs, noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { asked, notSimulated } from '../../framework/not-simulated.ts'

const sub: CommandSpec[] = [
  {
    use: 'config [OPTIONS]',
    short: 'Outputs the final config file, after doing merges and interpolations',
    args: noArgs,
    complete: nothing,
    flags: `
    -c, --compose-file strings  Path to a Compose file, or "-" to read from stdin
    --skip-interpolation  Skip interpolation and output only merged config
    `,
    run: notSimulated,
  },
  {
    use: 'deploy [OPTIONS] STACK',
    short: 'Deploy a new stack or update an existing stack',
    aliases: ['up'],
    args: exactArgs(1),
    flags: `
    -c, --compose-file strings  Path to a Compose file, or "-" to read from stdin
    -d, --detach  Exit immediately instead of waiting for the stack services to converge (default true)
    --prune  Prune services that are no longer referenced
    -q, --quiet  Suppress progress output
    --resolve-image string  Query the registry to resolve image digest and supported platforms ("always", "changed", "never") (default "always")
    --with-registry-auth  Send registry authentication details to Swarm agents
    `,
    run: notSimulated,
  },
  {
    use: 'ls [OPTIONS]',
    short: 'List stacks',
    aliases: ['list'],
    args: noArgs,
    complete: nothing,
    flags: `
    --format string  ${FORMAT_HELP}
    `,
    run: asked('GET', '/services'),
  },
  {
    use: 'ps [OPTIONS] STACK',
    short: 'List the tasks in the stack',
    args: exactArgs(1),
    flags: `
    -f, --filter filter  Filter output based on conditions provided
    --format string  ${FORMAT_HELP}
    --no-resolve  Do not map IDs to Names
    --no-trunc  Do not truncate output
    -q, --quiet  Only display task IDs
    `,
    run: asked('GET', '/tasks'),
  },
  {
    use: 'rm [OPTIONS] STACK [STACK...]',
    short: 'Remove one or more stacks',
    aliases: ['remove', 'down'],
    args: minArgs(1),
    flags: `
    -d, --detach  Do not wait for stack removal (default true)
    `,
    run: notSimulated,
  },
  {
    use: 'services [OPTIONS] STACK',
    short: 'List the services in the stack',
    args: exactArgs(1),
    flags: `
    -f, --filter filter  Filter output based on conditions provided
    --format string  ${FORMAT_HELP}
    -q, --quiet  Only display IDs
    `,
    run: asked('GET', '/services'),
  },
]
export const stack: CommandSpec = {
  use: 'stack',
  short: 'Manage Swarm stacks',
  args: noArgs,
  swarm: 'manager',
  sub,
}
