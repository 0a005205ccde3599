/** docker compose ls */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { noWords } from '../../cli/framework/complete.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const ls: CommandSpec = {
  use: 'ls [OPTIONS]',
  short: 'List running compose projects',
  args: anyArgs,
  complete: noWords,
  flags: `
    -a, --all  Show all stopped Compose projects
    --filter filter  Filter output based on conditions provided
    --format string  Format the output. Values: [table | json] (default "table")
    -q, --quiet  Only display project names 
  `,
  run: notSimulated,
}
