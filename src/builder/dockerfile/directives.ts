/**
 * Parser directives: `# syntax=`, `# escape=`, `# check=` before anything else (buildkit frontend/dockerfile/parser/directives.go).
 * Other keys end the search, as does any line that is no directive.
 */
import { trimSpace } from './go-text.ts'
import { DockerfileError } from './types.ts'

export interface Directive {
  name: string
  value: string
  /** One-based. */
  line: number
}
const KEYS: ReadonlySet<string> = new Set(['syntax', 'escape', 'check'])
const START: Readonly<Record<string, RegExp>> = {
  '#': /^#[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=/,
  '//': /^\/\/[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=/,
}
const BLANKS = '\t\n\f\r '

export class DirectiveParser {
  private line: number
  private readonly start: RegExp
  private readonly seen = new Set<string>()
  done = false
  constructor(comment: '#' | '//' = '#', line = 0) {
    this.start = START[comment]!
    this.line = line
  }
  /** Throws DockerfileError where a directive comes twice. */
  parseLine(text: string): Directive | null {
    this.line++
    if (this.done) return null
    const match = this.start.exec(text)
    const value = match && valueOf(text.slice(match[0].length))
    const name = match?.[1]!.toLowerCase() ?? ''
    if (!value || !KEYS.has(name)) {
      this.done = true
      return null
    }
    if (this.seen.has(name)) throw new DockerfileError(`only one ${name} parser directive can be used`)
    this.seen.add(name)
    return { name, value, line: this.line }
  }
}
/** Without blanks around it; a value of blanks only is its last one, as `(.+?)\s*$` matches. */
function valueOf(rest: string): string {
  let start = 0
  let end = rest.length
  while (start < end && BLANKS.includes(rest[start]!)) start++
  while (end > start && BLANKS.includes(rest[end - 1]!)) end--
  return start < end ? rest.slice(start, end) : rest.slice(-1)
}

function findDirective(key: string, text: string, comment: '#' | '//', line: number): Directive | null {
  const parser = new DirectiveParser(comment, line)
  for (const raw of text.split('\n')) {
    if (parser.done) return null
    try {
      const directive = parser.parseLine(raw.endsWith('\r') ? raw.slice(0, -1) : raw)
      if (directive?.name === key) return directive
    } catch {
      return null
    }
  }
  return null
}
function withoutPreamble(text: string): { body: string; line: number } {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text
  if (!body.startsWith('#!')) return { body, line: 0 }
  const end = body.indexOf('\n')
  return { body: end < 0 ? '' : body.slice(end + 1), line: 1 }
}
/** The directive's value up to the first space, and whole. A first line `#!…` is passed over. */
export function parseDirective(key: string, text: string): { value: string; cmdline: string; line: number } | null {
  const { body, line } = withoutPreamble(text)
  const found = findDirective(key, body, '#', line)
  return found && { value: found.value.split(' ')[0]!, cmdline: found.value, line: found.line }
}
/** The front end that the text asks for: `# syntax=`, `// syntax=` or {"syntax": …}; null for the built-in one. */
export function detectSyntax(text: string): { value: string; cmdline: string; line: number } | null {
  const { body, line } = withoutPreamble(text)
  const found = findDirective('syntax', body, '#', line) ?? findDirective('syntax', body, '//', line)
  if (found) return { value: found.value.split(' ')[0]!, cmdline: found.value, line: found.line }
  if (!trimSpace(body).startsWith('{')) return null
  try {
    const value: unknown = (JSON.parse(body) as Record<string, unknown>)['syntax']
    return typeof value === 'string' ? { value, cmdline: value, line } : null
  } catch {
    return null
  }
}
