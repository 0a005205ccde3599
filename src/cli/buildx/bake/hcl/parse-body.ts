/** Files and blocks in native syntax (hashicorp/hcl hclsyntax/parser.go ParseBody, structure.go). */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import type { Attribute, Block, BlockSchema, Body, Expression } from './ast.ts'
import {
  between,
  hclError,
  HclError,
  rangeText,
  startOf,
  type Diagnostic,
  type Position,
  type Range,
} from './diagnostic.ts'
import { parseExpression } from './parse-expression.ts'
import { parseTemplate } from './parse-template.ts'
import { scan, type Token } from './scan.ts'
import { literalText } from './string-literal.ts'
import { Tokens } from './tokens.ts'

/** Throws HclError with everything that is wrong. */
export function parseHcl(text: string, filename: string): Body {
  const { tokens, problems } = scan(text, filename)
  const reader = new Tokens(tokens)
  const found: Diagnostic[] = [...problems]
  let body: Body | null = null
  try {
    body = parseBody(reader, 'eof', tokens[0]!.range, found)
  } catch (error) {
    if (!(error instanceof HclError)) throw error
    found.push(...error.diagnostics)
  }
  if (!body || found.length > 0) throw new HclError(found)
  return body
}
/** A string of a JSON file, which is a template. Throws HclError. */
export function parseTemplateText(text: string, filename: string, start: Position): Expression {
  const { tokens, problems } = scan(text, filename, { template: true, start })
  if (problems.length > 0) throw new HclError(problems)
  return parseTemplate(new Tokens(tokens), 'eof', false, null)
}

class NativeBody implements Body {
  readonly missing: Range
  private readonly own: readonly Attribute[]
  private readonly all: readonly Block[]
  constructor(attributes: readonly Attribute[], blocks: readonly Block[], missing: Range) {
    this.own = attributes
    this.all = blocks
    this.missing = missing
  }
  attribute(name: string): Attribute | null {
    return this.own.find((attribute) => attribute.name === name) ?? null
  }
  attributes(): Attribute[] {
    return [...this.own]
  }
  blocks({ type, labels }: BlockSchema): Block[] {
    const blocks = this.all.filter((block) => block.type === type)
    for (const block of blocks) {
      if (block.labels.length > labels.length) {
        const detail =
          labels.length === 0
            ? `No labels are expected for ${type} blocks.`
            : `Only ${labels.length} labels (${labels.join(', ')}) are expected for ${type} blocks.`
        throw hclError(`Extraneous label for ${type}`, detail, block.labelRanges[labels.length]!)
      }
      if (block.labels.length < labels.length)
        throw hclError(
          `Missing ${labels[block.labels.length]} for ${type}`,
          `All ${type} blocks must have ${labels.length} labels (${labels.join(', ')}).`,
          block.openRange,
        )
    }
    return blocks
  }
}

const DEFINITION = 'Argument or block definition required'
const UNCLOSED =
  'There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.'

/** Past its end. Names that come twice are noted in `found`. */
function parseBody(tokens: Tokens, end: '}' | 'eof', start: Range, found: Diagnostic[]): Body {
  const attributes: Attribute[] = []
  const blocks: Block[] = []
  for (;;) {
    const token = tokens.peek()
    if (token.kind === end) {
      tokens.read()
      return new NativeBody(attributes, blocks, startOf(start))
    }
    if (tokens.accept('newline')) continue
    if (token.kind !== 'ident') badItem(tokens, start)
    const item = parseItem(tokens, found)
    if ('labels' in item) {
      blocks.push(item)
      continue
    }
    const existing = attributes.find(({ name }) => name === item.name)
    if (existing)
      found.push({
        summary: 'Attribute redefined',
        detail: `The argument ${goQuote(item.name)} was already set at ${rangeText(existing.nameRange)}. Each argument may be set only once.`,
        subject: item.nameRange,
      })
    else attributes.push(item)
  }
}
function badItem(tokens: Tokens, start: Range): never {
  const { kind } = tokens.peek()
  if (kind === 'oquote') tokens.fail('Invalid argument name', 'Argument names must not be quoted.')
  if (kind === 'eof') tokens.fail('Unclosed configuration block', UNCLOSED, start)
  return tokens.fail(DEFINITION, 'An argument or block definition is required here.')
}
function parseItem(tokens: Tokens, found: Diagnostic[]): Attribute | Block {
  const ident = tokens.read()
  const next = tokens.peek()
  if (next.kind === '=') {
    const attribute = parseAttribute(tokens, ident)
    const end = tokens.peek()
    if (end.kind === ',')
      tokens.fail(
        'Unexpected comma after argument',
        'Argument definitions must be separated by newlines, not commas. An argument definition must end with a newline.',
      )
    if (end.kind !== 'newline' && end.kind !== 'eof')
      tokens.fail('Missing newline after argument', 'An argument definition must end with a newline.')
    tokens.accept('newline')
    return attribute
  }
  if (next.kind === 'oquote' || next.kind === '{' || next.kind === 'ident') return parseBlock(tokens, ident, found)
  return needsEquals(tokens, ident)
}
const needsEquals = (tokens: Tokens, ident: Token): never =>
  tokens.fail(
    DEFINITION,
    'An argument or block definition is required here. To set an argument, use the equals sign "=" to introduce the argument value.',
    ident.range,
  )
