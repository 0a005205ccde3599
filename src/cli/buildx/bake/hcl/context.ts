/** What an expression is evaluated in (hashicorp/hcl EvalContext). */
import type { Type } from '../cty/type.ts'
import type { Value } from '../cty/value.ts'
import type { Expression } from './ast.ts'

export interface Parameter {
  name: string
  type: Type
  /** null may be given. */
  allowNull?: boolean
}
export interface HclFunction {
  params: readonly Parameter[]
  variadic?: Parameter
  /** Throws ArgumentError, ConvertError or another Error; the message ends without a full stop. */
  call: (args: Value[]) => Value
  /** Evaluates its arguments itself: try, can, convert. Throws HclError or Error. */
  lazy?: (args: readonly Expression[], context: Context) => Value
}
/** What is wrong with one argument. */
export class ArgumentError extends Error {
  readonly index: number
  constructor(index: number, message: string) {
    super(message)
    this.name = 'ArgumentError'
    this.index = index
  }
}
/** Names of variables and functions. Both may be found out only when they are asked for. */
export interface Scope {
  /** `path`: the attribute that is taken of it, if one is. Throws HclError, or Error for a circle of references. */
  variable(name: string, path: string | null): Value | undefined
  function(name: string): HclFunction | undefined
  functionNames(): Iterable<string>
  variableNames(): Iterable<string>
}
export class Context {
  readonly scope: Scope | null
  private readonly own: ReadonlyMap<string, Value>
  private readonly parent: Context | null
  constructor(scope: Scope | null, own: ReadonlyMap<string, Value> = new Map(), parent: Context | null = null) {
    this.scope = scope
    this.own = own
    this.parent = parent
  }
  child(variables: ReadonlyMap<string, Value>): Context {
    return new Context(this.scope, variables, this)
  }
  variable(name: string, path: string | null): Value | undefined {
    return this.own.get(name) ?? this.parent?.variable(name, path) ?? this.scope?.variable(name, path)
  }
  names(): string[] {
    return [...this.own.keys(), ...(this.parent?.names() ?? this.scope?.variableNames() ?? [])]
  }
}
/** No variables and no functions: descriptions, for one. */
export const CONSTANTS = new Context(null)
