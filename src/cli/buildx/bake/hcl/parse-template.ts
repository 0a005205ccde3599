/**
 * Templates: literal pieces, ${…}, %{if}…%{else}…%{endif}, %{for x in y}…%{endfor}, and `~` that eats white space (hashicorp/hcl
 * hclsyntax/parser_template.go).
 */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { search } from '../suggest.ts'
import { string } from '../cty/value.ts'
import type { Expression } from './ast.ts'
import { between, endOf, hclError, rangeText, startOf, type Range } from './diagnostic.ts'
import { parseExpression } from './parse-expression.ts'
import type { TokenKind } from './scan.ts'
import { literalText } from './string-literal.ts'
import type { Tokens } from './tokens.ts'

type Part = { range: Range } & (
  | { kind: 'literal'; text: string }
  | { kind: 'interp'; expression: Expression }
  | { kind: 'if'; condition: Expression }
  | { kind: 'for'; key: string; value: string; collection: Expression }
  | { kind: 'else' | 'endif' | 'endfor' }
  | { kind: 'end' }
)

/** Behind its opening mark, past its closing one. `open`: the mark. */
export function parseTemplate(tokens: Tokens, closer: TokenKind, flush: boolean, open: Range | null): Expression {
  const first = tokens.peek().range
  const parts = readParts(tokens, closer)
  if (flush) flushIndent(parts)
  meld(parts)
  const range = between(open ?? first, open ? tokens.previous() : parts.at(-1)!.range)
  const only = parts[0]!
  if (parts.length === 2 && only.kind === 'interp') return { kind: 'wrap', inner: only.expression, range, start: range }
  const items = new Directives(parts).all()
  return { kind: 'template', parts: items, range, start: items[0]!.start }
}

function readParts(tokens: Tokens, closer: TokenKind): Part[] {
  const parts: Part[] = []
  const first = tokens.peek().range
  let trimNext = false
  for (;;) {
    const token = tokens.read()
    const trim = trimNext
    trimNext = false
    const previous = parts.at(-1)
    const trimPrevious = (): void => {
      if (token.text.endsWith('~') && previous?.kind === 'literal') previous.text = previous.text.trimEnd()
    }
    if (token.kind === closer) {
      if (parts.length === 0) parts.push({ kind: 'literal', text: '', range: endOf(startOf(token.range)) })
      parts.push({ kind: 'end', range: token.range })
      return parts
    }
    if (token.kind === 'quoted' || token.kind === 'string') {
      const text = literalText(token)
      parts.push({ kind: 'literal', text: trim ? text.trimStart() : text, range: token.range })
    } else if (token.kind === 'interp') {
      trimPrevious()
      tokens.within(false, () => {
        const expression = parseExpression(tokens)
        trimNext = closeInterpolation(tokens, first, closer)
        parts.push({ kind: 'interp', expression, range: between(token.range, tokens.previous()) })
      })
    } else if (token.kind === 'control') {
      trimPrevious()
      tokens.within(false, () => {
        const word = tokens.peek()
        const part = readDirective(tokens)
        parts.push({ ...part, range: between(token.range, tokens.peek().range) })
        const close = tokens.accept('seqend')
        if (!close)
          tokens.fail(
            `Extra characters in ${word.text} marker`,
            'Expected a closing brace to end the sequence, but found extra characters.',
          )
        trimNext = close.text.startsWith('~')
      })
    } else tokens.fail('Unterminated template string', 'No closing marker was found for the string.', token.range)
  }
}
/** Whether the mark trims what follows. */
function closeInterpolation(tokens: Tokens, first: Range, closer: TokenKind): boolean {
  const close = tokens.accept('seqend')
  if (close) return close.text.startsWith('~')
  const { kind } = tokens.peek()
  const unclosed = 'Unclosed template interpolation sequence'
  const extra = 'Extra characters after interpolation expression'
  if (kind === 'eof')
    tokens.fail(
      unclosed,
      'There is no closing brace for this interpolation sequence before the end of the file. This might be caused by incorrect nesting inside the given expression.',
      first,
    )
  if (kind === ':')
    tokens.fail(
      extra,
      'Template interpolation doesn\'t expect a colon at this location. Did you intend this to be a literal sequence to be processed as part of another language? If so, you can escape it by starting with "$${" instead of just "${".',
    )
  if ((kind === 'cquote' || kind === 'oquote') && closer === 'cquote')
    tokens.fail(
      unclosed,
      'There is no closing brace for this interpolation sequence before the end of the quoted template. This might be caused by incorrect nesting inside the given expression.',
      first,
    )
  return tokens.fail(
    extra,
    'Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can happen when you include interpolation syntax for another language, such as shell scripting, but forget to escape the interpolation start token. If this is an embedded sequence for another language, escape it by starting with "$${" instead of just "${".',
  )
}
function readDirective(tokens: Tokens): Part {
  const word = tokens.peek()
  if (word.kind !== 'ident')
    tokens.fail(
      'Invalid template directive',
      'A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.',
    )
  tokens.read()
  const range = word.range
  switch (word.text) {
    case 'if':
      return { kind: 'if', condition: parseExpression(tokens), range }
    case 'else':
    case 'endif':
    case 'endfor':
      return { kind: word.text, range }
    case 'for': {
      const names = [tokens.accept('ident') ?? badFor(tokens, "For directive requires variable name after 'for'.")]
      if (tokens.accept(','))
        names.push(tokens.accept('ident') ?? badFor(tokens, 'For directive requires value variable name after comma.'))
      if (!tokens.isKeyword('in')) badFor(tokens, "For directive requires 'in' keyword after names.")
      tokens.read()
      const value = names.pop()!.text
      return { kind: 'for', key: names[0]?.text ?? '', value, collection: parseExpression(tokens), range }
    }
    default: {
      const match = search(word.text, ['if', 'for', 'else', 'endif', 'endfor'])
      return tokens.fail(
        'Invalid template control keyword',
        `${goQuote(word.text)} is not a valid template control keyword.${match === '' ? '' : ` Did you mean ${goQuote(match)}?`}`,
        word.range,
      )
    }
  }
}
const badFor = (tokens: Tokens, detail: string): never => tokens.fail("Invalid 'for' directive", detail)

