// Outputs and errors as the real docker 28 client gives them for the same templates.
import { describe, expect, it } from 'vitest'
import { declare, mapOf, STRING, STRINGS, type Value } from '../go/types.ts'
import { fromJson, toInterface } from '../go/json.ts'
import { Template } from './index.ts'

const types = declare(
  'system',
  `
clientVersion struct
    Platform *platformInfo ,omitempty
    Version string
    Os string
    Labels map[string]string
    Policy restartPolicy
    Cmd []string
restartPolicy struct
    Name string
    Count int
platformInfo struct
    Name string
`,
)
const client: Value = {
  t: types.clientVersion!,
  v: fromJson(types.clientVersion!, {
    Version: '28.2.2',
    Os: 'linux',
    Labels: { tier: 'front', app: 'shop' },
    Policy: { Name: 'no', Count: 0 },
    Cmd: ['sh', '-c', 'sleep 1000'],
  }),
}
const root: Value = { t: mapOf(STRING, client.t), v: new Map([['Client', client.v]]) }
const functions = {
  split: {
    params: [STRING, STRING],
    call: (a?: Value, b?: Value) => ({ t: STRINGS, v: (a!.v as string).split(b!.v as string) }),
  },
  upper: { params: [STRING], call: (a?: Value) => ({ t: STRING, v: (a!.v as string).toUpperCase() }) },
}
const run = (source: string, data: Value | undefined = root, missingKeyError = false): string => {
  try {
    return Template.parse(source, functions).execute(data, { missingKeyError })
  } catch (error) {
    return `! ${(error as Error).message}`
  }
}

describe('output', () => {
  it.each([
    ['{{printf "%v %T" .Client.Policy .Client}}', '{no 0} system.clientVersion'],
    ['{{.Client.Cmd}} {{.Client.Labels}} {{index .Client.Cmd 0}}', '[sh -c sleep 1000] map[app:shop tier:front] sh'],
    ["{{1.5}} {{0x1F}} {{1e3}} {{'a'}} {{true}}", '1.5 31 1000 97 true'],
    ['{{lt 1 2}} {{eq "a" "b" "a"}} {{and 1 0}} {{or 0 "x"}} {{not 1}}', 'true true 0 x false'],
    [
      '{{len "abc"}} {{index "abc" 1}} {{slice "abc" 1 2}} {{printf "%q %x %v %+v %08.3f %U %c %t" "a" "b" 1 2 3.5 65 66 true}}',
      '3 98 b "a" 62 1 2 0003.500 U+0041 B true',
    ],
    ['{{html .Client.Os "<"}} {{js "<>&\\"\'"}}', 'linux&lt; \\u003C\\u003E\\u0026\\"\\\''],
    [
      '{{$x := 1}}{{$x = "a"}}{{$x}}{{range $i, $e := split "a,b" ","}}{{$i}}={{$e}} {{else}}none{{end}}{{with ""}}a{{else with 3}}b{{.}}{{end}}',
      'a0=a 1=b b3',
    ],
    ['{{- 3 -}}  {{-3 }} x {{"a\\n\\x41\\u00e9"}}', '3-3 x a\nAé'],
    ['{{template "a" .}}{{define "a"}}[{{.Client.Os}}]{{end}}{{block "b" 3}}{{.}}{{end}}', '[linux]3'],
    [
      '{{"a" | len | printf "%03d|%-5d|%+d|%x|%o|%b|%e|%g" 1 2 3 4 5 6}}',
      '001|2    |+3|4|5|110|%!e(int=1)|%!g(MISSING)',
    ],
    [
      '{{printf "%!"}} {{printf "%d"}} {{printf "a" 1}} {{printf "%z" 1}} {{printf "%[2]d %[1]d" 1 2}} {{printf "%*d" 5 1}} {{printf "%s" 12}} {{printf "%d" true}} {{printf "%s" nil}} {{printf "%5t|%q|%v" true 65 1.0}}',
      "%!!(MISSING) %!d(MISSING) a%!(EXTRA int=1) %!z(int=1) 2 1     1 %!s(int=12) %!d(bool=true) %!s(<nil>)  true|'A'|1",
    ],
    ['{{range 3}}{{.}}{{continue}}x{{end}}', '012'],
    ['{{.Client.Platform}} {{.Client.Labels.nosuch}}|{{index .Client.Labels "nosuch"}}|', '<nil> <no value>||'],
    ['{{.Client.Labels.com.example.tier}}', '<no value>'],
    ['{{println .Client.Os}}{{print "running" " " 1 2 " " "x" "y"}}', 'linux\nrunning 1 2 xy'],
    ['{{.Client.Os | upper | printf "<%s>"}}', '<LINUX>'],
  ])('%s', (source, expected) => {
    expect(run(source)).toBe(expected)
  })
})

