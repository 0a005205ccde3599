/** Here-documents: `<<EOF`, `<<-EOF`, `<<"EOF"`, `3<<EOF` (buildkit frontend/dockerfile/parser/parser.go). */
import { lexWord, NO_ENV } from './lex.ts'
import { DockerfileError, type Heredoc } from './types.ts'

const quotes = (text: string): number => text.split(/['"]/).length - 1

/** Null where the word is none. Throws what the lexer says of an unmatched quote. */
export function parseHeredoc(word: string): Heredoc | null {
  const match = /^(\d*)<<(-?)([^<]*)$/.exec(word)
  const rest = match?.[3]!.replace(/^[\t\n\f\r ]+/, '')
  if (!match || !rest) return null
  const words = lexWord(rest, NO_ENV, { skipUnset: true }).words
  if (words.length !== 1) return null
  const raw = lexWord(rest, NO_ENV, { skipUnset: true, rawQuotes: true }).words
  if (raw.length !== 1) throw new DockerfileError(`internal lexing of heredoc produced inconsistent results: ${rest}`)
  return {
    name: words[0]!,
    fd: Number(match[1]),
    // A quote anywhere in the word keeps the content as it is.
    expand: quotes(words[0]!) === quotes(raw[0]!),
    chomp: match[2] === '-',
    content: '',
  }
}
/** The here-documents that a line announces, in order. */
export function heredocsFromLine(line: string): Heredoc[] {
  let words: string[]
  try {
    words = lexWord(line, NO_ENV, { rawQuotes: true, rawEscapes: true, skipUnset: true }).words
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    return []
  }
  return words.map(parseHeredoc).filter((doc) => doc !== null)
}
/** As `parseHeredoc`, an error being none. */
export function heredocOrNull(word: string): Heredoc | null {
  try {
    return parseHeredoc(word)
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    return null
  }
}
/** `<<-`: leading tabs of each line go. */
export const chompHeredoc = (content: string): string => content.replace(/(^|\n)\t+/g, '$1')
