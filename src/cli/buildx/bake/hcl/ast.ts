/** What expressions are made of (hashicorp/hcl hclsyntax/expression.go). */
import type { Value } from '../cty/value.ts'
import type { Range } from './diagnostic.ts'

export type Step = { attribute: string; range: Range } | { index: Value; range: Range }
interface Node {
  range: Range
  /** What a message about a part of it points at. */
  start: Range
}
export type Expression = Node &
  (
    | { kind: 'literal'; value: Value }
    | { kind: 'scope'; root: string; rootRange: Range; steps: Step[] }
    | { kind: 'relative'; source: Expression; steps: Step[] }
    | { kind: 'template'; parts: Expression[] }
    /** "${x}" alone: x, whatever its type. */
    | { kind: 'wrap'; inner: Expression }
    /** The lines of a `%{ for }`. */
    | { kind: 'join'; tuple: Expression }
    | { kind: 'paren'; inner: Expression }
    | { kind: 'call'; name: string; args: Expression[]; expandFinal: boolean; nameRange: Range; closeRange: Range }
    | { kind: 'conditional'; condition: Expression; yes: Expression; no: Expression }
    | { kind: 'binary'; operator: string; left: Expression; right: Expression }
    | { kind: 'unary'; operator: '-' | '!'; operand: Expression }
    | { kind: 'tuple'; items: Expression[] }
    | { kind: 'object'; items: ObjectItem[] }
    | {
        kind: 'for'
        key: string
        value: string
        collection: Expression
        keyExpr: Expression | null
        valueExpr: Expression
        condition: Expression | null
        group: boolean
      }
    | { kind: 'index'; collection: Expression; key: Expression; bracket: Range }
    | { kind: 'splat'; source: Expression; each: Expression; item: Expression }
    /** The element at hand of a splat. */
    | { kind: 'anonymous' }
  )
export interface ObjectItem {
  /** A plain name stands for itself, unless it is in parentheses. */
  key: Expression
  force: boolean
  value: Expression
}
/** hcl.ExprAsKeyword: a bare name. */
export const keywordOf = (expression: Expression): string | null =>
  expression.kind === 'scope' && expression.steps.length === 0
    ? expression.root
    : expression.kind === 'literal' && typeof expression.value.value === 'boolean'
      ? String(expression.value.value)
      : expression.kind === 'literal' && expression.value.value === null
        ? 'null'
        : null

export interface Attribute {
  name: string
  expression: Expression
  range: Range
  nameRange: Range
}
export interface Block {
  type: string
  labels: string[]
  body: Body
  labelRanges: Range[]
  typeRange: Range
  defRange: Range
  openRange: Range
}
export interface BlockSchema {
  type: string
  labels: string[]
}
/** The content of a file or a block, in either syntax; JSON knows only from the schema what is a block. */
export interface Body {
  attribute(name: string): Attribute | null
  attributes(): Attribute[]
  /** Throws HclError: labels that do not fit. */
  blocks(schema: BlockSchema): Block[]
  /** Where a message about something missing points. */
  missing: Range
}
