/** docker start, and start -ai: attach first, then start. */
import {
  ApiError,
  Cancel,
  ConnectionError,
  containerAttach,
  containerInspect,
  containerResize,
  containerStart,
} from '../../../api/client/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, StatusError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { containerNames, detachKeys } from '../completion.ts'
import { proxySignals } from './signal-proxy.ts'
import { HijackedStreams } from './streaming.ts'
import { monitorTtySize } from './tty-size.ts'
import { waitExit } from './wait-exit.ts'

export const start: CommandSpec = {
  use: 'start [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Start one or more stopped containers',
  aliasText: 'docker container start, docker start',
  args: minArgs(1),
  flags: `
    -a, --attach  Attach STDOUT/STDERR and forward signals
    --detach-keys string  Override the key sequence for detaching a container
    -i, --interactive  Attach container's STDIN
    [experimental] --checkpoint string  Restore from this checkpoint
    [experimental] --checkpoint-dir string  Use a custom checkpoint storage directory
  `,
  complete: containerNames(true, (container) => container.State === 'exited' || container.State === 'created'),
  completeFlags: { 'detach-keys': detachKeys },
  run: async ({ cli, flags, args }) => {
    if (flags.bool('attach') || flags.bool('interactive')) {
      if (args.length > 1) throw new CommandError('you cannot start and attach multiple containers at once')
      return startAttached(cli, flags, args[0]!)
    }
    const failed: string[] = []
    for (const name of args)
      try {
        await containerStart(cli.client, name)
        await cli.out.line(name)
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error
        await cli.err.line(error.message)
        failed.push(name)
      }
    if (failed.length > 0) throw new CommandError(`Error: failed to start containers: ${failed.join(', ')}`)
  },
}

async function startAttached(cli: Cli, flags: FlagSet, name: string): Promise<void> {
  const container = await containerInspect(cli.client, name)
  const id = container.Id
  const tty = container.Config.Tty ?? false
  cli.shield()
  if (!tty) proxySignals(cli, id)
  const cancel = new Cancel()
  const stdin = flags.bool('interactive') && (container.Config.OpenStdin ?? false)
  const keys = flags.string('detach-keys') || cli.config.data.detachKeys || ''
  const streams = new HijackedStreams(cli, { stdin, stdout: true, stderr: true, tty, detachKeys: keys, cancel })
  const response = await containerAttach(
    cli.client,
    id,
    { stdin, stdout: true, stderr: true, detachKeys: keys },
    streams.input,
    cancel,
  )
  const copying = streams.copy(response)
  copying.catch(() => {})
  const autoRemove = container.HostConfig.AutoRemove ?? false
  const { status } = await waitExit(cli, id, autoRemove, cancel)
  try {
    await containerStart(cli.client, id)
  } catch (error) {
    cancel.abort()
    await copying.catch(() => {})
    throw error
  }
  if (tty && cli.out.isTerminal) await monitorTtySize(cli, id, containerResize)
  if ((await copying) === 'detached') return
  const code = await status
  if (code !== 0) throw new StatusError('', code)
}
