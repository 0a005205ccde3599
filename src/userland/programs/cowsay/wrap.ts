/** Text::Wrap's fill() and wrap() of Perl 5.36 with empty indents: lines of at most columns - 1 characters, longer words are cut. */

/** Tabs up to every eighth column (Text::Tabs). */
export function expandTabs(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      let out = ''
      for (const char of line) out += char === '\t' ? ' '.repeat(8 - (out.length % 8)) : char
      return out
    })
    .join('\n')
}

export function wrap(words: string, columns: number): string {
  const text = expandTabs(words)
  const limit = Math.max(1, columns - 1)
  const chars = [...text]
  const lines: string[] = []
  let at = 0
  const isSpace = (i: number): boolean => /\s/.test(chars[i]!)
  for (;;) {
    let rest = at
    while (rest < chars.length && isSpace(rest)) rest++
    if (rest >= chars.length) break
    // The longest piece that ends before white space or at the end.
    let end = -1
    for (let i = at; i <= Math.min(at + limit, chars.length); i++) if (i === chars.length || isSpace(i)) end = i
    if (end >= 0) {
      lines.push(chars.slice(at, end).join(''))
      at = end + 1
    } else {
      lines.push(chars.slice(at, at + limit).join(''))
      at += limit
    }
  }
  return lines.join('\n')
}

/** Paragraphs, which begin at lines that begin with white space, filled and separated by an empty line. */
export const fill = (lines: readonly string[], columns: number): string =>
  lines
    .join('\n')
    .split(/\n\s+/)
    .map((paragraph) => wrap(paragraph.replace(/\s+/g, ' '), columns))
    .join('\n\n')
