import { describe, expect, it } from 'vitest'
import { toJson } from '../cty/json.ts'
import { standardFunctions } from '../functions/index.ts'
import { loadHcl } from '../load-hcl.ts'
import type { Config } from '../model.ts'
import { Context } from './context.ts'
import { HclError } from './diagnostic.ts'
import { evaluate } from './evaluate.ts'
import { parseHclJson } from './json-body.ts'
import { parseHcl } from './parse-body.ts'

const functions = standardFunctions({ now: () => 0, randomBytes: (count) => new Uint8Array(count), home: '/root' })
const EMPTY: Config = { groups: [], targets: [], variables: [] }
function load(text: string, env: Record<string, string> = {}, json = false): Config {
  const body = json ? parseHclJson(text, 'f') : parseHcl(text, 'f')
  return loadHcl([body], { env: (name) => env[name], builtins: new Map(), functions }, EMPTY)
}
/** An expression's value as JSON. */
function value(expression: string): string {
  const body = parseHcl(`x = ${expression}\n`, 'f')
  const context = new Context({
    variable: (name) =>
      name === 'v'
        ? evaluate(parseHcl('x = {a = [1, 2], b = "s"}', 'f').attribute('x')!.expression, new Context(null))
        : undefined,
    function: (name) => functions.get(name),
    functionNames: () => functions.keys(),
    variableNames: () => ['v'],
  })
  return toJson(evaluate(body.attribute('x')!.expression, context))
}
function problem(step: () => unknown): string {
  try {
    step()
  } catch (error) {
    if (error instanceof HclError) return error.message
    throw error
  }
  throw new Error('nothing was wrong')
}

describe('expressions', () => {
  const cases: [expression: string, json: string][] = [
    ['1 + 2 * 3 - 4 / 2', '5'],
    ['0.1 + 0.2', '0.3'],
    ['10 % 4 == 2 && !false || false', 'true'],
    ['true ? "a" : 1', '"a"'],
    ['false ? "a" : 1', '"1"'],
    ['"a${1 + 1}b$${x}%%{y}\\n\\u00e9"', '"a2b${x}%{y}\\né"'],
    ['"${[1]}"', '[1]'],
    ['"%{ if true ~} yes %{~ else }no%{ endif }!"', '"yes!"'],
    ['"%{ for i, x in ["a", "b"] }${i}=${x};%{ endfor }"', '"0=a;1=b;"'],
    ['<<EOT\n  a ${1}\n   b\nEOT', '"  a 1\\n   b\\n"'],
    ['<<-EOT\n  a ${1}\n   b\n  EOT', '"a 1\\n b\\n"'],
    ['[for x in ["a", "b", "c"] : upper(x) if x != "b"]', '["A","C"]'],
    ['{for k, x in v : k => x if k == "b"}', '{"b":"s"}'],
    ['{for x in ["a", "bb", "c"] : strlen(x) => x...}', '{"1":["a","c"],"2":["bb"]}'],
    ['v.a[1] + v["a"].0', '3'],
    ['[{n = 1}, {n = 2}].*.n', '[1,2]'],
    ['[{n = 1}, {n = 2}][*].n', '[1,2]'],
    ['{"a b" = 1, (v.b) = 2, c : 3}', '{"a b":1,"c":3,"s":2}'],
    ['max([1, 5, 3]...)', '5'],
    ['-v.a[0]', '-1'],
  ]
  it.each(cases)('%s', (expression, json) => expect(value(expression)).toBe(json))

  const wrong: [expression: string, message: string][] = [
    ['nope', 'f:1,5-9: Unknown variable; There is no variable named "nope".'],
    ['w', 'f:1,5-6: Unknown variable; There is no variable named "w". Did you mean "v"?'],
    ['v.c', 'f:1,6-8: Unsupported attribute; This object does not have an attribute named "c".'],
    [
      'v.a[7]',
      'f:1,8-11: Invalid index; The given key does not identify an element in this collection value: the given index is greater than or equal to the length of the collection.',
    ],
    ['uper("a")', 'f:1,5-9: Call to unknown function; There is no function named "uper". Did you mean "upper"?'],
    [
      'upper()',
      'f:1,11-12: Not enough function arguments; Function "upper" expects 1 argument(s). Missing value for "str".',
    ],
    ['upper("a", "b")', 'f:1,17-18: Too many function arguments; Function "upper" expects only 1 argument(s).'],
    [
      'upper([])',
      'f:1,11-12: Invalid function argument; Invalid value for "str" parameter: string required, but have tuple.',
    ],
    ['1 + "x"', 'f:1,9-12: Invalid operand; Unsuitable value for right operand: a number is required.'],
    ['1 / 0', 'f:1,5-10: Operation failed; Error during operation: division by zero.'],
    ['"${null}"x', 'f:1,14-15: Missing newline after argument; An argument definition must end with a newline.'],
    [
      '[1, 2',
      'f:1,5-6: Unterminated tuple constructor expression; There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.',
    ],
    [
      '{a 1}',
      'f:1,8-9: Missing key/value separator; Expected an equals sign ("=") to mark the beginning of the attribute value.',
    ],
    ['"a', 'f:2,1-1: Unterminated template string; No closing marker was found for the string.'],
    ['"\\q"', 'f:1,6-8: Invalid escape sequence; The symbol "q" is not a valid escape sequence selector.'],
    [
      '[for x in 1 : x]',
      "f:1,15-16: Iteration over non-iterable value; A value of type number cannot be used as the collection in a 'for' expression.",
    ],
  ]
  it.each(wrong)('refuses %s', (expression, message) => {
    // The line end of an unterminated string is told too.
    expect(problem(() => value(expression)).replace(/, and 1 other diagnostic\(s\)$/, '')).toContain(
      message.replace(/^f:2,1-1: Unterminated.*/, 'f:1,7-2,1: Invalid multi-line string'),
    )
  })
})

