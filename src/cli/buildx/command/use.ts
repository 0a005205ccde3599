/** docker buildx use */
import { maxArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { builderNames } from '../completion.ts'
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { quote } from '../../../base/go/quote.ts'
import { contextExists } from '../../command/context/store.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'

export const use: CommandSpec = {
  use: 'use [OPTIONS] NAME',
  short: 'Set the current builder instance',
  args: maxArgs(1),
  complete: builderNames,
  flags: `
    --default  Set builder as default for current context
    --global  Builder persists context changes 
  `,
  run: ({ cli, flags, args }) => {
    const name = args[0] ?? flags.string('builder')
    if (name === 'default' && cli.contextName !== 'default')
      throw new CommandError('run `docker context use default` to switch to default context')
    // The one in use is the context's own already: nothing has to be kept.
    if (name === cli.contextName) return
    if (contextExists(cli, name))
      throw new CommandError(`run \`docker context use ${name}\` to switch to context ${name}`)
    const failed = `failed to find instance ${quote(name)}`
    if (!/^[a-zA-Z][a-zA-Z0-9._-]*$/.test(name))
      throw new CommandError(
        `${failed}: invalid name ${name}, name needs to start with a letter and may not contain symbols, except ._-`,
      )
    const path = `${cli.options.configDir}/buildx/instances/${name.toLowerCase()}`
    const found = attempt(() => cli.sys.readText(path))
    if (found instanceof SysError) throw new CommandError(`${failed}: ${goError(found, `open ${path}`)}`)
    throw new CommandError(`docker buildx use: builder ${quote(name)}: other drivers are not simulated yet`)
  },
}
