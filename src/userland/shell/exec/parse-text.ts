/** Parsing text that was found while running: backquotes, traps, eval. */
import type { Sequence } from '../syntax/ast.ts'
import { SyntaxFailure } from '../syntax/errors.ts'
import { Parser } from '../syntax/parser.ts'
import type { Shell } from '../state/shell.ts'
import { ShellError } from './control.ts'

export function parserFor(sh: Shell, text: string, options: { firstLine?: number; final?: boolean } = {}): Parser {
  const final = options.final ?? true
  // bash reads lines: what lacks a newline at the end gets one.
  // A backslash there stands for itself.
  const lone = /(^|[^\\])(\\\\)*\\$/.test(text.slice(-50))
  const full = final && sh.dialect.bash && text && !text.endsWith('\n') ? `${text}${lone ? '\\' : ''}\n` : text
  return new Parser(full, {
    dialect: sh.dialect,
    extglob: sh.dialect.bash && sh.shopt('extglob'),
    final,
    firstLine: options.firstLine ?? 1,
    // Looked up at each command: a script may say `shopt -s expand_aliases` between two lines.
    get aliases() {
      return !sh.dialect.bash || sh.shopt('expand_aliases') || sh.posix ? sh.aliases : undefined
    },
  })
}

/** The body of `…`; null after a syntax error, which is reported. */
export async function parseSubstitutionText(sh: Shell, text: string, line: number): Promise<Sequence | null> {
  const parser = parserFor(sh, text, { firstLine: sh.dialect.bash ? sh.line : line })
  const items: Sequence['items'][number][] = []
  try {
    for (let unit = parser.parseUnit(); unit; unit = parser.parseUnit()) items.push(...unit.items)
    return { items }
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error
    await reportSyntax(sh, error, sh.dialect.bash ? 'command substitution: ' : '')
    if (sh.dialect.almquist) throw new ShellError(2)
    sh.status = 2
    return null
  }
}

/** Prints a syntax error as the shell words it. `origin`: "-c: ", "eval: ", "command substitution: ". */
export async function reportSyntax(sh: Shell, error: SyntaxFailure, origin: string): Promise<void> {
  const prefix = (line: number): string => {
    if (!sh.dialect.bash) return sh.prefix(line)
    if (sh.interactive) return `${sh.shellName}: ${origin === '-c: ' ? '' : origin && `${origin}line ${line}: `}`
    return sh.prefix(line).replace(/line \d+: $/, `${origin}line ${line}: `)
  }
  for (const text of error.before) await sh.stderr(`${prefix(error.line)}${text}\n`)
  if (error.message) await sh.stderr(`${prefix(error.line)}${error.message}\n`)
  if (error.showLine !== undefined && !(sh.interactive && !origin))
    await sh.stderr(`${prefix(error.line)}\`${error.showLine}'\n`)
}
