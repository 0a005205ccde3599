/** printf(3)'s conversions of numbers and strings, for printf, awk, seq, od and stat. */

export interface Directive {
  flags: string
  width: number | undefined
  precision: number | undefined
  conversion: string
}

export function pad(text: string, width: number | undefined, flags: string, zeroAllowed = false): string {
  if (width === undefined || text.length >= width) return text
  if (flags.includes('-')) return text.padEnd(width)
  if (flags.includes('0') && zeroAllowed) {
    const sign = /^(?:[-+ ]|)(?:0[xX])?/.exec(text)![0]
    return sign + text.slice(sign.length).padStart(width - sign.length, '0')
  }
  return text.padStart(width)
}
function signed(negative: boolean, digits: string, flags: string): string {
  return (negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + digits
}

/** d, i, u, o, x, X */
export function formatInteger(d: Directive, value: bigint): string {
  const unsigned = 'uoxX'.includes(d.conversion)
  const number = unsigned && value < 0n ? BigInt.asUintN(64, value) : value
  const negative = number < 0n
  const radix = d.conversion === 'o' ? 8 : d.conversion === 'x' || d.conversion === 'X' ? 16 : 10
  let digits = (negative ? -number : number).toString(radix)
  if (d.conversion === 'X') digits = digits.toUpperCase()
  if (d.precision !== undefined) digits = d.precision === 0 && number === 0n ? '' : digits.padStart(d.precision, '0')
  if (d.flags.includes('#') && number !== 0n) {
    if (radix === 8 && digits[0] !== '0') digits = '0' + digits
    if (radix === 16) digits = (d.conversion === 'X' ? '0X' : '0x') + digits
  }
  return pad(unsigned ? digits : signed(negative, digits, d.flags), d.width, d.flags, d.precision === undefined)
}

/** JavaScript rounds ties up, C to the even digit. `digits` gives the decimal digits with that many places. */
function halfEven(places: number, digits: (places: number) => string): string {
  const text = digits(places)
  const longer = digits(Math.min(100, places + 60)).replace(/e.*$/, '')
  const point = longer.indexOf('.')
  const tail = point < 0 ? '' : longer.slice(point + 1 + places)
  if (!/^50*$/.test(tail)) return text
  const kept = longer.slice(0, point + 1 + places).replace(/\.$/, '')
  if (Number(kept.at(-1)) % 2) return text
  return kept + (/e.*$/.exec(text)?.[0] ?? '')
}
/** "1.5e+07" with at least two digits of exponent. */
function exponent(value: number, precision: number): string {
  return halfEven(Math.min(100, precision), (p) => value.toExponential(p)).replace(/e([-+])(\d)$/, 'e$10$2')
}
/** toFixed beyond 1e21, and C's rounding. */
function fixed(value: number, precision: number): string {
  if (value < 1e21) return halfEven(Math.min(100, precision), (p) => value.toFixed(p))
  const whole = BigInt(value).toString()
  return precision ? `${whole}.${'0'.repeat(precision)}` : whole
}
function general(value: number, precision: number, alternate: boolean): string {
  const p = precision === 0 ? 1 : precision
  if (value === 0) return alternate ? `0.${'0'.repeat(p - 1)}` : '0'
  const e = Number(exponent(value, p - 1).split('e')[1])
  const text = e < -4 || e >= p ? exponent(value, p - 1) : fixed(value, p - 1 - e)
  if (alternate || !text.includes('.')) return text
  const [mantissa, power] = text.split('e')
  return mantissa!.replace(/\.?0+$/, '') + (power === undefined ? '' : `e${power}`)
}
/** %a as for a long double of x86: the leading digit holds four bits. */
function hexFloat(value: number, precision: number | undefined): string {
  if (value === 0) return precision ? `0x0.${'0'.repeat(precision)}p+0` : '0x0p+0'
  let e = Math.floor(Math.log2(value)) - 3
  let mantissa = value / 2 ** e
  for (; mantissa >= 16; e++) mantissa /= 2
  for (; mantissa < 8; e--) mantissa *= 2
  const bits = BigInt(Math.round(mantissa * 2 ** 48)) << 4n
  const whole = (bits >> 52n).toString(16)
  let digits = (bits & ((1n << 52n) - 1n)).toString(16).padStart(13, '0')
  digits = precision === undefined ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0')
  return `0x${whole}${digits ? '.' + digits : ''}p${e < 0 ? '-' : '+'}${Math.abs(e)}`
}

/** e, f, g, a and their capitals */
export function formatFloat(d: Directive, value: number): string {
  const lower = d.conversion.toLowerCase()
  const negative = value < 0 || Object.is(value, -0)
  const size = Math.abs(value)
  let digits: string
  if (Number.isNaN(value)) digits = 'nan'
  else if (size === Infinity) digits = 'inf'
  else if (lower === 'e') digits = exponent(size, d.precision ?? 6)
  else if (lower === 'f') digits = fixed(size, d.precision ?? 6)
  else if (lower === 'a') digits = hexFloat(size, d.precision)
  else digits = general(size, d.precision ?? 6, d.flags.includes('#'))
  if (d.flags.includes('#') && /^[ef]$/.test(lower) && !digits.includes('.')) digits = digits.replace(/(?=e|$)/, '.')
  if (d.conversion !== lower) digits = digits.toUpperCase()
  return pad(signed(negative, digits, d.flags), d.width, d.flags, Number.isFinite(value))
}

/** One floating directive inside a format, as seq -f takes it. */
export function formatDouble(format: string, value: number): string {
  return format.replace(
    /%(?:%|([-+ #0']*)(\d*)(?:\.(\d*))?([eEfFgGaA]))/g,
    (whole, flags: string, width: string, precision: string | undefined, conversion: string) => {
      if (whole === '%%') return '%'
      return formatFloat(
        {
          flags,
          width: width ? Number(width) : undefined,
          precision: precision === undefined ? undefined : Number(precision || 0),
          conversion,
        },
        value,
      )
    },
  )
}
