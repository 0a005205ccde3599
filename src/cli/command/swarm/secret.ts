/** docker secret … */
import { minArgs, noArgs, rangeArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { FORMAT_HELP, INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { asked, askedEach, notSimulated } from '../../framework/not-simulated.ts'

const sub: CommandSpec[] = [
  {
    use: 'create [OPTIONS] SECRET [file|-]',
    short: 'Create a secret from a file or STDIN as content',
    args: rangeArgs(1, 2),
    flags: `
    -d, --driver string  Secret driver
    -l, --label list  Secret labels
    --template-driver string  Template driver
    `,
    run: asked('POST', '/secrets/create'),
  },
  {
    use: 'inspect [OPTIONS] SECRET [SECRET...]',
    short: 'Display detailed information on one or more secrets',
    args: minArgs(1),
    flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
    --pretty  Print the information in a human friendly format
    `,
    run: notSimulated,
  },
  {
    use: 'ls [OPTIONS]',
    short: 'List secrets',
    aliases: ['list'],
    args: noArgs,
    flags: `
    -f, --filter filter  Filter output based on conditions provided
    --format string  ${FORMAT_HELP}
    -q, --quiet  Only display IDs
    `,
    run: asked('GET', '/secrets'),
  },
  {
    use: 'rm SECRET [SECRET...]',
    short: 'Remove one or more secrets',
    aliases: ['remove'],
    args: minArgs(1),
    run: askedEach('DELETE', '/secrets/'),
  },
]
export const secret: CommandSpec = {
  use: 'secret',
  short: 'Manage Swarm secrets',
  args: noArgs,
  swarm: 'manager',
  sub,
}