function parseAttribute(tokens: Tokens, ident: Token): Attribute {
  tokens.read()
  const expression = parseExpression(tokens)
  return {
    name: ident.text,
    expression,
    range: between(ident.range, tokens.previous()),
    nameRange: ident.range,
  }
}
function parseBlock(tokens: Tokens, ident: Token, found: Diagnostic[]): Block {
  const labels: string[] = []
  const labelRanges: Range[] = []
  let open = tokens.accept('{')
  while (!open) {
    const token = tokens.peek()
    if (token.kind === 'oquote') {
      const label = parseLabel(tokens)
      labels.push(label.text)
      labelRanges.push(label.range)
    } else if (token.kind === 'ident') {
      tokens.read()
      labels.push(token.text)
      labelRanges.push(token.range)
    } else badHeader(tokens)
    open = tokens.accept('{')
  }
  const body = parseContent(tokens, open, found)
  const end = tokens.peek()
  if (end.kind !== 'newline' && end.kind !== 'eof')
    tokens.fail('Missing newline after block definition', 'A block definition must end with a newline.')
  tokens.accept('newline')
  return {
    type: ident.text,
    labels,
    body,
    labelRanges,
    typeRange: ident.range,
    defRange: between(ident.range, labelRanges.at(-1) ?? ident.range),
    openRange: open.range,
  }
}
function badHeader(tokens: Tokens): never {
  const { kind } = tokens.peek()
  const detail =
    kind === '='
      ? 'The equals sign "=" indicates an argument definition, and must not be used when defining a block.'
      : kind === 'newline'
        ? 'A block definition must have block content delimited by "{" and "}", starting on the same line as the block header.'
        : 'Either a quoted string block label or an opening brace ("{") is expected here.'
  return tokens.fail('Invalid block definition', detail)
}
/** A block on one line may hold one argument. */
function parseContent(tokens: Tokens, open: Token, found: Diagnostic[]): Body {
  const { kind } = tokens.peek()
  if (kind === 'newline' || kind === 'eof' || kind === '}') return parseBody(tokens, '}', open.range, found)
  const ident = tokens.read()
  if (ident.kind !== 'ident') tokens.fail(DEFINITION, 'An argument or block definition is required here.', ident.range)
  const next = tokens.peek()
  if (next.kind === 'oquote' || next.kind === '{' || next.kind === 'ident')
    tokens.fail(
      'Argument definition required',
      `A single-line block definition can contain only a single argument. If you meant to define argument ${goQuote(ident.text)}, use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.`,
      between(ident.range, next.range),
    )
  if (next.kind !== '=') needsEquals(tokens, ident)
  const attribute = parseAttribute(tokens, ident)
  const invalid = 'Invalid single-argument block definition'
  if (!tokens.accept('}'))
    switch (tokens.peek().kind) {
      case ',':
        tokens.fail(
          invalid,
          'Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line.',
        )
        break
      case 'newline':
        tokens.fail(
          invalid,
          "An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition.",
        )
        break
      case 'eof':
        tokens.fail('Unclosed configuration block', UNCLOSED, open.range)
        break
      default:
        tokens.fail(
          invalid,
          'A single-line block definition must end with a closing brace immediately after its single argument definition.',
        )
    }
  return new NativeBody([attribute], [], startOf(attribute.range))
}
/** A quoted label: no template. */
function parseLabel(tokens: Tokens): { text: string; range: Range } {
  const open = tokens.read()
  let text = ''
  for (;;) {
    const token = tokens.read()
    if (token.kind === 'cquote') return { text, range: between(open.range, token.range) }
    if (token.kind === 'quoted') text += literalText(token)
    else if (token.kind === 'interp' || token.kind === 'control') {
      const mark = token.kind === 'interp' ? '$' : '%'
      tokens.fail(
        'Invalid string literal',
        `Template sequences are not allowed in this string. To include a literal "${mark}", double it (as "${mark}${mark}") to escape it.`,
        token.range,
      )
    } else if (token.kind === 'eof')
      tokens.fail(
        'Unterminated string literal',
        'Unable to find the closing quote mark before the end of the file.',
        token.range,
      )
    else tokens.fail('Invalid string literal', 'This item is not valid in a string literal.', token.range)
  }
}
