/** Running text: eval, traps, source, -c. One complete command is parsed and run before the next is parsed. */
import type { Sequence } from '../syntax/ast.ts'
import { SyntaxFailure } from '../syntax/errors.ts'
import type { Shell } from '../state/shell.ts'
import { Discard, ShellError } from './control.ts'
import { parserFor, reportSyntax } from './parse-text.ts'
import { runSequence } from './run.ts'

export interface TextOptions {
  /** How bash names the text in syntax errors. */
  origin: string
  firstLine?: number
  /** The shell ends with this text: the last command may take its place. */
  last?: boolean
  /** A top level of its own (-c, a script): errors that give up a command go on with the next one. */
  topLevel?: boolean
  verbose?: boolean
}

/** Returns the status of the last command. A syntax error is reported: status 2; in dash and ash it is an error of the shell. */
export async function runText(sh: Shell, text: string, options: TextOptions): Promise<number> {
  const parser = parserFor(sh, text, { firstLine: options.firstLine ?? 1 })
  let status = 0
  let next = parse()
  for (;;) {
    const unit = await next
    if (unit === null) return status
    if (unit instanceof SyntaxFailure) {
      if (!unit.keepStatus || !options.topLevel) sh.status = unit.status
      if (sh.dialect.almquist) throw new ShellError(2)
      return sh.status
    }
    if (!unit.items.length) {
      next = parse()
      continue
    }
    const atEnd = options.last === true && !/\S/.test(parser.lexer.text.slice(parser.lexer.pos))
    sh.inputLine = parser.lexer.line - (parser.lexer.text[parser.lexer.pos - 1] === '\n' ? 1 : 0)
    if (sh.opt('noexec') && !sh.interactive) {
      next = parse()
      continue
    }
    try {
      status = await runSequence(sh, unit, atEnd)
    } catch (error) {
      if (!(error instanceof Discard) || !options.topLevel) throw error
      status = error.status
      sh.status = status
    }
    next = parse()
  }

  async function parse(): Promise<Sequence | null | SyntaxFailure> {
    try {
      const start = parser.lexer.pos
      const unit = parser.parseUnit()
      if (sh.opt('verbose') && (options.verbose || sh.dialect.bash))
        await sh.stderr(parser.lexer.text.slice(start, parser.lexer.pos))
      for (const warning of parser.lexer.warnings.splice(0)) {
        if (sh.dialect.bash) await sh.complain(warning.text, warning.line)
      }
      return unit
    } catch (error) {
      if (!(error instanceof SyntaxFailure)) throw error
      await reportSyntax(sh, error, options.origin)
      return error
    }
  }
}
