/** BUILDKIT_COLORS and NO_COLOR (progressui's colors.go). */
export interface Colors {
  run: string
  cancel: string
  error: string
  warning: string
}
const NAMES: Readonly<Record<string, string>> = {
  default: '39',
  black: '30',
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  magenta: '35',
  cyan: '36',
  white: '37',
  'light-black': '90',
  'light-red': '91',
  'light-green': '92',
  'light-yellow': '93',
  'light-blue': '94',
  'light-magenta': '95',
  'light-cyan': '96',
  'light-white': '97',
}
const sgr = (code: string): string => `\x1b[${code}m`

/** null: no colours. Components that cannot be read are reported through `warn` and left out. */
export function buildColors(env: Readonly<Record<string, string>>, warn: (text: string) => void): Colors | null {
  if (env.NO_COLOR) return null
  const colors: Colors = { run: sgr('34'), cancel: sgr('33'), error: sgr('31'), warning: sgr('33') }
  for (const field of (env.BUILDKIT_COLORS ?? '').split(':')) {
    if (field === '') continue
    const [key = '', value, ...more] = field.split('=')
    if (value === undefined || more.length > 0) {
      warn(`Could not parse BUILDKIT_COLORS component: ${field} error="valid entry must have exactly two fields"`)
      continue
    }
    const color = NAMES[value.toLowerCase()] ?? rgb(value)
    const name = key.toLowerCase()
    if (color === null) {
      warn(
        `Unknown color value found in BUILDKIT_COLORS: ${name}=${value} error="colors must be a name from the pre-defined list or a valid 3-part RGB value"`,
      )
    } else if (name in colors) colors[name as keyof Colors] = sgr(color)
    else warn(`Unknown key found in BUILDKIT_COLORS (expected: run, cancel, error, or warning): ${name}`)
  }
  return colors
}
/** "r,g,b" in the 6×6×6 cube. */
function rgb(text: string): string | null {
  const parts = text.split(',')
  if (parts.length !== 3 || !parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255)) return null
  const [r, g, b] = parts.map((part) => Math.round((Number(part) / 255) * 5))
  return `38;5;${16 + 36 * r! + 6 * g! + b!}`
}
