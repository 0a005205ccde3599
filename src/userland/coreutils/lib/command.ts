/**
 * What every command shares: its context (options, operands, buffered output, messages), the way it leaves, and the GNU face: --help,
 * --version, "Try 'NAME --help' for more information.", close_stdout(3)'s write errors. The BusyBox face is in ../../busybox/applet.ts.
 */
import { SysError, strerror } from '../../../base/abi/errno.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { Out } from './io.ts'
import { OptionError, parseOptions } from './options.ts'
import type { Option, OptionSpec } from './options.ts'

/** Ends the command from anywhere inside it; what is buffered is written. */
export class Leave extends Error {
  readonly status: number
  constructor(status: number) {
    super(`exit ${status}`)
    this.status = status
  }
}
/** Standard output could not be written. */
export class WriteError extends Error {
  readonly reason: SysError
  constructor(reason: SysError) {
    super(reason.message)
    this.reason = reason
  }
}

class CommandOut extends Out {
  override async flush(): Promise<void> {
    try {
      await super.flush()
    } catch (error) {
      if (error instanceof SysError) throw new WriteError(error)
      throw error
    }
  }
}

export class Command {
  readonly sys: Sys
  /** As messages name it. */
  readonly name: string
  readonly out: Out
  options: Option[] = []
  args: string[] = []
  /** The status that the command returns when nothing else is said. */
  status = 0
  /** The face's own way to tell of a wrong use; prints what follows the message and leaves. */
  usage: (message?: string, status?: number) => Promise<never>
  constructor(sys: Sys, name: string) {
    this.sys = sys
    this.name = name
    this.out = new CommandOut(sys)
    this.usage = async () => {
      throw new Leave(1)
    }
  }
  /** Was this key given? */
  has(key: string): boolean {
    return this.options.some((option) => option.key === key)
  }
  /** The last value of a key. */
  value(key: string): string | undefined {
    return this.options.findLast((option) => option.key === key)?.value
  }
  /** Which of these keys came last, for options that override each other. */
  last(keys: string): string | undefined {
    return this.options.findLast((option) => option.key.length === 1 && keys.includes(option.key))?.key
  }
  put(data: Uint8Array | string): Promise<void> | void {
    return this.out.put(data)
  }
  /** "NAME: message" on standard error, after what was buffered for standard output (as error(3) does). */
  async warn(message: string): Promise<void> {
    await this.out.flush()
    await this.sys.write(2, `${this.name}: ${message}\n`)
  }
  /** warn(), and the command's status becomes `status`. */
  async complain(message: string, status = 1): Promise<void> {
    this.status = status
    await this.warn(message)
  }
  async die(message: string, status = 1): Promise<never> {
    await this.warn(message)
    throw new Leave(status)
  }
}

/** The result of `fn`, or the SysError it failed with. */
export async function tryAsync<T>(fn: () => Promise<T> | T): Promise<T | SysError> {
  try {
    return await fn()
  } catch (error) {
    if (error instanceof SysError) return error
    throw error
  }
}
export const isError = (value: unknown): value is SysError => value instanceof SysError

/** Runs a dynamic import while simulated time stands still. */
export function load<T>(sys: Sys, importer: () => Promise<T>): Promise<T> {
  return sys.load ? sys.load(importer) : importer()
}

export interface GnuSpec extends OptionSpec {
  /** Key of its help text; the command's own name unless told otherwise. */
  readonly help: string
  /** A wrong use prints all of the help instead of "Try …". */
  readonly onWrongUse?: 'help'
  /** The name in messages, when it is not argv[0]. */
  readonly name?: string
  /** Printed before "Try …" as "Usage: NAME SYNOPSIS". */
  readonly synopsis?: string
  /** Exit status of a wrong use (1 unless told otherwise). */
  readonly usageStatus?: number
  /** Its arguments are no options unless --help or --version stands alone (echo, expr, test). */
  readonly bare?: boolean
  /** Knows neither --help nor --version (mawk). */
  readonly noInfo?: boolean
  /** In place of "Try 'NAME --help' for more information.". */
  readonly advice?: string
  /** Rewrites the arguments before they are parsed; may throw an OptionError. */
  readonly prepare?: (args: readonly string[]) => string[]
}

