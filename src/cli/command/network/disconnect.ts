/** docker network disconnect */
import { networkDisconnect } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { containerNames, networkNames } from '../completion.ts'

export const disconnect: CommandSpec = {
  use: 'disconnect [OPTIONS] NETWORK CONTAINER',
  short: 'Disconnect a container from a network',
  args: exactArgs(2),
  flags: `
    -f, --force  Force the container to disconnect from a network
  `,
  complete: (invocation, typed) => {
    const network = invocation.args[0]
    if (network === undefined) return networkNames(invocation, typed)
    return containerNames(true, (container) => network in (container.NetworkSettings?.Networks ?? {}))(
      invocation,
      typed,
    )
  },
  run: ({ cli, flags, args }) => networkDisconnect(cli.client, args[0]!, args[1]!, flags.bool('force')),
}
