/** GNU Wget's progress: dots for a log, a bar for a terminal; sizes and speeds as it rounds them. */

/** "195K", "1.2M" */
export function shortSize(bytes: number): string {
  let value = bytes / 1024
  for (const unit of 'KMGT') {
    if (value < 1024) return `${value < 10 ? value.toFixed(1) : Math.round(value)}${unit}`
    value /= 1024
  }
  return `${Math.round(value)}P`
}
const scaled = (perSecond: number): [number, number] => {
  let value = perSecond
  let unit = 0
  while (value >= 1024 && unit < 4) {
    value /= 1024
    unit++
  }
  return [value, unit]
}
const digits = (value: number): string =>
  value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)
/** "5.34 MB/s" */
export function rate(perSecond: number): string {
  const [value, unit] = scaled(perSecond)
  return `${digits(value)} ${['B/s', 'KB/s', 'MB/s', 'GB/s', 'TB/s'][unit]}`
}
/** "1.23M", "68.4 " */
const shortRate = (perSecond: number): string => {
  const [value, unit] = scaled(perSecond)
  return `${digits(value)}${[' ', 'K', 'M', 'G', 'T'][unit]}`
}
const took = (seconds: number): string =>
  seconds < 0.0005 ? '0s' : seconds < 10 ? `${String(Number(seconds.toPrecision(1)))}s` : `${Math.round(seconds)}s`

const DOT = 1024
const LINE = 50
/** The dots of a whole transfer. */
export function dots(resumed: number, received: number, total: number | null, seconds: number): string {
  const all = resumed + received
  let out = ''
  const rows = Math.max(1, Math.ceil(all / (DOT * LINE)))
  const offset = String(Math.floor(((rows - 1) * DOT * LINE) / 1024)).length
  const width = Math.max(6, offset)
  for (let row = Math.floor(resumed / (DOT * LINE)); row < rows; row++) {
    const start = row * DOT * LINE
    const last = row === rows - 1
    let cells = ''
    for (let i = 0; i < LINE; i++) {
      if (i > 0 && i % 10 === 0) cells += ' '
      const from = start + i * DOT
      cells += from + DOT <= all ? (from + DOT <= resumed ? ',' : '.') : ' '
    }
    const percent = total
      ? `${String(Math.floor((Math.min(start + DOT * LINE, all) * 100) / total)).padStart(3)}%`
      : total === 0
        ? '100%'
        : ''
    const speed = shortRate(received / seconds)
    const left = total === null ? '' : ' 0s'
    out += `${String(start / 1024).padStart(width)}K ${cells} ${percent} ${speed}${last ? `=${took(seconds)}` : left}\n`
  }
  return out
}

/** One state of the bar, beginning with a carriage return. */
export function bar(
  name: string,
  received: number,
  total: number | null,
  seconds: number,
  done: boolean,
  columns: number,
): string {
  const NAME = 19
  const label = name.length > NAME ? name.slice(0, NAME) : name.padEnd(NAME)
  const part = total ? Math.min(1, received / total) : done ? 1 : 0
  const percent = total === null ? '    ' : `${String(Math.floor(part * 100)).padStart(3)}%`
  const width = Math.max(10, columns - 1 - NAME - 1 - 4 - 2 - 8 - 11 - 14)
  const filled = Math.floor(width * part)
  const cells =
    total === null
      ? '<=>'.padStart(Math.min(width, 3)).padEnd(width)
      : `${'='.repeat(Math.max(0, filled - 1))}${filled ? '>' : ''}`.padEnd(width)
  const size =
    received < 1024
      ? String(received)
      : `${(received / 1024 < 1024 ? received / 1024 : received / 1024 ** 2).toFixed(2)}${received / 1024 < 1024 ? 'K' : 'M'}`
  const speed =
    seconds < 0.001
      ? '--.-KB/s'
      : (() => {
          const [value, unit] = scaled(received / seconds)
          return `${digits(value)}${['B/s', 'KB/s', 'MB/s', 'GB/s', 'TB/s'][unit]}`.padStart(8)
        })()
  return `\r${label} ${percent}[${cells}] ${size.padStart(7)}  ${speed}    ${done ? `in ${took(seconds)}`.padEnd(11) : ''.padEnd(11)}`
}
