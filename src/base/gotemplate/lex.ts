/** The lexer of text/template: text and actions, trim markers, comments. Errors end the token stream. */
export type TokenKind =
  | 'text'
  | 'left'
  | 'right'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword'
  | 'dot'
  | 'nil'
  | 'bool'
  | 'number'
  | 'char'
  | 'string'
  | 'rawString'
  | 'pipe'
  | 'declare'
  | 'assign'
  | 'char_constant'
  | 'punct'
  | 'space'
  | 'leftParen'
  | 'rightParen'
  | 'eof'
  | 'error'
export interface Token {
  kind: TokenKind
  value: string
  /** Offset in the source. */
  pos: number
  line: number
}

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'])
const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n'
const isAlphanumeric = (char: string): boolean => /^[\p{L}\p{Nd}_]$/u.test(char)

export function lex(source: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  const lineAt = (pos: number): number => {
    let count = 1
    for (let i = 0; i < pos; i++) if (source[i] === '\n') count++
    return count
  }
  const push = (kind: TokenKind, pos: number, end: number): void => {
    line = lineAt(pos)
    tokens.push({ kind, value: source.slice(pos, end), pos, line })
  }
  const fail = (pos: number, message: string): Token[] => {
    tokens.push({ kind: 'error', value: message, pos, line: lineAt(pos) })
    return tokens
  }
  let at = 0
  let trimNext = false
  for (;;) {
    // Text up to the next action.
    const open = source.indexOf('{{', at)
    let text = source.slice(at, open < 0 ? undefined : open)
    let start = at
    if (trimNext) {
      const trimmed = text.replace(/^[ \t\r\n]+/, '')
      start += text.length - trimmed.length
      text = trimmed
      trimNext = false
    }
    const trimsLeft = open >= 0 && source[open + 2] === '-' && isSpace(source[open + 3] ?? '')
    if (trimsLeft) text = text.replace(/[ \t\r\n]+$/, '')
    if (text !== '') push('text', start, start + text.length)
    if (open < 0) {
      tokens.push({ kind: 'eof', value: '', pos: source.length, line: lineAt(source.length) })
      return tokens
    }
    at = open + 2 + (trimsLeft ? 2 : 0)
    if (source.startsWith('/*', at)) {
      const close = source.indexOf('*/', at)
      if (close < 0) return fail(open, 'unclosed comment')
      at = close + 2
      const trims = isSpace(source[at] ?? '') && source[at + 1] === '-'
      if (source.startsWith(trims ? '-}}' : '}}', at + (trims ? 1 : 0))) {
        at += trims ? 4 : 2
        trimNext = trims
        continue
      }
      return fail(open, 'comment ends before closing delimiter')
    }
    push('left', open, open + 2)
    let parens = 0
    for (;;) {
      const trims = isSpace(source[at] ?? '') && source.startsWith('-}}', at + 1)
      if (trims || source.startsWith('}}', at)) {
        if (parens > 0) return fail(at, 'unclosed left paren')
        if (trims) at += 2
        push('right', at, at + 2)
        at += 2
        trimNext = trims
        break
      }
      const char = at < source.length ? String.fromCodePoint(source.codePointAt(at)!) : ''
      if (char === '') return fail(at, 'unclosed action')
      const begin = at
      if (isSpace(char)) {
        while (isSpace(source[at] ?? '')) {
          // A space before "-}}" belongs to the trim marker.
          if (at > begin && source.startsWith('-}}', at + 1)) break
          at++
        }
        push('space', begin, at)
      } else if (char === '=') {
        push('assign', begin, ++at)
      } else if (char === ':') {
        if (source[at + 1] !== '=') return fail(at, 'expected :=')
        at += 2
        push('declare', begin, at)
      } else if (char === '|') {
        push('pipe', begin, ++at)
      } else if (char === '"') {
        for (at++; ; at++) {
          const inner = source[at]
          if (inner === '\\' && source[at + 1] !== undefined && source[at + 1] !== '\n') at++
          else if (inner === undefined || inner === '\n' || inner === '\\')
            return fail(begin, 'unterminated quoted string')
          else if (inner === '"') break
        }
        push('string', begin, ++at)
      } else if (char === '`') {
        const close = source.indexOf('`', at + 1)
        if (close < 0) return fail(begin, 'unterminated raw quoted string')
        at = close + 1
        push('rawString', begin, at)
      } else if (char === '$') {
        at++
        if (!atTerminator(source, at)) while (isAlphanumeric(charAt(source, at))) at += charAt(source, at).length
        if (!atTerminator(source, at)) return fail(begin, `bad character ${unicodeName(charAt(source, at))}`)
        push('variable', begin, at)
      } else if (char === "'") {
        for (at++; ; at++) {
          const inner = source[at]
          if (inner === '\\' && source[at + 1] !== undefined && source[at + 1] !== '\n') at++
          else if (inner === undefined || inner === '\n' || inner === '\\')
            return fail(begin, 'unterminated character constant')
          else if (inner === "'") break
        }
        push('char_constant', begin, ++at)
      } else if (char === '.' && !/[0-9]/.test(source[at + 1] ?? '')) {
        at++
        if (atTerminator(source, at)) push('dot', begin, at)
        else {
          while (isAlphanumeric(charAt(source, at))) at += charAt(source, at).length
          if (!atTerminator(source, at)) return fail(begin, `bad character ${unicodeName(charAt(source, at))}`)
          push('field', begin, at)
        }
      } else if (/[-+.0-9]/.test(char)) {
        const number = scanNumber(source, at)
        at = number.end
        if (!number.ok) return fail(begin, `bad number syntax: ${JSON.stringify(source.slice(begin, at))}`)
        push('number', begin, at)
      } else if (isAlphanumeric(char)) {
        while (isAlphanumeric(charAt(source, at))) at += charAt(source, at).length
        if (!atTerminator(source, at)) return fail(begin, `bad character ${unicodeName(charAt(source, at))}`)
        const word = source.slice(begin, at)
        const kind: TokenKind = KEYWORDS.has(word)
          ? 'keyword'
          : word === 'true' || word === 'false'
            ? 'bool'
            : word === 'nil'
              ? 'nil'
              : 'identifier'
        push(kind, begin, at)
      } else if (char === '(') {
        parens++
        push('leftParen', begin, ++at)
      } else if (char === ')') {
        if (--parens < 0) return fail(at, 'unexpected right paren')
        push('rightParen', begin, ++at)
      } else if (char >= ' ' && char <= '~') {
        push('char', begin, ++at)
      } else {
        return fail(at, `unrecognized character in action: ${unicodeName(char)}`)
      }
    }
  }
}
const charAt = (source: string, at: number): string =>
  at < source.length ? String.fromCodePoint(source.codePointAt(at)!) : ''
/** What may follow a field, variable or identifier. */
function atTerminator(source: string, at: number): boolean {
  const char = charAt(source, at)
  return char === '' || isSpace(char) || '.,|:)('.includes(char) || source.startsWith('}}', at)
}
const unicodeName = (char: string): string => {
  const code = char === '' ? -1 : char.codePointAt(0)!
  return code < 0 ? 'U+FFFFFFFFFFFFFFFF' : `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${char}'`
}
function scanNumber(source: string, from: number): { end: number; ok: boolean } {
  const rest = source.slice(from)
  const match =
    /^[-+]?(?:0[xX][0-9a-fA-F_]+(?:\.[0-9a-fA-F_]*)?(?:[pP][-+]?[0-9_]+)?|0[oO][0-7_]+|0[bB][01_]+|[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]+)?)i?/.exec(
      rest,
    )![0]
  const end = from + match.length
  const next = charAt(source, end)
  if (isAlphanumeric(next)) return { end: end + next.length, ok: false }
  return { end, ok: true }
}
