/** A test kernel with the files of an image of the catalogue, the programs of this folder, and a network. */
import { EventClock } from '../../../base/clock.ts'
import { SeededRng } from '../../../base/rng.ts'
import { createNetStack } from '../../../kernel/net/index.ts'
import { bootTestKernel, TEST_EPOCH } from '../../../kernel/testing/index.ts'
import type { TestMachine } from '../../../kernel/testing/index.ts'
import type { NetStack } from '../../../kernel/net/types.ts'
import type { ProgramTable } from '../../../kernel/types.ts'
import { CATALOG } from '../../../registry/catalog/index.ts'
import { remoteImage } from '../../../registry/catalog/recipe.ts'
import { remoteHosts } from '../../../registry/world.ts'
import { programs } from '../index.ts'

export interface ImageMachine extends TestMachine {
  net: NetStack
}
/** `image`: "library/httpd"; undefined: an empty disk. */
export async function bootImage(image?: string, more: ProgramTable = {}): Promise<ImageMachine> {
  const clock = new EventClock(TEST_EPOCH, { macrotask: (fn) => void setImmediate(fn) })
  const net = createNetStack({ clock, rng: new SeededRng(7) })
  for (const host of remoteHosts(clock)) net.addRemote(host)
  const machine = bootTestKernel({ programs: { ...programs, ...more }, clock, net }) as ImageMachine
  machine.net = net
  if (image !== undefined) {
    const { layers } = await remoteImage(CATALOG.find(({ repository }) => repository === image)!)
    for (const layer of layers) {
      const entries = await layer.entries()
      // /bin of the test kernel is a directory with all programs in it.
      machine.fs.apply(
        '/',
        entries.filter(({ path }) => path !== 'bin' && !path.startsWith('bin/')),
      )
    }
  }
  return machine
}
