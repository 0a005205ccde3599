/** docker manifest rm: of the lists under ~/.docker/manifests. None can be there, as making them is not simulated. */
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, joinErrors } from '../../framework/errors.ts'
import { canonicalString, parseReference, withDefaultTag } from '../../opts/reference.ts'
import { tryEach } from '../container/many.ts'

export const rm: CommandSpec = {
  use: 'rm MANIFEST_LIST [MANIFEST_LIST...]',
  short: 'Delete one or more manifest lists from local storage',
  args: minArgs(1),
  run: async ({ args }) => {
    const errors = await tryEach(args, (name) => {
      throw new CommandError(`No such manifest: ${canonicalString(withDefaultTag(parseReference(name)))}`)
    })
    throw new CommandError(joinErrors(errors))
  },
}
