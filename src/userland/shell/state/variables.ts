/**
 * Variables with their attributes and dynamic scopes. Scoping is shallow: one table holds what is visible now; a function call keeps what its
 * locals hide and puts it back when it returns.
 */
import { AssocArray, hashOrder, IndexedArray } from './arrays.ts'
import type { Shell } from './shell.ts'

export interface Variable {
  /** undefined: declared, not set. For arrays see `array` and `assoc`. */
  value: string | undefined
  array?: IndexedArray | undefined
  assoc?: AssocArray | undefined
  exported?: boolean
  readonly?: boolean
  integer?: boolean
  lower?: boolean
  upper?: boolean
  capitalise?: boolean
  nameref?: boolean
  trace?: boolean
  /** Made by `local` (or a declare) in a function: the depth of its frame. */
  frame?: number
  /** RANDOM, SECONDS and the like compute their value. */
  dynamic?: DynamicVariable
  /** A shy one was looked at. */
  seen?: boolean
}
export interface DynamicVariable {
  get?(sh: Shell): string
  values?(sh: Shell): string[]
  set?(sh: Shell, value: string): void
  /** `set` lists it only once it was looked at. */
  shy?: boolean
}

/** One function call, or the temporary environment of a command. */
export interface ScopeFrame {
  /** What the locals hide; undefined: nothing was there. */
  readonly saved: Map<string, Variable | undefined>
  readonly isFunction: boolean
}

export class Variables {
  table = new Map<string, Variable>()
  frames: ScopeFrame[] = []

  get(name: string): Variable | undefined {
    return this.table.get(name)
  }
  /** The text of a scalar, or element 0; no nameref, no dynamic value. For the shell's own look at IFS, PATH, HOME … */
  text(name: string): string | undefined {
    const variable = this.table.get(name)
    if (!variable) return undefined
    return variable.array ? variable.array.get(0) : variable.assoc ? variable.assoc.get('0') : variable.value
  }
  set(name: string, variable: Variable): void {
    this.table.set(name, variable)
  }
  /** Sets a scalar without checks. */
  put(name: string, value: string, exported = false): Variable {
    let variable = this.table.get(name)
    if (!variable) this.table.set(name, (variable = { value }))
    else if (variable.array) variable.array.set(0, value)
    else variable.value = value
    if (exported) variable.exported = true
    return variable
  }
  push(isFunction: boolean): ScopeFrame {
    const frame: ScopeFrame = { saved: new Map(), isFunction }
    this.frames.push(frame)
    return frame
  }
  pop(): void {
    const frame = this.frames.pop()
    if (!frame) return
    for (const [name, variable] of frame.saved) {
      if (variable) this.table.set(name, variable)
      else this.table.delete(name)
    }
  }
  /** Depth of the innermost function call; 0 at top level. */
  functionFrame(): number {
    for (let i = this.frames.length; i > 0; i--) if (this.frames[i - 1]!.isFunction) return i
    return 0
  }
  /** Hides `name` in frame number `depth` (1-based) with `variable`. */
  hide(name: string, variable: Variable, depth: number): void {
    const frame = this.frames[depth - 1]
    if (!frame) {
      this.table.set(name, variable)
      return
    }
    // A temporary environment above the function that names it too keeps the older value.
    for (let i = this.frames.length - 1; i >= depth; i--) {
      const upper = this.frames[i]!
      if (upper.saved.has(name)) {
        if (!frame.saved.has(name)) frame.saved.set(name, upper.saved.get(name))
        upper.saved.set(name, variable)
        variable.frame = depth
        this.table.set(name, variable)
        return
      }
    }
    if (!frame.saved.has(name)) frame.saved.set(name, this.table.get(name))
    variable.frame = depth
    this.table.set(name, variable)
  }
  /** The variable of the global scope (declare -g). */
  global(name: string): { variable: Variable | undefined; replace(variable: Variable): void } {
    for (const frame of this.frames) {
      if (frame.saved.has(name))
        return { variable: frame.saved.get(name), replace: (variable) => void frame.saved.set(name, variable) }
    }
    return { variable: this.table.get(name), replace: (variable) => void this.table.set(name, variable) }
  }
  /** unset: a local stays local, without a value. */
  unset(name: string): void {
    const variable = this.table.get(name)
    if (!variable) return
    const depth = this.functionFrame()
    if (variable.frame !== undefined && variable.frame === depth && depth > 0) {
      this.table.set(name, { value: undefined, frame: depth })
      return
    }
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const frame = this.frames[i]!
      if (!frame.saved.has(name)) continue
      const outer = frame.saved.get(name)
      frame.saved.delete(name)
      if (outer) this.table.set(name, outer)
      else this.table.delete(name)
      return
    }
    this.table.delete(name)
  }
  names(): string[] {
    return [...this.table.keys()]
  }
  clone(): Variables {
    const copy = new Variables()
    for (const [name, variable] of this.table) {
      copy.table.set(name, {
        ...variable,
        ...(variable.array ? { array: variable.array.clone() } : {}),
        ...(variable.assoc ? { assoc: variable.assoc.clone() } : {}),
      })
    }
    copy.frames = this.frames.map((frame) => ({ saved: new Map(frame.saved), isFunction: frame.isFunction }))
    return copy
  }
  /** The environment for a program, in the order the dialect's hash table gives it. */
  environment(almquist: boolean): Record<string, string> {
    const names: string[] = []
    for (const [name, variable] of this.table) {
      if (variable.exported && variable.value !== undefined && !variable.array && !variable.assoc) names.push(name)
    }
    const env: Record<string, string> = {}
    for (const name of almquist ? almquistOrder(names) : hashOrder(names, 1024))
      env[name] = this.table.get(name)!.value!
    return env
  }
}

/** Order of dash's variable table: 39 chains by (first byte << 4) + the sum of all bytes. */
function almquistOrder(names: readonly string[]): string[] {
  const chains: string[][] = Array.from({ length: 39 }, () => [])
  for (const name of names) {
    let hash = (name.charCodeAt(0) & 0xff) << 4
    for (let i = 0; i < name.length; i++) hash += name.charCodeAt(i) & 0xff
    chains[hash % 39]!.push(name)
  }
  return chains.flat()
}