describe('functions', () => {
  const cases: [expression: string, json: string][] = [
    ['join("-", ["a", "b"], ["c"])', '"a-b-c"'],
    ['split(",", "a,b")', '["a","b"]'],
    ['replace("a.b.c", ".", "_")', '"a_b_c"'],
    ['regex_replace("v1.2", "^v(\\\\d+).*", "major-$1")', '"major-1"'],
    ['regex("(\\\\d+)-(\\\\d+)", "1-2")', '["1","2"]'],
    ['format("%s-%03d-%t %v", "a", 7, true, [1])', '"a-007-true [1]"'],
    ['formatlist("%s:%s", ["a", "b"], "x")', '["a:x","b:x"]'],
    ['sanitize("a.b/c")', '"a_b_c"'],
    ['trimprefix("refs/tags/v1", "refs/tags/")', '"v1"'],
    ['title("hello wide world")', '"Hello Wide World"'],
    ['substr("hello", -3, 2)', '"ll"'],
    ['concat(["a"], [1])', '["a",1]'],
    ['merge({a = 1}, {b = 2}, {a = 3})', '{"a":3,"b":2}'],
    ['flatten([[1, [2]], 3])', '[1,2,3]'],
    ['distinct(["a", "b", "a"])', '["a","b"]'],
    ['setproduct(["a"], ["x", "y"])', '[["a","x"],["a","y"]]'],
    ['zipmap(["a", "b"], [1, 2])', '{"a":1,"b":2}'],
    ['lookup({a = 1}, "b", 2)', '2'],
    ['keys({b = 1, a = 2})', '["a","b"]'],
    ['range(3)', '[0,1,2]'],
    ['slice(["a", "b", "c"], 1, 3)', '["b","c"]'],
    ['chunklist(["a", "b", "c"], 2)', '[["a","b"],["c"]]'],
    ['compact(["a", "", "b"])', '["a","b"]'],
    ['coalesce(null, "x")', '"x"'],
    ['try(v.nope, "fallback")', '"fallback"'],
    ['can(v.nope)', 'false'],
    ['convert("3", number)', '3'],
    ['base64encode("hi")', '"aGk="'],
    ['sha256("hi")', '"8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"'],
    ['md5("hi")', '"49f68a5c8493ec2c0bf489821c21fc3b"'],
    ['jsondecode("{\\"a\\":[1]}").a[0]', '1'],
    ['urlencode("a b&c")', '"a+b%26c"'],
    ['timestamp()', '"1970-01-01T00:00:00Z"'],
    ['formatdate("YYYY.MM.DD hh:mm", timeadd("2024-02-28T23:30:00Z", "1h"))', '"2024.02.29 00:30"'],
    ['uuidv5("dns", "example.com")', '"cfbff0d1-9375-5685-968c-48ce8b15ae17"'],
    ['parseint("ff", 16)', '255'],
    ['index(["a", "b"], 1)', '"b"'],
    ['indexof(["a", "b"], "b")', '1'],
    ['basename("/a/b.c")', '"b.c"'],
  ]
  it.each(cases)('%s', (expression, json) => expect(value(expression)).toBe(json))
})

