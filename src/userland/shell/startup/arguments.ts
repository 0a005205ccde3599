/** The command lines of bash, dash and ash. */
import type { Shell } from '../state/shell.ts'
import { setOptions, SHOPT_ORDER } from '../state/options.ts'

export interface Invocation {
  /** -c: the commands. */
  command?: string
  commandGiven: boolean
  /** -s */
  standardInput: boolean
  /** -i */
  interactive: boolean
  /** -l, --login, or argv[0] begins with '-'. */
  login: boolean
  noProfile: boolean
  noRc: boolean
  rcFile?: string
  noEditing: boolean
  restricted: boolean
  /** set options by long name, shopt options by name. */
  set: [string, boolean][]
  shopt: [string, boolean][]
  rest: string[]
}
/** Says something and ends the shell. */
export class InvocationError {
  readonly output: string
  readonly status: number
  readonly toStdout: boolean
  constructor(output: string, status: number, toStdout = false) {
    this.output = output
    this.status = status
    this.toStdout = toStdout
  }
}

const LONG_OPTIONS = [
  'debug',
  'debugger',
  'dump-po-strings',
  'dump-strings',
  'help',
  'init-file',
  'login',
  'noediting',
  'noprofile',
  'norc',
  'posix',
  'pretty-print',
  'rcfile',
  'restricted',
  'verbose',
  'version',
]
const VERSION = `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`
function usageText(name: string): string {
  return `Usage:\t${name} [GNU long option] [option] ...
\t${name} [GNU long option] [option] script-file ...
GNU long options:
${LONG_OPTIONS.map((option) => `\t--${option}\n`).join('')}Shell options:
\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)
\t-abefhkmnptuvxBCEHPT or -o option
`
}

export function parseBash(name: string, argv: readonly string[]): Invocation {
  const invocation: Invocation = {
    commandGiven: false,
    standardInput: false,
    interactive: false,
    login: (argv[0] ?? '').startsWith('-'),
    noProfile: false,
    noRc: false,
    noEditing: false,
    restricted: /(^|\/)-?rbash$/.test(argv[0] ?? ''),
    set: [],
    shopt: [],
    rest: [],
  }
  const args = argv.slice(1)
  let at = 0
  for (; at < args.length; at++) {
    const arg = args[at]!
    const long = /^--?([a-z-]{2,})$/.exec(arg)?.[1]
    if (!long || arg === '--') break
    if (!LONG_OPTIONS.includes(long)) {
      if (arg.startsWith('--')) throw new InvocationError(`${name}: ${arg}: invalid option\n${usageText(name)}`, 2)
      break
    }
    const value = (): string => {
      const next = args[++at]
      if (next === undefined) throw new InvocationError(`${name}: ${long}: option requires an argument\n`, 2)
      return next
    }
    switch (long) {
      case 'help':
        throw new InvocationError(
          `GNU bash, version 5.2.15(1)-release-(x86_64-pc-linux-gnu)\n${usageText(name)}Type \`${name} -c "help set"' for more information about shell options.\nType \`${name} -c help' for more information about shell builtin commands.\nUse the \`bashbug' command to report bugs.\n\nbash home page: <http://www.gnu.org/software/bash>\nGeneral help using GNU software: <http://www.gnu.org/gethelp/>\n`,
          0,
          true,
        )
      case 'version':
        throw new InvocationError(VERSION, 0, true)
      case 'login':
        invocation.login = true
        break
      case 'noediting':
        invocation.noEditing = true
        break
      case 'noprofile':
        invocation.noProfile = true
        break
      case 'norc':
        invocation.noRc = true
        break
      case 'rcfile':
      case 'init-file':
        invocation.rcFile = value()
        break
      case 'posix':
        invocation.set.push(['posix', true])
        break
      case 'restricted':
        invocation.restricted = true
        break
      case 'verbose':
        invocation.set.push(['verbose', true])
        break
      case 'debug':
        break
      default:
        throw new InvocationError(`${name}: --${long}: is not simulated yet\n`, 2)
    }
  }
  const letters: readonly (readonly [string, string])[] = setOptions({ bash: true } as Shell['dialect'])
  let wantsCommand = false
  for (; at < args.length; at++) {
    const arg = args[at]!
    if (!/^[-+]./.test(arg) && arg !== '-') break
    if (arg === '--' || arg === '-') {
      at++
      break
    }
    const on = arg[0] === '-'
    for (const letter of arg.slice(1)) {
      if (letter === 'c') wantsCommand = true
      else if (letter === 's') invocation.standardInput = true
      else if (letter === 'i') invocation.interactive = true
      else if (letter === 'l') invocation.login = true
      else if (letter === 'r') invocation.restricted = true
      else if (letter === 'D') throw new InvocationError(`${name}: -D: is not simulated yet\n`, 2)
      else if (letter === 'o' || letter === 'O') {
        const value = args[++at]
        if (value === undefined) throw new InvocationError(`${name}: ${arg}: option requires an argument\n`, 2)
        if (letter === 'o') {
          if (!letters.some(([long]) => long === value))
            throw new InvocationError(`${name}: line 0: ${name}: ${value}: invalid option name\n`, 2)
          invocation.set.push([value, on])
        } else {
          if (!SHOPT_ORDER.includes(value))
            throw new InvocationError(`${name}: ${value}: invalid shell option name\n`, 2)
          invocation.shopt.push([value, on])
        }
      } else {
        const option = letters.find(([, short]) => short === letter)
        if (!option) throw new InvocationError(`${name}: ${arg[0]!}${letter}: invalid option\n${usageText(name)}`, 2)
        invocation.set.push([option[0], on])
      }
    }
  }
  invocation.rest = args.slice(at)
  if (wantsCommand) takeCommand(invocation, `${name}: -c: option requires an argument\n`)
  return invocation
}

