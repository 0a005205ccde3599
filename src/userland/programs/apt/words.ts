/** How apt writes sizes, times, and lists of names. */

/** "151 kB", "15.0 MB", "0 B": at most four digits before the unit. */
export function size(bytes: number): string {
  let value = bytes
  for (const unit of ['', 'k', 'M', 'G', 'T']) {
    if (value < 100 && unit) return `${value.toFixed(1)} ${unit}B`
    if (value < 10_000) return `${value.toFixed(0)} ${unit}B`
    value /= 1000
  }
  return `${value.toFixed(0)} PB`
}
export function duration(seconds: number): string {
  const s = Math.floor(seconds)
  if (s >= 3600) return `${Math.floor(s / 3600)}h ${Math.floor((s / 60) % 60)}min ${s % 60}s`
  return s >= 60 ? `${Math.floor(s / 60)}min ${s % 60}s` : `${s}s`
}

const WIDTH = 76
/** A title, then the words indented by two and broken into lines; alternatives ("a | b") break before the bar. */
export function wordList(title: string, items: readonly string[]): string {
  if (!items.length) return ''
  let out = `${title}\n`
  let line = ''
  for (const word of items.flatMap((item) => item.split(/ (?=\|)/))) {
    if (line && line.length + 1 + word.length > WIDTH) {
      out += `  ${line}\n`
      line = ''
    }
    line += line ? ` ${word}` : word
  }
  return `${out}  ${line}\n`
}
