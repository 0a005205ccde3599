/** docker attach */
import { Cancel, containerAttach, containerInspect, containerResize, containerWait } from '../../../api/client/index.ts'
import type { ContainerInspect } from '../../../api/types/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, StatusError } from '../../framework/errors.ts'
import { containerNames } from '../completion.ts'
import { proxySignals } from './signal-proxy.ts'
import { HijackedStreams } from './streaming.ts'
import { monitorTtySize } from './tty-size.ts'

async function attachable(cli: Cli, name: string): Promise<ContainerInspect> {
  const container = await containerInspect(cli.client, name)
  if (!container.State.Running) throw new CommandError('You cannot attach to a stopped container, start it first')
  if (container.State.Paused) throw new CommandError('You cannot attach to a paused container, unpause it first')
  if (container.State.Restarting)
    throw new CommandError('You cannot attach to a restarting container, wait until it is running')
  return container
}
export const attach: CommandSpec = {
  use: 'attach [OPTIONS] CONTAINER',
  short: 'Attach local standard input, output, and error streams to a running container',
  aliasText: 'docker container attach, docker attach',
  args: exactArgs(1),
  flags: `
    --detach-keys string  Override the key sequence for detaching a container
    --no-stdin  Do not attach STDIN
    --sig-proxy  Proxy all received signals to the process (default true)
  `,
  complete: containerNames(false, (container) => container.State !== 'paused'),
  run: async ({ cli, flags, args }) => {
    const name = args[0]!
    const cancel = new Cancel()
    const waiting = containerWait(cli.client, name, undefined, cancel)
    waiting.catch(() => {})
    const container = await attachable(cli, name)
    const tty = container.Config.Tty ?? false
    const withInput = !flags.bool('no-stdin')
    if (withInput && tty && !cli.in.isTerminal) throw new CommandError('the input device is not a TTY')
    cli.shield()
    if (flags.bool('sig-proxy') && !tty) proxySignals(cli, name)
    const stdin = withInput && (container.Config.OpenStdin ?? false)
    const keys = flags.string('detach-keys') || cli.config.data.detachKeys || ''
    const streams = new HijackedStreams(cli, { stdin, stdout: true, stderr: true, tty, detachKeys: keys, cancel })
    const response = await containerAttach(
      cli.client,
      name,
      { stdin, stdout: true, stderr: true, detachKeys: keys },
      streams.input,
      cancel,
    )
    // It may have stopped between the look and the attach: then nothing would ever come.
    await attachable(cli, name)
    const copying = streams.copy(response)
    copying.catch(() => {})
    if (tty && cli.out.isTerminal) {
      // A change of size makes a shell draw its prompt again.
      const { rows, cols } = cli.out.size()
      await containerResize(cli.client, name, rows + 1, cols + 1).catch(() => {})
      await monitorTtySize(cli, name, containerResize)
    }
    if ((await copying) === 'detached') throw new CommandError('read escape sequence')
    const { result } = await waiting
    const { StatusCode, Error: failure } = await result
    if (failure) throw new CommandError(failure.Message)
    if (StatusCode !== 0) throw new StatusError('', StatusCode)
  },
}
