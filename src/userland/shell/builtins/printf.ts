/** printf of the shells. Numbers are 64 bits; %e %f %g go through JavaScript's doubles. */
import { BuiltinError } from '../exec/control.ts'
import { assign } from '../state/access.ts'
import { decodeEscapes } from '../expand/ansi-c.ts'
import { backslashQuote } from '../expand/quote.ts'
import { toBytes, fromBytes } from '../text/bytes.ts'
import { type BuiltinCall, usage } from './call.ts'
import { strftime } from './strftime.ts'
import type { Shell } from '../state/shell.ts'

export async function printf(call: BuiltinCall): Promise<number> {
  const { sh } = call
  let args = call.args
  let variable: string | undefined
  let subscript: string | undefined
  if (sh.dialect.bash) {
    if (args[0] === '-v' || (args[0]?.startsWith('-v') && args[0].length > 2)) {
      const given = args[0] === '-v' ? args[1] : args[0].slice(2)
      if (given === undefined) {
        await sh.complainAs('printf', '-v: option requires an argument')
        return usage(call)
      }
      const found = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/.exec(given)
      if (!found) {
        await sh.complainAs('printf', `\`${given}': not a valid identifier`)
        return 2
      }
      variable = found[1]!
      subscript = found[2]
      args = args.slice(args[0] === '-v' ? 2 : 1)
    } else if (args[0] && /^-[^-]/.test(args[0])) {
      await sh.complainAs('printf', `${args[0].slice(0, 2)}: invalid option`)
      return usage(call)
    }
  }
  if (args[0] === '--') args = args.slice(1)
  if (!args.length) {
    if (sh.dialect.bash) return usage(call)
    if (sh.dialect.name === 'dash') throw new BuiltinError('usage: printf format [arg ...]', 2)
    await sh.stderr(`${sh.appletName}: usage: printf FORMAT [ARGUMENT...]\n`)
    return 2
  }
  const run = new Formatter(call, args[0]!, args.slice(1))
  await run.run()
  // bash and dash write their complaints at once, the output at the end; BusyBox keeps the order.
  if (sh.dialect.name === 'ash') await run.flushInOrder()
  else await run.flushErrors()
  if (variable !== undefined) assign(sh, variable, run.out, subscript === undefined ? {} : { subscript })
  else if (run.out && sh.dialect.name !== 'ash') await sh.write(run.out)
  return run.status
}

