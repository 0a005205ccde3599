import { describe, expect, it } from 'vitest'
import { ArithError, evaluate } from './arith.ts'
import { FieldBuilder } from './fields.ts'
import { compilePattern, findMatch, matches } from './pattern.ts'
import { posixRegex } from './regex.ts'
import { hashOrder } from '../state/arrays.ts'
import { fromBytes, toBytes } from '../text/bytes.ts'

const variables = new Map<string, string>()
function calc(text: string, dialect: 'bash' | 'dash' | 'ash' = 'bash'): string {
  try {
    return String(
      evaluate(text, {
        dialect,
        get: (name) => variables.get(name),
        set: (name, _, value) => void variables.set(name, value),
        isAssoc: () => false,
      }),
    )
  } catch (error) {
    if (error instanceof ArithError) return error.text
    throw error
  }
}

describe('arithmetic', () => {
  it.each([
    ['1 + 2 * 3', '7'],
    ['-7 / 2 + -7 % 3', '-4'],
    ['2 ** 3 ** 2', '512'],
    ['0x1f + 017 + 2#101', '51'],
    ['9223372036854775807 + 1', '-9223372036854775808'],
    ['1 ? 2 : x = 3', '1 ? 2 : x = 3: attempted assignment to non-variable (error token is "= 3")'],
    ['0 && (y = 1/0)', '0'],
    ['1 / 0', '1 / 0: division by 0 (error token is "0")'],
    ['08', '08: value too great for base (error token is "08")'],
    ['1 +', '1 +: syntax error: operand expected (error token is "+")'],
    ['1.5', '1.5: syntax error: invalid arithmetic operator (error token is ".5")'],
    ['1 2', '1 2: syntax error in expression (error token is "2")'],
  ])('%s = %s', (text, expected) => expect(calc(text)).toBe(expected))
  it('assigns, counts, and follows variables that hold expressions', () => {
    expect([calc('a = 5'), calc('a++ + ++a'), calc('a <<= 2'), variables.get('a')]).toEqual(['5', '12', '28', '28'])
    variables.set('b', 'a + 1')
    expect(calc('b * 2')).toBe('58')
    variables.set('loop', 'loop')
    expect(calc('loop')).toContain('expression recursion level exceeded')
  })
  it('has the words of dash and ash', () => {
    expect(calc('1+', 'dash')).toBe('arithmetic expression: expecting primary: "1+"')
    expect(calc('1/0', 'ash')).toBe('divide by zero')
  })
})

describe('patterns', () => {
  it.each([
    ['a*c', 'abbc', true],
    ['[a-c][!x]?', 'bzz', true],
    ['[[:digit:]]*', 'x1', false],
    ['\\*', '*', true],
    ['*a*b*c*d*e*f*', 'a'.repeat(500), false],
  ])('%s on %s', (pattern, text, expected) => expect(matches(compilePattern(pattern), text)).toBe(expected))
  it.each([
    ['@(foo|bar)*', 'barn', true],
    ['!(*.txt)', 'a.txt', false],
    ['+([0-9])', '123', true],
    ['*(a|aa|aaa)b', 'a'.repeat(60), false],
  ])('extglob %s on %s', (pattern, text, expected) =>
    expect(matches(compilePattern(pattern, { extglob: true }), text, { extglob: true })).toBe(expected),
  )
  it('finds the leftmost longest match', () => expect(findMatch('xaaay', compilePattern('a*a'), 0)).toEqual([1, 4]))
  it('translates POSIX expressions', () => {
    expect(posixRegex('^[[:alpha:]_]+$', false).test('ab_c')).toBe(true)
    expect(posixRegex('a{2}\\.b', false).test('aa.b')).toBe(true)
  })
})

describe('fields', () => {
  const split = (ifs: string | undefined, ...texts: string[]): string[] => {
    const builder = new FieldBuilder(ifs, true, false)
    for (const text of texts) builder.split(text)
    return builder.finish().map((field) => field.text)
  }
  it('splits at white space without empty fields', () => expect(split(undefined, '  a  b\n')).toEqual(['a', 'b']))
  it('keeps empty fields between other delimiters', () => expect(split(':', 'a::b:')).toEqual(['a', '', 'b']))
  it('takes blanks around a delimiter with it', () => expect(split(' :', 'a : b: c')).toEqual(['a', 'b', 'c']))
  it('does not split without IFS', () => expect(split('', 'a b')).toEqual(['a b']))
  it('joins neighbours', () => expect(split(undefined, 'a b', 'c d')).toEqual(['a', 'bc', 'd']))
})

it('keys come in the order of bash’s hash table', () => {
  expect(hashOrder(['k', 'two', 'a', 'b', 'foo', 'bar', 'zed', 'hello', 'x1', 'x2'], 1024)).toEqual(
    'zed x1 x2 hello k b a foo two bar'.split(' '),
  )
})
it('bytes that are not UTF-8 survive', () => {
  const bytes = Uint8Array.from([0x61, 0xff, 0xc3, 0xa9, 0x80, 0xe2, 0x82])
  expect(toBytes(fromBytes(bytes))).toEqual(bytes)
})
