/** Reading and assigning variables with all that goes with it: attributes, readonly, namerefs, arrays, special variables. */
import type { Shell } from './shell.ts'
import type { Variable } from './variables.ts'
import { AssocArray, IndexedArray } from './arrays.ts'
import { ArithError, type ArithScope, evaluate } from '../expand/arith.ts'

/** An assignment or expansion cannot be done: `text` as printed after the shell's prefix. */
export class VariableError {
  readonly text: string
  readonly kind: 'readonly' | 'unbound' | 'other'
  constructor(text: string, kind: 'readonly' | 'unbound' | 'other' = 'other') {
    this.text = text
    this.kind = kind
  }
}

/** Follows namerefs. The result may carry a subscript: `declare -n r=a[1]`. */
export function resolveName(sh: Shell, name: string): { name: string; subscript?: string } {
  let current = name
  for (let i = 0; i < 8; i++) {
    const variable = sh.vars.get(current)
    if (!variable?.nameref || !variable.value) return { name: current }
    const target = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(variable.value)
    if (!target) return { name: current }
    if (target[2] !== undefined) return { name: target[1]!, subscript: target[2] }
    current = target[1]!
  }
  return { name: current }
}

/** The value of a variable as $name: undefined when unset. */
export function readVariable(sh: Shell, name: string): string | undefined {
  const direct = sh.vars.get(name)
  if (!direct) return undefined
  if (direct.nameref) {
    const target = resolveName(sh, name)
    if (target.subscript !== undefined) return readElement(sh, target.name, target.subscript)
    if (target.name === name) return direct.value
    return readVariable(sh, target.name)
  }
  if (direct.dynamic) {
    direct.seen = true
    if (direct.dynamic.get) return direct.dynamic.get(sh)
    if (direct.dynamic.values) return direct.dynamic.values(sh)[0]
  }
  if (direct.array) return direct.array.get(0)
  if (direct.assoc) return direct.assoc.get('0')
  return direct.value
}

/** All elements of an array ([value] of a scalar, [] when unset), in order. */
export function readAll(sh: Shell, name: string): string[] {
  const variable = sh.vars.get(resolveName(sh, name).name)
  if (!variable) return []
  if (variable.dynamic?.values) {
    variable.seen = true
    return variable.dynamic.values(sh)
  }
  if (variable.array) return variable.array.values()
  if (variable.assoc) return variable.assoc.values()
  const value = readVariable(sh, name)
  return value === undefined ? [] : [value]
}
export function readKeys(sh: Shell, name: string): string[] {
  const variable = sh.vars.get(resolveName(sh, name).name)
  if (!variable) return []
  if (variable.dynamic?.values) return variable.dynamic.values(sh).map((_, index) => String(index))
  if (variable.array) return variable.array.keys().map(String)
  if (variable.assoc) return variable.assoc.keys()
  return readVariable(sh, name) === undefined ? [] : ['0']
}

/** name[subscript]; the subscript is expanded already. */
export function readElement(sh: Shell, name: string, subscript: string): string | undefined {
  const variable = sh.vars.get(resolveName(sh, name).name)
  if (!variable) return undefined
  if (variable.assoc) return variable.assoc.get(subscript)
  const values = variable.dynamic?.values?.(sh)
  const index = arithIndex(sh, subscript)
  if (values) return values[index < 0 ? values.length + index : index]
  if (variable.array) {
    const at = index < 0 ? variable.array.maxIndex() + 1 + index : index
    if (at < 0) throw new VariableError(`${name}: bad array subscript`)
    return variable.array.get(at)
  }
  return index === 0 || index === -1 ? readVariable(sh, name) : undefined
}

export function arithIndex(sh: Shell, text: string): number {
  return Number(arithmetic(sh, text))
}
/** Evaluates an expression; throws ArithError. */
export function arithmetic(sh: Shell, text: string): number | bigint {
  return evaluate(text, arithScope(sh))
}
export function arithScope(sh: Shell): ArithScope {
  return {
    dialect: sh.dialect.name,
    get: (name, subscript) => {
      const value =
        subscript === undefined
          ? readVariable(sh, name)
          : subscript === '@' || subscript === '*'
            ? readAll(sh, name).join(' ')
            : readElement(sh, name, subscript)
      if (value === undefined && sh.opt('nounset') && sh.dialect.bash)
        throw new VariableError(`${name}: unbound variable`, 'unbound')
      return value
    },
    set: (name, subscript, value) => assign(sh, name, value, subscript === undefined ? {} : { subscript }),
    isAssoc: (name) => sh.vars.get(resolveName(sh, name).name)?.assoc !== undefined,
  }
}

export interface AssignOptions {
  /** name[subscript]=value; expanded already. */
  subscript?: string
  append?: boolean
}

const readonlyText = (sh: Shell, name: string): string =>
  sh.dialect.bash ? `${name}: readonly variable` : `${name}: is read only`

/** Assigns as `name=value` does. Throws VariableError, ArithError. */
export function assign(sh: Shell, given: string, value: string, options: AssignOptions = {}): void {
  const target = resolveName(sh, given)
  const { name } = target
  const subscript = options.subscript ?? target.subscript
  let variable = sh.vars.get(name)
  if (variable?.readonly) throw new VariableError(readonlyText(sh, name), 'readonly')
  if (variable?.dynamic) {
    variable.dynamic.set?.(sh, value)
    if (variable.dynamic.set || !variable.dynamic.get) return
    return
  }
  if (!variable) {
    variable = { value: undefined }
    sh.vars.set(name, variable)
  }
  if (sh.opt('allexport')) variable.exported = true
  if (variable.nameref && target.name === given) {
    variable.value = value
    return
  }
  if (subscript !== undefined || variable.array || variable.assoc) {
    assignElement(sh, name, variable, subscript, value, options.append ?? false)
    return
  }
  variable.value = converted(sh, variable, value, variable.value, options.append ?? false)
  afterAssign(sh, name, variable.value)
}

