/** Go's ways of writing values that appear in the engine's texts and bodies. */

/** %q and strconv.Quote. */
export function goQuote(text: string): string {
  let out = '"'
  for (const ch of text) {
    const code = ch.codePointAt(0)!
    if (ch === '"' || ch === '\\') out += `\\${ch}`
    else if (ch === '\n') out += '\\n'
    else if (ch === '\t') out += '\\t'
    else if (ch === '\r') out += '\\r'
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`
    else out += ch
  }
  return `${out}"`
}
/** encoding/json with HTML escaping, as json.Marshal writes: progress streams and events. */
export const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (ch) => `\\u${ch.charCodeAt(0).toString(16).padStart(4, '0')}`)
/** A map as encoding/json writes it: keys sorted bytewise. */
export function sorted<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  const out: Record<string, T> = {}
  for (const key of Object.keys(map).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) out[key] = map[key]!
  return out
}
export const sortedOrNull = <T>(map: Readonly<Record<string, T>> | null | undefined): Record<string, T> | null =>
  map ? sorted(map) : null
/** strconv.ParseBool; undefined when it is none. */
export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false
  return undefined
}
/** units.HumanSize of docker/go-units, decimal, four significant digits: "14.35kB". */
export function humanSize(size: number, precision = 4): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
  let i = 0
  let value = size
  while (value >= 1000 && i < units.length - 1) {
    value /= 1000
    i++
  }
  return `${general(value, precision)}${units[i]!}`
}
/** %.{n}g for values below 1000. */
function general(value: number, precision: number): string {
  if (value === 0) return '0'
  const text = value.toPrecision(precision)
  return text.includes('e') ? String(Number(text)) : text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
