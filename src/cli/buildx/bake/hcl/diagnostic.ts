/** Places in a file and what is wrong there (hashicorp/hcl pos.go, diagnostic.go). */
export interface Position {
  /** One-based; columns count characters. */
  line: number
  column: number
}
export interface Range {
  filename: string
  start: Position
  end: Position
}
export const between = (a: Range, b: Range): Range => ({ filename: a.filename, start: a.start, end: b.end })
export const startOf = ({ filename, start }: Range): Range => ({ filename, start, end: start })
export const endOf = ({ filename, end }: Range): Range => ({ filename, start: end, end })
/** "docker-bake.hcl:3,5-8" */
export function rangeText({ filename, start, end }: Range): string {
  const last = start.line === end.line ? String(end.column) : `${end.line},${end.column}`
  return `${filename}:${start.line},${start.column}-${last}`
}

export interface Diagnostic {
  summary: string
  detail: string
  subject: Range | null
}
/** One or more mistakes in a bake file. */
export class HclError extends Error {
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    const { summary, detail, subject } = diagnostics[0]!
    const others = diagnostics.length > 1 ? `, and ${diagnostics.length - 1} other diagnostic(s)` : ''
    super(`${subject ? rangeText(subject) : '<nil>'}: ${summary}; ${detail}${others}`)
    this.name = 'HclError'
    this.diagnostics = diagnostics
  }
}
export const hclError = (summary: string, detail: string, subject: Range | null): HclError =>
  new HclError([{ summary, detail, subject }])
