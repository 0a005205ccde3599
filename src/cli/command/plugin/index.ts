/** docker plugin …: managed plugins of the engine. */
import { exactArgs, minArgs, noArgs, rangeArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { FORMAT_HELP, INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { askedEach, notSimulated } from '../../framework/not-simulated.ts'

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
  {
    use: 'disable [OPTIONS] PLUGIN',
    short: 'Disable a plugin',
    args: exactArgs(1),
    flags: `
    -f, --force  Force the disable of an active plugin
    `,
    run: askedEach('POST', '/plugins/', '/disable'),
  },
  {
    use: 'enable [OPTIONS] PLUGIN',
    short: 'Enable a plugin',
    args: exactArgs(1),
    flags: `
    --timeout int  HTTP client timeout (in seconds) (default 30)
    `,
    run: askedEach('POST', '/plugins/', '/enable'),
  },
  {
    use: 'inspect [OPTIONS] PLUGIN [PLUGIN...]',
    short: 'Display detailed information on one or more plugins',
    args: minArgs(1),
    flags: `
    -f, --format string  ${INSPECT_FORMAT_HELP}
    `,
    run: notSimulated,
  },
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
  {
    use: 'ls [OPTIONS]',
    short: 'List plugins',
    aliases: ['list'],
    args: noArgs,
    complete: nothing,
    flags: `
    -f, --filter filter  Provide filter values (e.g. "enabled=true")
    --format string  ${FORMAT_HELP}
    --no-trunc  Don't truncate output
    -q, --quiet  Only display plugin IDs
    `,
    run: notSimulated,
  },
  {
    use: 'push [OPTIONS] PLUGIN[:TAG]',
    short: 'Push a plugin to a registry',
    args: exactArgs(1),
    flags: `
    --disable-content-trust  Skip image signing (default true)
    `,
    run: notSimulated,
  },
  {
    use: 'rm [OPTIONS] PLUGIN [PLUGIN...]',
    short: 'Remove one or more plugins',
    aliases: ['remove'],
    args: minArgs(1),
    flags: `
    -f, --force  Force the removal of an active plugin
    `,
    run: askedEach('DELETE', '/plugins/'),
  },
  {
    use: 'set PLUGIN KEY=VALUE [KEY=VALUE...]',
    short: 'Change settings for a plugin',
    args: minArgs(2),
    run: notSimulated,
  },
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
