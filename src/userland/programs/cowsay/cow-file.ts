/**
 * Cow files are Perl programs that set $the_cow. This reads what cow files are made of: comments, here-documents, texts, chop() and the
 * doubling of an eye. Anything else is an error.
 */
export interface CowVariables {
  eyes: string
  tongue: string
  thoughts: string
}

export function readCow(source: string, given: CowVariables): string | { error: string } {
  const variables: Record<string, string> = { ...given, the_cow: '' }
  const lines = source.split('\n')
  const interpolate = (text: string): string =>
    text.replace(/\\(.)|\$\{(\w+)\}|\$(\w+)/g, (_, escaped?: string, braced?: string, plain?: string) =>
      escaped !== undefined
        ? escaped === 'n'
          ? '\n'
          : escaped === 't'
            ? '\t'
            : escaped
        : (variables[(braced ?? plain)!] ?? ''),
    )
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!.trim()
    if (line === '' || line.startsWith('#') || line === '1;') continue
    const here = /^\$(\w+)\s*=\s*<<\s*(?:"(\w*)"|'(\w*)'|(\w+))\s*;\s*(?:#.*)?$/.exec(line)
    if (here) {
      const end = here[2] ?? here[3] ?? here[4]!
      const body: string[] = []
      while (++i < lines.length && lines[i] !== end) body.push(lines[i]!)
      if (i >= lines.length)
        return {
          error: `Can't find string terminator ${here[3] === undefined ? `"${end}"` : `'${end}'`} anywhere before EOF`,
        }
      const text = body.map((part) => `${part}\n`).join('')
      variables[here[1]!] = here[3] === undefined ? interpolate(text) : text
      continue
    }
    const chop = /^\$(\w+)\s*=\s*chop\(\$(\w+)\)\s*;$/.exec(line)
    if (chop) {
      const from = variables[chop[2]!] ?? ''
      variables[chop[1]!] = from.slice(-1)
      variables[chop[2]!] = from.slice(0, -1)
      continue
    }
    const append = /^\$(\w+)\s*\.=\s*\(\$(\w+)\s+x\s+(\d+)\)\s*;$/.exec(line)
    if (append) {
      variables[append[1]!] = (variables[append[1]!] ?? '') + (variables[append[2]!] ?? '').repeat(+append[3]!)
      continue
    }
    const text = /^\$(\w+)\s*\.?=\s*(?:"(.*)"|'(.*)')\s*;$/.exec(line)
    if (text) {
      const value = text[2] === undefined ? text[3]! : interpolate(text[2])
      variables[text[1]!] = line.includes('.=') ? (variables[text[1]!] ?? '') + value : value
      continue
    }
    return { error: `line ${i + 1}: only cow files of the usual form are simulated` }
  }
  return variables['the_cow']!
}
