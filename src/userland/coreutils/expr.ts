/** expr(1): integers of any size, comparisons, and matches. */
import { Command, gnu, Leave } from './lib/command.ts'
import { quote } from './lib/quote.ts'
import { compile, RegexError } from './lib/regex/regex.ts'
import { compareText } from './lib/text.ts'

/** Ends the evaluation with a message (GNU's words) and a status. */
export class ExprError extends Error {
  readonly kind: 'syntax' | 'argument' | 'zero' | 'regex'
  constructor(kind: ExprError['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}
const isInteger = (text: string): boolean => /^-?\d+$/.test(text)
export const isNull = (text: string): boolean => text === '' || /^-?0+$/.test(text)

export class Expr {
  private readonly words: readonly string[]
  private at = 0
  constructor(words: readonly string[]) {
    this.words = words
  }
  evaluate(): string {
    if (!this.words.length) throw new ExprError('syntax', 'missing operand')
    const value = this.or(true)
    if (this.at < this.words.length)
      throw new ExprError('syntax', `syntax error: unexpected argument ${quote(this.words[this.at]!)}`)
    return value
  }
  private accept(...words: string[]): string | undefined {
    const word = this.words[this.at]
    if (word === undefined || !words.includes(word)) return undefined
    this.at++
    return word
  }
  private or(run: boolean): string {
    let left = this.and(run)
    while (this.accept('|')) {
      const right = this.and(run && isNull(left))
      if (isNull(left)) left = isNull(right) ? '0' : right
    }
    return left
  }
  private and(run: boolean): string {
    let left = this.comparison(run)
    while (this.accept('&')) {
      const right = this.comparison(run && !isNull(left))
      if (isNull(left) || isNull(right)) left = '0'
    }
    return left
  }
  private comparison(run: boolean): string {
    let left = this.sum(run)
    for (
      let op = this.accept('<', '<=', '=', '==', '!=', '>=', '>');
      op;
      op = this.accept('<', '<=', '=', '==', '!=', '>=', '>')
    ) {
      const right = this.sum(run)
      const order =
        isInteger(left) && isInteger(right)
          ? BigInt(left) < BigInt(right)
            ? -1
            : BigInt(left) > BigInt(right)
              ? 1
              : 0
          : compareText(left, right)
      const result =
        op === '<'
          ? order < 0
          : op === '<='
            ? order <= 0
            : op === '!='
              ? order !== 0
              : op === '>='
                ? order >= 0
                : op === '>'
                  ? order > 0
                  : order === 0
      left = result ? '1' : '0'
    }
    return left
  }
  private number(text: string): bigint {
    if (!isInteger(text)) throw new ExprError('argument', 'non-integer argument')
    return BigInt(text)
  }
  private sum(run: boolean): string {
    let left = this.product(run)
    for (let op = this.accept('+', '-'); op; op = this.accept('+', '-')) {
      const right = this.product(run)
      if (run)
        left = String(op === '+' ? this.number(left) + this.number(right) : this.number(left) - this.number(right))
    }
    return left
  }
  private product(run: boolean): string {
    let left = this.match(run)
    for (let op = this.accept('*', '/', '%'); op; op = this.accept('*', '/', '%')) {
      const right = this.match(run)
      if (!run) continue
      const [a, b] = [this.number(left), this.number(right)]
      if (op !== '*' && b === 0n) throw new ExprError('zero', 'division by zero')
      left = String(op === '*' ? a * b : op === '/' ? a / b : a % b)
    }
    return left
  }
  private match(run: boolean): string {
    let left = this.keyword(run)
    while (this.accept(':')) {
      const pattern = this.keyword(run)
      if (run) left = matchText(left, pattern)
    }
    return left
  }
  private keyword(run: boolean): string {
    if (this.accept('+')) return this.operand()
    if (this.accept('length')) return String([...this.keyword(run)].length)
    if (this.accept('match')) {
      const text = this.keyword(run)
      const pattern = this.keyword(run)
      return run ? matchText(text, pattern) : text
    }
    if (this.accept('index')) {
      const text = [...this.keyword(run)]
      const set = this.keyword(run)
      return String(text.findIndex((char) => set.includes(char)) + 1)
    }
    if (this.accept('substr')) {
      const text = [...this.keyword(run)]
      const position = this.keyword(run)
      const length = this.keyword(run)
      if (!isInteger(position) || !isInteger(length) || Number(position) < 1 || Number(length) < 1) return ''
      return text.slice(Number(position) - 1, Number(position) - 1 + Number(length)).join('')
    }
    return this.primary(run)
  }
  private operand(): string {
    const word = this.words[this.at]
    if (word === undefined)
      throw new ExprError('syntax', `syntax error: missing argument after ${quote(this.words[this.at - 1] ?? '')}`)
    this.at++
    return word
  }
  private primary(run: boolean): string {
    if (this.accept('(')) {
      const value = this.or(run)
      const next = this.words[this.at]
      if (next === undefined)
        throw new ExprError('syntax', `syntax error: expecting ')' after ${quote(this.words[this.at - 1]!)}`)
      if (next !== ')') throw new ExprError('syntax', `syntax error: expecting ')' instead of ${quote(next)}`)
      this.at++
      return value
    }
    if (this.words[this.at] === ')') throw new ExprError('syntax', "syntax error: unexpected ')'")
    return this.operand()
  }
}
/** Anchored at the start; the first group, or the length of the match. */
function matchText(text: string, pattern: string): string {
  try {
    const regex = compile(pattern, { extended: false })
    const match = regex.at(text, 0)
    if (regex.groups) return match?.groups[1] ?? ''
    return match ? String([...match.groups[0]!].length) : '0'
  } catch (error) {
    if (error instanceof RegexError) throw new ExprError('regex', error.message)
    throw error
  }
}

export const expr = gnu({ help: 'expr', short: '', bare: true, usageStatus: 2 }, async (command: Command) => {
  const words = command.args[0] === '--' ? command.args.slice(1) : command.args
  try {
    const value = new Expr(words).evaluate()
    await command.put(`${value}\n`)
    return isNull(value) ? 1 : 0
  } catch (error) {
    if (!(error instanceof ExprError)) throw error
    if (error.message === 'missing operand') return command.usage(error.message)
    await command.warn(error.message)
    throw new Leave(2)
  }
})
