/** The grammar of [[ … ]] (bash's parse_cond_command), with its own error texts. */
import type { CondExpr, Word, WordPart } from './ast.ts'
import { SyntaxFailure } from './errors.ts'
import { Parts, plainOf } from './lexer.ts'
import type { Parser } from './parser.ts'

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/
const BINARY = new Set(['=', '==', '!=', '=~', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

/** After `[[`; consumes `]]`. */
export function parseCond(p: Parser): CondExpr {
  const expr = parseOr(p)
  p.skipNewlines()
  const token = p.peek(false)
  if (token.type === 'word' && token.text === ']]') {
    p.take()
    return expr
  }
  throw failure(p, 'syntax error in conditional expression')
}

function failure(p: Parser, message: string): SyntaxFailure {
  const token = p.peek(false)
  if (token.type === 'eof')
    return new SyntaxFailure('syntax error: unexpected end of file', p.lexer.line, {
      before: ["unexpected EOF while looking for `]]'"],
      atEof: true,
    })
  const text = p.tokenText(token)
  const detail =
    message === 'syntax error in conditional expression' ? `${message}: unexpected token \`${text}'` : message
  return new SyntaxFailure(`syntax error near \`${shown(p)}'`, token.line, {
    before: [detail],
    showLine: p.lexer.lineText(token.line),
  })
}
/** bash shows the rest of the token stream's current word as it stands in the input. */
function shown(p: Parser): string {
  const token = p.peek(false)
  return p.tokenText(token) === 'newline' ? 'newline' : token.text
}

function parseOr(p: Parser): CondExpr {
  let left = parseAnd(p)
  for (;;) {
    p.skipNewlines()
    if (!p.isOp('||')) return left
    p.take()
    left = { c: 'or', left, right: parseAnd(p) }
  }
}
function parseAnd(p: Parser): CondExpr {
  let left = parseTerm(p)
  for (;;) {
    p.skipNewlines()
    if (!p.isOp('&&')) return left
    p.take()
    left = { c: 'and', left, right: parseTerm(p) }
  }
}

function parseTerm(p: Parser): CondExpr {
  p.skipNewlines()
  const token = p.peek(false)
  if (token.type === 'op' && token.text === '(') {
    p.take()
    const expr = parseOr(p)
    if (!p.isOp(')')) throw failure(p, "expected `)'")
    p.take()
    return { c: 'paren', expr }
  }
  if (token.type !== 'word') throw failure(p, 'syntax error in conditional expression')
  if (token.text === ']]') throw failure(p, 'syntax error in conditional expression')
  if (token.text === '!') {
    p.take()
    return { c: 'not', expr: parseTerm(p) }
  }
  p.take()
  const left = token.word!
  if (left.plain !== undefined && UNARY.test(left.plain)) {
    const next = p.peek(false)
    if (next.type === 'word' && next.text !== ']]') {
      if (!(BINARY.has(next.text) && !isLastOperand(p))) {
        p.take()
        return { c: 'unary', op: left.plain, arg: next.word! }
      }
    } else if (next.type !== 'word') {
      throw failure(p, `unexpected argument \`${p.tokenText(next)}' to conditional unary operator`)
    }
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
  const ends =
    (op.type === 'word' && op.text === ']]') ||
    op.type === 'newline' ||
    (op.type === 'op' && ['&&', '||', ')'].includes(op.text))
  if (!ends) {
    const shownToken = p.tokenText(op)
    throw failure(
      p,
      op.type === 'eof'
        ? ''
        : op.type === 'word'
          ? 'conditional binary operator expected'
          : `unexpected token \`${shownToken}', conditional binary operator expected`,
    )
  }
  return { c: 'word', arg: left }
}
/** `-f == x` compares the word "-f"; `-f ==` tests a file. Looks past the token without consuming. */
function isLastOperand(p: Parser): boolean {
  return /^\s*(\]\]|&&|\|\|)/.test(p.lexer.text.slice(p.lexer.pos))
}

function operand(p: Parser): Word {
  const { lexer } = p
  // Patterns in [[ ]] are extended ones whatever shopt says.
  const saved = lexer.options.extglob
  lexer.options.extglob = true
  try {
    const token = p.peek(false)
    if (token.type !== 'word' || token.text === ']]') {
      throw failure(p, `unexpected argument \`${p.tokenText(token)}' to conditional binary operator`)
    }
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
  const parts = new Parts()
  let depth = 0
  for (;;) {
    const char = lexer.text[lexer.pos]
    if (char === undefined) {
      lexer.endOfText()
      break
    }
    if (char === '\n' || (depth === 0 && (char === ' ' || char === '\t' || char === ')' || char === ';'))) break
    if (char === '&' && depth === 0) break
    if (char === '(') depth++
    else if (char === ')') depth--
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
  if (!raw) throw failure(p, `unexpected argument \`${p.tokenText(p.peek(false))}' to conditional binary operator`)
  const list: WordPart[] = parts.flush()
  return { parts: list, raw, line, ...plainOf(list) }
}