function assignElement(
  sh: Shell,
  name: string,
  variable: Variable,
  subscript: string | undefined,
  value: string,
  append: boolean,
): void {
  if (variable.assoc) {
    const key = subscript ?? '0'
    if (key === '') throw new VariableError(`${name}[]: bad array subscript`)
    variable.assoc.set(key, converted(sh, variable, value, variable.assoc.get(key), append))
    return
  }
  if (!variable.array) {
    variable.array = new IndexedArray()
    if (variable.value !== undefined) variable.array.set(0, variable.value)
    variable.value = undefined
  }
  let index = subscript === undefined ? 0 : arithIndex(sh, subscript)
  if (index < 0) index += variable.array.maxIndex() + 1
  if (index < 0) throw new VariableError(`${name}[${subscript ?? ''}]: bad array subscript`)
  variable.array.set(index, converted(sh, variable, value, variable.array.get(index), append))
}

/** Applies -i, -l, -u and +=. */
export function converted(
  sh: Shell,
  variable: Variable,
  value: string,
  old: string | undefined,
  append: boolean,
): string {
  if (variable.integer) {
    const right = arithmetic(sh, value)
    if (!append) return String(right)
    return String(arithmetic(sh, `(${old === undefined || old === '' ? '0' : old})+(${String(right)})`))
  }
  const text = append ? (old ?? '') + value : value
  if (variable.lower) return text.toLowerCase()
  if (variable.upper) return text.toUpperCase()
  if (variable.capitalise) return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
  return text
}

function afterAssign(sh: Shell, name: string, value: string): void {
  if (name === 'PATH') sh.hash.clear()
  else if (name === 'OPTIND') {
    sh.getoptsAt = Number(value) || 1
    sh.getoptsOffset = 0
  } else if (name === 'POSIXLY_CORRECT' && sh.dialect.bash) sh.options.add('posix')
}

/** name=(…): replaces or extends. `elements` are expanded. */
export function assignArray(
  sh: Shell,
  given: string,
  elements: readonly { key?: string; append?: boolean; value: string }[],
  append: boolean,
): void {
  const { name } = resolveName(sh, given)
  let variable = sh.vars.get(name)
  if (variable?.readonly) throw new VariableError(readonlyText(sh, name), 'readonly')
  if (variable?.dynamic) return
  if (!variable) {
    variable = { value: undefined }
    sh.vars.set(name, variable)
  }
  if (variable.assoc) {
    const target = append ? variable.assoc : new AssocArray()
    let pending: string | undefined
    for (const element of elements) {
      if (element.key === undefined) {
        // name=(k1 v1 k2 v2)
        if (pending === undefined) pending = element.value
        else {
          target.set(pending, converted(sh, variable, element.value, undefined, false))
          pending = undefined
        }
        continue
      }
      if (element.key === '') throw new VariableError(`[]=${element.value}: bad array subscript`)
      target.set(element.key, converted(sh, variable, element.value, target.get(element.key), element.append ?? false))
    }
    if (pending !== undefined) target.set(pending, '')
    variable.assoc = target
    return
  }
  const old = variable.array ?? (variable.value === undefined ? new IndexedArray() : IndexedArray.of([variable.value]))
  const target = append ? old : new IndexedArray()
  let next = target.maxIndex() + 1
  for (const element of elements) {
    if (element.key !== undefined) {
      next = arithIndex(sh, element.key)
      if (next < 0) next += target.maxIndex() + 1
      if (next < 0) throw new VariableError(`[${element.key}]=${element.value}: bad array subscript`)
    }
    target.set(next, converted(sh, variable, element.value, target.get(next), element.append ?? false))
    next++
  }
  variable.array = target
  variable.value = undefined
}

/** Unsets name or name[subscript]. Throws VariableError when readonly. */
export function unsetVariable(sh: Shell, given: string, subscript?: string): void {
  const { name } = resolveName(sh, given)
  const variable = sh.vars.get(name)
  if (!variable) return
  if (variable.readonly)
    throw new VariableError(
      sh.dialect.bash ? `${name}: cannot unset: readonly variable` : `${name}: is read only`,
      'readonly',
    )
  if (subscript === undefined) {
    sh.vars.unset(name)
    if (name === 'PATH') sh.hash.clear()
    return
  }
  if (variable.assoc) {
    if (subscript === '@' || subscript === '*') variable.assoc = new AssocArray()
    else variable.assoc.delete(subscript)
  } else if (variable.array) {
    if (subscript === '@' || subscript === '*') {
      variable.array = new IndexedArray()
      return
    }
    let index = arithIndex(sh, subscript)
    if (index < 0) index += variable.array.maxIndex() + 1
    if (index < 0) throw new VariableError(`[${subscript}]: bad array subscript`)
    variable.array.delete(index)
  } else if (subscript === '0') sh.vars.unset(name)
  else throw new VariableError(`${name}: not an array variable`)
}
export { ArithError }
