/** ${…}: looks the parameter up, applies the operator, hands the result to the field builder. */
import type { ParamPart } from '../syntax/ast.ts'
import {
  arithmetic,
  assign,
  readAll,
  readElement,
  readKeys,
  readVariable,
  resolveName,
  VariableError,
} from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import { expandParts, expandPattern, expandQuoted, expandText } from './expand.ts'
import type { FieldBuilder } from './fields.ts'
import { changeCase, replace, substring, transform, trim } from './operators.ts'

/** What a parameter stands for. */
export type ParamValue =
  | { kind: 'unset' }
  | { kind: 'scalar'; value: string }
  /** $@, $*, ${a[@]}, ${a[*]}; `star`: joined when quoted. */
  | { kind: 'list'; values: string[]; star: boolean }

const scalar = (value: string | undefined): ParamValue =>
  value === undefined ? { kind: 'unset' } : { kind: 'scalar', value }

export function flags(sh: Shell): string {
  const letters: string[] = []
  const order = sh.dialect.bash
    ? [
        ['allexport', 'a'],
        ['notify', 'b'],
        ['errexit', 'e'],
        ['noglob', 'f'],
        ['hashall', 'h'],
        ['interactive', 'i'],
        ['keyword', 'k'],
        ['monitor', 'm'],
        ['noexec', 'n'],
        ['privileged', 'p'],
        ['restricted', 'r'],
        ['onecmd', 't'],
        ['nounset', 'u'],
        ['verbose', 'v'],
        ['xtrace', 'x'],
        ['braceexpand', 'B'],
        ['noclobber', 'C'],
        ['errtrace', 'E'],
        ['histexpand', 'H'],
        ['physical', 'P'],
        ['functrace', 'T'],
      ]
    : [
        ['errexit', 'e'],
        ['noglob', 'f'],
        ['ignoreeof', 'I'],
        ['interactive', 'i'],
        ['monitor', 'm'],
        ['noexec', 'n'],
        ['stdin', 's'],
        ['xtrace', 'x'],
        ['verbose', 'v'],
        ['noclobber', 'C'],
        ['allexport', 'a'],
        ['notify', 'b'],
        ['nounset', 'u'],
      ]
  for (const [name, letter] of order) {
    if (name === 'interactive' ? sh.interactive : sh.opt(name!)) letters.push(letter!)
  }
  if (sh.dialect.bash && sh.inputKind !== 'f') letters.push(sh.inputKind)
  else if (!sh.dialect.bash && sh.inputKind === 's' && !sh.opt('stdin')) letters.push('s')
  else if (sh.dialect.name === 'ash' && sh.inputKind === 'c') letters.push('c')
  return letters.join('')
}

/** A parameter by its plain name. */
export function lookUp(sh: Shell, name: string): ParamValue {
  switch (name) {
    case '@':
      return { kind: 'list', values: sh.positional, star: false }
    case '*':
      return { kind: 'list', values: sh.positional, star: true }
    case '#':
      return scalar(String(sh.positional.length))
    case '?':
      return scalar(String(sh.status))
    case '-':
      return scalar(flags(sh))
    case '$':
      return scalar(String(sh.shellPid))
    case '!':
      return sh.lastBackground === undefined
        ? sh.dialect.bash
          ? { kind: 'unset' }
          : scalar('')
        : scalar(String(sh.lastBackground))
    case '0':
      return scalar(sh.arg0)
    case '_':
      return sh.dialect.bash ? scalar(sh.lastArgument) : scalar(sh.get('_'))
  }
  if (/^\d/.test(name)) return scalar(sh.positional[Number(name) - 1])
  return scalar(readVariable(sh, name))
}

async function value(sh: Shell, part: ParamPart): Promise<ParamValue> {
  if (!part.index) return lookUp(sh, part.name)
  if ('all' in part.index) return { kind: 'list', values: readAll(sh, part.name), star: part.index.all === '*' }
  const text = await expandText(sh, part.index.word)
  return scalar(readElement(sh, part.name, text))
}

const ifsJoin = (sh: Shell, values: readonly string[]): string => {
  const ifs = sh.get('IFS')
  return values.join(ifs === undefined ? ' ' : ifs.slice(0, 1))
}

