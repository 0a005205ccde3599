/** Compound commands and functions. */
import type { CaseItem, Command, Sequence, Word } from './ast.ts'
import { parseCond } from './cond.ts'
import { SyntaxFailure } from './errors.ts'
import { readArithmeticText } from './dollar.ts'
import type { Parser } from './parser.ts'

export function parseCompound(p: Parser, word: string): Command {
  const { line } = p.peek()
  switch (word) {
    case '(': {
      const { text } = p.lexer
      const at = p.peek().start
      if (text[at + 1] === '(' && p.dialect.bash) {
        const arith = tryArith(p, line)
        if (arith) return arith
      }
      p.take()
      const body = p.parseCompoundList('")"')
      if (!p.isOp(')')) throw p.unexpected('")"')
      p.take()
      return { kind: 'subshell', body, redirs: p.parseRedirects(), line }
    }
    case '{': {
      p.take()
      const body = p.parseCompoundList('"}"')
      p.expectWord('}')
      return { kind: 'group', body, redirs: p.parseRedirects(), line }
    }
    case 'if':
      return parseIf(p, line)
    case 'while':
    case 'until': {
      p.take()
      const test = p.parseCompoundList('"do"')
      p.expectWord('do')
      const body = p.parseCompoundList('"done"')
      p.expectWord('done')
      return { kind: 'while', until: word === 'until', test, body, redirs: p.parseRedirects(), line }
    }
    case 'for':
    case 'select':
      return parseFor(p, word === 'select', line)
    case 'case':
      return parseCase(p, line)
    case '[[': {
      p.take()
      const expr = parseCond(p)
      return { kind: 'cond', expr, redirs: p.parseRedirects(), line }
    }
    case 'coproc':
      return parseCoproc(p, line)
    default:
      throw p.unexpected()
  }
}

function tryArith(p: Parser, line: number): Command | null {
  const { lexer } = p
  const start = p.peek().start
  p.take()
  lexer.pos = start + 2
  const expr = readArithmeticText(lexer)
  if (!expr) {
    lexer.pos = start
    lexer.line = line
    return null
  }
  return { kind: 'arith', expr, redirs: p.parseRedirects(), line }
}

function parseIf(p: Parser, line: number): Command {
  const clauses: { test: Sequence; body: Sequence }[] = []
  let otherwise: Sequence | undefined
  p.take()
  for (;;) {
    const test = p.parseCompoundList('"then"')
    p.expectWord('then')
    const body = p.parseCompoundList('"fi"')
    clauses.push({ test, body })
    const next = p.reservedWord()
    if (next === 'elif') {
      p.take()
      continue
    }
    if (next === 'else') {
      p.take()
      otherwise = p.parseCompoundList('"fi"')
    }
    p.expectWord('fi')
    return { kind: 'if', clauses, ...(otherwise ? { otherwise } : {}), redirs: p.parseRedirects(), line }
  }
}

/** do … done, or in bash { … }. */
function parseLoopBody(p: Parser): Sequence {
  if (p.dialect.bash && p.reservedWord() === '{') {
    p.take()
    const body = p.parseCompoundList()
    p.expectWord('}')
    return body
  }
  p.expectWord('do')
  const body = p.parseCompoundList('"done"')
  p.expectWord('done')
  return body
}

function parseFor(p: Parser, select: boolean, line: number): Command {
  p.take()
  if (!select && p.dialect.bash && p.peek(false).type === 'op' && p.isOp('(')) {
    const at = p.peek(false).start
    if (p.lexer.text[at + 1] === '(') return parseArithFor(p, line)
  }
  const token = p.peek(false)
  if (p.dialect.almquist && (token.type !== 'word' || !/^[A-Za-z_]\w*$/.test(token.word!.plain ?? ''))) {
    const text =
      p.dialect.name === 'dash' ? 'Syntax error: Bad for loop variable' : 'syntax error: bad for loop variable'
    throw new SyntaxFailure(text, p.lexer.line)
  }
  if (token.type !== 'word') throw p.unexpected()
  const name = token.text
  p.take()
  let words: Word[] | undefined
  if (p.isOp(';')) {
    p.take()
    p.skipNewlines()
  } else {
    p.skipNewlines()
    const next = p.peek()
    if (next.type === 'word' && next.word!.plain === 'in') {
      p.take()
      words = []
      while (p.peek(false).type === 'word') words.push(p.take().word!)
      const end = p.peek(false)
      if (end.type === 'newline' || (end.type === 'op' && end.text === ';')) p.take()
      else throw p.unexpected()
      p.skipNewlines()
    } else if (p.dialect.almquist && p.reservedWord() !== 'do') {
      throw p.unexpected('"do"')
    }
  }
  const body = parseLoopBody(p)
  return { kind: 'for', name, ...(words ? { words } : {}), body, select, redirs: p.parseRedirects(), line }
}

