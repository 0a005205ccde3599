/** docker buildx create */
import { maxArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { quote } from '../../../base/go/quote.ts'
import { contextExists } from '../../command/context/store.ts'
import { CommandError } from '../../framework/errors.ts'

const DRIVERS = ['docker-container', 'kubernetes', 'remote']

export const create: CommandSpec = {
  use: 'create [OPTIONS] [CONTEXT|ENDPOINT]',
  short: 'Create a new builder instance',
  args: maxArgs(1),
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
  run: ({ cli, flags, args }) => {
    const name = flags.string('name')
    if (name === 'default')
      throw new CommandError('default is a reserved name and cannot be used to identify builder instance')
    if (flags.bool('append') && name === '') throw new CommandError('append requires a builder name')
    if (flags.bool('append') || flags.bool('leave'))
      throw new CommandError(`failed to find instance ${quote(name)} for append`)
    if (name !== '' && contextExists(cli, name))
      throw new CommandError(`instance name ${quote(name)} already exists as context builder`)
    const driver = flags.string('driver') || 'docker-container'
    if (driver === 'docker') throw new CommandError('additional instances of driver "docker" cannot be created')
    if (!DRIVERS.includes(driver)) throw new CommandError(`failed to find driver ${quote(driver)}`)
    if (driver === 'kubernetes' && args.length > 0)
      throw new CommandError(`kubernetes driver does not support endpoint args ${quote(args[0]!)}`)
    if (driver === 'remote' && args.length === 0) throw new CommandError('no remote endpoint provided')
    throw new CommandError(`docker buildx create: builders of the ${driver} driver are not simulated yet`)
  },
}
