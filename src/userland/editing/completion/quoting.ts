/** Quoting in words under completion: taking quotes off what is there, putting them on what is inserted (bashline.c, sh_backslash_quote). */

export type Quote = '' | '"' | "'"
/** COMP_WORDBREAKS of bash: where a word under completion begins. */
export const WORD_BREAKS = ' \t\n"\'@><=;|&(:'
/** A match with none of these is inserted as it is (default_filename_quote_characters). */
const NEEDS_QUOTING = /[ \t\n\\"'@<>=;|&()#$`?*[!:{~]/
const BACKSLASHED = /[ \t\n!"$&'()*;<>?[\\\]^`{|}]/g
const BREAKS = /[@=:]/g

/** The word without its quotes; an open quote is left out by the caller. */
export function unquote(text: string, quote: Quote): string {
  if (quote === "'") return text
  if (quote === '"') return text.replace(/\\([$`"\\\n])/g, '$1')
  return text.replace(
    /\\(.)|'([^']*)'?|"((?:\\.|[^"\\])*)"?/gs,
    (_all, escaped?: string, single?: string, double?: string) => {
      if (escaped !== undefined) return escaped
      return single ?? unquote(double ?? '', '"')
    },
  )
}

/** As it is inserted behind an open quote, or with backslashes. A leading ~/ stays what it is. */
export function quoteMatch(text: string, quote: Quote): string {
  if (!NEEDS_QUOTING.test(text)) return text
  if (quote === "'") return text.replaceAll("'", "'\\''")
  if (quote === '"') return text.replace(/[$`"\\!]/g, '\\$&')
  const quoted = text.replace(BACKSLASHED, '\\$&').replace(BREAKS, '\\$&')
  if (/^~(\/|$)/.test(text)) return quoted
  return quoted.replace(/^[#~]/, '\\$&')
}
