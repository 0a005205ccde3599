/** docker buildx imagetools */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { imagetoolsCreate } from './imagetools-create.ts'
import { imagetoolsInspect } from './imagetools-inspect.ts'

export const imagetools: CommandSpec = {
  use: 'imagetools',
  short: 'Commands to work on images in registry',
  args: anyArgs,
  complete: noWords,
  sub: [imagetoolsCreate, imagetoolsInspect],
}
