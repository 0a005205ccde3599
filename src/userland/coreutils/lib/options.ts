/**
 * Command lines as glibc's getopt_long(3) reads them: bundled short options, abbreviated long ones, `--`, operands anywhere (unless
 * POSIXLY_CORRECT or a leading '+'), and glibc's own words for what is wrong.
 */
export interface OptionSpec {
  /** As for getopt(3): 'ab:c::' (b wants an argument, c may have one attached). A leading '+' stops at the first operand. */
  readonly short: string
  /** Long name → key. The key is a short option's letter (its argument rule holds), or a word with '=' (required) or '=?' (optional) after it. */
  readonly long?: Readonly<Record<string, string>>
}
export interface Option {
  /** The short letter, or the key of a long one. */
  readonly key: string
  readonly value: string | undefined
  /** As typed, for messages: '-n' or '--lines'. */
  readonly flag: string
}
export interface ParsedOptions {
  readonly options: Option[]
  readonly operands: string[]
}
/** The words after the program's name, as getopt prints them. */
export class OptionError extends Error {}

type ArgumentRule = 'none' | 'required' | 'optional'

function shortRule(short: string, letter: string): ArgumentRule | undefined {
  if (letter === ':' || letter === '+') return undefined
  const at = short.indexOf(letter)
  if (at < 0) return undefined
  if (short[at + 1] !== ':') return 'none'
  return short[at + 2] === ':' ? 'optional' : 'required'
}
function longRule(spec: OptionSpec, target: string): { key: string; rule: ArgumentRule } {
  if (target.endsWith('=?')) return { key: target.slice(0, -2), rule: 'optional' }
  if (target.endsWith('=')) return { key: target.slice(0, -1), rule: 'required' }
  return { key: target, rule: target.length === 1 ? (shortRule(spec.short, target) ?? 'none') : 'none' }
}

function matchLong(spec: OptionSpec, typed: string, whole: string): string {
  const names = spec.long ?? {}
  if (Object.hasOwn(names, typed)) return typed
  const candidates = Object.keys(names).filter((name) => name.startsWith(typed))
  if (candidates.length === 0) throw new OptionError(`unrecognized option '--${whole}'`)
  // Several names of one option are not ambiguous.
  if (new Set(candidates.map((name) => names[name])).size > 1) {
    const list = candidates.map((name) => ` '--${name}'`).join('')
    throw new OptionError(`option '--${whole}' is ambiguous; possibilities:${list}`)
  }
  return candidates[0]!
}

/** Parses the arguments after argv[0]. Throws OptionError. */
export function parseOptions(args: readonly string[], spec: OptionSpec, posixly = false): ParsedOptions {
  const options: Option[] = []
  const operands: string[] = []
  const inOrder = posixly || spec.short.startsWith('+')
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (arg.length < 2 || arg[0] !== '-') {
      if (inOrder) {
        operands.push(...args.slice(i))
        break
      }
      operands.push(arg)
      continue
    }
    if (arg.startsWith('--') && spec.long) {
      const whole = arg.slice(2)
      const equals = whole.indexOf('=')
      const name = matchLong(spec, equals < 0 ? whole : whole.slice(0, equals), whole)
      const { key, rule } = longRule(spec, spec.long[name]!)
      let value = equals < 0 ? undefined : whole.slice(equals + 1)
      if (value !== undefined && rule === 'none') throw new OptionError(`option '--${name}' doesn't allow an argument`)
      if (value === undefined && rule === 'required') {
        value = args[++i]
        if (value === undefined) throw new OptionError(`option '--${name}' requires an argument`)
      }
      options.push({ key, value, flag: `--${name}` })
      continue
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!
      const rule = shortRule(spec.short, letter)
      if (!rule) throw new OptionError(`invalid option -- '${letter}'`)
      let value: string | undefined
      if (rule !== 'none') {
        if (at + 1 < arg.length) value = arg.slice(at + 1)
        else if (rule === 'required') {
          value = args[++i]
          if (value === undefined) throw new OptionError(`option requires an argument -- '${letter}'`)
        }
        at = arg.length
      }
      options.push({ key: letter, value, flag: `-${letter}` })
    }
  }
  return { options, operands }
}
