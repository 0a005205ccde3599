/** Debian's control format: stanzas of "Field: value" lines, continued by lines that begin with a space, parted by empty lines. */
export type Stanza = Map<string, string>

/** The zeros at the end of a sparse file are no text. */
export function parseStanzas(text: string): Stanza[] {
  const stanzas: Stanza[] = []
  let stanza: Stanza = new Map()
  let field = ''
  const finish = (): void => {
    if (stanza.size) stanzas.push(stanza)
    stanza = new Map()
  }
  const end = text.indexOf('\0')
  for (const line of (end < 0 ? text : text.slice(0, end)).split('\n')) {
    if (line === '') finish()
    else if (line[0] === ' ' || line[0] === '\t') stanza.set(field, `${stanza.get(field) ?? ''}\n${line}`)
    else {
      const colon = line.indexOf(':')
      if (colon < 0) continue
      field = line.slice(0, colon)
      stanza.set(field, line.slice(colon + 1).trim())
    }
  }
  finish()
  return stanzas
}

export const formatStanza = (stanza: Stanza): string =>
  [...stanza]
    .map(([field, value]) => (value.startsWith('\n') ? `${field}:${value}\n` : `${field}: ${value}\n`))
    .join('')

/** The short description: in an index it is the field of the English translation. */
export const descriptionOf = (stanza: Stanza): string => stanza.get('Description') ?? stanza.get('Description-en') ?? ''
export const summaryOf = (stanza: Stanza): string => descriptionOf(stanza).split('\n')[0]!
