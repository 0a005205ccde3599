/** The Go template language (text/template) over typed values: Template.parse, then execute. Errors are TemplateErrors with Go's text. */
import type { Value } from '../go/types.ts'
import { execute } from './exec.ts'
import { BUILTINS, type FunctionMap } from './functions.ts'
import { parse, type List } from './parse.ts'

export { TemplateError } from './parse.ts'
export { FunctionError, concrete, type FunctionMap, type Operand, type TemplateFunction } from './functions.ts'

export class Template {
  private readonly name: string
  private readonly source: string
  private readonly trees: Map<string, List>
  private readonly functions: FunctionMap
  private constructor(name: string, source: string, trees: Map<string, List>, functions: FunctionMap) {
    this.name = name
    this.source = source
    this.trees = trees
    this.functions = functions
  }
  /** Throws TemplateError: "template: NAME:LINE: …". */
  static parse(source: string, functions: FunctionMap = {}, name = ''): Template {
    const all = { ...BUILTINS, ...functions }
    return new Template(name, source, parse(name, source, new Set(Object.keys(all))), all)
  }
  /** Throws TemplateError: "template: NAME:LINE:COLUMN: executing …". Nothing of the output is kept then. */
  execute(data: Value | undefined, options: { missingKeyError?: boolean; functions?: FunctionMap } = {}): string {
    return execute(
      {
        name: this.name,
        source: this.source,
        trees: this.trees,
        functions: options.functions ? { ...this.functions, ...options.functions } : this.functions,
        missingKeyError: options.missingKeyError,
      },
      data,
    )
  }
}
