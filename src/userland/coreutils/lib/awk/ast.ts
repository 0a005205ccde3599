/** The tree of an awk program. */
export type Expr =
  | { type: 'number'; value: number }
  | { type: 'string'; value: string }
  | { type: 'regex'; source: string }
  | { type: 'variable'; name: string }
  | { type: 'field'; index: Expr }
  | { type: 'element'; name: string; index: Expr[] }
  | { type: 'assign'; op: string; target: LValue; value: Expr }
  | { type: 'conditional'; test: Expr; yes: Expr; no: Expr }
  | { type: 'and' | 'or'; left: Expr; right: Expr }
  | { type: 'in'; index: Expr[]; name: string }
  | { type: 'match'; negate: boolean; left: Expr; right: Expr }
  | { type: 'compare'; op: string; left: Expr; right: Expr }
  | { type: 'concat'; left: Expr; right: Expr }
  | { type: 'binary'; op: string; left: Expr; right: Expr }
  | { type: 'unary'; op: string; of: Expr }
  | { type: 'increment'; target: LValue; by: 1 | -1; prefix: boolean }
  | { type: 'group'; of: Expr }
  | { type: 'grouping'; items: Expr[] }
  | { type: 'call'; name: string; args: Expr[]; line: number }
  | { type: 'builtin'; name: string; args: Expr[]; parens: boolean; line: number }
  | { type: 'getline'; target: LValue | undefined; from: 'input' | 'file' | 'command'; source: Expr | undefined }
export type LValue = Extract<Expr, { type: 'variable' | 'field' | 'element' }>

export type Statement =
  | { type: 'block'; body: Statement[] }
  | { type: 'expression'; of: Expr }
  | { type: 'print'; args: Expr[]; to: '' | '>' | '>>' | '|'; target: Expr | undefined }
  | { type: 'printf'; args: Expr[]; to: '' | '>' | '>>' | '|'; target: Expr | undefined }
  | { type: 'if'; test: Expr; yes: Statement; no: Statement | undefined }
  | { type: 'while'; test: Expr; body: Statement }
  | { type: 'do'; test: Expr; body: Statement }
  | { type: 'for'; init: Statement | undefined; test: Expr | undefined; step: Statement | undefined; body: Statement }
  | { type: 'for-in'; variable: LValue; name: string; body: Statement }
  | { type: 'break' | 'continue' | 'next' | 'nextfile' }
  | { type: 'exit' | 'return'; value: Expr | undefined }
  | { type: 'delete'; name: string; index: Expr[] | undefined }

export interface Rule {
  pattern:
    | { kind: 'BEGIN' | 'END' | 'always' }
    | { kind: 'expression'; test: Expr }
    | { kind: 'range'; first: Expr; last: Expr }
  body: Statement | undefined
}
export interface FunctionDefinition {
  name: string
  parameters: string[]
  body: Statement
}
export interface Program {
  rules: Rule[]
  functions: Map<string, FunctionDefinition>
}
