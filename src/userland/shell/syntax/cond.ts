/**
 * The grammar of [[ … ]] (bash's parse_cond_command), with its own error texts. bash 5.2 says no more than these, reads no further, and leaves $?
 * as it was.
 */
import type { CondExpr, Word, WordPart } from './ast.ts'
import { SyntaxFailure } from './errors.ts'
import { Parts, plainOf } from './lexer.ts'
import type { Parser } from './parser.ts'

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/
const BINARY = new Set(['=', '==', '!=', '=~', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

/** After `[[`; consumes `]]`. */
export function parseCond(p: Parser): CondExpr {
  const expr = parseOr(p)
  const token = p.peek(false)
  if (token.type === 'word' && token.text === ']]') {
    p.take()
    return expr
  }
  if (token.type === 'word') throw failure(p, 'syntax error in conditional expression')
  throw failure(p, `syntax error in conditional expression: unexpected token \`${shown(p)}'`)
}

function failure(p: Parser, message: string): SyntaxFailure {
  const token = p.peek(false)
  const ended = token.type === 'eof' || token.type === 'newline'
  return new SyntaxFailure(message, token.type === 'eof' ? p.lexer.line : token.line, ended ? {} : { keepStatus: true })
}
function shown(p: Parser): string {
  const token = p.peek(false)
  return token.type === 'eof' ? 'EOF' : p.tokenText(token)
}

function parseOr(p: Parser): CondExpr {
  let left = parseAnd(p)
  for (;;) {
    p.skipNewlinesPlain()
    if (!p.isOp('||')) return left
    p.take()
    left = { c: 'or', left, right: parseAnd(p) }
  }
}
function parseAnd(p: Parser): CondExpr {
  let left = parseTerm(p)
  for (;;) {
    p.skipNewlinesPlain()
    if (!p.isOp('&&')) return left
    p.take()
    left = { c: 'and', left, right: parseTerm(p) }
  }
}

function parseTerm(p: Parser): CondExpr {
  p.skipNewlinesPlain()
  const token = p.peek(false)
  if (token.type === 'op' && token.text === '(') {
    p.take()
    const expr = parseOr(p)
    if (!p.isOp(')')) throw failure(p, `unexpected token \`${shown(p)}', expected \`)'`)
    p.take()
    return { c: 'paren', expr }
  }
  if (token.type !== 'word') throw failure(p, `unexpected token \`${shown(p)}' in conditional command`)
  if (token.text === ']]') throw failure(p, '')
  if (token.text === '!') {
    p.take()
    return { c: 'not', expr: parseTerm(p) }
  }
  p.take()
  const left = token.word!
  if (left.plain !== undefined && UNARY.test(left.plain)) {
    const next = p.peek(false)
    if (next.type !== 'word' || next.text === ']]')
      throw failure(p, `unexpected argument \`${shown(p)}' to conditional unary operator`)
    p.take()
    return { c: 'unary', op: left.plain, arg: next.word! }
  }
  const op = p.peek(false)
  if (op.type === 'op' && (op.text === '<' || op.text === '>')) {
    p.take()
    return { c: 'binary', op: op.text, left, right: operand(p) }
  }
  if (op.type === 'word' && BINARY.has(op.text)) {
    p.take()
    if (op.text === '=~') return { c: 'binary', op: '=~', left, right: readRegex(p) }
    return { c: 'binary', op: op.text, left, right: operand(p) }
  }
  const ends = (op.type === 'word' && op.text === ']]') || (op.type === 'op' && ['&&', '||', ')'].includes(op.text))
  if (ends) return { c: 'word', arg: left }
  if (op.type === 'word') throw failure(p, 'conditional binary operator expected')
  throw failure(p, `unexpected token \`${shown(p)}', conditional binary operator expected`)
}
function operand(p: Parser): Word {
  const { lexer } = p
  // Patterns in [[ ]] are extended ones whatever shopt says.
  const saved = lexer.options.extglob
  lexer.options.extglob = true
  try {
    const token = p.peek(false)
    if (token.type !== 'word' || token.text === ']]')
      throw failure(p, `unexpected argument \`${shown(p)}' to conditional binary operator`)
    p.take()
    return token.word!
  } finally {
    lexer.options.extglob = saved
  }
}

/** The right side of =~: blanks end it, except inside parentheses; ( ) | < > are its own. */
function readRegex(p: Parser): Word {
  const { lexer } = p
  lexer.skipBlanks()
  const start = lexer.pos
  const { line } = lexer
  if (lexer.text.startsWith(']]', start)) throw failure(p, "unexpected argument `]]' to conditional binary operator")
  const parts = new Parts()
  let depth = 0
  for (;;) {
    const char = lexer.text[lexer.pos]
    if (char === undefined) {
      if (depth) lexer.unterminated(')', line, true)
      lexer.endOfText()
      break
    }
    if (char === '\n' && !depth) break
    if (depth === 0 && (char === ' ' || char === '\t' || char === ')' || char === ';' || char === '&')) break
    if (char === '(') depth++
    else if (char === ')') depth--
    if (char === '\n') lexer.line++
    if (char === '[') {
      // A bracket expression is taken whole so that its parentheses do not count.
      const end = /^\[\^?\]?(?:\[:\w+:\]|[^\]\n$`"'\\ ])*\]/.exec(lexer.text.slice(lexer.pos))?.[0]
      if (end) {
        parts.lit(end)
        lexer.pos += end.length
        continue
      }
    }
    lexer.readPlain(parts, char)
  }
  const raw = lexer.text.slice(start, lexer.pos)
  if (!raw) throw failure(p, `unexpected argument \`${shown(p)}' to conditional binary operator`)
  const list: WordPart[] = parts.flush()
  return { parts: list, raw, line, ...plainOf(list) }
}