function put(sh: Shell, result: ParamValue, builder: FieldBuilder, quoted: boolean): void {
  if (result.kind === 'unset') {
    if (quoted) builder.quoted('')
    return
  }
  if (result.kind === 'scalar') {
    if (quoted) builder.quoted(result.value)
    else builder.split(result.value)
    return
  }
  const { values, star } = result
  if (quoted && star) {
    builder.quoted(ifsJoin(sh, values))
    return
  }
  if (!builder.splits) {
    if (!values.length) return
    const text = star ? ifsJoin(sh, values) : values.join(' ')
    if (quoted) builder.quoted(text)
    else builder.split(text)
    return
  }
  values.forEach((item, index) => {
    if (index) {
      builder.end()
    }
    if (quoted) builder.quoted(item)
    else builder.split(item)
  })
}

export async function expandParameter(
  sh: Shell,
  part: ParamPart,
  builder: FieldBuilder,
  quoted: boolean,
): Promise<void> {
  if (part.bad !== undefined) throw new VariableError(badText(sh, part.bad))
  if (part.prefix) {
    const names = sh.vars
      .names()
      .filter((name) => name.startsWith(part.name) && isSet(sh, name))
      .sort()
    put(sh, { kind: 'list', values: names, star: part.prefix === '*' }, builder, quoted)
    return
  }
  let target = part
  if (part.indirect) {
    const resolved = await indirect(sh, part, builder, quoted)
    if (!resolved) return
    target = resolved
  }
  if (part.length) {
    builderScalar(builder, quoted, String(await lengthOf(sh, part)))
    return
  }
  const current = await value(sh, target)
  const { op } = target
  if (!op) {
    if (current.kind === 'unset' && sh.opt('nounset')) throw unbound(sh, shownName(target))
    put(sh, current, builder, quoted)
    return
  }
  if (/^:?[-=?+]$/.test(op)) {
    await conditional(sh, target, op, current, builder, quoted)
    return
  }
  if (current.kind === 'unset' && sh.opt('nounset') && op[0] !== '@') throw unbound(sh, shownName(target))
  if (op === ':') {
    put(sh, await slice(sh, target, current), builder, quoted)
    return
  }
  const apply = await operator(sh, target, op)
  if (current.kind === 'list') {
    const made = op[0] === '@' ? await transform(sh, op[1]!, target, current) : null
    put(sh, made ?? { ...current, values: current.values.map(apply) }, builder, quoted)
    return
  }
  if (op[0] === '@') {
    const made = await transform(sh, op[1]!, target, current)
    if (made) put(sh, made, builder, quoted)
    else if (quoted) builder.quoted('')
    return
  }
  builderScalar(builder, quoted, apply(current.kind === 'scalar' ? current.value : ''))
}
function builderScalar(builder: FieldBuilder, quoted: boolean, text: string): void {
  if (quoted) builder.quoted(text)
  else builder.split(text)
}
const badText = (sh: Shell, bad: string): string =>
  sh.dialect.bash
    ? `${bad}: bad substitution`
    : sh.dialect.name === 'dash'
      ? 'Bad substitution'
      : 'syntax error: bad substitution'
const unbound = (sh: Shell, name: string): VariableError =>
  new VariableError(sh.dialect.bash ? `${name}: unbound variable` : `${name}: parameter not set`, 'unbound')
const isSet = (sh: Shell, name: string): boolean => {
  const variable = sh.vars.get(name)
  return (
    variable !== undefined &&
    (variable.value !== undefined || !!variable.dynamic || !!variable.array?.size || !!variable.assoc?.size)
  )
}
/** As messages name it: a[1], 1, x. */
function shownName(part: ParamPart): string {
  if (!part.index) return part.name
  return 'all' in part.index ? `${part.name}[${part.index.all}]` : `${part.name}[${part.index.word.raw}]`
}

