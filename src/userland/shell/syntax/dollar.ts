/** What begins with $ or a backquote. */
import { decodeAnsiQuote } from '../expand/ansi-c.ts'
import type { Sequence, Word } from './ast.ts'
import { SyntaxFailure } from './errors.ts'
import { type Lexer, Parts } from './lexer.ts'
import { readParameter } from './parameter.ts'

const NAME_START = /[A-Za-z_]/
const NAME_CHAR = /[A-Za-z0-9_]/

export function readDollar(lexer: Lexer, parts: Parts, inQuotes: boolean): void {
  const at = lexer.pos
  const next = lexer.text[at + 1]
  if (next === undefined) lexer.endOfText()
  if (next === '(') {
    if (lexer.text[at + 2] === '(' && readArithmetic(lexer, parts)) return
    const line = lexer.line
    const arithmetic = lexer.text[at + 2] === '('
    lexer.pos += 2
    let body: Sequence
    try {
      body = lexer.substitution()
    } catch (error) {
      if (arithmetic && lexer.dialect.bash && error instanceof SyntaxFailure && error.atEof)
        lexer.unterminated(')', line, true)
      throw error
    }
    parts.push({ t: 'cmd', body, raw: lexer.text.slice(at + 2, lexer.pos - 1), line })
  } else if (next === '{') {
    lexer.pos += 2
    parts.push(readParameter(lexer, at, inQuotes))
  } else if (next === '[' && lexer.dialect.bash) {
    lexer.pos += 2
    const line = lexer.line
    const inner = new Parts()
    let depth = 0
    for (;;) {
      const char = lexer.text[lexer.pos]
      if (char === undefined) lexer.unterminated(']', line)
      if (char === ']' && depth-- === 0) break
      if (char === '[') depth++
      if (char === '"') lexer.pos++
      else lexer.readInQuotes(inner, char, '"')
    }
    const raw = lexer.text.slice(at + 2, lexer.pos++)
    parts.push({ t: 'arith', expr: { parts: [{ t: 'dq', parts: inner.flush() }], raw, line } })
  } else if (next !== undefined && NAME_START.test(next)) {
    let end = at + 2
    while (end < lexer.text.length && NAME_CHAR.test(lexer.text[end]!)) end++
    if (end >= lexer.text.length) lexer.endOfText()
    parts.push({ t: 'param', name: lexer.text.slice(at + 1, end) })
    lexer.pos = end
  } else if (next !== undefined && /[0-9@*#?$!-]/.test(next)) {
    parts.push({ t: 'param', name: next })
    lexer.pos += 2
  } else if (next === "'" && !inQuotes && lexer.dialect.ansiQuotes) {
    let end = at + 2
    while (end < lexer.text.length && lexer.text[end] !== "'") end += lexer.text[end] === '\\' ? 2 : 1
    if (end >= lexer.text.length) lexer.unterminatedQuote("'")
    const body = lexer.text.slice(at + 2, end)
    lexer.countLines(body)
    parts.push({ t: 'quoted', s: decodeAnsiQuote(body) })
    parts.quoted = true
    lexer.pos = end + 1
  } else if (next === '"' && !inQuotes && lexer.dialect.bash) {
    lexer.pos++
    parts.push({ t: 'dq', parts: lexer.readDoubleQuoted() })
    parts.quoted = true
  } else {
    parts.lit('$')
    lexer.pos++
  }
}

/** At "$((": an arithmetic expansion if its parentheses close as "))"; otherwise nothing is consumed (a subshell in $( )). */
function readArithmetic(lexer: Lexer, parts: Parts): boolean {
  const at = lexer.pos
  const line = lexer.line
  lexer.pos += 3
  const inner = readArithmeticText(lexer)
  if (!inner) {
    lexer.pos = at
    lexer.line = line
    return false
  }
  parts.push({ t: 'arith', expr: inner })
  return true
}

/** Text up to "))" at depth 0, as double-quoted parts without the quotes. null: a single ')' closes it. */
export function readArithmeticText(lexer: Lexer): Word | null {
  const start = lexer.pos
  const line = lexer.line
  const inner = new Parts()
  let depth = 0
  for (;;) {
    const char = lexer.text[lexer.pos]
    if (char === undefined) lexer.unterminated(')', line, true)
    if (char === '(') depth++
    else if (char === ')') {
      if (depth === 0) {
        if (lexer.text[lexer.pos + 1] === undefined) lexer.endOfText()
        if (lexer.text[lexer.pos + 1] === ')') break
        if (lexer.dialect.bash) return null
        depth++
      }
      depth--
    }
    if (char === '"') lexer.pos++
    else lexer.readInQuotes(inner, char, '"')
  }
  const raw = lexer.text.slice(start, lexer.pos)
  lexer.pos += 2
  return { parts: [{ t: 'dq', parts: inner.flush() }], raw, line }
}

export function readBackquote(lexer: Lexer, parts: Parts, inQuotes: boolean): void {
  const line = lexer.line
  let at = lexer.pos + 1
  let body = ''
  for (;;) {
    const char = lexer.text[at]
    if (char === undefined) {
      if (lexer.options.final) lexer.countLines(lexer.text.slice(lexer.pos))
      lexer.unterminated('`', line)
    }
    if (char === '`') break
    if (char === '\\') {
      const next = lexer.text[at + 1]
      if (next === '$' || next === '`' || next === '\\' || (inQuotes && next === '"')) body += next
      else if (next !== '\n') body += `\\${next ?? ''}`
      at += 2
      continue
    }
    body += char
    at++
  }
  lexer.countLines(lexer.text.slice(lexer.pos, at))
  lexer.pos = at + 1
  parts.push({ t: 'backquote', text: body, line })
}
