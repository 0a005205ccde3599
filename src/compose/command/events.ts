/** docker compose events */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const events: CommandSpec = {
  use: 'events [OPTIONS] [SERVICE...]',
  short: 'Receive real time events from containers',
  args: anyArgs,
  flags: `
    --json  Output events as a stream of json objects
    --since string  Show all events created since timestamp
    --until string  Stream events until this timestamp 
  `,
  run: notSimulated,
}
