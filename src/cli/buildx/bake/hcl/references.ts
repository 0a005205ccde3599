/** What an expression refers to, without evaluating it. */
import type { Expression } from './ast.ts'

export interface References {
  /** Roots of traversals, those of `for` left out. */
  variables: string[]
  functions: string[]
}
export function referencesOf(expression: Expression): References {
  const out: References = { variables: [], functions: [] }
  visit(expression, new Set(), out)
  return out
}
function visit(expression: Expression, bound: ReadonlySet<string>, out: References): void {
  const each = (items: readonly (Expression | null)[], names = bound): void => {
    for (const item of items) if (item) visit(item, names, out)
  }
  switch (expression.kind) {
    case 'scope':
      if (!bound.has(expression.root)) out.variables.push(expression.root)
      return
    case 'call':
      out.functions.push(expression.name)
      each(expression.args)
      return
    case 'for': {
      each([expression.collection])
      each(
        [expression.keyExpr, expression.valueExpr, expression.condition],
        new Set([...bound, expression.key, expression.value]),
      )
      return
    }
    case 'object':
      for (const { key, force, value } of expression.items) {
        if (force || key.kind !== 'scope') visit(key, bound, out)
        visit(value, bound, out)
      }
      return
    default:
      each(childrenOf(expression))
  }
}
function childrenOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'relative':
      return [expression.source]
    case 'template':
      return expression.parts
    case 'wrap':
    case 'paren':
      return [expression.inner]
    case 'join':
      return [expression.tuple]
    case 'conditional':
      return [expression.condition, expression.yes, expression.no]
    case 'binary':
      return [expression.left, expression.right]
    case 'unary':
      return [expression.operand]
    case 'tuple':
      return expression.items
    case 'index':
      return [expression.collection, expression.key]
    case 'splat':
      return [expression.source, expression.each]
    default:
      return []
  }
}
