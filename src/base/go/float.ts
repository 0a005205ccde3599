/** strconv.FormatFloat for the verbs e, f, g: the exponent has at least two digits, %g turns to it below 1e-4 and from the precision on. */
const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')

/** `precision` -1: as few digits as identify the value. */
export function formatFloat(value: number, verb: 'e' | 'f' | 'g', precision: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (verb === 'f') return precision < 0 ? plain(value) : toFixed(value, precision)
  if (verb === 'e') return exponent(precision < 0 ? value.toExponential() : value.toExponential(precision))
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const shortest = precision < 0
  const digits = precision === 0 ? 1 : precision
  const scientific = shortest ? value.toExponential() : value.toExponential(digits - 1)
  const power = Number(scientific.slice(scientific.indexOf('e') + 1))
  // With the shortest form Go takes 21 as the limit, as JavaScript does.
  const limit = shortest ? 21 : digits
  if (power < -4 || power >= limit) {
    const [mantissa, tail] = scientific.split('e') as [string, string]
    return exponent(`${mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa}e${tail}`)
  }
  if (shortest) return plain(value)
  const fixed = value.toFixed(Math.max(0, digits - 1 - power))
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
}
function toFixed(value: number, digits: number): string {
  return Math.abs(value) < 1e21 ? value.toFixed(digits) : plain(value) + (digits > 0 ? `.${'0'.repeat(digits)}` : '')
}
/** Without an exponent, whatever the magnitude. */
function plain(value: number): string {
  const text = String(value)
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!match) return text
  const [, sign, whole, fraction = '', power] = match as unknown as [string, string, string, string | undefined, string]
  const digits = whole + fraction
  const point = whole.length + Number(power)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0')}`
}
