/** docker network rm */
import { ApiError, ConnectionError, isNotFound, networkInspectRaw, networkRemove } from '../../../api/client/index.ts'
import type { NetworkInspect } from '../../../api/types/index.ts'
import { parseJson } from '../../../base/go/json.ts'
import { minArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { StatusError } from '../../framework/errors.ts'
import { networkNames } from '../completion.ts'
import { confirm } from '../prompt.ts'

const INGRESS_WARNING =
  'WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.\nAre you sure you want to continue?'
const isFailure = (error: unknown): error is ApiError | ConnectionError =>
  error instanceof ApiError || error instanceof ConnectionError

async function isIngress(cli: Cli, name: string): Promise<boolean> {
  try {
    return (parseJson((await networkInspectRaw(cli.client, name)).raw) as NetworkInspect).Ingress
  } catch (error) {
    if (isFailure(error)) return false
    throw error
  }
}
export const rm: CommandSpec = {
  use: 'rm NETWORK [NETWORK...]',
  short: 'Remove one or more networks',
  aliases: ['remove'],
  args: minArgs(1),
  flags: `
    -f, --force  Do not error if the network does not exist
  `,
  complete: networkNames,
  run: async ({ cli, flags, args }) => {
    let failed = false
    for (const name of args) {
      if ((await isIngress(cli, name)) && !(await confirm(cli, INGRESS_WARNING))) continue
      try {
        await networkRemove(cli.client, name)
        await cli.out.line(name)
      } catch (error) {
        if (!isFailure(error)) throw error
        if (flags.bool('force') && isNotFound(error)) continue
        await cli.err.line(error.message)
        failed = true
      }
    }
    if (failed) throw new StatusError('exit status 1', 1)
  },
}
