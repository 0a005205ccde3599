/** docker buildx history rm */
import { anyArgs } from '../../framework/args.ts'
import { ApiError } from '../../../api/client/index.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { checkBuilder } from '../builder.ts'
import { records } from '../history.ts'

export const historyRm: CommandSpec = {
  use: 'rm [OPTIONS] [REF...]',
  short: 'Remove build records',
  args: anyArgs,
  complete: noWords,
  flags: `
    --all  Remove all build records
  `,
  run: async ({ cli, flags, args }) => {
    const all = flags.bool('all')
    if (args.length === 0 && !all) throw new CommandError('rm requires at least one argument')
    if (args.length > 0 && all) throw new CommandError('rm requires either --all or at least one argument')
    checkBuilder(cli, flags.string('builder'))
    const done = (await records(cli)).filter(({ completed }) => completed !== null).map(({ ref }) => ref)
    const errors: string[] = []
    for (const ref of all ? done : args)
      try {
        await cli.client.text('DELETE', `/naru/builds/${encodeURIComponent(ref)}`)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        errors.push(`failed to delete record ${ref}: not found`)
      }
    if (errors.length === 1) throw new CommandError(errors[0]!)
    if (errors.length > 1)
      throw new CommandError(`${errors.length} errors occurred:\n${errors.map((error) => `\t* ${error}\n`).join('')}\n`)
  },
}
