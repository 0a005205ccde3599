/** docker compose bridge */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { bridgeTransformations } from './bridge-transformations.ts'
import { bridgeConvert } from './bridge-convert.ts'

export const bridge: CommandSpec = {
  use: 'bridge',
  short: 'Convert compose files into another model',
  args: anyArgs,
  sub: [bridgeTransformations, bridgeConvert],
}