describe('parse errors', () => {
  it.each([
    ['{{.Names', 'unclosed action'],
    ['{{.Names}', "bad character U+007D '}'"],
    ['{{Names}}', 'function "Names" not defined'],
    ['{{if .Names}}x', 'unexpected EOF'],
    ['{{end}}', 'unexpected {{end}}'],
    ['{{.Names | uper}}', 'function "uper" not defined'],
    ['{{"a}}', 'unterminated quoted string'],
    ['{{with $x := .Client}}{{$x.Os}}{{$y}}{{end}}', 'undefined variable "$y"'],
    ['{{break}}', '{{break}} outside {{range}}'],
    ['{{if}}a{{end}}', 'missing value for if'],
    ['{{else}}', 'unexpected {{else}}'],
    ['{{template}}', 'unexpected "}}" in template clause'],
    ['{{define "x"}}', 'unexpected EOF'],
    ['{{/* a', 'unclosed comment'],
    ['{{.Client..Os}}', 'unexpected <.> in operand'],
    ['{{(.Client}}', 'unclosed left paren'],
    ['{{.Client)}}', 'unexpected right paren'],
    ['{{1a}}', 'bad number syntax: "1a"'],
    ["{{'ab'}}", "malformed character constant: 'ab'"],
    ['{{| upper}}', 'unexpected "|" in command'],
    ['{{.Client | 3}}', 'non executable command in pipeline stage 2'],
    ['{{range .Client.Os}}{{else if 3}}{{end}}', 'unexpected <if> in input'],
    ['{{if 1}}{{else}}{{else}}{{end}}', 'expected end; found {{else}}'],
    ['{{#}}', 'unexpected "#" in command'],
    ['{{break 3}}', 'unexpected "3" in {{break}}'],
  ])('%s', (source, expected) => {
    expect(run(source)).toBe(`! template: :1: ${expected}`)
  })
})

describe('execution errors', () => {
  const raw = toInterface({ Name: '/web', State: { Status: 'running', Code: 0 } }, true)!
  it.each([
    ['{{.name}}', ':1:2: executing "" at <.name>: map has no entry for key "name"'],
    ['{{.State.Foo}}', ':1:8: executing "" at <.State.Foo>: map has no entry for key "Foo"'],
    [
      '{{.State.Status.Foo}}',
      ':1:8: executing "" at <.State.Status.Foo>: can\'t evaluate field Foo in type interface {}',
    ],
    ['{{range .Name}}x{{end}}', ':1:8: executing "" at <.Name>: range can\'t iterate over /web'],
    [
      '{{index .State 0}}',
      ':1:2: executing "" at <index .State 0>: error calling index: value has type int; should be string',
    ],
    ['{{len 3}}', ':1:2: executing "" at <len 3>: error calling len: len of type int'],
    ['{{template "x"}}', ':1:11: executing "" at <{{template "x"}}>: template "x" not defined'],
  ])('%s', (source, expected) => {
    expect(run(source, raw, true)).toBe(`! template: ${expected}`)
  })
  it('names the type of a struct', () => {
    expect(run('{{.Client.Foo}}')).toBe(
      '! template: :1:9: executing "" at <.Client.Foo>: can\'t evaluate field Foo in type system.clientVersion',
    )
    expect(run('{{index .Client.Cmd 9}}')).toBe(
      '! template: :1:2: executing "" at <index .Client.Cmd 9>: error calling index: index out of range: 9',
    )
  })
})