/** ${!x}: the parameter that x names; null when the result is out already. */
async function indirect(sh: Shell, part: ParamPart, builder: FieldBuilder, quoted: boolean): Promise<ParamPart | null> {
  if (part.index && 'all' in part.index && !part.op) {
    put(sh, { kind: 'list', values: readKeys(sh, part.name), star: part.index.all === '*' }, builder, quoted)
    return null
  }
  const nameref = sh.vars.get(part.name)
  if (nameref?.nameref && !part.op && !part.index) {
    put(sh, scalar(resolveName(sh, part.name).name), builder, quoted)
    return null
  }
  const current = await value(sh, part)
  if (current.kind !== 'scalar') {
    if (part.op && /^:?[-+=?]$/.test(part.op))
      return { t: 'param', name: part.name, op: part.op, ...(part.arg ? { arg: part.arg } : {}) }
    throw new VariableError(`${part.name}: invalid indirect expansion`)
  }
  const parsed = /^(?:([A-Za-z_]\w*)(?:\[(.+)\])?|\d+|[@*#?$!-])$/s.exec(current.value)
  if (!parsed) throw new VariableError(`${current.value}: invalid variable name`)
  const name = parsed[1] ?? current.value
  const subscript = parsed[2]
  const { indirect: _, index: __, ...rest } = part
  return {
    ...rest,
    name,
    ...(subscript === undefined
      ? {}
      : subscript === '@' || subscript === '*'
        ? { index: { all: subscript } as const }
        : {
            index: {
              word: { parts: [{ t: 'lit' as const, s: subscript }], raw: subscript, line: 0, plain: subscript },
            },
          }),
  }
}

async function lengthOf(sh: Shell, part: ParamPart): Promise<number> {
  if (!part.index && (part.name === '@' || part.name === '*')) return sh.positional.length
  const current = await value(sh, part)
  if (current.kind === 'list') return current.values.length
  if (current.kind === 'unset') {
    if (sh.opt('nounset')) throw unbound(sh, shownName(part))
    return 0
  }
  let length = 0
  for (const _ of current.value) length++
  return length
}

async function conditional(
  sh: Shell,
  part: ParamPart,
  op: string,
  current: ParamValue,
  builder: FieldBuilder,
  quoted: boolean,
): Promise<void> {
  const nullToo = op.startsWith(':')
  const kind = op.at(-1)!
  const empty =
    current.kind === 'unset' ||
    (current.kind === 'list'
      ? current.values.length === 0 || (nullToo && current.values.join('') === '' && current.values.length <= 1)
      : nullToo && current.value === '')
  const operand = async (): Promise<void> => {
    const parts = part.arg?.parts ?? []
    if (quoted) await expandQuoted(sh, parts, builder)
    else await expandParts(sh, parts, builder, { tilde: 'word', splitLiterals: true })
  }
  if (kind === '+') {
    if (!empty) await operand()
    else if (quoted) builder.quoted('')
    return
  }
  if (!empty) {
    put(sh, current, builder, quoted)
    return
  }
  if (kind === '-') {
    await operand()
    return
  }
  const text = part.arg ? await expandText(sh, part.arg) : ''
  if (kind === '?') {
    const name = shownName(part)
    const standard = nullToo
      ? sh.dialect.bash
        ? 'parameter null or not set'
        : 'parameter not set or null'
      : 'parameter not set'
    throw new VariableError(`${name}: ${text || standard}`, 'unbound')
  }
  if (!/^[A-Za-z_]/.test(part.name)) {
    throw new VariableError(
      sh.dialect.bash ? `$${part.name}: cannot assign in this way` : `${part.name}: bad variable name`,
    )
  }
  if (part.index && 'word' in part.index)
    assign(sh, part.name, text, { subscript: await expandText(sh, part.index.word) })
  else assign(sh, part.name, text)
  const stored = readVariable(sh, part.name) ?? text
  builderScalar(builder, quoted, stored)
}

async function slice(sh: Shell, part: ParamPart, current: ParamValue): Promise<ParamValue> {
  // bash does not even look at the expressions of what is unset.
  if (current.kind === 'unset' && sh.dialect.bash) return current
  const offsetText = part.arg ? await expandText(sh, part.arg) : ''
  const offset = Number(arithmetic(sh, offsetText))
  let length: number | undefined
  let lengthText = ''
  if (part.arg2) {
    lengthText = await expandText(sh, part.arg2)
    length = Number(arithmetic(sh, lengthText))
  }
  return substring(sh, part, current, offset, length, lengthText)
}

async function operator(sh: Shell, part: ParamPart, op: string): Promise<(text: string) => string> {
  const pattern = part.arg ? await expandPattern(sh, part.arg) : ''
  switch (op[0]) {
    case '#':
    case '%':
      return trim(sh, op, pattern)
    case '/': {
      const replacement = part.arg2 ? await replacementText(sh, part) : { text: '', pattern: '' }
      return replace(sh, op, pattern, replacement)
    }
    case '^':
    case ',':
    case '~':
      return changeCase(sh, op, pattern)
  }
  return (text) => text
}
/** In bash 5.2 an unquoted & in the replacement stands for what matched; `pattern` tells quoted ones. */
async function replacementText(sh: Shell, part: ParamPart): Promise<{ text: string; pattern: string }> {
  const text = await expandText(sh, part.arg2!)
  const quotedPart = part.arg2!.parts.some((piece) => piece.t === 'quoted' && piece.s.includes('&'))
  return { text, pattern: quotedPart ? '' : text }
}
