/** docker logout */
import { maxArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { INDEX_SERVER } from './auth.ts'
import { hostname } from './login.ts'

export const logout: CommandSpec = {
  use: 'logout [SERVER]',
  short: 'Log out from a registry',
  long: 'Log out from a registry.\nIf no server is specified, the default is defined by the daemon.',
  args: maxArgs(1),
  run: async ({ cli, args }) => {
    const given = args[0] ?? ''
    const host = given === '' ? INDEX_SERVER : hostname(given)
    await cli.out.line(`Removing login credentials for ${host}`)
    const keys = given === '' ? [INDEX_SERVER] : [given, host, `http://${host}`, `https://${host}`]
    for (const key of keys) cli.config.erase(key)
  },
}
