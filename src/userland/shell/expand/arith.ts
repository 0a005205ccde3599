/**
 * Arithmetic, evaluated while it is read, as bash's expr.c does: `noeval` skips effects in branches that are not taken. The error texts carry the
 * rest of the expression from the last token, as bash's do. dash and ash have their own words and fewer operators.
 */
import * as int from './int64.ts'
import type { Int } from './int64.ts'
import type { DialectName } from '../dialect.ts'

/** What expressions need of variables. */
export interface ArithScope {
  readonly dialect: DialectName
  /** Text of a variable; undefined when unset. Throws under set -u. */
  get(name: string, subscript: string | undefined): string | undefined
  set(name: string, subscript: string | undefined, value: string): void
  /** Whether name is an associative array: its subscript is not an expression. */
  isAssoc(name: string): boolean
}

/** `text` is as printed after the shell's prefix. */
export class ArithError {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const ASSIGN_OPS = new Set(['=', '*=', '/=', '%=', '+=', '-=', '<<=', '>>=', '&=', '^=', '|='])
const OPERATORS = [
  '<<=',
  '>>=',
  '**',
  '++',
  '--',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '&&',
  '||',
  '*=',
  '/=',
  '%=',
  '+=',
  '-=',
  '&=',
  '^=',
  '|=',
]
/** bash allows 1024; the JavaScript stack of a worker allows less. */
const MAX_DEPTH = 200

type Tok =
  { k: 'num'; value: Int } | { k: 'name'; name: string; subscript?: string } | { k: 'op'; op: string } | { k: 'end' }

/** Evaluates; an empty expression is 0. Throws ArithError. */
export function evaluate(text: string, scope: ArithScope): Int {
  const trimmed = text.trim()
  if (/^\d{1,15}$/.test(trimmed) && (trimmed[0] !== '0' || trimmed === '0')) return Number(trimmed)
  try {
    return new Evaluator(text, scope, 0).run()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ArithError(`${trimmed}: expression recursion level exceeded (error token is "${trimmed}")`)
  }
}

class Evaluator {
  private at = 0
  private tokenAt = 0
  private tok: Tok = { k: 'end' }
  private noeval = 0
  private nesting = 0
  private readonly text: string
  private readonly scope: ArithScope
  private readonly level: number

  constructor(text: string, scope: ArithScope, level: number) {
    this.text = text
    this.scope = scope
    this.level = level
  }

  run(): Int {
    if (this.level > MAX_DEPTH) this.fail('expression recursion level exceeded', 'recursion')
    this.next()
    if (this.cur().k === 'end') {
      if (this.scope.dialect === 'dash' && this.text.trim() === '') this.fail('expecting EOF', 'primary')
      return 0
    }
    const value = this.comma()
    if (this.cur().k !== 'end') this.fail('syntax error in expression', 'eof')
    return value
  }

  private fail(
    message: string,
    almquist: 'primary' | 'eof' | 'zero' | 'exponent' | 'number' | 'recursion' | 'paren' = 'primary',
  ): never {
    const { dialect } = this.scope
    if (dialect === 'dash') {
      const words = {
        primary: 'expecting primary',
        eof: 'expecting EOF',
        zero: 'division by zero',
        paren: "expecting ')'",
      } as Record<string, string>
      throw new ArithError(`arithmetic expression: ${words[almquist] ?? 'expecting primary'}: "${this.text}"`)
    }
    if (dialect === 'ash') {
      const words = {
        zero: 'divide by zero',
        exponent: 'exponent less than 0',
        recursion: 'expression recursion loop detected',
      } as Record<string, string>
      throw new ArithError(words[almquist] ?? 'arithmetic syntax error')
    }
    throw new ArithError(`${this.text.trimStart()}: ${message} (error token is "${this.text.slice(this.tokenAt)}")`)
  }

  // ---- tokens

