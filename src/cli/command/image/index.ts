/** docker image … */
import type { CommandSpec } from '../../framework/command.ts'
import { noArgs } from '../../framework/args.ts'
import { build } from '../builder/build.ts'
import { history } from './history.ts'
import { importImage } from './import.ts'
import { imageInspect } from './inspect.ts'
import { load } from './load.ts'
import { imageLs } from './ls.ts'
import { prune } from './prune.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import { imageRm } from './rm.ts'
import { save } from './save.ts'
import { tag } from './tag.ts'

export const image: CommandSpec = {
  use: 'image',
  short: 'Manage images',
  args: noArgs,
  sub: [build, history, importImage, imageInspect, load, imageLs, prune, pull, push, imageRm, save, tag],
}
