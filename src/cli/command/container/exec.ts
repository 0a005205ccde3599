/** docker exec */
import {
  containerInspect,
  ConnectionError,
  execAttach,
  execCreate,
  execInspect,
  execResize,
  execStart,
} from '../../../api/client/index.ts'
import type { ExecCreateRequest } from '../../../api/types/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, StatusError } from '../../framework/errors.ts'
import { listOf } from '../../framework/flag-values.ts'
import { readEnv } from '../../opts/env.ts'
import { validateEnv } from '../../opts/validate.ts'
import { containerNames, environmentNames, fileNames } from '../completion.ts'
import { HijackedStreams } from './streaming.ts'
import { monitorTtySize } from './tty-size.ts'

export const exec: CommandSpec = {
  use: 'exec [OPTIONS] CONTAINER COMMAND [ARG...]',
  short: 'Execute a command in a running container',
  aliasText: 'docker container exec, docker exec',
  args: minArgs(2),
  interspersed: false,
  flags: `
    -d, --detach  Detached mode: run command in the background
    --detach-keys string  Override the key sequence for detaching a container
    -e, --env list  Set environment variables
    --env-file list  Read in a file of environment variables
    -i, --interactive  Keep STDIN open even if not attached
    --privileged  Give extended privileges to the command
    -t, --tty  Allocate a pseudo-TTY
    -u, --user string  Username or UID (format: "<name|uid>[:<group|gid>]")
    -w, --workdir string  Working directory inside the container
  `,
  values: { env: listOf(validateEnv) },
  complete: containerNames(false, (container) => container.State !== 'paused'),
  completeFlags: { env: environmentNames, 'env-file': fileNames },
  run: async ({ cli, flags, args }) => {
    const container = args[0]!
    const detach = flags.bool('detach')
    const Tty = flags.bool('tty')
    const request: ExecCreateRequest = {
      User: flags.string('user'),
      Privileged: flags.bool('privileged'),
      Tty,
      AttachStdin: !detach && flags.bool('interactive'),
      AttachStderr: !detach,
      AttachStdout: !detach,
      DetachKeys: flags.string('detach-keys') || cli.config.data.detachKeys || '',
      Env: readEnv(cli.sys, flags.list('env-file'), flags.list('env')),
      WorkingDir: flags.string('workdir'),
      Cmd: args.slice(1),
    }
    // Asked first, so that a container that is not there is the first thing complained about.
    await containerInspect(cli.client, container)
    if (!detach && request.AttachStdin && Tty && !cli.in.isTerminal)
      throw new CommandError('the input device is not a TTY')
    if (Tty) {
      const { rows, cols } = cli.out.size()
      request.ConsoleSize = [rows, cols]
    }
    const { Id } = await execCreate(cli.client, container, request)
    if (Id === '') throw new CommandError('exec ID empty')
    if (detach) await execStart(cli.client, Id, { Detach: true, Tty, ConsoleSize: request.ConsoleSize })
    else await interactive(cli, Id, request)
  },
}

async function interactive(cli: Cli, id: string, request: ExecCreateRequest): Promise<void> {
  const Tty = request.Tty ?? false
  const cancel = cli.cancel.child()
  const streams = new HijackedStreams(cli, {
    stdin: request.AttachStdin ?? false,
    stdout: true,
    stderr: true,
    tty: Tty,
    detachKeys: request.DetachKeys ?? '',
    cancel,
  })
  const response = await execAttach(
    cli.client,
    id,
    { Detach: false, Tty, ConsoleSize: request.ConsoleSize },
    streams.input,
    cancel,
  )
  const copying = streams.copy(response)
  copying.catch(() => {})
  if (Tty && cli.in.isTerminal) await monitorTtySize(cli, id, execResize)
  if ((await copying) === 'detached') throw new CommandError('read escape sequence')
  let status: number
  try {
    status = (await execInspect(cli.client, id)).ExitCode ?? 0
  } catch (error) {
    if (error instanceof ConnectionError) throw new StatusError('', 255)
    throw error
  }
  if (status !== 0) throw new StatusError('', status)
}
