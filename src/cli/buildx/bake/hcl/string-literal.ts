/** Escapes of literal pieces: \n \r \t \" \\ \uXXXX \UXXXXXXXX in quotes, $${ and %%{ everywhere (hclsyntax/parser.go ParseStringLiteralToken). */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { hclError, type Range } from './diagnostic.ts'
import type { Token } from './scan.ts'

const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

export function literalText({ kind, text, range }: Token): string {
  const pattern = kind === 'quoted' ? /(\$\$\{|%%\{)|\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])?/gu : /(\$\$\{|%%\{)/gu
  return text.replace(
    pattern,
    (whole: string, doubled: string | undefined, escape: string | undefined, offset: number) => {
      if (doubled) return doubled.slice(1)
      const at = within(range, text, offset, whole)
      const invalid = (detail: string): never => {
        throw hclError('Invalid escape sequence', detail, at)
      }
      if (!escape) return invalid('Backslash must be followed by an escape sequence selector character.')
      const simple = SIMPLE[escape]
      if (simple !== undefined) return simple
      if (escape === 'u') return invalid('The \\u escape sequence must be followed by four hexadecimal digits.')
      if (escape === 'U') return invalid('The \\U escape sequence must be followed by eight hexadecimal digits.')
      if (!/^[uU]./.test(escape))
        return invalid(`The symbol ${goQuote(escape)} is not a valid escape sequence selector.`)
      const code = parseInt(escape.slice(1), 16)
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return invalid(`Cannot encode character U+${code.toString(16).padStart(4, '0')} in UTF-8.`)
      return String.fromCodePoint(code)
    },
  )
}
/** A piece of a token on one line. */
function within(range: Range, text: string, offset: number, piece: string): Range {
  const { line, column } = range.start
  const start = { line, column: column + [...text.slice(0, offset)].length }
  return { filename: range.filename, start, end: { line, column: start.column + [...piece].length } }
}
