/** docker buildx inspect. Leaves out the rules of garbage collection: nothing here is collected by itself. */
import { formatTime, parseRfc3339 } from '../../../base/go/time.ts'
import { networkInspectRaw } from '../../../api/client/index.ts'
import type { NetworkInspect } from '../../../api/types/index.ts'
import { maxArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { BUILDKIT_VERSION, checkBuilder, loadBuilder, PLATFORMS } from '../builder.ts'
import { builderNames } from '../completion.ts'
import { spaced } from '../tables.ts'

export const inspect: CommandSpec = {
  use: 'inspect [NAME]',
  short: 'Inspect current builder instance',
  args: maxArgs(1),
  complete: builderNames,
  flags: `
    --bootstrap  Ensure builder has booted before inspecting
  `,
  run: async ({ cli, flags, args }) => {
    const name = args[0] ?? flags.string('builder')
    checkBuilder(cli, name, true)
    const builder = await loadBuilder(cli, name || cli.contextName)
    const used = builder.lastActivity === null ? null : parseRfc3339(builder.lastActivity)
    let out = `Name:\t${builder.name}\nDriver:\t${builder.driver}\n`
    if (used) out += `Last Activity:\t${formatTime(used)}\n`
    if (builder.error !== null) out += `Error:\t${builder.error}\n`
    else {
      out += '\nNodes:\n'
      out += `Name:\t${builder.name}\nEndpoint:\t${builder.endpoint}\nStatus:\trunning\n`
      out += `BuildKit version:\t${BUILDKIT_VERSION}\nPlatforms:\t${PLATFORMS.join(', ')}\n`
      const gateway = await hostGateway(cli)
      if (gateway !== '') out += `Labels:\n\torg.mobyproject.buildkit.worker.moby.host-gateway-ip:\t${gateway}\n`
    }
    await cli.out.write(spaced(out))
  },
}
/** The engine's own address in its default network. */
async function hostGateway(cli: Cli): Promise<string> {
  const { raw } = await networkInspectRaw(cli.client, 'bridge')
  const bridge = JSON.parse(raw) as NetworkInspect
  return bridge.IPAM.Config?.[0]?.Gateway ?? ''
}
