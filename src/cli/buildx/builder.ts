/** Builders: the docker driver's, one a context; no others can be made here. */
import { quote } from '../../base/go/quote.ts'
import type { Cli } from '../framework/cli.ts'
import { CommandError } from '../framework/errors.ts'
import { contextExists } from '../command/context/store.ts'

/** Throws CommandError: there is none of this name. */
export function checkBuilder(cli: Cli, name: string): void {
  if (name === '' || name === cli.contextName) return
  if (name !== 'default' && !contextExists(cli, name)) throw new CommandError(`no builder ${quote(name)} found`)
  throw new CommandError(`use \`docker --context=${name} buildx\` to switch to context ${quote(name)}`)
}
