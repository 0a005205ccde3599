/** docker plugin …: managed plugins of the engine. */
import { exactArgs, minArgs, noArgs, rangeArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { notSimulated } from '../../framework/not-simulated.ts'
import { disable } from './disable.ts'
import { enable } from './enable.ts'
import { inspect } from './inspect.ts'
import { ls } from './ls.ts'
import { rm } from './rm.ts'
import { set } from './set.ts'

const sub: CommandSpec[] = [
  {
    use: 'create [OPTIONS] PLUGIN PLUGIN-DATA-DIR',
    short:
      'Create a plugin from a rootfs and configuration. Plugin data directory must contain config.json and rootfs directory.',
    args: minArgs(2),
    complete: nothing,
    flags: `
    --compress  Compress the context using gzip
    `,
    run: notSimulated,
  },
  disable,
  enable,
  inspect,
  {
    use: 'install [OPTIONS] PLUGIN [KEY=VALUE...]',
    short: 'Install a plugin',
    args: minArgs(1),
    flags: `
    --alias string  Local name for plugin
    --disable  Do not enable the plugin on install
    --disable-content-trust  Skip image verification (default true)
    --grant-all-permissions  Grant all permissions necessary to run the plugin
    `,
    run: notSimulated,
  },
  ls,
  {
    use: 'push [OPTIONS] PLUGIN[:TAG]',
    short: 'Push a plugin to a registry',
    args: exactArgs(1),
    flags: `
    --disable-content-trust  Skip image signing (default true)
    `,
    run: notSimulated,
  },
  rm,
  set,
  {
    use: 'upgrade [OPTIONS] PLUGIN [REMOTE]',
    short: 'Upgrade an existing plugin',
    args: rangeArgs(1, 2),
    flags: `
    --disable-content-trust  Skip image verification (default true)
    --grant-all-permissions  Grant all permissions necessary to run the plugin
    --skip-remote-check  Do not check if specified remote plugin matches existing plugin image
    `,
    run: notSimulated,
  },
]
export const plugin: CommandSpec = {
  use: 'plugin',
  short: 'Manage plugins',
  args: noArgs,
  sub,
}
