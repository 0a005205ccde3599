/** docker config … */
import { exactArgs, minArgs, noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { FORMAT_HELP, INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { asked, askedEach, notSimulated } from '../../framework/not-simulated.ts'

const sub: CommandSpec[] = [
  {
    use: 'create [OPTIONS] CONFIG file|-',
    short: 'Create a config from a file or STDIN',
    args: exactArgs(2),
    complete: nothing,
    flags: `
    -l, --label list  Config labels
    --template-driver string  Template driver
    `,
    run: asked('POST', '/configs/create'),
  },
  {
    use: 'inspect [OPTIONS] CONFIG [CONFIG...]',
    short: 'Display detailed information on one or more configs',
    args: minArgs(1),
    flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
    --pretty  Print the information in a human friendly format
    `,
    run: notSimulated,
  },
  {
    use: 'ls [OPTIONS]',
    short: 'List configs',
    aliases: ['list'],
    args: noArgs,
    complete: nothing,
    flags: `
    -f, --filter filter  Filter output based on conditions provided
    --format string  ${FORMAT_HELP}
    -q, --quiet  Only display IDs
    `,
    run: asked('GET', '/configs'),
  },
  {
    use: 'rm CONFIG [CONFIG...]',
    short: 'Remove one or more configs',
    aliases: ['remove'],
    args: minArgs(1),
    run: askedEach('DELETE', '/configs/'),
  },
]
export const config: CommandSpec = {
  use: 'config',
  short: 'Manage Swarm configs',
  args: noArgs,
  swarm: 'manager',
  sub,
}
