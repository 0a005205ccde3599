/** docker node … */
import { anyArgs, exactArgs, minArgs, noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { FORMAT_HELP, INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { asked, askedEach, notSimulated } from '../../framework/not-simulated.ts'

const sub: CommandSpec[] = [
  {
    use: 'demote NODE [NODE...]',
    short: 'Demote one or more nodes from manager in the swarm',
    args: minArgs(1),
    run: notSimulated,
  },
  {
    use: 'inspect [OPTIONS] self|NODE [NODE...]',
    short: 'Display detailed information on one or more nodes',
    args: minArgs(1),
    flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
    --pretty  Print the information in a human friendly format
    `,
    run: notSimulated,
  },
  {
    use: 'ls [OPTIONS]',
    short: 'List nodes in the swarm',
    aliases: ['list'],
    args: noArgs,
    complete: nothing,
    flags: `
    -f, --filter filter  Filter output based on conditions provided
    --format string  ${FORMAT_HELP}
    -q, --quiet  Only display IDs
    `,
    run: asked('GET', '/nodes'),
  },
  {
    use: 'promote NODE [NODE...]',
    short: 'Promote one or more nodes to manager in the swarm',
    args: minArgs(1),
    run: notSimulated,
  },
  {
    use: 'ps [OPTIONS] [NODE...]',
    short: 'List tasks running on one or more nodes, defaults to current node',
    args: anyArgs,
    flags: `
    -f, --filter filter  Filter output based on conditions provided
    --format string  Pretty-print tasks using a Go template
    --no-resolve  Do not map IDs to Names
    --no-trunc  Do not truncate output
    -q, --quiet  Only display task IDs
    `,
    run: asked('GET', '/nodes'),
  },
  {
    use: 'rm [OPTIONS] NODE [NODE...]',
    short: 'Remove one or more nodes from the swarm',
    aliases: ['remove'],
    args: minArgs(1),
    flags: `
    -f, --force  Force remove a node from the swarm
    `,
    run: askedEach('DELETE', '/nodes/'),
  },
  {
    use: 'update [OPTIONS] NODE',
    short: 'Update a node',
    args: exactArgs(1),
    flags: `
    --availability string  Availability of the node ("active", "pause", "drain")
    --label-add list  Add or update a node label ("key=value")
    --label-rm list  Remove a node label if exists
    --role string  Role of the node ("worker", "manager")
    `,
    run: notSimulated,
  },
]
export const node: CommandSpec = {
  use: 'node',
  short: 'Manage Swarm nodes',
  args: noArgs,
  swarm: 'manager',
  sub,
}
