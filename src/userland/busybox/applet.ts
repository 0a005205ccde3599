/**
 * The BusyBox face of commands (v1.35.0): options without abbreviations' advice, errors through bb_error_msg, and usage texts in place of
 * "Try '--help'". An applet's first argument --help prints its usage on standard error and succeeds.
 */
import type { Errno } from '../../base/abi/errno.ts'
import { strerror } from '../../base/abi/errno.ts'
import type { Program, Sys } from '../../kernel/sys/types.ts'
import { Command, Leave, leaving, load } from '../coreutils/lib/command.ts'
import { parseOptions } from '../coreutils/lib/options.ts'
import type { OptionSpec } from '../coreutils/lib/options.ts'

export const BANNER = 'BusyBox v1.35.0 (2026-11-22 04:24:55 UTC) multi-call binary.'

export interface AppletSpec extends OptionSpec {
  /** Fewest and most operands; otherwise the usage is shown. */
  readonly min?: number
  readonly max?: number
  /** Arguments are not options: the applet reads them itself. */
  readonly raw?: boolean
  /** --help is an ordinary argument (echo, test, true). */
  readonly noHelp?: boolean
  /** Exit status of a wrong use. */
  readonly failure?: number
  readonly prepare?: (args: readonly string[]) => string[]
}

/** argv[0] without its directory and a login shell's dash. */
export const appletName = (sys: Sys): string => (sys.argv[0] ?? 'busybox').replace(/^.*\//, '').replace(/^-/, '')

export async function usageText(sys: Sys, name: string): Promise<string> {
  const texts = (await load(sys, () => import('./usage.json'))).default as Record<string, string>
  const text = texts[name]
  return text === undefined ? `${BANNER}\n\nNo help available\n` : `${BANNER}\n\nUsage: ${text}`
}

export class Applet extends Command {
  /** bb_show_usage(): shows the usage and ends the applet. */
  async showUsage(status = 1): Promise<never> {
    await this.out.flush()
    await this.sys.write(2, await usageText(this.sys, this.name))
    throw new Leave(status)
  }
  /** "NAME: what: reason" */
  async perror(what: string, error: { code: Errno }): Promise<void> {
    await this.complain(`${what}: ${strerror(error.code)}`)
  }
  async perrorAndDie(what: string, error: { code: Errno }, status = 1): Promise<never> {
    return this.die(`${what}: ${strerror(error.code)}`, status)
  }
  /** A number as xatou() takes it. */
  async number(
    text: string,
    options: { min?: number; max?: number; suffixes?: Readonly<Record<string, number>> } = {},
  ): Promise<number> {
    const match = /^([-+]?\d+)([a-zA-Z]*)$/.exec(text)
    const factor = match && (match[2] === '' ? 1 : options.suffixes?.[match[2]!])
    if (!match || factor === undefined || factor === null || (match[1]!.startsWith('-') && (options.min ?? 0) >= 0))
      return this.die(`invalid number '${text}'`)
    const value = Number(match[1]) * factor
    const low = options.min ?? 0
    const high = options.max ?? Infinity
    if (value < low || value > high) return this.die(`number ${text} is not in ${low}..${high} range`)
    return value
  }
}
/** b, k, m as head, tail, od and others know them. */
export const BKM: Readonly<Record<string, number>> = { b: 512, k: 1024, m: 1024 * 1024 }

export function applet(spec: AppletSpec, main: (command: Applet) => Promise<number | void> | number | void): Program {
  return async (sys) => {
    const command = new Applet(sys, appletName(sys))
    const failure = spec.failure ?? 1
    command.usage = async (message) => {
      if (message !== undefined) await command.warn(message)
      return command.showUsage(failure)
    }
    try {
      const args = sys.argv.slice(1)
      if (args[0] === '--help' && !spec.noHelp) return await command.showUsage(0)
      if (spec.raw) command.args = args
      else {
        const parsed = parseOptions(
          spec.prepare ? spec.prepare(args) : args,
          { short: spec.short, long: spec.long ?? {} },
          sys.env['POSIXLY_CORRECT'] !== undefined,
        )
        command.options = parsed.options
        command.args = parsed.operands
        const count = command.args.length
        if (count < (spec.min ?? 0) || count > (spec.max ?? Infinity)) return await command.showUsage(failure)
      }
      const status = await main(command)
      await command.out.flush()
      return status ?? command.status
    } catch (error) {
      return leaving(command, error, async (message) => {
        await sys.write(2, `${command.name}: ${message}\n${await usageText(sys, command.name)}`)
        return failure
      })
    }
  }
}
