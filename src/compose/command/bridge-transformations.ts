/** docker compose bridge transformations */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { bridgeTransformationsCreate } from './bridge-transformations-create.ts'
import { bridgeTransformationsList } from './bridge-transformations-list.ts'

export const bridgeTransformations: CommandSpec = {
  use: 'transformations',
  short: 'Manage transformation images',
  args: anyArgs,
  sub: [bridgeTransformationsCreate, bridgeTransformationsList],
}
