/** docker network connect */
import { networkConnect } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { listOf } from '../../framework/flag-values.ts'
import { cut, validateLink } from '../../opts/validate.ts'
import { containerNames, networkNames } from '../completion.ts'

function driverOptions(values: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {}
  for (const value of values) {
    const [key, rest, found] = cut(value, '=')
    if (!found || key.trim() === '') throw new CommandError('invalid key/value pair format in driver options')
    out[key.trim()] = rest.trim()
  }
  return out
}
export const connect: CommandSpec = {
  use: 'connect [OPTIONS] NETWORK CONTAINER',
  short: 'Connect a container to a network',
  args: exactArgs(2),
  flags: `
    --alias strings  Add network-scoped alias for the container
    --driver-opt strings  driver options for the network
    --gw-priority int  Highest gw-priority provides the default gateway. Accepts positive and negative values.
    --ip string  IPv4 address (e.g., "172.30.100.104")
    --ip6 string  IPv6 address (e.g., "2001:db8::33")
    --link list  Add link to another container
    --link-local-ip strings  Add a link-local address for the container
  `,
  values: { link: listOf(validateLink) },
  complete: (invocation, typed) => {
    const network = invocation.args[0]
    if (network === undefined) return networkNames(invocation, typed)
    return containerNames(true, (container) => !(network in (container.NetworkSettings?.Networks ?? {})))(
      invocation,
      typed,
    )
  },
  run: async ({ cli, flags, args }) => {
    const [network, container] = args as [string, string]
    const orNull = (list: string[]): string[] | null => (list.length > 0 ? list : null)
    await networkConnect(cli.client, network, container, {
      IPAMConfig: {
        IPv4Address: flags.string('ip') || undefined,
        IPv6Address: flags.string('ip6') || undefined,
        LinkLocalIPs: orNull(flags.list('link-local-ip')) ?? undefined,
      },
      Links: orNull(flags.list('link')),
      Aliases: orNull(flags.list('alias')),
      DriverOpts: driverOptions(flags.list('driver-opt')),
      GwPriority: flags.number('gw-priority'),
    })
  },
}
