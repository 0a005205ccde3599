/** docker run: create, attach, start, wait. */
import {
  ApiError,
  Cancel,
  Canceled,
  ConnectionError,
  containerAttach,
  containerResize,
  containerStart,
} from '../../../api/client/index.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, StatusError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { minArgs } from '../../framework/args.ts'
import { imageNames } from '../completion.ts'
import { createFlagCompletions } from './create-completion.ts'
import { parseCreate, type ParsedCreate } from './create-config.ts'
import { checkPullOption, createContainer } from './create-container.ts'
import { CREATE_FLAGS, CREATE_VALUES } from './create-flags.ts'
import { usageError } from './create.ts'
import { proxySignals } from './signal-proxy.ts'
import { HijackedStreams } from './streaming.ts'
import { monitorTtySize } from './tty-size.ts'
import { waitExit } from './wait-exit.ts'

/** The status of `docker run` itself failing: 127 not found, 126 not executable, else 125. */
export function runFailure(error: unknown): never {
  if (!(error instanceof ApiError) && !(error instanceof CommandError) && !(error instanceof ConnectionError))
    throw error
  const { message } = error
  const status = /executable file not found|no such file or directory|system cannot find the file specified/.test(
    message,
  )
    ? 127
    : /permission denied|is a directory/.test(message)
      ? 126
      : 125
  throw new StatusError(`docker: ${message}\n\nRun 'docker run --help' for more information`, status)
}

export const run: CommandSpec = {
  use: 'run [OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create and run a new container from an image',
  aliasText: 'docker container run, docker run',
  args: minArgs(1),
  interspersed: false,
  flags: `${CREATE_FLAGS}
    -d, --detach  Run container in background and print container ID
    --detach-keys string  Override the key sequence for detaching a container
    --name string  Assign a name to the container
    --pull string  Pull image before running ("always", "missing", "never") (default "missing")
    -q, --quiet  Suppress the pull output
    --sig-proxy  Proxy received signals to the process (default true)
    --help  Print usage
  `,
  values: CREATE_VALUES,
  complete: imageNames(1),
  completeFlags: createFlagCompletions,
  run: async ({ cli, flags, args }) => {
    let parsed: ParsedCreate
    try {
      checkPullOption(flags.string('pull'))
      parsed = parseCreate(cli.sys, flags, args[0]!, args.slice(1))
    } catch (error) {
      return usageError(error, 'run')
    }
    await runContainer(cli, flags, parsed)
  },
}

async function runContainer(cli: Cli, flags: FlagSet, parsed: ParsedCreate): Promise<void> {
  const { request } = parsed
  const detach = flags.bool('detach')
  if (detach) {
    if (flags.list('attach').length > 0)
      throw new CommandError('conflicting options: cannot specify both --attach and --detach')
    request.AttachStdin = request.AttachStdout = request.AttachStderr = request.StdinOnce = false
  } else if (request.AttachStdin && request.Tty && !cli.in.isTerminal) {
    throw new CommandError('the input device is not a TTY')
  }
  const id = await createContainer(cli, flags, parsed).catch(runFailure)
  cli.shield()
  if (flags.bool('sig-proxy')) proxySignals(cli, id)
  const attached = Boolean(request.AttachStdin || request.AttachStdout || request.AttachStderr)
  const cancel = new Cancel()
  cli.cancel.addEventListener('abort', () => cancel.abort())
  const tty = Boolean(request.Tty)

  let copying: Promise<'ended' | 'detached'> | null = null
  if (attached) {
    const streams = new HijackedStreams(cli, {
      stdin: Boolean(request.AttachStdin),
      stdout: Boolean(request.AttachStdout),
      stderr: Boolean(request.AttachStderr),
      tty,
      detachKeys: flags.string('detach-keys') || cli.config.data.detachKeys || '',
      cancel,
    })
    const response = await containerAttach(
      cli.client,
      id,
      {
        stdin: Boolean(request.AttachStdin),
        stdout: Boolean(request.AttachStdout),
        stderr: Boolean(request.AttachStderr),
        detachKeys: flags.string('detach-keys') || cli.config.data.detachKeys,
      },
      streams.input,
      cancel,
    )
    copying = streams.copy(response)
    copying.catch(() => {})
  }
  // Before it is known whether it starts.
  if (!copying) await cli.out.line(id)
  const { status } = await waitExit(cli, id, flags.bool('rm'), cancel)
  try {
    await containerStart(cli.client, id)
  } catch (error) {
    cancel.abort()
    await copying?.catch(() => {})
    cli.in.restore()
    if (flags.bool('rm')) await status.catch(() => {})
    return runFailure(error)
  }
  if (!copying) return
  if (tty && cli.out.isTerminal) await monitorTtySize(cli, id, containerResize)
  await attachedUntilExit({ copying, status, cancel, output: Boolean(request.AttachStdout || request.AttachStderr) })
}

/** Until the streams end or the container does; a non-zero status becomes the program's. Detaching leaves it running. */
export async function attachedUntilExit(session: {
  copying: Promise<'ended' | 'detached'>
  status: Promise<number>
  cancel: Cancel
  output: boolean
}): Promise<void> {
  const { copying, status, cancel, output } = session
  const first = await Promise.race([copying, status])
  if (first === 'detached') return
  let code: number
  if (typeof first === 'number') {
    // What was printed may still be under way; without output there is nothing to wait for.
    if (!output) cancel.abort()
    const end = await copying.catch((error: unknown) => {
      if (error instanceof Canceled || error instanceof ConnectionError) return 'ended' as const
      throw error
    })
    if (end === 'detached' && first === 0) return
    code = first
  } else code = await status
  if (code !== 0) throw new StatusError('', code)
}
