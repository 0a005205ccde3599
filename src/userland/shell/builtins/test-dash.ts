/**
 * test and [ of dash (bltin/test.c): a recursive descent over operands whose lexer looks ahead to tell operators from operands. It stops where the
 * expression ends and complains only of what then follows.
 */
import type { Shell } from '../state/shell.ts'
import { byteOrder } from '../expand/glob.ts'
import { compareFiles, fileTest } from './file-tests.ts'

type Kind = 'unary' | 'binary' | 'not' | 'and' | 'or' | 'open' | 'close'
const KINDS: Readonly<Record<string, Kind>> = Object.fromEntries([
  ...[...'rwxefdcbpugkstznhOGLS'].map((letter) => [`-${letter}`, 'unary'] as const),
  ...['=', '!=', '<', '>', '-eq', '-ne', '-ge', '-gt', '-le', '-lt', '-nt', '-ot', '-ef'].map(
    (op) => [op, 'binary'] as const,
  ),
  ['!', 'not'],
  ['-a', 'and'],
  ['-o', 'or'],
  ['(', 'open'],
  [')', 'close'],
])
const kindOf = (text: string | undefined): Kind | undefined =>
  text !== undefined && Object.hasOwn(KINDS, text) ? KINDS[text] : undefined

/** As printed after "test: ". */
export class DashTestError {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export function dashTest(sh: Shell, given: readonly string[]): boolean {
  let args = [...given]
  let negate = false
  for (;;) {
    if (!args.length) return negate
    if (args.length === 3 && kindOf(args[1]) === 'binary') return new Evaluator(sh, args).binaryFirst() !== negate
    if (args.length === 3 || args.length === 4) {
      if (args[0] === '(' && args.at(-1) === ')') args = args.slice(1, -1)
      else if (args[0] === '!') {
        negate = !negate
        args = args.slice(1)
        continue
      }
    }
    return new Evaluator(sh, args).all() !== negate
  }
}

class Evaluator {
  private at = 0
  private readonly sh: Shell
  private readonly args: readonly string[]
  constructor(sh: Shell, args: readonly string[]) {
    this.sh = sh
    this.args = args
  }
  binaryFirst(): boolean {
    const value = this.binary()
    return value
  }
  all(): boolean {
    const value = this.or(this.token(0))
    const rest = this.args.slice(this.at)
    if (rest[0] !== undefined && rest[1] !== undefined) throw syntax(rest[0], 'unexpected operator')
    return value
  }

  /** What the word at `at` is: an operator, an operand, or the end. */
  private token(at: number): Kind | 'operand' | 'end' {
    const text = this.args[at]
    if (text === undefined) return 'end'
    const kind = kindOf(text)
    if (!kind) return 'operand'
    if (kind === 'unary' && this.isOperand(at)) return 'operand'
    if (kind === 'open' && this.args[at + 1] === undefined) return 'operand'
    return kind
  }
  /** A unary operator that must be an operand: nothing follows, or a binary operator with its right side. */
  private isOperand(at: number): boolean {
    if (this.args[at + 1] === undefined) return true
    if (this.args[at + 2] === undefined) return false
    return kindOf(this.args[at + 1]) === 'binary'
  }

  private or(first: Kind | 'operand' | 'end'): boolean {
    let token = first
    let value = false
    for (;;) {
      if (this.and(token)) value = true
      if (this.token(this.at + 1) !== 'or') return value
      this.at += 2
      token = this.token(this.at)
    }
  }
  private and(first: Kind | 'operand' | 'end'): boolean {
    let token = first
    let value = true
    for (;;) {
      if (!this.not(token)) value = false
      if (this.token(this.at + 1) !== 'and') return value
      this.at += 2
      token = this.token(this.at)
    }
  }
  private not(token: Kind | 'operand' | 'end'): boolean {
    if (token !== 'not') return this.primary(token)
    const next = this.token(this.at + 1)
    if (next !== 'end') this.at++
    return !this.not(next)
  }
  private primary(token: Kind | 'operand' | 'end'): boolean {
    if (token === 'end') return false
    if (token === 'open') {
      const inner = this.token(++this.at)
      if (inner === 'close') return false
      const value = this.or(inner)
      if (this.token(++this.at) !== 'close') throw syntax('', 'closing paren expected')
      return value
    }
    if (token === 'unary') {
      const op = this.args[this.at]!
      const operand = this.args[++this.at]
      if (operand === undefined) throw syntax(op, 'argument expected')
      if (op === '-z') return operand === ''
      if (op === '-n') return operand !== ''
      if (op === '-t') return fileTest(this.sh, '-t', String(integer(operand)))
      return fileTest(this.sh, op, operand)
    }
    if (this.token(this.at + 1) === 'binary') return this.binary()
    return this.args[this.at] !== ''
  }
  private binary(): boolean {
    const left = this.args[this.at]!
    const op = this.args[++this.at]!
    const right = this.args[++this.at]
    if (right === undefined) throw syntax(op, 'argument expected')
    switch (op) {
      case '=':
        return left === right
      case '!=':
        return left !== right
      case '<':
        return byteOrder(left, right) < 0
      case '>':
        return byteOrder(left, right) > 0
      case '-nt':
      case '-ot':
      case '-ef':
        return compareFiles(this.sh, op, left, right)
    }
    const a = integer(left)
    const b = integer(right)
    return op === '-eq'
      ? a === b
      : op === '-ne'
        ? a !== b
        : op === '-lt'
          ? a < b
          : op === '-le'
            ? a <= b
            : op === '-gt'
              ? a > b
              : a >= b
  }
}
function integer(text: string): number {
  const trimmed = text.trim()
  if (!/^[+-]?\d+$/.test(trimmed)) throw new DashTestError(`Illegal number: ${text}`)
  return Number(trimmed)
}
const syntax = (op: string, message: string): DashTestError => new DashTestError(op ? `${op}: ${message}` : message)
