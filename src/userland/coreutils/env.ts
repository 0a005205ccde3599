/** env(1) and printenv(1). */
import { strerror } from '../../base/abi/errno.ts'
import { signalNumber } from '../../base/abi/signals.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { execStatus, execvp } from './lib/which.ts'

/** The words of env -S: blanks separate, quotes and backslashes as documented, ${VAR} expands. Throws Error with the reason. */
export function splitString(text: string, env: Readonly<Record<string, string>>): string[] {
  const words: string[] = []
  let word = ''
  let open = false
  let mode: '' | "'" | '"' = ''
  const escapes: Record<string, string> = {
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
    '#': '#',
    $: '$',
    '"': '"',
    "'": "'",
    '\\': '\\',
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (mode !== "'" && char === '\\') {
      const next = text[++i]
      if (next === undefined) throw new Error('invalid backslash at end of string in -S')
      if (next === 'c' && !mode) break
      if (next === '_') {
        if (mode) word += ' '
        else if (open) {
          words.push(word)
          word = ''
          open = false
        }
        continue
      }
      if (!(next in escapes)) throw new Error(`invalid sequence '\\${next}' in -S`)
      word += escapes[next]!
      open = true
      continue
    }
    if (mode !== "'" && char === '$') {
      const variable = /^\$\{([A-Za-z_]\w*)\}/.exec(text.slice(i))
      if (!variable) throw new Error(`only \${VARNAME} expansion is supported, error at: ${text.slice(i)}`)
      word += env[variable[1]!] ?? ''
      open = true
      i += variable[0].length - 1
      continue
    }
    if (mode === '' && (char === "'" || char === '"')) {
      mode = char
      open = true
    } else if (char === mode) mode = ''
    else if (!mode && /[ \t\n\v\f\r]/.test(char)) {
      if (open) words.push(word)
      word = ''
      open = false
    } else if (!mode && char === '#' && !open) break
    else {
      word += char
      open = true
    }
  }
  if (mode) throw new Error('no terminating quote in -S string')
  if (open) words.push(word)
  return words
}

/** Puts the words of -S in place of the option. */
function expandSplit(args: readonly string[], env: Readonly<Record<string, string>>): string[] {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--' || !arg.startsWith('-') || arg === '-') break
    const long = /^--split-string=(.*)$/s.exec(arg)
    const short = /^-([0iv]*)S(.*)$/s.exec(arg)
    if (!long && !short) {
      if (arg === '-u' || arg === '-C') i++
      continue
    }
    const attached = long ? long[1]! : short![2]!
    const text = attached !== '' || long ? attached : (args[i + 1] ?? '')
    const rest = args.slice(attached !== '' || long ? i + 1 : i + 2)
    const flags = short?.[1] ? [`-${short[1]}`] : []
    return [...args.slice(0, i), ...flags, ...splitString(text, env), ...rest]
  }
  return [...args]
}

export const env = gnu(
  {
    help: 'env',
    short: '+C:iu:v0',
    usageStatus: 125,
    long: {
      'ignore-environment': 'i',
      null: '0',
      unset: 'u',
      chdir: 'C',
      debug: 'v',
      'default-signal': 'default-signal=?',
      'ignore-signal': 'ignore-signal=?',
      'block-signal': 'block-signal=?',
      'list-signal-handling': 'list-signal-handling',
      'split-string': 'split-string=',
    },
    prepare: (args) => expandSplit(args, {}),
  },
  async (command) => {
    const { sys } = command
    let args = [...command.args]
    if (command.has('i') || args[0] === '-') sys.env = {}
    if (args[0] === '-') args = args.slice(1)
    for (const option of command.options) {
      if (option.key === 'u') {
        if (option.value === '' || option.value!.includes('='))
          await command.die(`cannot unset ${quote(option.value!)}: Invalid argument`, 125)
        delete sys.env[option.value!]
      } else if (option.key.endsWith('-signal') || option.key === 'list-signal-handling') {
        if (option.key !== 'ignore-signal' && option.key !== 'default-signal')
          await command.die(`${option.flag} is not simulated yet`, 125)
        const how = option.key === 'ignore-signal' ? 'ignore' : 'default'
        for (const name of (option.value ?? '').split(',').filter(Boolean)) {
          const signal = signalNumber(name)
          if (signal === undefined) await command.die(`${quote(name)}: invalid signal`, 125)
          else sys.signal(signal, how)
        }
      }
    }
    let at = 0
    for (; at < args.length && args[at]!.includes('='); at++) {
      const equals = args[at]!.indexOf('=')
      sys.env[args[at]!.slice(0, equals)] = args[at]!.slice(equals + 1)
    }
    const program = args.slice(at)
    const end = command.has('0') ? '\0' : '\n'
    const directory = command.value('C')
    if (!program.length) {
      if (directory !== undefined) await command.usage('must specify command with --chdir (-C)')
      for (const [name, value] of Object.entries(sys.env)) await command.put(`${name}=${value}${end}`)
      return 0
    }
    if (command.has('0')) await command.usage('cannot specify --null (-0) with command')
    if (directory !== undefined) {
      const moved = await tryAsync(() => sys.chdir(directory))
      if (isError(moved))
        await command.die(`cannot change directory to ${quoteaf(directory)}: ${strerror(moved.code)}`, 125)
    }
    const failure = await tryAsync(() => execvp(sys, program))
    if (!isError(failure)) return 0
    const advice =
      failure.code === 'ENOENT' && /\s/.test(program[0]!)
        ? `\n${command.name}: use -[v]S to pass options in shebang lines`
        : ''
    await command.warn(`${quote(program[0]!)}: ${strerror(failure.code)}${advice}`)
    return execStatus(failure)
  },
)

export const printenv = gnu({ help: 'printenv', short: '+0', long: { null: '0' }, usageStatus: 2 }, async (command) => {
  const end = command.has('0') ? '\0' : '\n'
  const { env: variables } = command.sys
  if (!command.args.length)
    for (const [name, value] of Object.entries(variables)) await command.put(`${name}=${value}${end}`)
  for (const name of command.args) {
    if (variables[name] === undefined) command.status = 1
    else await command.put(`${variables[name]}${end}`)
  }
})