function takeCommand(invocation: Invocation, error: string): void {
  const command = invocation.rest.shift()
  if (command === undefined) throw new InvocationError(error, 2)
  invocation.command = command
  invocation.commandGiven = true
}

export function parseAlmquist(sh: Pick<Shell, 'dialect'>, name: string, argv: readonly string[]): Invocation {
  const { dialect } = sh
  const dash = dialect.name === 'dash'
  const invocation: Invocation = {
    commandGiven: false,
    standardInput: false,
    interactive: false,
    login: (argv[0] ?? '').startsWith('-'),
    noProfile: false,
    noRc: false,
    noEditing: false,
    restricted: false,
    set: [],
    shopt: [],
    rest: [],
  }
  const illegal = (text: string): InvocationError =>
    new InvocationError(dash ? `${name}: 0: Illegal option ${text}\n` : `${name}: illegal option ${text}\n`, 2)
  const args = argv.slice(1)
  const table = setOptions(dialect)
  let at = 0
  let wantsCommand = false
  for (; at < args.length; at++) {
    const arg = args[at]!
    if (!/^[-+]/.test(arg)) break
    if (arg === '--' || arg === '-') {
      at++
      break
    }
    const on = arg[0] === '-'
    if (!dash && arg === '--login') {
      invocation.login = true
      continue
    }
    // ash knows no other long option, and says nothing of them.
    if (!dash && arg.startsWith('--')) continue
    for (const letter of arg.slice(1)) {
      if (letter === 'c' && on) wantsCommand = true
      else if (letter === 'l') invocation.login = on
      else if (letter === 's') invocation.standardInput = on
      else if (letter === 'i') invocation.interactive = on
      else if (letter === 'o') {
        const value = args[++at]
        if (value === undefined) continue
        if (!table.some(([long]) => long === value)) throw illegal(`${on ? '-' : '+'}o ${value}`)
        invocation.set.push([value, on])
      } else {
        const option = table.find(([, short]) => short === letter)
        if (!option) throw illegal(`${arg[0]!}${letter}`)
        invocation.set.push([option[0], on])
      }
    }
  }
  invocation.rest = args.slice(at)
  if (wantsCommand)
    takeCommand(invocation, dash ? `${name}: 0: -c requires an argument\n` : `${name}: -c requires an argument\n`)
  return invocation
}
