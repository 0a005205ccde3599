/** xargs(1) of GNU findutils. */
import { strerror } from '../../base/abi/errno.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { quote } from './lib/quote.ts'
import { XargsRun } from './lib/xargs-core.ts'
import type { XargsOptions } from './lib/xargs-core.ts'

/** A character or an escape, as -d takes it. */
function delimiterOf(text: string): string | undefined {
  const escapes: Record<string, string> = {
    '\\a': '\x07',
    '\\b': '\b',
    '\\f': '\f',
    '\\n': '\n',
    '\\r': '\r',
    '\\t': '\t',
    '\\v': '\v',
    '\\\\': '\\',
    '\\0': '\0',
  }
  if ([...text].length === 1) return text
  if (text in escapes) return escapes[text]
  const code = /^\\x([0-9a-fA-F]{1,2})$/.exec(text)
  if (code) return String.fromCharCode(parseInt(code[1]!, 16))
  const octal = /^\\([0-7]{1,3})$/.exec(text)
  return octal ? String.fromCharCode(parseInt(octal[1]!, 8)) : undefined
}
async function positive(command: Command, letter: string, text: string, least: number): Promise<number> {
  if (!/^-?\d+$/.test(text)) await command.usage(`invalid number "${text}" for -${letter} option`)
  if (Number(text) < least) await command.usage(`value ${Number(text)} for -${letter} option should be >= ${least}`)
  return Number(text)
}

export const xargs = gnu(
  {
    help: 'xargs',
    short: '+0a:E:e::i::I:l::L:n:prs:txP:d:o',
    long: {
      null: '0',
      'arg-file': 'a',
      delimiter: 'd',
      eof: 'e',
      replace: 'i',
      'max-lines': 'l',
      'max-args': 'n',
      'open-tty': 'o',
      interactive: 'p',
      'no-run-if-empty': 'r',
      'max-chars': 's',
      verbose: 't',
      'show-limits': 'show-limits',
      exit: 'x',
      'max-procs': 'P',
      'process-slot-var': 'process-slot-var=',
    },
  },
  async (command) => {
    const o: XargsOptions = {
      delimiter: undefined,
      eof: undefined,
      replace: undefined,
      maxArgs: Infinity,
      maxLines: Infinity,
      maxChars: 131072,
      exitIfTooLong: false,
      noRunIfEmpty: false,
      trace: false,
      prompt: false,
      parallel: 1,
    }
    let file = '-'
    const exclusive = async (now: string, before: string): Promise<void> => {
      await command.warn(
        `warning: options ${before} and ${now} are mutually exclusive, ignoring previous ${before} value`,
      )
    }
    for (const { key, value } of command.options) {
      switch (key) {
        case '0':
          o.delimiter = '\0'
          break
        case 'a':
          file = value!
          break
        case 'd': {
          const delimiter = delimiterOf(value!)
          if (delimiter === undefined)
            await command.die(
              `Invalid input delimiter specification ${value}: the delimiter must be either a single character or an escape sequence starting with \\.`,
            )
          o.delimiter = delimiter
          break
        }
        case 'E':
        case 'e':
          o.eof = value === undefined || value === '' ? undefined : value
          break
        case 'I':
        case 'i':
          if (o.maxArgs !== Infinity) await exclusive('--replace/-I/-i', '--max-args')
          if (o.maxLines !== Infinity) await exclusive('--replace/-I/-i', '--max-lines')
          o.replace = value ?? '{}'
          o.maxArgs = o.maxLines = Infinity
          break
        case 'l':
        case 'L':
          o.maxLines = await positive(command, key, value ?? '1', 1)
          if (o.replace !== undefined) await exclusive(key === 'l' ? '--max-lines/-l' : '--max-lines', '--replace')
          o.replace = undefined
          o.maxArgs = Infinity
          break
        case 'n':
          o.maxArgs = await positive(command, key, value!, 1)
          if (o.replace !== undefined && o.maxArgs !== 1) {
            await exclusive('--max-args', '--replace')
            o.replace = undefined
          }
          o.maxLines = Infinity
          break
        case 'p':
          o.prompt = true
          break
        case 'r':
          o.noRunIfEmpty = true
          break
        case 's':
          o.maxChars = await positive(command, key, value!, 1)
          break
        case 't':
          o.trace = true
          break
        case 'x':
          o.exitIfTooLong = true
          break
        case 'P':
          o.parallel = (await positive(command, key, value!, 0)) || Infinity
          break
        default:
          await command.die(`--${key} is not simulated yet`)
      }
    }
    const input = await tryAsync(() => openInput(command.sys, file))
    if (isError(input)) return command.die(`Cannot open input file ${quote(file)}: ${strerror(input.code)}`)
    const run = new XargsRun(command, o, {
      unmatched: (kind) =>
        command.die(`unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`),
      tooLong: () => command.die('cannot fit single argument within argument list size limit'),
      cannotRun: (name, reason, status) => command.die(`${name}: ${reason}`, status),
      died: (name, how) =>
        how.kind === 'signaled'
          ? command.die(`${name}: terminated by signal ${how.signal}`, 125)
          : command.die(`${name}: exited with status 255; aborting`, 124),
    })
    return run.run(command.args, input.fd)
  },
)
