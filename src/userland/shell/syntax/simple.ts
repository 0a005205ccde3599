/** Simple commands and redirections. */
import type { Assignment, Command, Redirect, SimpleCommand, Word } from './ast.ts'
import { parseFunctionBody } from './compound.ts'
import { SyntaxFailure } from './errors.ts'
import { type Parser, REDIRECTIONS } from './parser.ts'

const DECLARATIONS = new Set(['declare', 'typeset', 'local', 'export', 'readonly', 'alias', 'eval', 'let'])

export function parseSimple(p: Parser): Command {
  // As bash counts: the line its first word ends on.
  const first = p.peek()
  const line = first.type === 'word' && p.dialect.bash ? p.lexer.line : first.line
  const assigns: Assignment[] = []
  const words: Word[] = []
  const redirs: Redirect[] = []
  let wordAssigns: Map<number, Assignment> | undefined
  let declaration = false
  let brackets = false
  for (;;) {
    const assignable = words.length === 0 || declaration
    const token = p.peek(assignable)
    if (token.type === 'io' || (token.type === 'op' && REDIRECTIONS.has(token.text))) {
      redirs.push(parseRedirect(p))
      continue
    }
    if (token.type === 'op' && brackets && (token.text === '&&' || token.text === '||')) {
      p.take()
      words.push({ parts: [{ t: 'quoted', s: token.text }], raw: token.text, line })
      continue
    }
    if (token.type === 'op' && token.text === '(' && words.length === 1 && !assigns.length && !redirs.length) {
      const name = words[0]!
      p.take()
      if (!p.isOp(')')) throw p.unexpected(p.dialect.almquist ? '")"' : undefined, true)
      p.take()
      if (p.dialect.almquist && !/^[A-Za-z_]\w*$/.test(name.plain ?? '')) {
        const text = p.dialect.name === 'dash' ? 'Syntax error: Bad function name' : 'syntax error: bad function name'
        throw new SyntaxFailure(text, p.lexer.line)
      }
      return parseFunctionBody(p, name.raw, line)
    }
    if (token.type !== 'word') break
    if (words.length > 0 && p.aliasNext) {
      p.aliasNext = false
      if (p.expandAlias(true)) continue
    }
    p.take()
    if (token.assign && words.length === 0) {
      assigns.push(token.assign)
      p.expandAlias()
      continue
    }
    const word = token.word!
    if (token.assign) (wordAssigns ??= new Map()).set(words.length, token.assign)
    if (words.length === 0 || (words.length === 1 && (words[0]!.plain === 'command' || words[0]!.plain === 'builtin')))
      declaration ||= word.plain !== undefined && DECLARATIONS.has(word.plain)
    if (p.dialect.doubleBracket === 'command') {
      if (word.plain === '[[') brackets = true
      else if (word.plain === ']]') brackets = false
    }
    words.push(word)
  }
  if (!words.length && !assigns.length && !redirs.length) throw p.unexpected()
  const command: SimpleCommand = {
    kind: 'simple',
    assigns,
    words,
    redirs,
    line,
    ...(wordAssigns ? { wordAssigns } : {}),
  }
  return command
}

export function parseRedirect(p: Parser): Redirect {
  let token = p.take()
  let fd: number | undefined
  let fdVar: string | undefined
  const { line } = token
  if (token.type === 'io') {
    if (token.text.startsWith('{')) fdVar = token.text.slice(1, -1)
    else fd = Number(token.text)
    token = p.take()
  }
  const op = token.text
  const next = p.peek(false)
  if (next.type !== 'word') throw p.unexpected()
  const heredoc = op === '<<' || op === '<<-'
  p.take()
  const target = next.word!
  const redirect: Redirect = {
    op,
    ...(fd === undefined ? {} : { fd }),
    ...(fdVar === undefined ? {} : { fdVar }),
    target,
    line,
    ...(heredoc ? heredocDelimiter(target) : {}),
  }
  if (heredoc) p.lexer.pendingHeredocs.push(redirect)
  return redirect
}

/** Quote removal of a here-document's delimiter. */
function heredocDelimiter(word: Word): { delimiter: string; quoted: boolean } {
  let quoted = false
  const text = (parts: Word['parts']): string =>
    parts
      .map((part) => {
        if (part.t === 'lit') return part.s
        if (part.t === 'quoted') {
          quoted = true
          return part.s
        }
        if (part.t === 'dq') {
          quoted = true
          return text(part.parts)
        }
        return part.t === 'param' ? `$${part.name}` : ''
      })
      .join('')
  const delimiter = text(word.parts)
  return {
    delimiter: word.parts.every((part) => part.t === 'lit' || part.t === 'quoted' || part.t === 'dq')
      ? delimiter
      : word.raw,
    quoted,
  }
}
