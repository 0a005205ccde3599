/** Attributes as `declare -p` and ${x@a} write them. */
import type { Variable } from './variables.ts'

export function attributeLetters(variable: Variable): string {
  let out = ''
  if (variable.array) out += 'a'
  if (variable.assoc) out += 'A'
  if (variable.integer) out += 'i'
  if (variable.nameref) out += 'n'
  if (variable.readonly) out += 'r'
  if (variable.trace) out += 't'
  if (variable.exported) out += 'x'
  if (variable.capitalise) out += 'c'
  if (variable.lower) out += 'l'
  if (variable.upper) out += 'u'
  return out
}
