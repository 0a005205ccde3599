/** docker tag */
import { imageTag } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { familiarName, parseAnyReference, parseReference, type Reference } from '../../opts/reference.ts'
import { imageNames } from '../completion.ts'

/** Wraps what is wrong with a reference as the API's client does. */
function checked<T>(text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new CommandError(`Error parsing reference: "${text}" is not a valid repository/tag: ${error.message}`)
  }
}
export const tag: CommandSpec = {
  use: 'tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  short: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  aliasText: 'docker image tag, docker tag',
  args: exactArgs(2),
  interspersed: false,
  complete: imageNames(2),
  run: async ({ cli, args }) => {
    const [source, target] = args as [string, string]
    checked(source, parseAnyReference)
    const reference: Reference = checked(target, parseReference)
    if (reference.digest !== null) throw new CommandError('refusing to create a tag with a digest reference')
    await imageTag(cli.client, source, familiarName(reference), reference.tag ?? 'latest')
  },
}