/** The recorded help text of a command; undefined where there is none. */
export async function helpOf(sys: Sys, name: string): Promise<string | undefined> {
  const texts = (await load(sys, () => import('../help/gnu.json'))).default as Record<string, { help?: string }>
  return texts[name]?.help
}
/** What --help or --version prints. */
async function infoText(command: Command, spec: GnuSpec, which: 'help' | 'version'): Promise<string> {
  const texts = (await load(command.sys, () => import('../help/gnu.json'))).default as Record<
    string,
    { help?: string; version?: string }
  >
  const text = texts[spec.help]?.[which] ?? ''
  const base = spec.help
  if (command.name === base) return text
  return text
    .replaceAll(`Usage: ${base}`, `Usage: ${command.name}`)
    .replaceAll(`  or:  ${base}`, `  or:  ${command.name}`)
}
export async function printInfo(command: Command, spec: GnuSpec, which: 'help' | 'version'): Promise<void> {
  await command.put(await infoText(command, spec, which))
}

/** A program with GNU's manners. */
export function gnu(spec: GnuSpec, main: (command: Command) => Promise<number | void> | number | void): Program {
  return async (sys) => {
    const command = new Command(sys, spec.name ?? sys.argv[0] ?? spec.help)
    const wrong = spec.usageStatus ?? 1
    const advice =
      spec.advice ??
      `${spec.synopsis === undefined ? '' : `Usage: ${command.name} ${spec.synopsis}\n`}Try '${command.name} --help' for more information.\n`
    const advise = async (): Promise<string> =>
      spec.onWrongUse === 'help'
        ? (await infoText(command, spec, 'help')).replace(/^E-mail bug reports.*\n/m, '')
        : advice
    command.usage = async (message, status) => {
      await command.out.flush()
      await sys.write(2, (message === undefined ? '' : `${command.name}: ${message}\n`) + (await advise()))
      throw new Leave(status ?? wrong)
    }
    try {
      const args = sys.argv.slice(1)
      if (spec.bare) {
        command.args = args
        if (args.length === 1 && args[0] === '--help' && !spec.noInfo) {
          await printInfo(command, spec, 'help')
          throw new Leave(0)
        }
        if (args.length === 1 && args[0] === '--version' && !spec.noInfo) {
          await printInfo(command, spec, 'version')
          throw new Leave(0)
        }
      } else {
        const parsed = parseOptions(
          spec.prepare ? spec.prepare(args) : args,
          { short: spec.short, long: { help: '--help', version: '--version', ...spec.long } },
          sys.env['POSIXLY_CORRECT'] !== undefined,
        )
        command.options = parsed.options
        command.args = parsed.operands
        const info = parsed.options.find((option) => option.key === '--help' || option.key === '--version')
        if (info) {
          await printInfo(command, spec, info.key === '--help' ? 'help' : 'version')
          throw new Leave(0)
        }
      }
      const status = await main(command)
      await command.out.flush()
      return status ?? command.status
    } catch (error) {
      return leaving(command, error, async (message) => {
        await sys.write(2, `${command.name}: ${message}\n${await advise()}`)
        return wrong
      })
    }
  }
}

/** Turns what a command threw into its exit status; rethrows what unwinds the process. */
export async function leaving(
  command: Command,
  error: unknown,
  wrongUse: (message: string) => Promise<number>,
): Promise<number> {
  try {
    if (error instanceof Leave) {
      await command.out.flush()
      return error.status
    }
    if (error instanceof OptionError) {
      await command.out.flush()
      return await wrongUse(error.message)
    }
    if (error instanceof SysError) {
      await command.warn(error.message)
      return 1
    }
  } catch (later) {
    if (!(later instanceof WriteError)) throw later
    error = later
  }
  if (error instanceof WriteError) {
    await command.sys.write(2, `${command.name}: write error: ${strerror(error.reason.code)}\n`)
    return 1
  }
  throw error
}
