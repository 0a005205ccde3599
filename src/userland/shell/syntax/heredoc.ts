/** The bodies of here-documents: they stand after the line that opens them. */
import type { Word } from './ast.ts'
import { type Lexer, Parts } from './lexer.ts'

/** After a newline: the bodies of all here-documents that the line opened. */
export function readHeredocs(lexer: Lexer): void {
  for (const redirect of lexer.pendingHeredocs.splice(0)) {
    const strip = redirect.op === '<<-'
    const delimiter = redirect.delimiter!
    const first = lexer.line
    let body = ''
    for (;;) {
      if (lexer.pos >= lexer.text.length) {
        lexer.endOfText(`\n${delimiter}`)
        lexer.warnings.push({
          line: Math.max(1, lexer.line - 1),
          text: `warning: here-document at line ${redirect.line} delimited by end-of-file (wanted \`${delimiter}')`,
        })
        break
      }
      let line = readHeredocLine(lexer, redirect.quoted ?? false)
      if (strip) line = line.replace(/^\t+/, '')
      if (line.replace(/\n$/, '') === delimiter) break
      body += line
    }
    redirect.body = redirect.quoted
      ? { parts: body ? [{ t: 'quoted', s: body }] : [], raw: body, line: first }
      : parseHeredoc(lexer, body, first)
  }
}

function readHeredocLine(lexer: Lexer, quoted: boolean): string {
  let line = ''
  for (;;) {
    const end = lexer.text.indexOf('\n', lexer.pos)
    if (end < 0) {
      lexer.endOfText()
      line += lexer.text.slice(lexer.pos)
      lexer.pos = lexer.text.length
      return line
    }
    const piece = lexer.text.slice(lexer.pos, end + 1)
    lexer.pos = end + 1
    lexer.line++
    line += piece
    if (quoted || !/(^|[^\\])(\\\\)*\\\n$/.test(piece)) return line
    line = line.slice(0, -2)
  }
}

function parseHeredoc(lexer: Lexer, body: string, line: number): Word {
  const inner = lexer.sub(body, line)
  inner.substitution = () => lexer.foreignSubstitution(inner)
  const parts = new Parts()
  while (inner.pos < body.length) inner.readInQuotes(parts, body[inner.pos]!, '')
  return { parts: [{ t: 'dq', parts: parts.flush() }], raw: body, line }
}
