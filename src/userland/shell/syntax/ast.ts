/** The syntax tree of shell programs, and of words before expansion. */

/** A word as written: what expansion works on. */
export interface Word {
  readonly parts: readonly WordPart[]
  /** The source text, for messages, job names and `declare -f`. */
  readonly raw: string
  readonly line: number
  /** The text when the word has no quotes and no expansions: reserved words, names, fast paths. */
  readonly plain?: string
  /** Filled by the expander: the words that brace expansion makes of this one. */
  braces?: readonly Word[] | null
}

export type WordPart =
  | LiteralPart
  | { readonly t: 'quoted'; readonly s: string }
  | { readonly t: 'dq'; readonly parts: readonly WordPart[] }
  | ParamPart
  | { readonly t: 'cmd'; readonly body: Sequence; readonly raw: string; readonly line: number }
  | { readonly t: 'backquote'; readonly text: string; readonly line: number }
  | { readonly t: 'arith'; readonly expr: Word }
  | { readonly t: 'proc'; readonly dir: '<' | '>'; readonly body: Sequence; readonly raw: string }

/** Unquoted text: its globs, braces and tilde are live. */
export interface LiteralPart {
  readonly t: 'lit'
  readonly s: string
}

/** $name, ${…} */
export interface ParamPart {
  readonly t: 'param'
  readonly name: string
  /** ${name}: what follows cannot become part of the name. */
  readonly braced?: boolean
  /** ${name[index]} */
  readonly index?: Subscript
  /** ${!name} */
  readonly indirect?: boolean
  /** ${#name} */
  readonly length?: boolean
  /** ${!prefix@} or ${!prefix*} */
  readonly prefix?: '@' | '*'
  /** The operator: - := # ## / // ^ : @ … */
  readonly op?: string
  readonly arg?: Word
  /** Replacement of ${x/a/b}, length of ${x:o:l} */
  readonly arg2?: Word
  /** Not an expansion bash knows: the whole text, for "bad substitution". */
  readonly bad?: string
}
export type Subscript = { readonly all: '@' | '*' } | { readonly word: Word }

export interface Assignment {
  readonly name: string
  readonly index?: Word
  readonly append: boolean
  readonly value: Word | ArrayLiteral
  /** For xtrace and job names. */
  readonly raw: string
}
export interface ArrayLiteral {
  readonly elements: readonly { readonly index?: Word; readonly append?: boolean; readonly value: Word }[]
}
export const isArrayLiteral = (value: Word | ArrayLiteral): value is ArrayLiteral => 'elements' in value

export interface Redirect {
  /** < > >> >| <> <& >& &> &>> << <<- <<< */
  readonly op: string
  /** The descriptor written before the operator, or {name}. */
  readonly fd?: number
  readonly fdVar?: string
  readonly target: Word
  /** The body of a here-document; filled when its lines were read. */
  body?: Word
  /** Its delimiter as written. */
  readonly delimiter?: string
  readonly quoted?: boolean
  readonly line: number
}

export interface SimpleCommand {
  readonly kind: 'simple'
  readonly assigns: readonly Assignment[]
  readonly words: readonly Word[]
  /** Assignments among the arguments of declare, export …: by their index in words. */
  readonly wordAssigns?: ReadonlyMap<number, Assignment>
  readonly redirs: readonly Redirect[]
  readonly line: number
}
interface Compound {
  readonly redirs: readonly Redirect[]
  readonly line: number
}
export type Command =
  | SimpleCommand
  | (Compound & { readonly kind: 'group'; readonly body: Sequence })
  | (Compound & { readonly kind: 'subshell'; readonly body: Sequence })
  | (Compound & {
      readonly kind: 'if'
      readonly clauses: readonly { readonly test: Sequence; readonly body: Sequence }[]
      readonly otherwise?: Sequence
    })
  | (Compound & {
      readonly kind: 'while'
      readonly until: boolean
      readonly test: Sequence
      readonly body: Sequence
    })
  | (Compound & {
      readonly kind: 'for'
      readonly name: string
      /** undefined: "$@" */
      readonly words?: readonly Word[]
      readonly body: Sequence
      readonly select: boolean
    })
  | (Compound & {
      readonly kind: 'arith-for'
      readonly init: Word
      readonly test: Word
      readonly step: Word
      readonly body: Sequence
    })
  | (Compound & { readonly kind: 'case'; readonly word: Word; readonly items: readonly CaseItem[] })
  | (Compound & { readonly kind: 'cond'; readonly expr: CondExpr })
  | (Compound & { readonly kind: 'arith'; readonly expr: Word })
  | (Compound & { readonly kind: 'coproc'; readonly name: string; readonly body: Command })
  | FunctionDefinition
  | Pipeline

export interface FunctionDefinition {
  readonly kind: 'function'
  readonly name: string
  readonly body: Command
  readonly redirs: readonly Redirect[]
  readonly line: number
}
export interface CaseItem {
  readonly patterns: readonly Word[]
  readonly body: Sequence
  /** ;; ;& ;;& */
  readonly end: string
}
export type CondExpr =
  | { readonly c: 'unary'; readonly op: string; readonly arg: Word }
  | { readonly c: 'binary'; readonly op: string; readonly left: Word; readonly right: Word }
  | { readonly c: 'word'; readonly arg: Word }
  | { readonly c: 'not'; readonly expr: CondExpr }
  | { readonly c: 'and' | 'or'; readonly left: CondExpr; readonly right: CondExpr }
  | { readonly c: 'paren'; readonly expr: CondExpr }

export interface Pipeline {
  readonly kind: 'pipeline'
  readonly commands: readonly Command[]
  /** How many `!` stood before it. */
  readonly bangs: number
  readonly time?: 'default' | 'posix'
  /** Commands whose standard error goes along (|&), by index. */
  readonly both: readonly boolean[]
  readonly line: number
}
export interface AndOr {
  readonly first: Command
  readonly rest: readonly { readonly op: '&&' | '||'; readonly command: Command }[]
  readonly background: boolean
  /** ';' '&' or a newline; kept for printing. */
  readonly line: number
}
/** Commands one after another. */
export interface Sequence {
  readonly items: readonly AndOr[]
}
