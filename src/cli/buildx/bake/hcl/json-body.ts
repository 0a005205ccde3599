/**
 * Bake files in JSON (hashicorp/hcl json): properties are arguments or blocks as the schema says, strings are templates. Blocks are
 * objects by label, or lists of them.
 */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { bool, nullOf, number, string } from '../cty/value.ts'
import type { Attribute, Block, BlockSchema, Body, Expression } from './ast.ts'
import { between, hclError, rangeText, startOf, type Range } from './diagnostic.ts'
import { parseJson, type JsonNode, type JsonProperty } from './json-parser.ts'
import { parseTemplateText } from './parse-body.ts'

/** Throws HclError. */
export function parseHclJson(text: string, filename: string): Body {
  const node = parseJson(text, filename)
  if (node.kind !== 'object' && node.kind !== 'array')
    throw hclError(
      'Root value must be object',
      'The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.',
      startOf(node.range),
    )
  return new JsonBody(node)
}
class JsonBody implements Body {
  readonly missing: Range
  private readonly node: JsonNode
  constructor(node: JsonNode) {
    this.node = node
    this.missing = node.kind === 'object' ? node.close : node.start
  }
  private properties(): JsonProperty[] {
    return deep(
      this.node,
      'A JSON object is required here, to define arguments and child blocks.',
      'Either a JSON object or JSON array of objects is required here, to define arguments and child blocks.',
    )
  }
  attribute(name: string): Attribute | null {
    return this.attributes().find((attribute) => attribute.name === name) ?? null
  }
  attributes(): Attribute[] {
    const out: Attribute[] = []
    for (const { name, nameRange, value } of this.properties()) {
      if (name === '//') continue
      const existing = out.find((attribute) => attribute.name === name)
      if (existing)
        throw hclError(
          'Duplicate argument',
          `The argument ${goQuote(name)} was already set at ${rangeText(existing.range)}.`,
          nameRange,
        )
      out.push({ name, expression: expressionOf(value), range: between(nameRange, value.range), nameRange })
    }
    return out
  }
  blocks({ type, labels }: BlockSchema): Block[] {
    return this.properties()
      .filter(({ name }) => name === type)
      .flatMap(({ value, nameRange }) => unpack(value, type, nameRange, labels, []))
  }
}
function deep(node: JsonNode, inside: string, outside: string): JsonProperty[] {
  if (node.kind === 'null') return []
  if (node.kind === 'object') return node.properties
  if (node.kind !== 'array') throw hclError('Incorrect JSON value type', outside, node.start)
  return node.items.flatMap((item) => {
    if (item.kind === 'object') return item.properties
    throw hclError('Incorrect JSON value type', inside, item.start)
  })
}
function unpack(
  node: JsonNode,
  type: string,
  typeRange: Range,
  labels: readonly string[],
  used: readonly JsonProperty[],
): Block[] {
  const [label, ...rest] = labels
  if (label !== undefined) {
    const properties = deep(
      node,
      `A JSON object is required here, to specify ${label} labels for this block.`,
      `Either a JSON object or JSON array of objects is required here, to specify ${label} labels for this block.`,
    )
    if (properties.length === 0)
      throw hclError(
        'Missing block label',
        `At least one object property is required, whose name represents the ${type} block's ${label}.`,
        node.start,
      )
    return properties.flatMap((property) => unpack(property.value, type, typeRange, rest, [...used, property]))
  }
  const blockOf = (body: JsonNode): Block => ({
    type,
    labels: used.map(({ name }) => name),
    body: new JsonBody(body),
    labelRanges: used.map(({ nameRange }) => nameRange),
    typeRange,
    defRange: node.start,
    openRange: node.start,
  })
  if (node.kind === 'null') return []
  if (node.kind === 'object') return [blockOf(node)]
  if (node.kind === 'array') return node.items.map(blockOf)
  throw hclError(
    'Incorrect JSON value type',
    `Either a JSON object or a JSON array is required, representing the contents of one or more ${goQuote(type)} blocks.`,
    node.start,
  )
}
function expressionOf(node: JsonNode): Expression {
  const place = { range: node.range, start: node.start }
  switch (node.kind) {
    case 'string':
      return textOf(node.text, node.range)
    case 'number':
      return { kind: 'literal', value: number(node.value), ...place }
    case 'bool':
      return { kind: 'literal', value: bool(node.value), ...place }
    case 'null':
      return { kind: 'literal', value: nullOf(), ...place }
    case 'array':
      return { kind: 'tuple', items: node.items.map(expressionOf), ...place }
    case 'object':
      return {
        kind: 'object',
        items: node.properties.map(({ name, nameRange, value }) => ({
          key: textOf(name, nameRange),
          force: true,
          value: expressionOf(value),
        })),
        ...place,
      }
  }
}
function textOf(text: string, range: Range): Expression {
  if (!/[$%]\{/.test(text)) return { kind: 'literal', value: string(text), range, start: range }
  const { line, column } = range.start
  const expression = parseTemplateText(text, range.filename, { line, column: column + 1 })
  return { ...expression, range, start: range }
}
