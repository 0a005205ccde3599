/** Types of HCL values (zclconf/go-cty). */
export type Type =
  | { kind: 'string' | 'number' | 'bool' | 'dynamic' }
  | { kind: 'list' | 'set' | 'map'; element: Type }
  | { kind: 'tuple'; elements: Type[] }
  | { kind: 'object'; attributes: Map<string, Type>; optional?: ReadonlySet<string> }
export type CollectionType = Extract<Type, { element: Type }>

export const STRING: Type = { kind: 'string' }
export const NUMBER: Type = { kind: 'number' }
export const BOOL: Type = { kind: 'bool' }
/** Any type; null of this type is HCL's `null`. */
export const DYNAMIC: Type = { kind: 'dynamic' }
export const list = (element: Type): Type => ({ kind: 'list', element })
export const setOf = (element: Type): Type => ({ kind: 'set', element })
export const map = (element: Type): Type => ({ kind: 'map', element })
export const tuple = (elements: Type[]): Type => ({ kind: 'tuple', elements })
export const object = (attributes: Map<string, Type>): Type => ({ kind: 'object', attributes })

export const isPrimitive = ({ kind }: Type): boolean => kind === 'string' || kind === 'number' || kind === 'bool'
export const isCollection = (type: Type): type is CollectionType =>
  type.kind === 'list' || type.kind === 'set' || type.kind === 'map'
export function equalTypes(a: Type, b: Type): boolean {
  if (a.kind !== b.kind) return false
  if (isCollection(a) && isCollection(b)) return equalTypes(a.element, b.element)
  if (a.kind === 'tuple' && b.kind === 'tuple')
    return a.elements.length === b.elements.length && a.elements.every((type, i) => equalTypes(type, b.elements[i]!))
  if (a.kind === 'object' && b.kind === 'object')
    return (
      a.attributes.size === b.attributes.size &&
      [...a.attributes].every(([name, type]) => {
        const other = b.attributes.get(name)
        return other !== undefined && equalTypes(type, other)
      })
    )
  return true
}
export function hasDynamic(type: Type): boolean {
  if (isCollection(type)) return hasDynamic(type.element)
  if (type.kind === 'tuple') return type.elements.some(hasDynamic)
  if (type.kind === 'object') return [...type.attributes.values()].some(hasDynamic)
  return type.kind === 'dynamic'
}
/** "list of string". `constraint`: as a demand, where dynamic is "any type". */
export function friendlyName(type: Type, constraint = false): string {
  if (isCollection(type)) {
    if (constraint && type.element.kind === 'dynamic') return `${type.kind} of any single type`
    return `${type.kind} of ${friendlyName(type.element, constraint)}`
  }
  return type.kind === 'dynamic' && constraint ? 'any type' : type.kind
}
