/**
 * What tells the shells apart. bash is GNU bash 5.2.15, dash is Debian's 0.5.12, ash is BusyBox 1.35's with Debian's configuration
 * (ASH_BASH_COMPAT on, FEATURE_SH_STANDALONE off).
 */
export type DialectName = 'bash' | 'dash' | 'ash'

export interface Dialect {
  readonly name: DialectName
  /** bash itself. */
  readonly bash: boolean
  /** The Almquist family: dash and BusyBox ash. */
  readonly almquist: boolean
  /** Arrays and associative arrays, extglob, (( )), coproc, select, ;& and so on. */
  readonly arrays: boolean
  /** [[ ]] (in ash a builtin command without its own grammar). */
  readonly doubleBracket: 'grammar' | 'command' | 'none'
  /** The `function` keyword. */
  readonly functionKeyword: boolean
  readonly hereStrings: boolean
  readonly processSubstitution: boolean
  /** $'…' */
  readonly ansiQuotes: boolean
  /** ${x:o:l} ${x/a/b} */
  readonly substrings: boolean
  /** &> and >& with a file name. */
  readonly ampersandRedirect: boolean
}

export const BASH: Dialect = {
  name: 'bash',
  bash: true,
  almquist: false,
  arrays: true,
  doubleBracket: 'grammar',
  functionKeyword: true,
  hereStrings: true,
  processSubstitution: true,
  ansiQuotes: true,
  substrings: true,
  ampersandRedirect: true,
}
export const DASH: Dialect = {
  name: 'dash',
  bash: false,
  almquist: true,
  arrays: false,
  doubleBracket: 'none',
  functionKeyword: false,
  hereStrings: false,
  processSubstitution: false,
  ansiQuotes: false,
  substrings: false,
  ampersandRedirect: false,
}
export const ASH: Dialect = {
  name: 'ash',
  bash: false,
  almquist: true,
  arrays: false,
  doubleBracket: 'command',
  functionKeyword: true,
  hereStrings: false,
  processSubstitution: true,
  ansiQuotes: true,
  substrings: true,
  ampersandRedirect: true,
}
