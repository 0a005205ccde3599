/** Words, with assignments and array literals where they can stand. */
import type { Assignment, Word } from './ast.ts'
import { BLANK_OR_META, type Lexer, Parts, plainOf } from './lexer.ts'

export function readWord(lexer: Lexer, assign: boolean): { word: Word; assign?: Assignment } {
  const start = lexer.pos
  const line = lexer.line
  const parts = new Parts()
  let index: Word | undefined
  let assignAt = -1
  let append = false
  for (;;) {
    const at = lexer.pos
    const char = lexer.text[at]
    if (char === undefined) {
      lexer.endOfText()
      break
    }
    if (assign && assignAt < 0 && !parts.list.length) {
      if (char === '[' && lexer.dialect.arrays && index === undefined && /^[A-Za-z_]\w*$/.test(parts.pending)) {
        const subscript = trySubscript(lexer)
        if (subscript) {
          index = subscript.word
          append = subscript.append
          assignAt = lexer.pos
          parts.lit(lexer.text.slice(at, lexer.pos))
          parts.flush()
          if (lexer.text[lexer.pos] === '(') break
          continue
        }
      } else if (
        (char === '=' || (char === '+' && lexer.text[at + 1] === '=' && lexer.dialect.bash)) &&
        /^[A-Za-z_]\w*$/.test(parts.pending)
      ) {
        append = char === '+'
        const op = append ? '+=' : '='
        parts.lit(op)
        lexer.pos += op.length
        assignAt = lexer.pos
        parts.flush()
        if (lexer.text[lexer.pos] === '(' && lexer.dialect.arrays) break
        continue
      }
    }
    if (BLANK_OR_META.has(char)) {
      if (lexer.processSubstitutionAt(at)) {
        readProcessSubstitution(lexer, parts)
        continue
      }
      break
    }
    if (lexer.options.extglob && '?*+@!'.includes(char) && lexer.text[at + 1] === '(') {
      readExtglob(lexer, parts)
      continue
    }
    lexer.readPlain(parts, char)
  }
  const list = parts.flush()
  const raw = lexer.text.slice(start, lexer.pos)
  if (assignAt >= 0 && assign) {
    const first = list[0]
    const name = /^[A-Za-z_]\w*/.exec(first?.t === 'lit' ? first.s : '')![0]
    if (lexer.text[lexer.pos] === '(' && lexer.dialect.arrays && lexer.pos === assignAt) {
      const value = readArrayLiteral(lexer)
      const full = lexer.text.slice(start, lexer.pos)
      return {
        word: { parts: [{ t: 'quoted', s: full }], raw: full, line },
        assign: { name, ...(index ? { index } : {}), append, value, raw: full },
      }
    }
    const value: Word = {
      parts: list.slice(1),
      raw: lexer.text.slice(assignAt, lexer.pos),
      line,
      ...plainOf(list.slice(1)),
    }
    return {
      word: { parts: list, raw, line },
      assign: { name, ...(index ? { index } : {}), append, value, raw },
    }
  }
  return { word: { parts: list, raw, line, ...plainOf(list) } }
}

/** At name[ : the subscript when `]=` or `]+=` follows, else nothing consumed. */
function trySubscript(lexer: Lexer): { word: Word; append: boolean } | null {
  const start = lexer.pos
  const line = lexer.line
  lexer.pos++
  const word = readSubscript(lexer)
  if (lexer.text[lexer.pos] === '=') {
    lexer.pos++
    return { word, append: false }
  }
  if (lexer.text[lexer.pos] === '+' && lexer.text[lexer.pos + 1] === '=') {
    lexer.pos += 2
    return { word, append: true }
  }
  lexer.pos = start
  lexer.line = line
  return null
}

/** After '[': up to and with the matching ']'. */
export function readSubscript(lexer: Lexer): Word {
  const start = lexer.pos
  const line = lexer.line
  const parts = new Parts()
  let depth = 0
  for (;;) {
    const char = lexer.text[lexer.pos]
    if (char === undefined) lexer.unterminated(']', line)
    if (char === ']' && depth-- === 0) break
    if (char === '[') depth++
    if (char === '\n') lexer.line++
    lexer.readPlain(parts, char)
  }
  const raw = lexer.text.slice(start, lexer.pos++)
  const list = parts.flush()
  return { parts: list, raw, line, ...plainOf(list) }
}

function readArrayLiteral(lexer: Lexer): { elements: { index?: Word; append?: boolean; value: Word }[] } {
  const line = lexer.line
  lexer.pos++
  const elements: { index?: Word; append?: boolean; value: Word }[] = []
  for (;;) {
    lexer.skipBlanks()
    const char = lexer.text[lexer.pos]
    if (char === undefined) lexer.unterminated(')', line, true)
    if (char === ')') break
    if (char === '\n') {
      lexer.pos++
      lexer.line++
      continue
    }
    if (char === '[') {
      const subscript = trySubscript(lexer)
      if (subscript) {
        const value = readWord(lexer, false).word
        elements.push({ index: subscript.word, append: subscript.append, value })
        continue
      }
    }
    if (BLANK_OR_META.has(char) && !lexer.processSubstitutionAt(lexer.pos)) {
      const op = lexer.operators.find((text) => lexer.text.startsWith(text, lexer.pos)) ?? char
      throw lexer.near(op, lexer.line, 1)
    }
    elements.push({ value: readWord(lexer, false).word })
  }
  lexer.pos++
  return { elements }
}

function readExtglob(lexer: Lexer, parts: Parts): void {
  const line = lexer.line
  parts.lit(lexer.text.slice(lexer.pos, lexer.pos + 2))
  lexer.pos += 2
  let depth = 1
  for (;;) {
    const char = lexer.text[lexer.pos]
    if (char === undefined) lexer.unterminated(')', line)
    if (char === '(') depth++
    if (char === '\n') lexer.line++
    if (char === ')' && --depth === 0) break
    lexer.readPlain(parts, char)
  }
  parts.lit(')')
  lexer.pos++
}

function readProcessSubstitution(lexer: Lexer, parts: Parts): void {
  const at = lexer.pos
  const dir = lexer.text[at] as '<' | '>'
  lexer.pos += 2
  const body = lexer.substitution()
  parts.push({ t: 'proc', dir, body, raw: lexer.text.slice(at + 2, lexer.pos - 1) })
}
