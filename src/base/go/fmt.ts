/** fmt.Sprintf, Sprint and Sprintln over typed values: all verbs and flags that make sense without Go's own memory (%p is not there). */
import { formatFloat } from './float.ts'
import { formatDuration } from './duration.ts'
import { quote, quoteRaw, quoteRune, unicodePoint, unicodePointQuoted } from './quote.ts'
import { formatTime, parseRfc3339 } from './time.ts'
import { INT, STRING, type GoType, type Value } from './types.ts'

interface Flags {
  minus: boolean
  plus: boolean
  /** %+v */
  names: boolean
  sharp: boolean
  space: boolean
  zero: boolean
  width: number | null
  precision: number | null
}
const NO_FLAGS: Flags = {
  minus: false,
  plus: false,
  names: false,
  sharp: false,
  space: false,
  zero: false,
  width: null,
  precision: null,
}

/** A value given to Sprintf: typed, a JavaScript string, a whole number (int), or null (nil). */
export type Operand = Value | string | number | null
const operand = (item: Operand): Value | null =>
  item === null
    ? null
    : typeof item === 'string'
      ? { t: STRING, v: item }
      : typeof item === 'number'
        ? { t: INT, v: item }
        : item
/** What an interface holds. */
function concrete(value: Value | null): Value | null {
  return value !== null && value.t.kind === 'interface' ? concrete(value.v as Value | null) : value
}

export function sprintf(format: string, ...args: readonly Operand[]): string {
  const values = args.map((arg) => concrete(operand(arg)))
  let out = ''
  let next = 0
  let reordered = false
  const pattern = /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:\.(?:\[(\d+)\])?(\*|\d*))?(?:\[(\d+)\])?(.|$)/gsu
  let last = 0
  const star = (): number | null => {
    const value = values[next++]
    return value && value.t.kind === 'int' ? Number(value.v) : null
  }
  for (const match of format.matchAll(pattern)) {
    out += format.slice(last, match.index)
    last = match.index + match[0].length
    const [, marks, index1, width, index2, precision, index3, verb] = match
    const flags: Flags = {
      ...NO_FLAGS,
      minus: marks!.includes('-'),
      plus: marks!.includes('+'),
      sharp: marks!.includes('#'),
      space: marks!.includes(' '),
      zero: marks!.includes('0') && !marks!.includes('-'),
    }
    const jump = (index: string | undefined): void => {
      if (index === undefined) return
      next = Number(index) - 1
      reordered = true
    }
    jump(index1)
    if (width === '*') {
      flags.width = star()
      if (flags.width === null) out += '%!(BADWIDTH)'
      else if (flags.width < 0) {
        flags.width = -flags.width
        flags.minus = true
        flags.zero = false
      }
    } else if (width !== undefined) flags.width = Number(width)
    jump(index2)
    if (precision === '*') {
      flags.precision = star()
      if (flags.precision === null) out += '%!(BADPREC)'
    } else if (precision !== undefined) flags.precision = Number(precision)
    jump(index3)
    if (!verb) {
      out += '%!(NOVERB)'
      break
    }
    if (verb === '%') {
      out += '%'
      continue
    }
    if (next >= values.length || next < 0) {
      out += reordered ? `%!${verb}(BADINDEX)` : `%!${verb}(MISSING)`
      continue
    }
    // With %v, + asks for field names and # for Go syntax; neither touches the numbers inside.
    if (verb === 'v' && flags.plus) {
      flags.plus = false
      flags.names = true
    }
    out += formatValue(values[next++]!, verb, flags)
  }
  out += format.slice(last)
  if (!reordered && next < values.length) {
    const extra = values
      .slice(next)
      .map((value) => (value === null ? '<nil>' : `${value.t.name}=${formatValue(value, 'v', NO_FLAGS)}`))
    out += `%!(EXTRA ${extra.join(', ')})`
  }
  return out
}

/** fmt.Sprint: a space between operands when neither is a string. */
export function sprint(...args: readonly Operand[]): string {
  let out = ''
  args.forEach((arg, i) => {
    const value = concrete(operand(arg))
    if (i > 0 && !isString(value) && !isString(concrete(operand(args[i - 1]!)))) out += ' '
    out += formatValue(value, 'v', NO_FLAGS)
  })
  return out
}
/** fmt.Sprintln: always spaces, and a newline. */
export const sprintln = (...args: readonly Operand[]): string =>
  `${args.map((arg) => formatValue(concrete(operand(arg)), 'v', NO_FLAGS)).join(' ')}\n`
const isString = (value: Value | null): boolean => value !== null && value.t.kind === 'string'

function pad(text: string, flags: Flags, zeros = false): string {
  const length = [...text].length
  if (flags.width === null || length >= flags.width) return text
  const fill = flags.width - length
  if (flags.minus) return text + ' '.repeat(fill)
  if (!zeros || !flags.zero) return ' '.repeat(fill) + text
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + '0'.repeat(fill) + text.slice(sign.length)
}
const bad = (value: Value, verb: string): string => `%!${verb}(${value.t.name}=${formatValue(value, 'v', NO_FLAGS)})`

