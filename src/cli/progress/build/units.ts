/** tonistiigi/units with "%.2f": bytes in decimal units, whole where they are few. */
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']

export function unitBytes(bytes: number): string {
  let unit = 0
  let value = bytes
  while (Math.abs(value) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return unit === 0 ? `${bytes}B` : `${value.toFixed(2)}${UNITS[unit]!}`
}
