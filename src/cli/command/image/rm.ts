/** docker rmi, docker image rm */
import { ApiError, ConnectionError, imageRemove, isNotFound } from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, joinErrors } from '../../framework/errors.ts'
import { imageNames, platforms } from '../completion.ts'

export const rmi: CommandSpec = {
  use: 'rmi [OPTIONS] IMAGE [IMAGE...]',
  short: 'Remove one or more images',
  aliasText: 'docker image rm, docker image remove, docker rmi',
  args: minArgs(1),
  flags: `
    -f, --force  Force removal of the image
    --no-prune  Do not delete untagged parents
    --platform strings  Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")
  `,
  complete: imageNames(-1),
  completeFlags: { platform: platforms },
  run: async ({ cli, flags, args }) => {
    const force = flags.bool('force')
    if (flags.list('platform').length > 0) throw new CommandError('docker rmi: --platform is not simulated yet')
    const errors: Error[] = []
    let fatal = false
    for (const name of args)
      try {
        for (const { Deleted, Untagged } of await imageRemove(cli.client, name, {
          force,
          noPrune: flags.bool('no-prune'),
        }))
          await cli.out.line(Deleted ? `Deleted: ${Deleted}` : `Untagged: ${Untagged ?? ''}`)
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error
        if (!isNotFound(error)) fatal = true
        errors.push(error)
      }
    if (errors.length === 0) return
    if (!force || fatal) throw new CommandError(joinErrors(errors))
    await cli.err.line(joinErrors(errors))
  },
}
export const imageRm: CommandSpec = { ...rmi, use: 'rm [OPTIONS] IMAGE [IMAGE...]', aliases: ['rmi', 'remove'] }
