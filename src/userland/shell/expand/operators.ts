/** The operators of ${…} on values: # % / ^ , @ and substrings. */
import type { ParamPart } from '../syntax/ast.ts'
import { readKeys, resolveName, VariableError } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import { decodeAnsiQuote } from './ansi-c.ts'
import type { ParamValue } from './parameter.ts'
import { compilePattern, findMatch, matches, removePrefix, removeSuffix } from './pattern.ts'
import { doubleQuote, quoteValue } from './quote.ts'
import { attributeLetters } from '../state/attributes.ts'
import { expandPrompt } from '../interactive/prompt.ts'

export function trim(sh: Shell, op: string, pattern: string): (text: string) => string {
  const options = sh.patternOptions
  const compiled = compilePattern(pattern, options)
  const longest = op.length === 2
  return op[0] === '#'
    ? (text) => removePrefix(text, compiled, longest, options)
    : (text) => removeSuffix(text, compiled, longest, options)
}

export function replace(
  sh: Shell,
  op: string,
  pattern: string,
  replacement: { text: string; pattern: string },
): (text: string) => string {
  const options = sh.patternOptions
  const compiled = compilePattern(pattern, options)
  const ampersand = sh.dialect.bash && sh.shopt('patsub_replacement') && replacement.pattern.includes('&')
  const put = (matched: string): string =>
    ampersand
      ? replacement.text.replace(/\\&|\\\\|&/g, (found) => (found === '&' ? matched : found.slice(1)))
      : replacement.text
  return (text) => {
    if (pattern === '' && op !== '/#' && op !== '/%') return text
    if (op === '/#') {
      const rest = removePrefix(text, compiled, true, options)
      return rest.length < text.length || matches(compiled, '', options)
        ? put(text.slice(0, text.length - rest.length)) + rest
        : text
    }
    if (op === '/%') {
      const rest = removeSuffix(text, compiled, true, options)
      return rest.length < text.length || matches(compiled, '', options) ? rest + put(text.slice(rest.length)) : text
    }
    let out = ''
    let at = 0
    if (text === '' && matches(compiled, '', options)) return put('')
    while (at < text.length) {
      const found = findMatch(text, compiled, at, options)
      if (!found) break
      const [start, end] = found
      if (end === start) {
        out += text.slice(at, start) + put('') + (text[start] ?? '')
        at = start + 1
      } else {
        out += text.slice(at, start) + put(text.slice(start, end))
        at = end
      }
      if (op === '/') break
    }
    return out + text.slice(at)
  }
}

export function changeCase(sh: Shell, op: string, pattern: string): (text: string) => string {
  const options = sh.patternOptions
  const compiled = pattern ? compilePattern(pattern, options) : null
  const change = (char: string): string => {
    if (compiled && !matches(compiled, char, options)) return char
    if (op[0] === '^') return upper(char)
    if (op[0] === ',') return lower(char)
    return char === upper(char) ? lower(char) : upper(char)
  }
  return (text) => {
    const chars = [...text]
    if (op.length === 1) return chars.length ? change(chars[0]!) + chars.slice(1).join('') : ''
    return chars.map(change).join('')
  }
}
/** towupper: one character to one. */
const upper = (char: string): string => ([...char.toUpperCase()].length === 1 ? char.toUpperCase() : char)
const lower = (char: string): string => ([...char.toLowerCase()].length === 1 ? char.toLowerCase() : char)

