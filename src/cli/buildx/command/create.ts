/** docker buildx create */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const create: CommandSpec = {
  use: 'create [OPTIONS] [CONTEXT|ENDPOINT]',
  short: 'Create a new builder instance',
  args: anyArgs,
  complete: noWords,
  flags: `
    --append  Append a node to builder instead of changing it
    --bootstrap  Boot builder after creation
    --buildkitd-config string  BuildKit daemon config file
    --buildkitd-flags string  BuildKit daemon flags
    --driver string  Driver to use (available: "docker-container", "kubernetes", "remote")
    --driver-opt stringArray  Options for the driver
    --leave  Remove a node from builder instead of changing it
    --name string  Builder instance name
    --node string  Create/modify node with given name
    --platform stringArray  Fixed platforms for current node
    --use  Set the current builder instance 
    [hidden] --builder string  Inherited, but not for this command
  `,
  run: notSimulated,
}