describe('bake files', () => {
  it('takes variables from the environment in the type of their default', () => {
    const text = `
      variable "A" { default = "x" }
      variable "N" { default = 1 }
      variable "B" { default = false }
      variable "L" {
        type = list(string)
        default = ["a"]
      }
      target "t" { args = { a = A, n = N + 1, b = B ? "yes" : "no", l = join("+", L) } }
    `
    expect(load(text).targets[0]!.args).toEqual({ a: 'x', n: '2', b: 'no', l: 'a' })
    const env = { A: 'y', N: '5', B: 'true', L: 'p,q' }
    expect(load(text, env).targets[0]!.args).toEqual({ a: 'y', n: '6', b: 'yes', l: 'p+q' })
    expect(load(text, { L_JSON: '["j"]' }).targets[0]!.args).toMatchObject({ l: 'j' })
    expect(problem(() => load(text, { N: 'many' }))).toContain('failed to parse N as number')
  })
  it('lets targets read each other, matrices multiply and later blocks go over earlier ones', () => {
    const config = load(`
      target "base" {
        tags = ["x:\${v}"]
        labels = { a = "1" }
      }
      v = "2"
      target "base" { labels = { b = "\${target.base.tags[0]}" } }
      target "m" {
        name = "m-\${os}"
        matrix = { os = ["linux", "mac"] }
        inherits = ["base"]
        context = os
      }
    `)
    expect(config.targets.map(({ name, context }) => [name, context])).toEqual([
      ['base', undefined],
      ['m-linux', 'linux'],
      ['m-mac', 'mac'],
    ])
    expect(config.targets[0]!.labels).toEqual({ a: '1', b: 'x:2' })
    expect(config.groups).toEqual([{ name: 'm', description: '', targets: ['m-linux', 'm-mac'] }])
  })
  it('reads the same in JSON', () => {
    const json = {
      variable: { V: { default: '1' } },
      function: { f: { params: ['x'], result: '${x}!' } },
      target: { t: { tags: ['a:${f(V)}'], args: { 'k-${V}': null, n: 3 } } },
    }
    expect(load(JSON.stringify(json), {}, true).targets[0]).toMatchObject({ tags: ['a:1!'], args: { n: '3' } })
  })
  const wrong: [text: string, message: string][] = [
    ['variable "a" { default = b }\nvariable "b" { default = a }', 'variable cycle not allowed for'],
    ['target "a" { tags = target.a.tags }', 'reference cycle not allowed for target.a.tags'],
    ['function "f" {\n  params = [x]\n  result = y\n}', 'Invalid expression; variable "y" does not exist: undefined'],
    ['target "a b" {}', 'f:1,8-13: Invalid name; only "[a-zA-Z0-9_-]+" are allowed'],
    ['target {}', 'f:1,8-9: Missing name for target; All target blocks must have 1 labels (name).'],
    ['target "a" { name = "b" }', 'Invalid name; name requires matrix'],
    ['group "g" {}', 'Missing required argument; The argument "targets" is required'],
    ['target "a" { pull = "maybe" }', 'f:1,22-27: Unsuitable value type; Unsuitable value: a bool is required'],
    [
      'target "a" {\n  tags = []\n  tags = []\n}',
      'Attribute redefined; The argument "tags" was already set at f:2,3-7.',
    ],
    ['target "a" { output = ["dest=x,a=b"] }', 'Unsuitable value type; Unsuitable value: type is required for output'],
  ]
  it.each(wrong)('refuses %j', (text, message) => expect(problem(() => load(text))).toContain(message))
  it('checks validations', () => {
    const text =
      'variable "P" {\n  default = "80"\n  validation {\n    condition = P > 100\n    error_message = "P=${P} is low."\n  }\n}'
    expect(problem(() => load(text))).toBe('f:4,17-24: Validation failed; P=80 is low.')
    expect(load(text, { P: '443' }).variables).toEqual([{ name: 'P', description: '', type: '', value: '443' }])
  })
})
