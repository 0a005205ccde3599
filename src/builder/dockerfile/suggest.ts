/** buildkit util/suggest: "(did you mean RUN?)" for what is at most two edits away. */

/** Levenshtein's distance over code points, each edit at cost 1. */
export function distance(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  let row = right.map((_, i) => i + 1)
  row.unshift(0)
  for (const [i, char] of left.entries()) {
    const next = [i + 1]
    for (const [j, other] of right.entries())
      next.push(Math.min(row[j]! + (char === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1))
    row = next
  }
  return row[right.length]!
}
function matchCase(option: string, original: string): string {
  if (original === original.toLowerCase()) return option.toLowerCase()
  if (original === original.toUpperCase()) return option.toUpperCase()
  return option
}
/**
 * The nearest option, '' for none: an exact match means that the word was not the mistake. Where several are as near, the first
 * (BuildKit walks a map there, so its choice is chance).
 */
export function search(value: string, options: Iterable<string>, caseSensitive: boolean): string {
  const wanted = caseSensitive ? value : value.toLowerCase()
  let match = ''
  let nearest = 3
  for (const name of options) {
    const option = caseSensitive ? name : name.toLowerCase()
    if (option === wanted) return ''
    if (Math.abs(option.length - wanted.length) > 4) continue
    const edits = distance(wanted, option)
    if (edits >= nearest) continue
    match = caseSensitive ? option : matchCase(option, value)
    nearest = edits
  }
  return match
}
/** The message with the suggestion behind it, if there is one. */
export function withSuggestion(
  message: string,
  value: string,
  options: Iterable<string>,
  caseSensitive: boolean,
): string {
  const match = search(value, options, caseSensitive)
  return match === '' ? message : `${message} (did you mean ${match}?)`
}
