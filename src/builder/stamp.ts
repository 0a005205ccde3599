/** Times of the builder: nanoseconds since the epoch, printed as Go's RFC 3339 with nanoseconds. */
const two = (n: number): string => String(n).padStart(2, '0')

export function stampText(stamp: bigint): string {
  const d = new Date(Number(stamp / 1_000_000n))
  const fraction = String(stamp % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  const date = `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`
  const time = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
  return `${date}T${time}${fraction && `.${fraction}`}Z`
}
