/** docker inspect: whatever the name means, containers first. */
import { ApiError, isNotFound, systemInfo } from '../../../api/client/index.ts'
import { quote } from '../../../base/go/quote.ts'
import { minArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { fixed, nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { inspect, type GetRef, type Inspected } from '../../inspect/inspector.ts'
import { inspectContainer, inspectImage, inspectNetwork, inspectVolume } from '../../inspect/objects.ts'
import { inspectOther } from '../../inspect/other-objects.ts'

const TYPES = [
  'config',
  'container',
  'image',
  'network',
  'node',
  'plugin',
  'secret',
  'service',
  'task',
  'volume',
] as const
type ObjectType = (typeof TYPES)[number]
const list = `"${TYPES.join('", "')}"`

interface Kind {
  type: ObjectType
  sizes?: boolean
  swarm?: boolean
  get(cli: Cli, ref: string, size: boolean): Promise<Inspected>
}
const KINDS: readonly Kind[] = [
  { type: 'container', sizes: true, get: (cli, ref, size) => inspectContainer(cli.client, ref, size) },
  { type: 'image', get: (cli, ref) => inspectImage(cli.client, ref) },
  { type: 'network', get: (cli, ref) => inspectNetwork(cli.client, ref) },
  { type: 'volume', get: (cli, ref) => inspectVolume(cli.client, ref) },
  { type: 'service', swarm: true, get: (cli, ref) => inspectOther(cli.client, 'services', ref) },
  { type: 'task', swarm: true, get: (cli, ref) => inspectOther(cli.client, 'tasks', ref) },
  { type: 'node', swarm: true, get: (cli, ref) => inspectOther(cli.client, 'nodes', ref) },
  { type: 'plugin', get: (cli, ref) => inspectOther(cli.client, 'plugins', ref) },
  { type: 'secret', swarm: true, get: (cli, ref) => inspectOther(cli.client, 'secrets', ref) },
  { type: 'config', swarm: true, get: (cli, ref) => inspectOther(cli.client, 'configs', ref) },
]
/** Errors after which another kind of object may still be meant. */
const skippable = (error: ApiError): boolean =>
  isNotFound(error) || error.message.includes('not supported') || error.message.includes('invalid reference format')

function search(cli: Cli, only: string, size: boolean): GetRef {
  return async (ref) => {
    let swarm: boolean | null = null
    for (const kind of KINDS) {
      if (only !== '' && kind.type !== only) continue
      if (only === '' && kind.swarm) {
        swarm ??= (await systemInfo(cli.client)).Swarm.ControlAvailable
        if (!swarm) continue
      }
      try {
        const found = await kind.get(cli, ref, size)
        if (size && !kind.sizes) await cli.err.line(`WARNING: --size ignored for ${kind.type}`)
        return found
      } catch (error) {
        if (!(error instanceof ApiError) || only !== '' || !skippable(error)) throw error
      }
    }
    throw new CommandError(`Error: No such object: ${ref}`)
  }
}
export const inspectCommand: CommandSpec = {
  use: 'inspect [OPTIONS] NAME|ID [NAME|ID...]',
  short: 'Return low-level information on Docker objects',
  args: minArgs(1),
  flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
    -s, --size  Display total file sizes if the type is container
    --type string  Only inspect objects of the given type
  `,
  complete: nothing,
  completeFlags: { '*': nothing, type: fixed(TYPES) },
  run: async ({ cli, flags, args }) => {
    const type = flags.string('type')
    if (flags.changed('type') && type === '') throw new CommandError(`type is empty: must be one of ${list}`)
    if (type !== '' && !(TYPES as readonly string[]).includes(type))
      throw new CommandError(`unknown type: ${quote(type)}: must be one of ${list}`)
    await inspect(cli, args, flags.string('format'), search(cli, type, flags.bool('size')))
  },
}
