/** Running a command line against a tree of commands: global flags, plugins, help, checks, the command, exit status (cmd/docker/docker.go). */
import { SysError } from '../../base/abi/errno.ts'
import { ApiError, Canceled, ConnectionError } from '../../api/client/index.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { TemplateError } from '../../base/gotemplate/index.ts'
import { Cli } from './cli.ts'
import { Command, traverse, type CommandSpec } from './command.ts'
import { complete, isCompletion } from './complete.ts'
import { Cancelled, CommandError, FlagError, StatusError, Terminated } from './errors.ts'
import { FlagSet } from './flag-set.ts'
import { helpText } from './help.ts'
import { goError } from './go-errors.ts'
import { hideUnsupported, unsupported } from './support.ts'

export interface ProgramSpec {
  root: CommandSpec
  /** Printed by --version; null where there is no such flag. */
  version: string | null
  /** Takes over the global flags once they are parsed. Throws CommandError. */
  configure(cli: Cli, flags: FlagSet): void
  /** Runs a plugin for `args` when there is one; null when not. */
  plugin?(cli: Cli, root: Command, args: readonly string[]): Promise<number | null>
  /** Prints an error in its own way; its exit status, or null for the usual one. */
  report?(cli: Cli, error: unknown): Promise<number | null>
  /** Marks commands that plugins add, before help and completion. */
  prepare?(cli: Cli, root: Command): Promise<void>
}

/** `before` is put before the arguments of the command line. */
export function runProgram(spec: ProgramSpec): (sys: Sys, before?: readonly string[]) => Promise<number> {
  return async (sys, before = []) => {
    const cli = new Cli(sys)
    try {
      const forced = cli.catchSignals().then(() => 1)
      const ended = execute(cli, spec, [...before, ...sys.argv.slice(1)]).catch((error: unknown) =>
        report(cli, spec, error),
      )
      return await Promise.race([ended, forced])
    } finally {
      cli.in.restore()
      cli.cancel.abort()
    }
  }
}

/** Prints what an error says; its exit status. */
async function report(cli: Cli, spec: ProgramSpec, error: unknown): Promise<number> {
  const own = (await spec.report?.(cli, error)) ?? null
  if (own !== null) return own
  if (cli.terminatedBy !== null && (error instanceof Canceled || error instanceof Terminated))
    return 128 + cli.terminatedBy
  if (error instanceof Canceled || error instanceof Cancelled) return 0
  if (error instanceof StatusError) {
    if (error.message !== '') await cli.err.line(error.message)
    return error.status
  }
  if (
    error instanceof CommandError ||
    error instanceof ApiError ||
    error instanceof ConnectionError ||
    error instanceof TemplateError ||
    error instanceof FlagError
  ) {
    if (error.message !== '') await cli.err.line(error.message)
    return 1
  }
  if (error instanceof SysError) {
    // Nobody reads any more: SIGPIPE has ended the program where it was not ignored.
    if (error.code === 'EPIPE') return 1
    await cli.err.line(goError(error))
    return 1
  }
  throw error
}

const flagFailure = async (command: Command, error: unknown): Promise<never> => {
  if (!(error instanceof FlagError)) throw error
  const refused = await unsupported(command)
  if (refused !== null) throw new CommandError(refused)
  throw new StatusError(
    `${error.message}\n\nUsage:  ${command.useLine}\n\nRun '${command.path} --help' for more information`,
    125,
  )
}

async function execute(cli: Cli, spec: ProgramSpec, argv: readonly string[]): Promise<number> {
  const root = new Command(spec.root, null, cli)
  const notices: string[] = []
  const notice = (text: string): void => void notices.push(text)
  const flushNotices = async (): Promise<void> => {
    if (notices.length > 0) await cli.err.write(notices.splice(0).join(''))
  }

  // The global flags, up to the first word that is none.
  const globals = root.flags
  globals.interspersed = false
  globals.notice = notice
  try {
    globals.parse(argv)
  } catch (error) {
    return flagFailure(root, error)
  }
  await flushNotices()
  const args = [...globals.args]
  spec.configure(cli, globals)
  if (cli.config.warning !== null) await cli.err.line(cli.config.warning)
  globals.interspersed = true

  if (args.length > 0 && isCompletion(args[0]!)) {
    await spec.prepare?.(cli, root)
    return complete(cli, root, args)
  }
  if (args.length > 0 && spec.plugin) {
    const status = await spec.plugin(cli, root, args)
    if (status !== null) return status
  }

  let found: { command: Command; args: readonly string[] }
  try {
    found = traverse(root, args)
  } catch (error) {
    return flagFailure(root, error)
  }
  const { command } = found
  const { flags } = command
  flags.notice = notice
  let failure: unknown = null
  try {
    flags.parse(found.args)
  } catch (error) {
    failure = error
  }
  if (failure !== null) return flagFailure(command, failure)
  // cobra prints what pflag had to say on standard output, and only when all flags were right.
  if (notices.length > 0) await cli.out.write(notices.splice(0).join(''))
  if (flags.bool('help')) {
    await showHelp(cli, spec, command, cli.out)
    return 0
  }
  if (command === root && spec.version !== null && flags.bool('version')) {
    await cli.out.line(spec.version)
    return 0
  }
  const refused = await unsupported(command)
  if (refused !== null) throw new CommandError(refused)
  const wrong = command.spec.args(command, flags.args)
  if (wrong !== null) throw new CommandError(wrong)
  if (command.spec.run) {
    await command.spec.run({ cli, command, flags, args: flags.args })
    return 0
  }
  // A group without a verb shows its help, on standard error.
  await showHelp(cli, spec, command, cli.err)
  return 0
}

export async function showHelp(
  cli: Cli,
  spec: Pick<ProgramSpec, 'prepare'>,
  command: Command,
  to: Cli['out'],
): Promise<void> {
  await spec.prepare?.(cli, command.root)
  const refused = await unsupported(command)
  if (refused !== null) {
    await to.line(refused)
    return
  }
  await hideUnsupported(command)
  await to.write(helpText(command, cli.width, to.isTerminal))
}