/** ${x:offset:length} on strings, on the positional parameters, on arrays. */
export function substring(
  sh: Shell,
  part: ParamPart,
  current: ParamValue,
  offset: number,
  length: number | undefined,
  lengthText: string,
): ParamValue {
  const tooShort = (): VariableError => new VariableError(`${lengthText.trim()}: substring expression < 0`)
  if (current.kind === 'unset') return current
  if (current.kind === 'scalar') {
    const chars = [...current.value]
    const start = offset < 0 ? chars.length + offset : offset
    if (start < 0 || start > chars.length) return { kind: 'scalar', value: '' }
    const end = length === undefined ? chars.length : length < 0 ? chars.length + length : start + length
    if (end < start) {
      if (sh.dialect.name === 'ash') return { kind: 'scalar', value: '' }
      throw tooShort()
    }
    return { kind: 'scalar', value: chars.slice(start, end).join('') }
  }
  if (length !== undefined && length < 0) throw tooShort()
  const positional = part.name === '@' || part.name === '*'
  let { values } = current
  if (positional) {
    values = offset === 0 ? [sh.arg0, ...values] : values
    const start = offset < 0 ? values.length + 1 + offset : offset
    if (start < 0) return { ...current, values: [] }
    if (start === 0 && offset < 0) values = [sh.arg0, ...values]
    const from = offset === 0 || start === 0 ? 0 : start - 1
    return { ...current, values: values.slice(from, length === undefined ? undefined : from + length) }
  }
  const array = sh.vars.get(resolveName(sh, part.name).name)?.array
  let from = offset
  if (array) {
    // Offsets count indices, not elements.
    const keys = array.keys()
    const low = offset < 0 ? array.maxIndex() + 1 + offset : offset
    if (low < 0) return { ...current, values: [] }
    from = keys.findIndex((key) => key >= low)
    if (from < 0) return { ...current, values: [] }
  } else if (from < 0) from += values.length
  if (from < 0) return { ...current, values: [] }
  return { ...current, values: values.slice(from, length === undefined ? undefined : from + length) }
}

/** ${x@letter}. null: nothing at all. */
export async function transform(
  sh: Shell,
  letter: string,
  part: ParamPart,
  current: ParamValue,
): Promise<ParamValue | null> {
  if (letter === 'A' || letter === 'a') {
    const { name } = resolveName(sh, part.name)
    const variable = sh.vars.get(name)
    const letters = variable ? attributeLetters(variable) : ''
    if (letter === 'a') {
      if (!variable) return null
      return current.kind === 'list'
        ? { ...current, values: current.values.map(() => letters) }
        : { kind: 'scalar', value: letters }
    }
    if (current.kind === 'unset') return null
    if (current.kind === 'list') {
      if (part.name === '@' || part.name === '*')
        return { kind: 'scalar', value: `set -- ${current.values.map(quoteValue).join(' ')}` }
      const keys = readKeys(sh, name)
      const body = current.values.map((item, index) => `[${keys[index]!}]=${doubleQuote(item)}`).join(' ')
      return { kind: 'scalar', value: `declare -${letters || '-'} ${name}=(${body}${variable?.assoc ? ' ' : ''})` }
    }
    const head = letters ? `declare -${letters} ` : ''
    return { kind: 'scalar', value: `${head}${name}=${quoteValue(current.value)}` }
  }
  if (current.kind === 'unset') return null
  if ((letter === 'K' || letter === 'k') && current.kind === 'list' && part.name !== '@' && part.name !== '*') {
    const keys = readKeys(sh, part.name)
    if (letter === 'k') return { ...current, values: current.values.flatMap((item, index) => [keys[index]!, item]) }
    return {
      kind: 'scalar',
      value:
        current.values.map((item, index) => `${keys[index]!} ${doubleQuote(item)}`).join(' ') +
        (sh.vars.get(resolveName(sh, part.name).name)?.assoc ? ' ' : ''),
    }
  }
  const apply = async (text: string): Promise<string> => {
    switch (letter) {
      case 'U':
        return [...text].map(upper).join('')
      case 'u':
        return upper(text.slice(0, 1)) + text.slice(1)
      case 'L':
        return [...text].map(lower).join('')
      case 'E':
        return decodeAnsiQuote(text)
      case 'P':
        return expandPrompt(sh, text)
      default:
        return quoteValue(text)
    }
  }
  if (current.kind === 'scalar') return { kind: 'scalar', value: await apply(current.value) }
  const values: string[] = []
  for (const item of current.values) values.push(await apply(item))
  return { ...current, values }
}