  private next(): void {
    const { text } = this
    while (/\s/.test(text[this.at] ?? '')) this.at++
    if (this.at >= text.length) {
      this.tok = { k: 'end' }
      return
    }
    this.tokenAt = this.at
    const char = text[this.at]!
    if (/[A-Za-z_]/.test(char)) {
      const name = /^\w+/.exec(text.slice(this.at))![0]
      this.at += name.length
      if (text[this.at] === '[' && this.scope.dialect === 'bash') {
        const end = this.matchBracket(this.at)
        if (end < 0) this.fail('bad array subscript')
        const subscript = text.slice(this.at + 1, end)
        this.at = end + 1
        this.tok = { k: 'name', name, subscript }
      } else this.tok = { k: 'name', name }
      return
    }
    if (/[0-9]/.test(char)) {
      const digits = /^[0-9A-Za-z_#@]+/.exec(text.slice(this.at))![0]
      this.at += digits.length
      this.tok = { k: 'num', value: this.number(digits) }
      return
    }
    for (const op of OPERATORS) {
      if (!text.startsWith(op, this.at)) continue
      if (this.scope.dialect === 'dash' && (op === '++' || op === '--' || op === '**')) continue
      if (op === '++' || op === '--') {
        // As bash: after a name it is a postfix operator; before a number it is two signs.
        const after = text.slice(this.at + 2).trimStart()[0] ?? ''
        if (this.tok.k !== 'name' && !/[A-Za-z_]/.test(after)) continue
      }
      this.at += op.length
      this.tok = { k: 'op', op }
      return
    }
    if ('+-*/%<>=!~&|^?:(),'.includes(char)) {
      this.at++
      this.tok = { k: 'op', op: char }
      return
    }
    if (this.tok.k === 'end' || this.tok.k === 'op') this.fail('syntax error: operand expected')
    this.fail('syntax error: invalid arithmetic operator')
  }
  private matchBracket(open: number): number {
    let depth = 0
    for (let i = open; i < this.text.length; i++) {
      if (this.text[i] === '[') depth++
      else if (this.text[i] === ']' && --depth === 0) return i
    }
    return -1
  }
  private number(digits: string): Int {
    const based = /^(\d+)#(.*)$/.exec(digits)
    if (based && this.scope.dialect !== 'dash') {
      const base = Number(based[1])
      if (base < 2 || base > 64) this.fail('invalid arithmetic base', 'number')
      if (!based[2]) this.fail('invalid integer constant', 'number')
      let value: Int = 0
      for (const digit of based[2]!) {
        const code = digitValue(digit, base)
        if (code >= base) this.fail('value too great for base', 'number')
        value = int.add(int.mul(value, base), code)
      }
      return value
    }
    if (/^0[xX]/.test(digits)) {
      if (/^0[xX][0-9a-fA-F]*$/.test(digits)) return digits.length > 2 ? int.fromText(digits.slice(2), 16) : 0
      this.fail('value too great for base', 'number')
    }
    if (/^0\d/.test(digits)) {
      if (!/^[0-7]+$/.test(digits))
        this.fail('value too great for base', this.scope.dialect === 'dash' ? 'eof' : 'number')
      return int.fromText(digits, 8)
    }
    if (!/^\d+$/.test(digits)) this.fail(digits.includes('#') ? 'invalid number' : 'value too great for base', 'number')
    return int.fromText(digits, 10)
  }
  /** The token now, without what the compiler believes of it. */
  private cur(): Tok {
    return this.tok
  }
  private isOp(op: string): boolean {
    return this.tok.k === 'op' && this.tok.op === op
  }

  // ---- grammar, loosest first

  private comma(): Int {
    let value = this.assign()
    while (this.isOp(',')) {
      if (this.scope.dialect === 'dash') this.fail('', 'eof')
      this.next()
      value = this.assign()
    }
    return value
  }

  private assign(): Int {
    const target = this.tok
    const value = this.conditional()
    if (this.tok.k === 'op' && ASSIGN_OPS.has(this.tok.op)) {
      if (target.k !== 'name' || this.lastWasValue !== target) this.fail('attempted assignment to non-variable')
      const op = this.tok.op
      this.next()
      if (this.cur().k === 'end') this.fail('syntax error: operand expected')
      const rhsAt = this.tokenAt
      let rhs = this.assign()
      if (op !== '=') {
        const binary = op.slice(0, -1)
        if ((binary === '/' || binary === '%') && !int.truthy(rhs)) {
          if (this.noeval) rhs = 1
          else {
            this.tokenAt = rhsAt
            this.fail('division by 0', 'zero')
          }
        }
        rhs = BINARY[binary]!(value, rhs)
      }
      if (!this.noeval) this.store(target, rhs)
      this.lastWasValue = null
      return rhs
    }
    return value
  }
  /** The name token that the value just computed is nothing but: only that can be assigned to. */
  private lastWasValue: Tok | null = null

  private conditional(): Int {
    const test = this.binary(0)
    if (!this.isOp('?')) return test
    const yes = int.truthy(test)
    this.lastWasValue = null
    this.next()
    if (this.cur().k === 'end' || this.isOp(':')) this.fail('expression expected')
    if (!yes) this.noeval++
    const first = this.comma()
    if (!yes) this.noeval--
    if (!this.isOp(':')) this.fail("`:' expected for conditional expression")
    this.next()
    if (this.cur().k === 'end') this.fail('expression expected')
    if (yes) this.noeval++
    const second = this.conditional()
    if (yes) this.noeval--
    this.lastWasValue = null
    return yes ? first : second
  }

  private binary(level: number): Int {
    const ops = LEVELS[level]
    if (!ops) return this.power()
    let left = this.binary(level + 1)
    while (this.tok.k === 'op' && ops.includes(this.tok.op)) {
      const { op } = this.tok
      this.lastWasValue = null
      this.next()
      if (op === '&&' || op === '||') {
        const skip = int.truthy(left) === (op === '||')
        if (skip) this.noeval++
        const right = this.binary(level + 1)
        if (skip) this.noeval--
        left = skip ? (op === '||' ? 1 : 0) : int.truthy(right) ? 1 : 0
        this.lastWasValue = null
        continue
      }
      const operandAt = this.tokenAt
      let right = this.binary(level + 1)
      this.lastWasValue = null
      if ((op === '/' || op === '%') && !int.truthy(right)) {
        if (!this.noeval) {
          this.tokenAt = operandAt
          this.fail('division by 0', 'zero')
        }
        right = 1
      }
      left = BINARY[op]!(left, right)
    }
    return left
  }

  private power(): Int {
    const base = this.unary()
    if (!this.isOp('**')) return base
    this.lastWasValue = null
    this.next()
    const exponent = this.power()
    this.lastWasValue = null
    if (exponent < 0) this.fail('exponent less than 0', 'exponent')
    return int.pow(base, exponent)
  }

  private unary(): Int {
    if (this.tok.k === 'op') {
      const { op } = this.tok
      if (op === '!' || op === '~' || op === '-' || op === '+') {
        if (++this.nesting > 3000) this.fail('expression recursion level exceeded', 'recursion')
        this.next()
        const value = this.unary()
        this.nesting--
        this.lastWasValue = null
        return op === '!'
          ? int.truthy(value)
            ? 0
            : 1
          : op === '~'
            ? int.bitnot(value)
            : op === '-'
              ? int.neg(value)
              : value
      }
      if (op === '++' || op === '--') {
        this.next()
        const target = this.cur()
        if (target.k !== 'name') this.fail(`syntax error: operand expected`)
        const value = int.add(this.load(target), op === '++' ? 1 : -1)
        if (!this.noeval) this.store(target, value)
        this.next()
        this.lastWasValue = null
        return value
      }
    }
    return this.primary()
  }

  private primary(): Int {
    const { tok } = this
    if (tok.k === 'num') {
      this.next()
      this.lastWasValue = null
      return tok.value
    }
    if (tok.k === 'name') {
      this.next()
      if (this.tok.k === 'op' && (this.tok.op === '++' || this.tok.op === '--')) {
        const value = this.load(tok)
        if (!this.noeval) this.store(tok, int.add(value, this.tok.op === '++' ? 1 : -1))
        this.tok = { k: 'num', value }
        this.next()
        this.lastWasValue = null
        return value
      }
      this.lastWasValue = tok
      // An assignment does not look at the old value.
      return this.isOp('=') ? 0 : this.load(tok)
    }
    if (tok.k === 'op' && tok.op === '(') {
      if (++this.nesting > 3000) this.fail('expression recursion level exceeded', 'recursion')
      this.next()
      const value = this.comma()
      if (!this.isOp(')')) this.fail("missing `)'", 'paren')
      this.next()
      this.nesting--
      this.lastWasValue = null
      return value
    }
    this.fail('syntax error: operand expected')
  }

  // ---- variables

  private key(tok: Tok & { k: 'name' }): string | undefined {
    if (tok.subscript === undefined) return undefined
    if (this.scope.isAssoc(tok.name)) return tok.subscript
    return String(new Evaluator(tok.subscript, this.scope, this.level + 1).run())
  }
  private load(tok: Tok & { k: 'name' }): Int {
    if (this.noeval) return 0
    const text = this.scope.get(tok.name, this.key(tok))
    if (text === undefined || text === '') return 0
    if (/^-?[1-9]\d{0,14}$/.test(text) || text === '0') return Number(text)
    if (this.scope.dialect === 'dash') {
      const trimmed = text.trim()
      if (!/^[+-]?(0[xX][0-9a-fA-F]+|\d+)$/.test(trimmed)) throw new ArithError(`Illegal number: ${text}`)
    }
    return new Evaluator(text, this.scope, this.level + 1).run()
  }
  private store(tok: Tok & { k: 'name' }, value: Int): void {
    this.scope.set(tok.name, this.key(tok), String(value))
  }
}

const LEVELS = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]
const BINARY: Readonly<Record<string, (a: Int, b: Int) => Int>> = {
  '|': int.or,
  '^': int.xor,
  '&': int.and,
  '==': (a, b) => (a == b ? 1 : 0),
  '!=': (a, b) => (a != b ? 1 : 0),
  '<=': (a, b) => (a <= b ? 1 : 0),
  '>=': (a, b) => (a >= b ? 1 : 0),
  '<': (a, b) => (a < b ? 1 : 0),
  '>': (a, b) => (a > b ? 1 : 0),
  '<<': int.shl,
  '>>': int.shr,
  '+': int.add,
  '-': int.sub,
  '*': int.mul,
  '/': int.div,
  '%': int.mod,
}
function digitValue(digit: string, base: number): number {
  if (/[0-9]/.test(digit)) return Number(digit)
  if (/[a-z]/.test(digit)) return digit.charCodeAt(0) - 87
  if (/[A-Z]/.test(digit)) return base <= 36 ? digit.charCodeAt(0) - 55 : digit.charCodeAt(0) - 65 + 36
  return digit === '@' ? 62 : digit === '_' ? 63 : 99
}
