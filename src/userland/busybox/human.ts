/** make_human_readable_str() of libbb: rounded to nearest, one decimal below ten units. */
const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E']

/** `unit` 0 scales by itself; otherwise the size in that many bytes. */
export function humanReadable(bytes: number, unit: number): string {
  if (unit) return String(Math.floor((bytes + unit / 2) / unit))
  let value = bytes
  let fraction = 0
  let power = 0
  while (value >= 1024 && power < UNITS.length - 1) {
    fraction = Math.floor(((value % 1024) * 10 + 512) / 1024)
    value = Math.floor(value / 1024)
    power++
  }
  if (power === 0) return String(value)
  if (fraction >= 10) {
    value++
    fraction = 0
  }
  return `${value}.${fraction}${UNITS[power]}`
}