function formatValue(value: Value | null, verb: string, flags: Flags, depth = 0): string {
  if (value === null) return verb === 'v' || verb === 'T' ? pad('<nil>', flags) : `%!${verb}(<nil>)`
  if (verb === 'T') return pad(value.t.name, flags)
  const { t, v } = value
  if (t.kind === 'interface') return v === null ? '<nil>' : formatValue(v as Value, verb, flags, depth)
  if ('vsxXq'.includes(verb) && !flags.sharp) {
    const text = stringOf(t, v)
    if (text !== null) return formatString(text, verb === 'v' ? 's' : verb, flags)
  }
  switch (t.kind) {
    case 'bool':
      return verb === 'v' || verb === 't' ? pad(String(v as boolean), flags) : bad(value, verb)
    case 'int':
    case 'uint':
      return formatInteger(value, verb, flags)
    case 'float':
      return formatFloating(value, verb, flags)
    case 'string':
      return 'vsqxX'.includes(verb)
        ? formatString(v as string, verb === 'v' ? (flags.sharp ? 'q' : 's') : verb, flags)
        : bad(value, verb)
    case 'slice':
    case 'array':
      if (typeof v === 'string') return formatString(v, verb, flags)
      return formatList(value, verb, flags, depth)
    case 'map': {
      const entries = [...((v as Map<string, unknown> | null) ?? new Map<string, unknown>())].sort((a, b) =>
        a[0] < b[0] ? -1 : 1,
      )
      const items = entries.map(
        ([key, item]) =>
          `${formatValue({ t: t.key!, v: key }, verb, flags, depth + 1)}:${formatValue({ t: t.elem!, v: item }, verb, flags, depth + 1)}`,
      )
      return flags.sharp && verb === 'v' ? `${t.name}{${items.join(', ')}}` : `map[${items.join(' ')}]`
    }
    case 'struct': {
      const items = t.fields!.map((field) => {
        const text = formatValue(
          { t: field.type, v: (v as Record<string, unknown>)[field.name] },
          verb,
          flags,
          depth + 1,
        )
        return flags.names || flags.sharp ? `${field.name}:${text}` : text
      })
      return flags.sharp && verb === 'v' ? `${t.name}{${items.join(', ')}}` : `{${items.join(' ')}}`
    }
    case 'ptr': {
      if (v === null) return verb === 'v' ? pad('<nil>', flags) : `%!${verb}(${t.name}=<nil>)`
      const composite = ['struct', 'map', 'slice', 'array'].includes(t.elem!.kind)
      // Deeper pointers print as addresses in Go. There are none here; one that looks alike stands for all.
      if (depth > 0 || !composite) return '0xc000012345'
      return `&${formatValue({ t: t.elem!, v }, verb, flags, depth + 1)}`
    }
    default:
      return bad(value, verb)
  }
}
function stringOf(t: GoType, v: unknown): string | null {
  if (t.stringer) return t.stringer(v)
  if (t.kind === 'time') {
    const instant = parseRfc3339(v as string)
    return instant ? formatTime(instant) : (v as string)
  }
  if (t.name === 'time.Duration') return formatDuration(Number(v))
  if (t.kind === 'ptr' && v !== null && (t.elem!.stringer || t.elem!.kind === 'time')) return stringOf(t.elem!, v)
  return null
}
function formatList(value: Value, verb: string, flags: Flags, depth: number): string {
  const { t, v } = value
  if (verb === 'v' && flags.sharp && v === null) return `${t.name}(nil)`
  const items = ((v as unknown[] | null) ?? []).map((item) =>
    formatValue({ t: t.elem!, v: item }, verb, flags, depth + 1),
  )
  return verb === 'v' && flags.sharp ? `${t.name}{${items.join(', ')}}` : `[${items.join(' ')}]`
}
function formatString(text: string, verb: string, flags: Flags): string {
  const cut = flags.precision === null ? text : [...text].slice(0, flags.precision).join('')
  switch (verb) {
    case 's':
      return pad(cut, flags)
    case 'q':
      return pad(flags.sharp ? quoteRaw(cut) : quote(cut, { ascii: flags.plus }), flags)
    default: {
      const bytes = new TextEncoder().encode(cut)
      const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(flags.space ? ' ' : '')
      return pad((flags.sharp ? '0x' : '') + (verb === 'X' ? digits.toUpperCase() : digits), flags)
    }
  }
}
const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  d: [10, ''],
  b: [2, '0b'],
  o: [8, '0'],
  O: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
}
function formatInteger(value: Value, verb: string, flags: Flags): string {
  const number = value.v as number | bigint
  if (verb === 'c') return pad(String.fromCodePoint(Number(number)), flags)
  if (verb === 'q') return pad(quoteRune(Number(number)), flags)
  if (verb === 'U') return pad(flags.sharp ? unicodePointQuoted(Number(number)) : unicodePoint(Number(number)), flags)
  const [base, prefix] = BASES[verb === 'v' ? 'd' : verb] ?? [0, '']
  if (base === 0) return bad(value, verb)
  let digits = (number < 0 ? -number : number).toString(base)
  if (verb === 'X') digits = digits.toUpperCase()
  if (flags.precision !== null) digits = digits.padStart(flags.precision, '0')
  const sign = number < 0 ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  return pad(sign + (flags.sharp || verb === 'O' ? prefix : '') + digits, flags, flags.precision === null)
}
function formatFloating(value: Value, verb: string, flags: Flags): string {
  const kind = verb === 'v' ? 'g' : verb === 'F' ? 'f' : verb.toLowerCase()
  if (kind !== 'e' && kind !== 'f' && kind !== 'g') return bad(value, verb)
  const number = value.v as number
  let text = formatFloat(number, kind, flags.precision ?? (kind === 'g' ? -1 : 6))
  if (verb === 'E' || verb === 'G') text = text.toUpperCase()
  if (!text.startsWith('-') && !text.startsWith('+')) text = (flags.plus ? '+' : flags.space ? ' ' : '') + text
  return pad(text, flags, true)
}
