/** ${…}: name, subscript, operator and operands. What bash does not know becomes a part that says "bad substitution" when expanded. */
import type { ParamPart, Subscript, Word, WordPart } from './ast.ts'
import { SyntaxFailure } from './errors.ts'
import { readSubscript } from './words.ts'
import { type Lexer, Parts, plainOf } from './lexer.ts'

const NAME = /[A-Za-z_]\w*/y
const DIGITS = /\d+/y
const SPECIAL = /[@*#?$!-]/y
const match = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
const parameterName = (text: string, at: number): string | undefined =>
  match(NAME, text, at) ?? match(DIGITS, text, at) ?? match(SPECIAL, text, at)

/** After "${" (which began at `start`); consumes the closing brace. */
export function readParameter(lexer: Lexer, start: number, inQuotes: boolean): ParamPart {
  const { text, dialect } = lexer
  const open = lexer.pos
  const line = lexer.line
  const bad = (): ParamPart => {
    lexer.pos = open
    lexer.line = line
    readOperand(lexer, '}', inQuotes ? 'dq' : 'plain', line)
    lexer.pos++
    return { t: 'param', name: '', bad: text.slice(start, lexer.pos) }
  }
  if (text[open] === undefined) lexer.unterminated('}', line)
  let indirect = false
  if (text[lexer.pos] === '#') {
    const name = parameterName(text, open + 1)
    if (name !== undefined) {
      lexer.pos = open + 1 + name.length
      let index: Subscript | undefined
      if (text[lexer.pos] === '[' && dialect.arrays) index = readIndex(lexer) ?? undefined
      if (text[lexer.pos] === '}') {
        lexer.pos++
        return { t: 'param', name, length: true, ...(index ? { index } : {}) }
      }
      lexer.pos = open
    }
  } else if (text[open] === '!' && dialect.bash) {
    const name = parameterName(text, open + 1)
    if (name !== undefined && !(text[open + 1] === '-' && text[open + 2] !== '}')) {
      indirect = true
      lexer.pos++
    }
  }
  const name = parameterName(text, lexer.pos)
  if (name === undefined) return bad()
  lexer.pos += name.length
  if (indirect && /[@*]/.test(text[lexer.pos] ?? '') && text[lexer.pos + 1] === '}' && /^[A-Za-z_]/.test(name)) {
    const prefix = text[lexer.pos] as '@' | '*'
    lexer.pos += 2
    return { t: 'param', name, prefix }
  }
  let index: Subscript | undefined
  if (text[lexer.pos] === '[' && dialect.arrays && /^[A-Za-z_]/.test(name)) {
    const read = readIndex(lexer)
    if (!read) return bad()
    index = read
  }
  const head = { t: 'param' as const, name, ...(index ? { index } : {}), ...(indirect ? { indirect } : {}) }
  const char = text[lexer.pos]
  if (char === undefined) lexer.unterminated('}', line)
  if (char === '}') {
    lexer.pos++
    return { ...head, braced: true }
  }
  const rest = text.slice(lexer.pos, lexer.pos + 2)
  const finish = (op: string, mode: 'dq' | 'plain'): ParamPart => {
    lexer.pos += op.length
    const arg = readOperand(lexer, '}', mode, line)
    lexer.pos++
    return { ...head, op, arg }
  }
  if (/^:[-=?+]/.test(rest)) return finish(rest, inQuotes ? 'dq' : 'plain')
  if (/^[-=?+]/.test(rest)) return finish(char, inQuotes ? 'dq' : 'plain')
  if (rest === '##' || rest === '%%') return finish(rest, 'plain')
  if (char === '#' || char === '%') return finish(char, 'plain')
  if (!dialect.substrings) return bad()
  if (char === '/') {
    const op = /^\/[/#%]/.test(rest) && !(rest !== '//' && text[lexer.pos + 2] === '}' && !dialect.bash) ? rest : '/'
    lexer.pos += op.length
    const arg = readOperand(lexer, '/}', 'plain', line)
    if (text[lexer.pos] !== '/') {
      lexer.pos++
      return { ...head, op, arg }
    }
    lexer.pos++
    const arg2 = readOperand(lexer, '}', inQuotes ? 'replacement' : 'plain', line)
    lexer.pos++
    return { ...head, op, arg, arg2 }
  }
  if (char === ':') {
    lexer.pos++
    const arg = readOperand(lexer, ':}', 'arith', line)
    if (text[lexer.pos] !== ':') {
      lexer.pos++
      return { ...head, op: ':', arg }
    }
    lexer.pos++
    const arg2 = readOperand(lexer, '}', 'arith', line)
    lexer.pos++
    return { ...head, op: ':', arg, arg2 }
  }
  if (!dialect.bash) return bad()
  if (rest === '^^' || rest === ',,' || rest === '~~') return finish(rest, 'plain')
  if (char === '^' || char === ',' || char === '~') return finish(char, 'plain')
  if (char === '@' && /[UuLQEPAKak]/.test(text[lexer.pos + 1] ?? '') && text[lexer.pos + 2] === '}') {
    const op = `@${text[lexer.pos + 1]!}`
    lexer.pos += 3
    return { ...head, op }
  }
  return bad()
}

/** null: the bracket does not close. */
function readIndex(lexer: Lexer): Subscript | null {
  lexer.pos++
  let word: Word
  try {
    word = readSubscript(lexer)
  } catch (error) {
    if (error instanceof SyntaxFailure) return null
    throw error
  }
  return word.plain === '@' || word.plain === '*' ? { all: word.plain } : { word }
}

/**
 * An operand up to one of `stops` at depth 0 (not consumed). 'plain': quotes quote. 'dq': as inside double quotes, where ' is itself and " only
 * toggles. 'replacement': the second operand of "${x/a/b}". 'arith': an expression.
 */
function readOperand(lexer: Lexer, stops: string, mode: 'plain' | 'dq' | 'replacement' | 'arith', line: number): Word {
  const start = lexer.pos
  const parts = new Parts()
  let parens = 0
  let questions = 0
  const quotedStyle = mode === 'dq' || mode === 'arith' || mode === 'replacement'
  for (;;) {
    const char = lexer.text[lexer.pos]
    if (char === undefined) lexer.unterminated('}', line)
    if (stops.includes(char) && !(mode === 'arith' && char === ':' && (parens || questions))) break
    if (mode === 'arith') {
      if (char === '(') parens++
      else if (char === ')') parens--
      else if (char === '?') questions++
      else if (char === ':' && questions) questions--
    }
    if (!quotedStyle) {
      if (char === '\n') lexer.line++
      lexer.readPlain(parts, char)
    } else if (char === '"') {
      if (mode === 'dq' || mode === 'replacement') {
        const inner = lexer.readDoubleQuoted()
        parts.push({ t: 'dq', parts: inner })
      } else lexer.pos++
    } else lexer.readInQuotes(parts, char, '"}')
  }
  const raw = lexer.text.slice(start, lexer.pos)
  const list: WordPart[] = parts.flush()
  if (!quotedStyle) return { parts: list, raw, line, ...plainOf(list) }
  return { parts: [{ t: 'dq', parts: list }], raw, line }
}
