/**
 * Expressions (hashicorp/hcl hclsyntax/parser.go). Where HCL goes on after a mistake without telling more of it, we stop; so the first
 * mistake of a file is the one that is told. Longer than most files: one grammar.
 */
import { parseNumber } from '../cty/convert.ts'
import { bool, nullOf, number, type Value } from '../cty/value.ts'
import type { Expression, ObjectItem, Step } from './ast.ts'
import { between, type Range } from './diagnostic.ts'
import { parseTemplate } from './parse-template.ts'
import type { Token, TokenKind } from './scan.ts'
import type { Tokens } from './tokens.ts'

/** Lowest first. */
const LEVELS: readonly (readonly TokenKind[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['>', '>=', '<', '<='],
  ['+', '-'],
  ['*', '/', '%'],
]

export function parseExpression(tokens: Tokens): Expression {
  const condition = parseBinary(tokens, 0)
  if (!tokens.accept('?')) return condition
  const yes = parseExpression(tokens)
  if (!tokens.accept(':'))
    tokens.fail(
      'Missing false expression in conditional',
      'The conditional operator (...?...:...) requires a false expression, delimited by a colon.',
    )
  const no = parseExpression(tokens)
  return { kind: 'conditional', condition, yes, no, range: between(condition.range, no.range), start: condition.start }
}
function parseBinary(tokens: Tokens, level: number): Expression {
  const operators = LEVELS[level]
  if (!operators) return parseWithTraversals(tokens)
  let left = parseBinary(tokens, level + 1)
  while (operators.includes(tokens.peek().kind)) {
    const operator = tokens.read().text
    const right = parseBinary(tokens, level + 1)
    left = { kind: 'binary', operator, left, right, range: between(left.range, right.range), start: left.start }
  }
  return left
}
const parseWithTraversals = (tokens: Tokens): Expression => parseTraversals(tokens, parseTerm(tokens))

function parseTraversals(tokens: Tokens, from: Expression): Expression {
  let expression = from
  for (;;) {
    const next = tokens.peek()
    if (next.kind === '.') expression = parseDot(tokens, expression)
    else if (next.kind === '[') expression = parseBracket(tokens, expression, from)
    else return expression
  }
}
function withStep(source: Expression, step: Step): Expression {
  const range = between(source.range, step.range)
  if (source.kind === 'scope' || source.kind === 'relative') return { ...source, steps: [...source.steps, step], range }
  return { kind: 'relative', source, steps: [step], range, start: source.start }
}
function parseDot(tokens: Tokens, source: Expression): Expression {
  const dot = tokens.read()
  const token = tokens.peek()
  if (token.kind === 'ident') {
    tokens.read()
    return withStep(source, { attribute: token.text, range: between(dot.range, token.range) })
  }
  if (token.kind === 'number') {
    tokens.read()
    return withStep(source, { index: legacyIndex(tokens, token, ''), range: between(dot.range, token.range) })
  }
  if (token.kind !== '*') return tokens.fail('Invalid attribute name', 'An attribute name is required after a dot.')
  const marker = between(dot.range, tokens.read().range)
  const item: Expression = { kind: 'anonymous', range: marker, start: marker }
  let each = item as Expression
  while (tokens.peek().kind === '.') {
    const inner = tokens.read()
    const name = tokens.peek()
    if (name.kind === '*')
      tokens.fail(
        'Nested splat expression not allowed',
        'A splat expression (*) cannot be used inside another attribute-only splat expression.',
      )
    if (name.kind !== 'ident' && name.kind !== 'number')
      tokens.fail('Invalid attribute name', 'An attribute name is required after a dot.', token.range)
    tokens.read()
    const range = between(inner.range, name.range)
    each = withStep(
      each,
      name.kind === 'ident'
        ? { attribute: name.text, range }
        : { index: legacyIndex(tokens, name, ' with a full splat expression [*]'), range },
    )
  }
  return { kind: 'splat', source, each, item, range: between(source.range, each.range), start: marker }
}
function legacyIndex(tokens: Tokens, token: Token, hint: string): Value {
  const [first, second] = token.text.split('.')
  if (second === undefined) return number(Number(token.text))
  return tokens.fail(
    'Invalid legacy index syntax',
    `When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax${hint} instead, like [${first}][${second}].`,
    token.range,
  )
}
function parseBracket(tokens: Tokens, source: Expression, from: Expression): Expression {
  const open = tokens.read()
  if (tokens.accept('*')) {
    const close = tokens.read()
    if (close.kind !== ']')
      tokens.fail(
        'Missing close bracket on splat index',
        'The star for a full splat operator must be immediately followed by a closing bracket ("]").',
        close.range,
      )
    const marker = between(open.range, close.range)
    const item: Expression = { kind: 'anonymous', range: marker, start: marker }
    const each = parseTraversals(tokens, item)
    return { kind: 'splat', source, each, item, range: between(from.range, each.range), start: marker }
  }
  const [key, close] = tokens.within(false, () => [parseExpression(tokens), tokens.read()] as const)
  if (close.kind !== ']')
    tokens.fail(
      'Missing close bracket on index',
      'The index operator must end with a closing bracket ("]").',
      close.range,
    )
  const bracket = between(open.range, close.range)
  const literal =
    key.kind === 'literal'
      ? key.value
      : key.kind === 'template' && key.parts.length === 1 && key.parts[0]!.kind === 'literal'
        ? key.parts[0]!.value
        : null
  if (literal) return withStep(source, { index: literal, range: bracket })
  return { kind: 'index', collection: source, key, bracket, range: between(from.range, bracket), start: open.range }
}

function parseTerm(tokens: Tokens): Expression {
  const token = tokens.peek()
  const { range } = token
  const literal = (value: Value): Expression => ({ kind: 'literal', value, range, start: range })
  switch (token.kind) {
    case '(': {
      tokens.read()
      return tokens.within(false, () => {
        const inner = parseExpression(tokens)
        const close = tokens.peek()
        if (close.kind !== ')')
          tokens.fail('Unbalanced parentheses', 'Expected a closing parenthesis to terminate the expression.')
        tokens.read()
        return { kind: 'paren', inner, range: between(range, close.range), start: inner.start }
      })
    }
    case 'number': {
      tokens.read()
      const value = parseNumber(token.text)
      if (value === null)
        return tokens.fail('Invalid number literal', 'Failed to recognize the value of this number literal.', range)
      return literal(number(value))
    }
    case 'ident':
      tokens.read()
      if (tokens.peek().kind === '(' || tokens.peek().kind === '::') return parseCall(tokens, token)
      if (token.text === 'true' || token.text === 'false') return literal(bool(token.text === 'true'))
      if (token.text === 'null') return literal(nullOf())
      return { kind: 'scope', root: token.text, rootRange: range, steps: [], range, start: range }
    case 'oquote':
      tokens.read()
      return parseTemplate(tokens, 'cquote', false, range)
    case 'oheredoc':
      tokens.read()
      return parseTemplate(tokens, 'cheredoc', token.text.startsWith('<<-'), range)
    case '-':
    case '!': {
      tokens.read()
      const operand = parseWithTraversals(tokens)
      return { kind: 'unary', operator: token.kind, operand, range: between(range, operand.range), start: range }
    }
    case '[':
      return parseTuple(tokens)
    case '{':
      return parseObject(tokens)
    case 'eof':
      return tokens.fail('Missing expression', 'Expected the start of an expression, but found the end of the file.')
    default:
      return tokens.fail(
        'Invalid expression',
        'Expected the start of an expression, but found an invalid expression token.',
      )
  }
}
function parseCall(tokens: Tokens, first: Token): Expression {
  let name = first.text
  let nameRange = first.range
  while (tokens.accept('::')) {
    const part = tokens.read()
    if (part.kind !== 'ident')
      tokens.fail(
        'Missing function name',
        'Function scope resolution symbol :: must be followed by a function name in this scope.',
        part.range,
      )
    name += `::${part.text}`
    nameRange = between(nameRange, part.range)
  }
  const open = tokens.read()
  if (open.kind !== '(')
    tokens.fail(
      'Missing open parenthesis',
      'Function selector must be followed by an open parenthesis to begin the function call.',
      open.range,
    )
  return tokens.within(false, () => {
    const args: Expression[] = []
    let expandFinal = false
    let close = tokens.accept(')')
    while (!close) {
      args.push(parseExpression(tokens))
      const separator = tokens.read()
      if (separator.kind === ')') close = separator
      else if (separator.kind === '...') {
        expandFinal = true
        close = tokens.accept(')')
        if (!close)
          tokens.fail(
            'Missing closing parenthesis',
            'An expanded function argument (with ...) must be immediately followed by closing parentheses.',
            separator.range,
          )
      } else if (separator.kind === 'eof')
        tokens.fail(
          'Unterminated function call',
          'There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parenthesis nesting elsewhere in this file.',
          between(first.range, open.range),
        )
      else if (separator.kind !== ',')
        tokens.fail(
          'Missing argument separator',
          'A comma is required to separate each function argument from the next.',
          separator.range,
        )
      else close = tokens.accept(')')
    }
    return {
      kind: 'call',
      name,
      args,
      expandFinal,
      nameRange,
      closeRange: close.range,
      range: between(nameRange, close.range),
      start: between(nameRange, open.range),
    }
  })
}
function parseTuple(tokens: Tokens): Expression {
  const open = tokens.read()
  return tokens.within(false, () => {
    if (tokens.isKeyword('for')) return parseFor(tokens, open)
    const items: Expression[] = []
    let close = tokens.accept(']')
    while (!close) {
      items.push(parseExpression(tokens))
      close = tokens.accept(']')
      if (close) break
      if (!tokens.accept(',')) {
        if (tokens.peek().kind === 'eof')
          tokens.fail(
            'Unterminated tuple constructor expression',
            'There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.',
            open.range,
          )
        tokens.fail('Missing item separator', 'Expected a comma to mark the beginning of the next item.')
      }
      close = tokens.accept(']')
    }
    return { kind: 'tuple', items, range: between(open.range, close.range), start: open.range }
  })
}
function parseObject(tokens: Tokens): Expression {
  const open = tokens.read()
  if (tokens.within(false, () => tokens.isKeyword('for'))) return tokens.within(false, () => parseFor(tokens, open))
  return tokens.within(true, () => {
    const items: ObjectItem[] = []
    for (;;) {
      if (tokens.accept('newline')) continue
      const close = tokens.accept('}')
      if (close) return { kind: 'object', items, range: between(open.range, close.range), start: open.range }
      items.push(parseItem(tokens, open))
      const end = tokens.accept('}')
      if (end) return { kind: 'object', items, range: between(open.range, end.range), start: open.range }
      if (tokens.accept(',') || tokens.accept('newline')) continue
      if (tokens.peek().kind === 'eof') unterminatedObject(tokens, open)
      tokens.fail(
        'Missing attribute separator',
        'Expected a newline or comma to mark the beginning of the next attribute.',
      )
    }
  })
}
function parseItem(tokens: Tokens, open: Token): ObjectItem {
  const force = tokens.peek().kind === '('
  const key = parseExpression(tokens)
  if (!tokens.accept('=') && !tokens.accept(':')) {
    const { kind } = tokens.peek()
    if (kind === 'newline' || kind === ',')
      tokens.fail('Missing attribute value', 'Expected an attribute value, introduced by an equals sign ("=").')
    if (kind === 'eof') unterminatedObject(tokens, open)
    const hint =
      kind === 'ident'
        ? ' If you intended to given an attribute name containing periods or spaces, write the name in quotes to create a string literal.'
        : ''
    tokens.fail(
      'Missing key/value separator',
      `Expected an equals sign ("=") to mark the beginning of the attribute value.${hint}`,
    )
  }
  return { key, force, value: parseExpression(tokens) }
}
const unterminatedObject = (tokens: Tokens, open: Token): never =>
  tokens.fail(
    'Unterminated object constructor expression',
    'There is no corresponding closing brace before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.',
    open.range,
  )
function parseFor(tokens: Tokens, open: Token): Expression {
  const invalid = (detail: string, range?: Range): never => tokens.fail("Invalid 'for' expression", detail, range)
  tokens.read()
  const makesObject = open.kind === '{'
  const names = [tokens.accept('ident') ?? invalid("For expression requires variable name after 'for'.")]
  if (tokens.accept(','))
    names.push(tokens.accept('ident') ?? invalid('For expression requires value variable name after comma.'))
  if (!tokens.isKeyword('in')) invalid("For expression requires the 'in' keyword after its name declarations.")
  tokens.read()
  const collection = parseExpression(tokens)
  if (!tokens.accept(':')) invalid('For expression requires a colon after the collection expression.')
  let keyExpr: Expression | null = null
  let valueExpr = parseExpression(tokens)
  if (tokens.accept('=>')) {
    keyExpr = valueExpr
    valueExpr = parseExpression(tokens)
  }
  const ellipsis = tokens.accept('...')
  let condition: Expression | null = null
  if (tokens.isKeyword('if')) {
    tokens.read()
    condition = parseExpression(tokens)
  }
  const close = tokens.accept(makesObject ? '}' : ']')
  if (!close) return invalid("Extra characters after the end of the 'for' expression.")
  if (!makesObject && keyExpr) invalid('Key expression is not valid when building a tuple.', keyExpr.range)
  if (!makesObject && ellipsis) invalid('Grouping ellipsis (...) cannot be used when building a tuple.', ellipsis.range)
  if (makesObject && !keyExpr) invalid('Key expression is required when building an object.', valueExpr.range)
  const value = names.pop()!.text
  return {
    kind: 'for',
    key: names[0]?.text ?? '',
    value,
    collection,
    keyExpr,
    valueExpr,
    condition,
    group: ellipsis !== null,
    range: between(open.range, close.range),
    start: open.range,
  }
}