/** `<<-`: the smallest indentation goes from all lines that have any text. */
function flushIndent(parts: readonly Part[]): void {
  let least = Infinity
  let newline = true
  const lines: (Part & { kind: 'literal' })[] = []
  for (const part of parts) {
    if (newline) {
      newline = false
      if (part.kind === 'end') break
      let spaces = 0
      if (part.kind === 'literal') {
        const trimmed = part.text.trimStart()
        if (trimmed === '' && part.text.endsWith('\n')) spaces = Infinity
        else {
          spaces = part.text.length - trimmed.length
          lines.push(part)
        }
      }
      least = Math.min(least, spaces)
    }
    if (part.kind === 'literal' && part.text.endsWith('\n')) newline = true
  }
  for (const line of lines) line.text = line.text.slice(least)
}
function meld(parts: Part[]): void {
  for (let i = 1; i < parts.length;) {
    const [before, part] = [parts[i - 1]!, parts[i]!]
    if (before.kind !== 'literal' || part.kind !== 'literal') {
      i++
      continue
    }
    before.text += part.text
    before.range = between(before.range, part.range)
    parts.splice(i, 1)
  }
}

/** Parts → expressions: directives and what they hold. */
class Directives {
  private at = 0
  private readonly parts: readonly Part[]
  constructor(parts: readonly Part[]) {
    this.parts = parts
  }
  all(): Expression[] {
    const out: Expression[] = []
    while (this.parts[this.at]!.kind !== 'end') out.push(this.one())
    return out
  }
  private one(): Expression {
    const part = this.parts[this.at++]!
    switch (part.kind) {
      case 'literal':
        return { kind: 'literal', value: string(part.text), range: part.range, start: part.range }
      case 'interp':
        return part.expression
      case 'if':
        return this.conditional(part)
      case 'for':
        return this.loop(part)
      default:
        throw hclError(
          `Unexpected ${part.kind} directive`,
          'The control directives within this template are unbalanced.',
          part.range,
        )
    }
  }
  /** Up to one of the closing directives, which is read. */
  private until(
    name: 'if' | 'for',
    open: Range,
    closers: readonly Part['kind'][],
  ): { items: Expression[]; closer: Part } {
    const items: Expression[] = []
    for (;;) {
      const part = this.parts[this.at]!
      if (part.kind === 'end')
        throw hclError(
          'Unexpected end of template',
          `The ${name} directive at ${rangeText(open)} is missing its corresponding end${name} directive.`,
          part.range,
        )
      if (part.kind === 'else' || part.kind === 'endif' || part.kind === 'endfor') {
        this.at++
        if (closers.includes(part.kind)) return { items, closer: part }
        throw hclError(`Unexpected ${part.kind} directive`, unexpected(name, part.kind, open), part.range)
      }
      items.push(this.one())
    }
  }
  private conditional(open: Part & { kind: 'if' }): Expression {
    const yes = this.until('if', open.range, ['else', 'endif'])
    const no = yes.closer.kind === 'else' ? this.until('if', open.range, ['endif']) : { items: [], closer: yes.closer }
    const range = between(open.range, no.closer.range)
    return {
      kind: 'conditional',
      condition: open.condition,
      yes: templateOf(yes.items, endOf(open.range)),
      no: templateOf(no.items, startOf(no.closer.range)),
      range,
      start: open.condition.start,
    }
  }
  private loop(open: Part & { kind: 'for' }): Expression {
    const { items, closer } = this.until('for', open.range, ['endfor'])
    const range = between(open.range, closer.range)
    const tuple: Expression = {
      kind: 'for',
      key: open.key,
      value: open.value,
      collection: open.collection,
      keyExpr: null,
      valueExpr: templateOf(items, endOf(open.range)),
      condition: null,
      group: false,
      range,
      start: open.range,
    }
    return { kind: 'join', tuple, range, start: open.range }
  }
}
function templateOf(items: Expression[], empty: Range): Expression {
  const parts: Expression[] =
    items.length > 0 ? items : [{ kind: 'literal', value: string(''), range: empty, start: empty }]
  return { kind: 'template', parts, range: between(parts[0]!.range, parts.at(-1)!.range), start: parts[0]!.start }
}
function unexpected(name: 'if' | 'for', kind: string, open: Range): string {
  if (name === 'for' && kind === 'else') return 'An else clause is not expected for a for directive.'
  if (name === 'if' && kind === 'else') return `Already in the else clause for the if started at ${rangeText(open)}.`
  return name === 'if'
    ? `Expecting an endif directive for the if started at ${rangeText(open)}.`
    : `Expecting an endfor directive corresponding to the for directive at ${rangeText(open)}.`
}
