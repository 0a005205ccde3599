/** [[ … ]] */
import { arithmetic, ArithError, readVariable } from '../state/access.ts'
import { IndexedArray } from '../state/arrays.ts'
import type { Shell } from '../state/shell.ts'
import type { Command, CondExpr } from '../syntax/ast.ts'
import { expandPattern, expandRegex, expandText } from '../expand/expand.ts'
import { byteOrder } from '../expand/glob.ts'
import { compilePattern, matches } from '../expand/pattern.ts'
import { posixRegex, RegexError } from '../expand/regex.ts'
import { traceQuote } from '../expand/quote.ts'
import { compareFiles, fileTest } from '../builtins/file-tests.ts'
import { trace } from './xtrace.ts'

/** A test that cannot be made: status 2, the message is printed. */
class CondFailure {
  readonly status = 2
}

export async function runCond(sh: Shell, command: Extract<Command, { kind: 'cond' }>): Promise<number> {
  try {
    return (await test(sh, command.expr)) ? 0 : 1
  } catch (error) {
    if (error instanceof CondFailure) return error.status
    if (error instanceof ArithError) {
      await sh.complain(`[[: ${error.text}`)
      return 1
    }
    throw error
  }
}

async function test(sh: Shell, expr: CondExpr): Promise<boolean> {
  switch (expr.c) {
    case 'paren':
      return test(sh, expr.expr)
    case 'not':
      return !(await test(sh, expr.expr))
    case 'and':
      return (await test(sh, expr.left)) && test(sh, expr.right)
    case 'or':
      return (await test(sh, expr.left)) || test(sh, expr.right)
    case 'word': {
      const text = await expandText(sh, expr.arg)
      if (sh.opt('xtrace')) await trace(sh, `[[ -n ${traceQuote(text)} ]]`)
      return text !== ''
    }
    case 'unary':
      return unary(sh, expr)
    case 'binary':
      return binary(sh, expr)
  }
}

async function unary(sh: Shell, expr: Extract<CondExpr, { c: 'unary' }>): Promise<boolean> {
  const text = await expandText(sh, expr.arg)
  if (sh.opt('xtrace')) await trace(sh, `[[ ${expr.op} ${traceQuote(text)} ]]`)
  switch (expr.op) {
    case '-z':
      return text === ''
    case '-n':
      return text !== ''
    case '-o':
      return sh.opt(text)
    case '-v':
      return isSet(sh, text)
    case '-R':
      return sh.vars.get(text)?.nameref === true
    default:
      return fileTest(sh, expr.op, text)
  }
}
/** -v name, -v name[subscript] */
export function isSet(sh: Shell, text: string): boolean {
  const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(text)
  if (/^\d+$/.test(text)) return Number(text) <= sh.positional.length
  if (!element) return readVariable(sh, text) !== undefined
  const variable = sh.vars.get(element[1]!)
  if (!variable) return false
  if (variable.assoc) return variable.assoc.get(element[2]!) !== undefined
  if (element[2] === '@' || element[2] === '*') return (variable.array?.size ?? 0) > 0
  const index = Number(arithmetic(sh, element[2]!))
  return variable.array ? variable.array.get(index) !== undefined : index === 0 && variable.value !== undefined
}

async function binary(sh: Shell, expr: Extract<CondExpr, { c: 'binary' }>): Promise<boolean> {
  const { op } = expr
  const left = await expandText(sh, expr.left)
  const show = async (right: string): Promise<void> => {
    if (sh.opt('xtrace')) await trace(sh, `[[ ${traceQuote(left)} ${op} ${right} ]]`)
  }
  if (op === '=~') {
    const source = await expandRegex(sh, expr.right)
    await show(source)
    return regexMatch(sh, left, source)
  }
  if (op === '==' || op === '=' || op === '!=') {
    const pattern = await expandPattern(sh, expr.right)
    await show(pattern)
    const options = { extglob: true, ignoreCase: sh.shopt('nocasematch') }
    return matches(compilePattern(pattern, options), left, options) === (op !== '!=')
  }
  const right = await expandText(sh, expr.right)
  await show(traceQuote(right))
  if (op === '<') return byteOrder(left, right) < 0
  if (op === '>') return byteOrder(left, right) > 0
  if (op === '-nt' || op === '-ot' || op === '-ef') return compareFiles(sh, op, left, right)
  const a = arithmetic(sh, left)
  const b = arithmetic(sh, right)
  switch (op) {
    case '-eq':
      return a == b
    case '-ne':
      return a != b
    case '-lt':
      return a < b
    case '-le':
      return a <= b
    case '-gt':
      return a > b
    default:
      return a >= b
  }
}

async function regexMatch(sh: Shell, text: string, source: string): Promise<boolean> {
  let regex: RegExp
  try {
    regex = posixRegex(source, sh.shopt('nocasematch'))
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    throw new CondFailure()
  }
  const found = regex.exec(text)
  sh.vars.set('BASH_REMATCH', {
    value: undefined,
    array: IndexedArray.of(found ? [...found].map((part) => part ?? '') : []),
  })
  return found !== null
}
