/** test and [: POSIX's rules by the number of arguments, then the general grammar. */
import { BuiltinError } from '../exec/control.ts'
import { isSet } from '../exec/cond.ts'
import { compilePattern, matches } from '../expand/pattern.ts'
import { posixRegex } from '../expand/regex.ts'
import { byteOrder } from '../expand/glob.ts'
import type { Shell } from '../state/shell.ts'
import type { BuiltinCall } from './call.ts'
import { DashTestError, dashTest } from './test-dash.ts'
import { compareFiles, FILE_TESTS, fileTest } from './file-tests.ts'

const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])
const UNARY = new Set([...FILE_TESTS, '-z', '-n', '-o', '-v', '-R', '-h'])

/** The expression is not one: status 2. */
class TestError {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export async function test(call: BuiltinCall): Promise<number> {
  const { sh, name } = call
  let args = call.args
  if (name !== 'test') {
    const close = name === '[[' ? ']]' : ']'
    if (args.at(-1) !== close) {
      if (sh.dialect.bash) {
        await sh.complainAs(name, `missing \`${close}'`)
        return 2
      }
      if (sh.dialect.name === 'dash') throw new BuiltinError(`missing ${close}`, 2)
      await sh.stderr(`${sh.appletName}: missing ${close}\n`)
      return 2
    }
    args = args.slice(0, -1)
  }
  try {
    return (sh.dialect.name === 'dash' ? dashTest(sh, args) : new Evaluator(sh, args, name === '[[').run()) ? 0 : 1
  } catch (error) {
    if (error instanceof DashTestError) throw new BuiltinError(error.text, 2)
    if (!(error instanceof TestError)) throw error
    if (sh.dialect.name === 'ash') await sh.stderr(`${sh.appletName}: ${error.text}\n`)
    else await sh.complainAs(name, error.text)
    return 2
  }
}

class Evaluator {
  private at = 0
  private readonly sh: Shell
  private readonly args: readonly string[]
  private readonly double: boolean
  constructor(sh: Shell, args: readonly string[], double: boolean) {
    this.sh = sh
    this.args = args
    this.double = double
  }

  run(): boolean {
    const { args } = this
    switch (args.length) {
      case 0:
        return false
      case 1:
        return args[0] !== ''
      case 2:
        return this.two(args[0]!, args[1]!)
      case 3:
        return this.three(args)
      case 4:
        if (args[0] === '!') return !this.three(args.slice(1))
        if (args[0] === '(' && args[3] === ')') return this.two(args[1]!, args[2]!)
    }
    const value = this.or()
    if (this.at < args.length) {
      if (this.sh.dialect.bash) throw new TestError('too many arguments')
      throw new TestError(`${args[this.at]!}: unknown operand`)
    }
    return value
  }

  private two(first: string, second: string): boolean {
    if (first === '!') return second === ''
    if (UNARY.has(first)) return this.unary(first, second)
    if (this.sh.dialect.bash) throw new TestError(`${first}: unary operator expected`)
    throw new TestError(`${second}: unknown operand`)
  }
  private three(args: readonly string[]): boolean {
    const [a, op, b] = args as [string, string, string]
    if (this.isBinary(op)) return this.binary(op, a, b)
    if (op === '-a') return a !== '' && b !== ''
    if (op === '-o') return a !== '' || b !== ''
    if (a === '!') return !this.two(op, b)
    if (a === '(' && b === ')') return op !== ''
    if (this.sh.dialect.bash) throw new TestError(`${op}: binary operator expected`)
    throw new TestError(`${op}: unknown operand`)
  }
  private isBinary(op: string): boolean {
    if (op === '=~') return this.double
    return BINARY.has(op)
  }

  private or(): boolean {
    let value = this.and()
    while (this.args[this.at] === '-o' || (this.double && this.args[this.at] === '||')) {
      this.at++
      const right = this.and()
      value = value || right
    }
    return value
  }
  private and(): boolean {
    let value = this.term()
    while (this.args[this.at] === '-a' || (this.double && this.args[this.at] === '&&')) {
      this.at++
      const right = this.term()
      value = value && right
    }
    return value
  }
  private term(): boolean {
    const { args } = this
    const arg = args[this.at]
    if (arg === undefined) throw new TestError(this.sh.dialect.bash ? 'argument expected' : 'argument expected')
    if (arg === '!') {
      this.at++
      return !this.term()
    }
    const op = args[this.at + 1]
    if (op !== undefined && this.isBinary(op) && this.at + 2 < args.length) {
      this.at += 3
      return this.binary(op, arg, args[this.at - 1]!)
    }
    if (arg === '(') {
      this.at++
      const value = this.or()
      if (args[this.at] !== ')') {
        if (this.sh.dialect.bash)
          throw new TestError(args[this.at] === undefined ? "`)' expected" : `\`)' expected, found ${args[this.at]!}`)
        throw new TestError('closing paren expected')
      }
      this.at++
      return value
    }
    if (UNARY.has(arg) && op !== undefined) {
      this.at += 2
      return this.unary(arg, op)
    }
    this.at++
    return arg !== ''
  }

  private unary(op: string, value: string): boolean {
    switch (op) {
      case '-z':
        return value === ''
      case '-n':
        return value !== ''
      case '-o':
        return this.sh.opt(value)
      case '-v':
        return isSet(this.sh, value)
      case '-R':
        return this.sh.vars.get(value)?.nameref === true
      case '-t':
        this.integer(value)
    }
    return fileTest(this.sh, op, value)
  }
  private integer(text: string): number {
    const trimmed = text.trim()
    if (/^[+-]?\d+$/.test(trimmed)) return Number(trimmed)
    if (this.sh.dialect.bash) throw new TestError(`${text}: integer expression expected`)
    throw new TestError(`${text}: bad number`)
  }
  private binary(op: string, a: string, b: string): boolean {
    switch (op) {
      case '=':
      case '==':
        if (this.double) return matches(compilePattern(b), a)
        return a === b
      case '!=':
        if (this.double) return !matches(compilePattern(b), a)
        return a !== b
      case '=~':
        return posixRegex(b, false).test(a)
      case '<':
        return byteOrder(a, b) < 0
      case '>':
        return byteOrder(a, b) > 0
      case '-nt':
      case '-ot':
      case '-ef':
        return compareFiles(this.sh, op, a, b)
    }
    const left = this.integer(a)
    const right = this.integer(b)
    switch (op) {
      case '-eq':
        return left === right
      case '-ne':
        return left !== right
      case '-lt':
        return left < right
      case '-le':
        return left <= right
      case '-gt':
        return left > right
      default:
        return left >= right
    }
  }
}