class Formatter {
  out = ''
  status = 0
  private readonly errors: string[] = []
  /** How much of `out` stood before each complaint. */
  private readonly errorAt: number[] = []
  private at = 0
  private stop = false
  private directiveAt = 0
  private readonly call: BuiltinCall
  private readonly format: string
  private readonly args: readonly string[]
  private readonly sh: Shell
  constructor(call: BuiltinCall, format: string, args: readonly string[]) {
    this.call = call
    this.sh = call.sh
    this.format = format
    this.args = args
  }
  async flushErrors(): Promise<void> {
    for (const text of this.errors) {
      await this.sh.complainAs(this.call.name, text)
    }
  }
  async flushInOrder(): Promise<void> {
    let at = 0
    for (let i = 0; i < this.errors.length; i++) {
      await this.sh.write(this.out.slice(at, this.errorAt[i]))
      at = this.errorAt[i]!
      await this.sh.stderr(`${this.sh.appletName}: ${this.errors[i]!}\n`)
    }
    await this.sh.write(this.out.slice(at))
  }
  async run(): Promise<void> {
    do {
      const before = this.at
      await this.once()
      if (this.stop || this.at === before) break
    } while (this.at < this.args.length)
  }
  private next(): string | undefined {
    return this.args[this.at++]
  }
  private async once(): Promise<void> {
    const { format } = this
    const pattern =
      /%(?:%|([-+ #0']*)(\*|-?\d+)?(?:\.(\*|-?\d+)?)?([hlLjzt]*)(\([^)]*\)T|[\s\S])?)|\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[\s\S])|[^%\\]+|[\\%]/g
    for (let found = pattern.exec(format); found; found = pattern.exec(format)) {
      const text = found[0]
      if (text === '%%') this.out += '%'
      else if (text[0] === '%') {
        this.directiveAt = found.index
        const dot = /^%[-+ #0']*(?:\*|-?\d+)?\./.test(text)
        await this.directive(text, found[1] ?? '', found[2], dot ? (found[3] ?? '0') : undefined, found[5])
      } else if (text[0] === '\\') {
        const decoded = decodeEscapes(text, 'format')
        if (text === '\\c' && this.sh.dialect.almquist) this.stop = true
        else this.out += decoded.text
      } else this.out += text
      if (this.stop) return
    }
  }
  private say(text: string): void {
    this.errors.push(text)
    this.errorAt.push(this.out.length)
  }
  private fail(text: string): void {
    this.say(text)
    this.status = 1
  }

  private async directive(
    text: string,
    flags: string,
    widthText: string | undefined,
    precisionText: string | undefined,
    conversion: string | undefined,
  ): Promise<void> {
    const count = (value: string | undefined): number | undefined =>
      value === undefined ? undefined : value === '*' ? Number(this.next() ?? '0') || 0 : Number(value)
    let width = count(widthText)
    let precision = count(precisionText)
    if (width !== undefined && width < 0) {
      flags += '-'
      width = -width
    }
    if (precision !== undefined && precision < 0) precision = undefined
    if (conversion === undefined || !/^([diouxXeEfFgGaAcsbqQn]|\(.*\)T)$/.test(conversion)) {
      this.invalid(text, conversion)
      return
    }
    if (this.sh.dialect.almquist && (/^[qQn]$/.test(conversion) || conversion.endsWith('T'))) {
      this.invalid(text, conversion)
      return
    }
    if (conversion.endsWith('T')) {
      const arg = this.next()
      const seconds =
        arg === undefined || arg === '-1' || arg === ''
          ? this.sh.sys.now() / 1000
          : arg === '-2'
            ? this.sh.startedAt / 1000
            : Number(arg)
      this.out += pad(strftime(this.sh, conversion.slice(1, -2) || '%X', seconds * 1000), width, flags)
      return
    }
    switch (conversion) {
      case 'c': {
        const bytes = toBytes(this.next() ?? '')
        this.out += pad(bytes.length ? fromBytes(bytes.subarray(0, 1)) : this.sh.dialect.bash ? '\0' : '', width, flags)
        return
      }
      case 's': {
        const value = this.next() ?? ''
        this.out += padBytes(
          precision === undefined ? value : fromBytes(toBytes(value).subarray(0, precision)),
          width,
          flags,
        )
        return
      }
      case 'b': {
        const decoded = decodeEscapes(this.next() ?? '', 'printf-b')
        this.out += padBytes(precision === undefined ? decoded.text : decoded.text.slice(0, precision), width, flags)
        if (decoded.stop) this.stop = true
        return
      }
      case 'q':
      case 'Q': {
        const value = this.next() ?? ''
        this.out += pad(backslashQuote(value), width, flags)
        return
      }
      case 'n':
        this.next()
        return
      case 'd':
      case 'i':
      case 'o':
      case 'u':
      case 'x':
      case 'X': {
        this.out += formatInteger(this.integer(this.next()), conversion, flags, width, precision)
        return
      }
      default:
        this.out += formatFloat(this.float(this.next()), conversion, flags, width, precision)
    }
  }
  private invalid(text: string, conversion: string | undefined): void {
    this.stop = true
    if (this.sh.dialect.almquist) {
      const dash = this.sh.dialect.name === 'dash'
      this.say(dash ? `${text}: invalid directive` : `${this.format.slice(this.directiveAt)}: invalid format`)
      this.status = dash ? 2 : 1
      return
    }
    this.say(
      conversion === undefined
        ? `\`${text.slice(-1)}': missing format character`
        : `\`${conversion}': invalid format character`,
    )
    this.status = 1
  }

  private integer(arg: string | undefined): bigint {
    if (arg === undefined) {
      if (this.sh.dialect.name === 'ash') this.fail("invalid number ''")
      return 0n
    }
    if (/^["']/.test(arg)) return BigInt(arg.codePointAt(1) ?? 0)
    const trimmed = arg.trimStart()
    const found = /^([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(trimmed)
    const bad = (): void =>
      this.fail(
        this.sh.dialect.name === 'dash'
          ? `${arg}: ${found ? 'not completely converted' : 'expected numeric value'}`
          : this.sh.dialect.name === 'ash'
            ? `invalid number '${arg}'`
            : `${arg}: invalid number`,
      )
    if (!found) {
      if (!(this.sh.dialect.name === 'ash') && arg === '') return 0n
      bad()
      return 0n
    }
    const digits = found[2]!
    let value = /^0[xX]/.test(digits)
      ? BigInt(digits)
      : digits.length > 1 && digits[0] === '0'
        ? BigInt(`0o${digits.slice(1)}`)
        : BigInt(digits)
    if (found[1] === '-') value = -value
    if (found[0].length < trimmed.length) {
      bad()
      if (this.sh.dialect.name === 'ash') return 0n
    }
    if (value > 0x7fffffffffffffffn || value < -0x8000000000000000n) {
      if (this.sh.dialect.bash) this.say(`warning: ${arg}: Numerical result out of range`)
      else this.fail(`${arg}: Numerical result out of range`)
      value = value > 0 ? 0x7fffffffffffffffn : -0x8000000000000000n
    }
    return value
  }
  private float(arg: string | undefined): number {
    if (arg === undefined) return 0
    if (/^["']/.test(arg)) return arg.codePointAt(1) ?? 0
    const trimmed = arg.trim()
    const found = /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?|nan|0[xX][0-9a-fA-F]+)/i.exec(
      trimmed,
    )
    if (!found || found[0].length < trimmed.length) {
      if (arg !== '')
        this.fail(
          this.sh.dialect.name === 'dash'
            ? `${arg}: expected numeric value`
            : this.sh.dialect.name === 'ash'
              ? `invalid number '${arg}'`
              : `${arg}: invalid number`,
        )
      if (!found) return 0
    }
    const text = found[0].toLowerCase()
    if (text.includes('inf')) return text.startsWith('-') ? -Infinity : Infinity
    return Number(text)
  }
}

const pad = (text: string, width: number | undefined, flags: string): string => {
  if (width === undefined) return text
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}
/** Widths of strings count bytes in dash, characters in bash (multibyte locale): close enough to code points. */
const padBytes = (text: string, width: number | undefined, flags: string): string => {
  if (width === undefined) return text
  const missing = width - toBytes(text).length
  return missing <= 0 ? text : flags.includes('-') ? text + ' '.repeat(missing) : ' '.repeat(missing) + text
}

export function formatInteger(
  value: bigint,
  conversion: string,
  flags: string,
  width: number | undefined,
  precision: number | undefined,
): string {
  const signed = conversion === 'd' || conversion === 'i'
  const unsigned = value < 0 && !signed ? BigInt.asUintN(64, value) : value
  const negative = signed && value < 0
  const radix = conversion === 'o' ? 8 : conversion === 'x' || conversion === 'X' ? 16 : 10
  let digits = (negative ? -unsigned : unsigned).toString(radix)
  if (conversion === 'X') digits = digits.toUpperCase()
  if (precision !== undefined) digits = precision === 0 && value === 0n ? '' : digits.padStart(precision, '0')
  let prefix = negative ? '-' : signed && flags.includes('+') ? '+' : signed && flags.includes(' ') ? ' ' : ''
  if (flags.includes('#') && value !== 0n)
    prefix += radix === 16 ? `0${conversion}` : radix === 8 && digits[0] !== '0' ? '0' : ''
  if (width !== undefined && flags.includes('0') && !flags.includes('-') && precision === undefined)
    digits = digits.padStart(width - prefix.length, '0')
  return pad(prefix + digits, width, flags)
}
export function formatFloat(
  value: number,
  conversion: string,
  flags: string,
  width: number | undefined,
  precision = 6,
): string {
  const lower = conversion.toLowerCase()
  let text: string
  const magnitude = Math.abs(value)
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? 'nan' : 'inf'
  else if (lower === 'f') text = fixed(magnitude, Math.min(100, precision))
  else if (lower === 'e') text = exponent(magnitude, precision)
  else if (lower === 'a') text = magnitude.toString(16)
  else {
    const digits = precision || 1
    const power = magnitude === 0 ? 0 : Number(magnitude.toExponential(digits - 1).split('e')[1])
    text =
      power < -4 || power >= digits
        ? exponent(magnitude, digits - 1)
        : magnitude.toFixed(Math.max(0, digits - 1 - power))
    if (!flags.includes('#') && text.includes('.')) text = text.replace(/\.?0+(e|$)/, '$1')
  }
  const sign = value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  if (conversion !== lower) text = text.toUpperCase()
  if (width !== undefined && flags.includes('0') && !flags.includes('-') && Number.isFinite(value))
    text = text.padStart(width - sign.length, '0')
  return pad(sign + text, width, flags)
}
/** As C rounds: exact ties go to the even digit. */
function fixed(magnitude: number, digits: number): string {
  const text = magnitude.toFixed(digits)
  if (magnitude >= 1e21) return BigInt(magnitude).toString() + (digits ? `.${'0'.repeat(digits)}` : '')
  const exact = magnitude.toFixed(Math.min(100, digits + 60))
  const point = exact.indexOf('.')
  if (!/^50*$/.test(exact.slice(point + 1 + digits))) return text
  const down = digits ? exact.slice(0, point + 1 + digits) : exact.slice(0, point)
  return /[02468]$/.test(down) ? down : text
}
const exponent = (value: number, digits: number): string =>
  value.toExponential(Math.min(100, digits)).replace(/e([+-])(\d)$/, 'e$10$2')
