/** URL sequences: {a,b}, [1-9], [001-100], [a-z], [1-10:2] (curl's own globbing). */
export interface GlobbedUrl {
  url: string
  /** For #1, #2 in --output. */
  parts: string[]
}
/** A problem: its words and where. */
export interface GlobError {
  message: string
  position: number
}

type Piece = string | string[]
export function globUrl(text: string): GlobbedUrl[] | GlobError {
  const pieces: Piece[] = []
  let literal = ''
  const flush = (): void => {
    if (literal) pieces.push(literal)
    literal = ''
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '\\' && '{}[]'.includes(text[i + 1] ?? ' ')) literal += text[++i]!
    else if (char === '{') {
      const end = text.indexOf('}', i)
      if (end < 0) return { message: 'unmatched brace', position: i + 1 }
      if (end === i + 1) return { message: 'empty string within braces', position: i + 2 }
      flush()
      pieces.push(text.slice(i + 1, end).split(','))
      i = end
    } else if (char === '[') {
      const end = text.indexOf(']', i)
      // A numeric IPv6 address is no range.
      if (
        end > 0 &&
        /^[0-9a-fA-F:.]*$/.test(text.slice(i + 1, end)) &&
        text.slice(i + 1, end).includes(':') &&
        !/^\d+-/.test(text.slice(i + 1, end))
      ) {
        literal += text.slice(i, end + 1)
        i = end
        continue
      }
      const range = end < 0 ? null : expand(text.slice(i + 1, end))
      if (!range) return { message: 'bad range specification', position: i + 2 }
      flush()
      pieces.push(range)
      i = end
    } else if (char === '}' || char === ']') return { message: 'unmatched close brace/bracket', position: i + 1 }
    else literal += char
  }
  flush()
  let urls: GlobbedUrl[] = [{ url: '', parts: [] }]
  for (const piece of pieces)
    urls =
      typeof piece === 'string'
        ? urls.map(({ url, parts }) => ({ url: url + piece, parts }))
        : urls.flatMap(({ url, parts }) => piece.map((value) => ({ url: url + value, parts: [...parts, value] })))
  return urls
}
function expand(text: string): string[] | null {
  const match = /^(?:(\d+)-(\d+)|([a-zA-Z])-([a-zA-Z]))(?::(\d+))?$/.exec(text)
  if (!match) return null
  const step = +(match[5] ?? 1)
  if (step < 1) return null
  const out: string[] = []
  if (match[1] !== undefined) {
    const width = match[1].startsWith('0') && match[1].length > 1 ? match[1].length : 0
    if (+match[1] > +match[2]!) return null
    for (let n = +match[1]; n <= +match[2]!; n += step) out.push(String(n).padStart(width, '0'))
  } else {
    const last = match[4]!.charCodeAt(0)
    if (match[3]!.charCodeAt(0) > last) return null
    for (let n = match[3]!.charCodeAt(0); n <= last; n += step) out.push(String.fromCharCode(n))
  }
  return out
}