function parseArithFor(p: Parser, line: number): Command {
  const { lexer } = p
  const { start } = p.peek(false)
  p.take()
  lexer.pos = start + 2
  const expr = readArithmeticText(lexer)
  if (!expr) throw lexer.near('(', line)
  const pieces = splitSemicolons(expr)
  if (pieces.length !== 3) {
    if (pieces.length < 3)
      throw new SyntaxFailure('syntax error: arithmetic expression required', line, {
        before: [],
        showLine: undefined,
      })
    throw new SyntaxFailure("syntax error: `;' unexpected", line)
  }
  if (p.isOp(';')) p.take()
  p.skipNewlines()
  const body = parseLoopBody(p)
  const [init, test, step] = pieces as [Word, Word, Word]
  return { kind: 'arith-for', init, test, step, body, redirs: p.parseRedirects(), line }
}

/** Splits the one double-quoted part of an arithmetic word at its semicolons. */
function splitSemicolons(expr: Word): Word[] {
  const inner = expr.parts[0]?.t === 'dq' ? expr.parts[0].parts : []
  const pieces: (typeof inner)[number][][] = [[]]
  for (const part of inner) {
    if (part.t !== 'lit') {
      pieces.at(-1)!.push(part)
      continue
    }
    part.s.split(';').forEach((text, index) => {
      if (index) pieces.push([])
      if (text) pieces.at(-1)!.push({ t: 'lit', s: text })
    })
  }
  const raws = expr.raw.split(';')
  return pieces.map((parts, index) => ({ parts: [{ t: 'dq', parts }], raw: raws[index] ?? '', line: expr.line }))
}

function parseCase(p: Parser, line: number): Command {
  p.take()
  const token = p.peek(false)
  if (token.type !== 'word') throw p.unexpected('word')
  p.take()
  p.skipNewlines()
  const next = p.peek()
  if (next.type !== 'word' || next.word!.plain !== 'in') throw p.unexpected('"in"')
  p.take()
  const items: CaseItem[] = []
  for (;;) {
    p.skipNewlines()
    if (p.reservedWord() === 'esac') {
      p.take()
      break
    }
    if (p.isOp('(')) p.take()
    const patterns: Word[] = []
    for (;;) {
      const pattern = p.peek(false)
      // The Almquist shells take any token here and complain of the next one.
      if (pattern.type !== 'word' && (p.dialect.bash || pattern.type === 'eof')) throw p.unexpected()
      p.take()
      if (pattern.word) patterns.push(pattern.word)
      if (!p.isOp('|')) break
      p.take()
    }
    if (!p.isOp(')')) throw p.unexpected('")"', true)
    p.take()
    p.skipNewlines()
    const empty = p.reservedWord() === 'esac' || p.isOp(';;') || p.isOp(';&') || p.isOp(';;&')
    const body = empty ? { items: [] } : p.parseCompoundList('";;"')
    const end = [';;', ';&', ';;&'].find((op) => p.isOp(op))
    items.push({ patterns, body, end: end ?? ';;' })
    if (end) {
      p.take()
      continue
    }
    if (p.reservedWord() !== 'esac') throw p.unexpected(p.dialect.almquist ? '";;"' : undefined)
    p.take()
    break
  }
  return { kind: 'case', word: token.word!, items, redirs: p.parseRedirects(), line }
}

function parseCoproc(p: Parser, line: number): Command {
  p.take()
  let name = 'COPROC'
  const token = p.peek()
  // coproc NAME compound; otherwise the word is a command's.
  if (token.type === 'word' && /^[A-Za-z_]\w*$/.test(token.word!.plain ?? '') && !p.reservedWord()) {
    const rest = p.lexer.text.slice(p.lexer.pos, p.lexer.pos + 40)
    if (/^[ \t]+(\(|\{\s|if\s|while\s|until\s|for\s|case\s|select\s|\[\[\s)/.test(rest)) {
      name = token.text
      p.take()
    }
  }
  const body = p.parseCommand()
  return { kind: 'coproc', name, body, redirs: [], line }
}

const COMPOUNDS = new Set(['{', 'if', 'while', 'until', 'for', 'select', 'case', '[[', '('])

/** `function name [()] body` */
export function parseFunction(p: Parser): Command {
  const { line } = p.take()
  const token = p.peek(false)
  if (token.type !== 'word') throw p.unexpected('word')
  p.take()
  if (p.isOp('(')) {
    p.take()
    if (!p.isOp(')')) throw p.unexpected()
    p.take()
  }
  return parseFunctionBody(p, token.text, line)
}

export function parseFunctionBody(p: Parser, name: string, line: number): Command {
  p.skipNewlines()
  const next = p.peek()
  if (p.dialect.bash) {
    const reserved = p.reservedWord()
    const compound = (next.type === 'op' && next.text === '(') || (reserved && COMPOUNDS.has(reserved))
    if (!compound) throw p.unexpected()
  }
  const body = p.parseCommand()
  return { kind: 'function', name, body, redirs: [], line }
}
