import { describe, expect, it } from 'vitest'
import { envFromList, lexWord, NO_ENV } from './lex.ts'
import { DockerfileError } from './types.ts'

const env = envFromList(['HOME=/root', 'EMPTY=', 'FILE=a/b/c.tar.gz', 'LIST=one two  three', '나라=한국', 'STARS=x**'])
const ok: [text: string, result: string][] = [
  ['plain', 'plain'],
  ['$HOME/x ${HOME}y', '/root/x /rooty'],
  ['\\$HOME \'$HOME\' "$HOME" "\\$HOME"', '$HOME $HOME /root $HOME'],
  ['a\\b "a\\b" \'a\\b\'', 'ab a\\b a\\b'],
  ['"say \\"hi\\""', 'say "hi"'],
  ['end\\', 'end'],
  ['$nosuch|${nosuch}|$1x|$@|$.', '||x||$.'],
  ['${nosuch:-d}${EMPTY:-d}${EMPTY-d}${HOME:-d}', 'dd/root'],
  ['${nosuch:+s}${EMPTY:+s}${EMPTY+s}${HOME:+s}', 'ss'],
  ['${nosuch:-${EMPTY:-$HOME}}', '/root'],
  ['${HOME:?not set}', '/root'],
  ['${FILE#*/}|${FILE##*/}|${FILE%.*}|${FILE%%.*}', 'b/c.tar.gz|c.tar.gz|a/b/c.tar|a/b/c'],
  ['${FILE/\\//-}|${FILE//\\//-}|${FILE//?.tar/x}', 'a-b/c.tar.gz|a-b-c.tar.gz|a/b/x.gz'],
  ['${STARS%%\\**}|${STARS%\\*}', 'x|x*'],
  ['$나라 만세', '한국 만세'],
  ['<<EOF $HOME', '<<EOF /root'],
]
const bad: [text: string, message: string][] = [
  ["it's", 'unexpected end of statement while looking for matching single-quote'],
  ['"open', 'unexpected end of statement while looking for matching double-quote'],
  ['${', "syntax error: missing '}'"],
  ['${}', 'syntax error: bad substitution'],
  ['${{x}}', 'syntax error: bad substitution'],
  ['${HOME', 'unsupported modifier (\ufffd) in substitution'],
  ['${HOME:=x}', 'unsupported modifier (:=) in substitution'],
  ['${HOME:-x', "syntax error: missing '}'"],
  ['${nosuch:?}', 'nosuch: is not allowed to be unset'],
  ['${EMPTY:?}', 'EMPTY: is not allowed to be empty'],
  ['${nosuch?give it}', 'nosuch: give it'],
  ['${FILE/a}', "syntax error: missing '/' in ${}"],
  ['${FILE#\\a}', "invalid pattern (\\a) in substitution: invalid escape '\\a'"],
]
describe('lexWord', () => {
  it.each(ok)('%s', (text, result) => expect(lexWord(text, env).result).toBe(result))
  it.each(bad)('refuses %s', (text, message) =>
    expect(() => lexWord(text, env)).toThrow(
      new DockerfileError(`failed to process ${JSON.stringify(text)}: ${message}`),
    ),
  )
  it('splits at white space that was not quoted, also of a value', () => {
    expect(lexWord('a$LIST "$LIST" b\\ c', env).words).toEqual(['aone', 'two', 'three', 'one two  three', 'b c'])
  })
  it('tells which names were set and which not', () => {
    const { matched, unmatched } = lexWord('$HOME ${a:-$b} ${EMPTY+c}', env)
    expect([...matched]).toEqual(['HOME', 'EMPTY'])
    expect([...unmatched]).toEqual(['b', 'a'])
  })
  it('takes another escape character', () => {
    expect(lexWord('C:\\x\\`$HOME ``', env, { escape: '`' }).result).toBe('C:\\x\\$HOME `')
  })
  it('leaves what is not set where it is asked to', () => {
    expect(lexWord('$a ${b} ${c:-d} $HOME', env, { skipUnset: true }).result).toBe('$a ${b} ${c:-d} /root')
  })
  it('takes linear time for patterns that would backtrack', () => {
    const long = envFromList([`A=${'a'.repeat(5000)}`])
    expect(lexWord('${A##*a*a*a*a*a*b}', long).result).toHaveLength(5000)
  })
  it('keeps quotes and escapes where it is asked to', () => {
    expect(lexWord(`'a' "b" \\c`, NO_ENV, { rawQuotes: true, rawEscapes: true }).result).toBe(`'a' "b" \\c`)
  })
})
