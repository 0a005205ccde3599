import { describe, expect, it } from 'vitest'
import { ASH, BASH, DASH, type Dialect } from '../dialect.ts'
import { NeedMore, SyntaxFailure } from './errors.ts'
import { Parser } from './parser.ts'
import { printAndOr } from './print.ts'

function parse(text: string, dialect: Dialect = BASH, aliases?: Map<string, string>): string[] {
  const parser = new Parser(dialect.bash && !text.endsWith('\n') ? `${text}\n` : text, {
    dialect,
    extglob: false,
    final: true,
    ...(aliases ? { aliases } : {}),
  })
  const out: string[] = []
  for (let unit = parser.parseUnit(); unit; unit = parser.parseUnit())
    out.push(...unit.items.map((item) => printAndOr(item)))
  return out
}
function failure(text: string, dialect: Dialect = BASH): string {
  try {
    parse(text, dialect)
  } catch (error) {
    if (error instanceof SyntaxFailure) return `${error.line}: ${error.message}`
    throw error
  }
  return 'parsed'
}

describe('commands', () => {
  it.each([
    ['a|b && c;d &', ['a | b && c', 'd']],
    ['x=1 y="a b" cmd >f 2>&1 <in', ['x=1 y="a b" cmd > f 2>&1 < in']],
    ['! a |& b', ['! a 2>&1 | b']],
    ['(cd /; ls)', ['( cd /; ls )']],
    ['for i in 1 2; do echo $i; done', ['for i in 1 2;\ndo\n    echo $i;\ndone']],
    ['case $x in (a|b) c;; *) ;; esac', ['case $x in \n    a | b)\n        c\n    ;;\n    *)\n\n    ;;\nesac']],
    ['[[ a == b* && ! -f c ]]', ['[[ a == b* && ! -f c ]]']],
    ['echo $((1 + (2))) $(echo ")") `a`', ['echo $((1 + (2))) $(echo ")") `a`']],
    ['a=(1 "2 3" [5]=x) b[i+1]=2', ['a=(1 "2 3" [5]=x) b[i+1]=2']],
    ['echo a \\\n b # comment', ['echo a b']],
    ['f() { a; }', ['function f () \n{ \n    a\n}']],
  ])('%s', (text, expected) => expect(parse(text)).toEqual(expected))

  it('keeps the body of a here-document with its command', () => {
    expect(parse('cat <<A; cat <<-B\na\nA\n\tb\n\tB\necho')).toEqual(['cat <<A\na\nA\n', 'cat <<-B\nb\nB\n', 'echo'])
  })
  it('expands aliases, not in themselves, and the next word after a blank', () => {
    const aliases = new Map([
      ['ls', 'ls --color'],
      ['sudo', 'sudo '],
      ['ll', 'ls -l'],
    ])
    expect(parse('ll; sudo ll; echo ll; \\ll', BASH, aliases)).toEqual([
      'ls --color -l',
      'sudo ls --color -l',
      'echo ll',
      '\\ll',
    ])
  })
})

describe('errors', () => {
  it.each([
    ['echo )', "1: syntax error near unexpected token `)'"],
    ['if true; then', '2: syntax error: unexpected end of file'],
    ['a\n\nfi', "3: syntax error near unexpected token `fi'"],
    ['echo "x\ny', '1: unexpected EOF while looking for matching `"\''],
    ['echo $(a', "2: unexpected EOF while looking for matching `)'"],
    ['echo $((1', "1: unexpected EOF while looking for matching `)'"],
    ['[[ a b ]]', '1: conditional binary operator expected'],
    ['f() echo', "1: syntax error near unexpected token `echo'"],
  ])('bash: %s', (text, expected) => expect(failure(text)).toBe(expected))
  it.each([
    ['if true; then', '1: Syntax error: end of file unexpected (expecting "fi")'],
    ['a=(1)', '1: Syntax error: "(" unexpected'],
    ['case a in ) b; esac', '1: Syntax error: word unexpected (expecting ")")'],
    ['echo $((1', "1: Syntax error: Missing '))'"],
    ['for', '1: Syntax error: Bad for loop variable'],
  ])('dash: %s', (text, expected) => expect(failure(text, DASH)).toBe(expected))
  it.each([
    ['while', '1: syntax error: unexpected end of file (expecting "do")'],
    ['cat <<< x', '1: syntax error: unexpected redirection'],
    ['[[ a && b ]]', 'parsed'],
  ])('ash: %s', (text, expected) => expect(failure(text, ASH)).toBe(expected))
})

describe('incomplete input', () => {
  it.each(['if a', 'echo "x', 'cat <<E\nx', 'a &&', 'f() {', 'echo \\', '$(', '${x', 'case a in', "'"])(
    '%s needs more',
    (text) => {
      const parser = new Parser(`${text}\n`, { dialect: BASH, extglob: false, final: false })
      expect(() => parser.parseUnit()).toThrow(NeedMore)
    },
  )
  it('stops after a complete line without looking further', () => {
    const parser = new Parser('echo a; echo b\n', { dialect: BASH, extglob: false, final: false })
    expect(parser.parseUnit()?.items).toHaveLength(2)
  })
})
