/** BusyBox: find, xargs. */
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { FindError, FindParser } from '../coreutils/lib/find/expression.ts'
import type { FindOptions } from '../coreutils/lib/find/expression.ts'
import { FindRun } from '../coreutils/lib/find/walk.ts'
import { openInput } from '../coreutils/lib/io.ts'
import { XargsRun } from '../coreutils/lib/xargs-core.ts'
import { applet } from './applet.ts'

/** GNU's message in BusyBox's words; undefined asks for the usage with what was not recognised. */
function words(message: string): { text: string; usage: boolean } {
  let m: RegExpExecArray | null
  const say = (text: string, usage = false): { text: string; usage: boolean } => ({ text, usage })
  if ((m = /^missing argument to `(.*)'$/.exec(message))) return say(`${m[1]} requires an argument`)
  if ((m = /^unknown predicate `(.*)'$/.exec(message)) || (m = /^paths must precede expression: `(.*)'$/.exec(message)))
    return say(`unrecognized: ${m[1]}`, true)
  if ((m = /^Unknown argument to (-x?type): (.*)$/.exec(message))) return say(`invalid argument '${m[2]}' to '${m[1]}'`)
  if (
    (m = /^Expected a positive decimal integer argument to \S+, but got ‘(.*)’$/.exec(message)) ||
    (m = /^invalid argument `[-+]?(.*)' to `/.exec(message)) ||
    (m = /^invalid -size type `(.*)'$/.exec(message))
  )
    return say(`invalid number '${m[1]}'`)
  if ((m = /^invalid mode ‘(.*)’$/.exec(message))) return say(`invalid mode '${m[1]}'`)
  if ((m = /^‘(.*)’ is not the name of a known user$/.exec(message))) return say(`unknown user ${m[1]}`)
  if ((m = /^‘(.*)’ is not the name of an existing group$/.exec(message))) return say(`unknown group ${m[1]}`)
  if ((m = /^‘(.*)’: (.*)$/.exec(message))) return say(`can't stat '${m[1]}': ${m[2]}`)
  if (/expecting to find a '\)'|expected to find a '\)'/.test(message)) return say("unpaired '('")
  if (/too many '\)'/.test(message)) return say('unrecognized: )', true)
  return say(message)
}

export const find = applet({ short: '', raw: true }, async (command) => {
  const args = [...command.args]
  let follow: FindOptions['follow'] = 'P'
  for (; args.length && /^-[HLP]$/.test(args[0]!); args.shift()) follow = args[0]![1] as FindOptions['follow']
  const at = args.findIndex((word) => /^(-.|\(|!$|,$)/.test(word))
  const paths = at < 0 ? args : args.slice(0, at)
  // An operator without a right-hand side is taken as true.
  const rest = at < 0 ? [] : args.slice(at)
  if (/^(-o|-or|-a|-and|!|-not)$/.test(rest.at(-1) ?? '')) rest.push('-true')
  let run: FindRun
  try {
    run = new FindRun(command, new FindParser(command.sys, rest, follow).parse(), {
      problem: (path, reason) => command.complain(`${path}: ${reason}`),
      loop: async (path) => command.complain(`warning: ${path}: loop detected`),
      cannotDelete: (path, reason) => command.complain(`${path}: ${reason}`),
    })
  } catch (error) {
    if (!(error instanceof FindError)) throw error
    const { text, usage } = words(error.message)
    return usage ? command.usage(text) : command.die(text)
  }
  run.quoted = false
  await run.run(paths.length ? paths : ['.'])
  return command.status
})

export const xargs = applet({ short: '+trn:s:e::E:I:0a:xP:p', long: { 'no-run-if-empty': 'r' } }, async (command) => {
  const file = command.value('a') ?? '-'
  const input = await tryAsync(() => openInput(command.sys, file))
  if (isError(input)) return command.perrorAndDie(`can't open '${file}'`, input)
  const parallel = command.value('P')
  const count = command.value('n')
  const size = command.value('s')
  const eof = command.options.findLast((option) => option.key === 'e' || option.key === 'E')?.value
  const run = new XargsRun(
    command,
    {
      delimiter: command.has('0') ? '\0' : undefined,
      eof: eof === '' ? undefined : eof,
      replace: command.value('I'),
      maxArgs: count === undefined ? Infinity : await command.number(count, { min: 1 }),
      maxLines: Infinity,
      maxChars: size === undefined ? 32768 : await command.number(size, { min: 1 }),
      exitIfTooLong: command.has('x'),
      noRunIfEmpty: command.has('r'),
      trace: command.has('t'),
      prompt: command.has('p'),
      parallel: parallel === undefined ? 1 : (await command.number(parallel)) || Infinity,
    },
    {
      unmatched: (kind) => command.die(`unmatched ${kind} quote`),
      tooLong: () => command.die('argument line too long'),
      cannotRun: (name, reason, status) => command.die(`${name}: ${reason}`, status),
      died: (name, how) =>
        how.kind === 'signaled'
          ? command.die(`'${name}' terminated by signal ${how.signal}`, 125)
          : command.die(`${name}: exited with status 255; aborting`, 124),
    },
  )
  return run.run(command.args, input.fd)
})
