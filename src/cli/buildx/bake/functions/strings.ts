/** Functions on text (go-cty function/stdlib/string.go, string_replace.go, regexp.go). */
import { baseName, dirName } from '../../../../base/go/filepath.ts'
import { STRING } from '../cty/type.ts'
import { list, number, object, string, tuple, type Value } from '../cty/value.ts'
import { ArgumentError, type HclFunction } from '../hcl/context.ts'
import { define, items, num, stringFunction, text, texts } from './define.ts'

const trimAll = (value: string, cutset: string): string => {
  const chars = [...value]
  const wanted = new Set(cutset)
  let [start, end] = [0, chars.length]
  while (start < end && wanted.has(chars[start]!)) start++
  while (end > start && wanted.has(chars[end - 1]!)) end--
  return chars.slice(start, end).join('')
}
function substr(value: string, offset: number, length: number): string {
  const chars = [...value]
  const start = offset < 0 ? Math.max(0, chars.length + offset) : offset
  return chars.slice(start, length < 0 ? undefined : start + length).join('')
}
/** Go's syntax of patterns for what is used of it: named groups are (?P<…>), flags at the start are the expression's. */
export function pattern(source: string, flags: string): RegExp {
  const match = /^\(\?([imsU]+)\)/.exec(source)
  const body = source.slice(match?.[0].length ?? 0).replaceAll('(?P<', '(?<')
  const wanted = new Set([...flags, ...(match?.[1] ?? '').replace('U', '')])
  try {
    return new RegExp(body, `u${[...wanted].join('')}`)
  } catch {
    throw new ArgumentError(0, `error parsing pattern: error parsing regexp: invalid expression: \`${source}\``)
  }
}
/** The groups of a match, named or in order; the whole match where there are none. */
function captured(match: RegExpMatchArray): Value {
  if (match.groups) return object(Object.entries(match.groups).map(([name, value]) => [name, string(value ?? '')]))
  if (match.length > 1) return tuple(match.slice(1).map((value) => string(value ?? '')))
  return string(match[0])
}
function replaceRegex(value: string, source: string, replacement: string): string {
  const template = replacement.replace(/\$(?:(\$)|\{(\w+)\}|(\w+))/g, (_all, dollar, braced, name) => {
    if (dollar) return '$$'
    const group: string = braced ?? name
    return /^\d+$/.test(group) ? (group === '0' ? '$&' : `$${group}`) : `$<${group}>`
  })
  return value.replace(pattern(source, 'g'), template)
}

export const STRINGS: Readonly<Record<string, HclFunction>> = {
  basename: stringFunction('path:string', (path) => (path === '' ? '.' : baseName(path))),
  chomp: stringFunction('str:string', (value) => value.replace(/(?:\r\n?|\n)*$/, '')),
  dirname: stringFunction('path:string', (path) => dirName(path)),
  indent: define('spaces:number str:string', ([spaces, str]) =>
    string(text(str!).replaceAll('\n', `\n${' '.repeat(Math.max(0, num(spaces!)))}`)),
  ),
  join: define('separator:string lists...:strings', ([separator, ...lists]) => {
    if (lists.length === 0) throw new Error('at least one list is required')
    const words = lists.flatMap((each, i) =>
      items(each).map((item, at) => {
        if (item.value !== null) return text(item)
        const of = lists.length > 1 ? ` of list ${i + 1}` : ''
        throw new ArgumentError(i + 1, `element ${at}${of} is null; cannot concatenate null values`)
      }),
    )
    return string(words.join(text(separator!)))
  }),
  lower: stringFunction('str:string', (value) => value.toLowerCase()),
  regex: define('pattern:string string:string', ([source, value]) => {
    const match = pattern(text(source!), '').exec(text(value!))
    if (!match) throw new Error('pattern did not match any part of the given string')
    return captured(match)
  }),
  regex_replace: stringFunction('str:string pattern:string replace:string', replaceRegex),
  regexall: define('pattern:string string:string', ([source, value]) => {
    const found = [...text(value!).matchAll(pattern(text(source!), 'g'))].map(captured)
    return list(found[0]?.type ?? STRING, found)
  }),
  replace: stringFunction('str:string substr:string replace:string', (value, old, by) =>
    value.replaceAll(old, () => by),
  ),
  reverse: stringFunction('str:string', (value) => [...value].reverse().join('')),
  sanitize: stringFunction('name:string', (name) => name.replace(/[^a-zA-Z0-9_-]/gu, '_')),
  split: define('separator:string str:string', ([separator, value]) => {
    const by = text(separator!)
    const parts = by === '' ? [...text(value!)] : text(value!).split(by)
    return list(STRING, parts.map(string))
  }),
  strlen: define('str:string', ([value]) => number([...text(value!)].length)),
  substr: define('str:string offset:number length:number', ([value, offset, length]) =>
    string(substr(text(value!), num(offset!), num(length!))),
  ),
  sort: define('list:strings', ([value]) => {
    const words = texts(value!)
    const at = words.findIndex((word) => word === null)
    if (at >= 0) throw new Error(`given list element ${at} is null; a null string cannot be sorted`)
    return list(STRING, words.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map(string))
  }),
  title: stringFunction('str:string', (value) =>
    value.replace(
      /(^|[^\p{L}\p{N}_'])(\p{L})/gu,
      (_all, before: string, letter: string) => before + letter.toUpperCase(),
    ),
  ),
  trim: stringFunction('str:string cutset:string', trimAll),
  trimprefix: stringFunction('str:string prefix:string', (value, prefix) =>
    value.startsWith(prefix) ? value.slice(prefix.length) : value,
  ),
  trimspace: stringFunction('str:string', (value) => value.trim()),
  trimsuffix: stringFunction('str:string suffix:string', (value, suffix) =>
    suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  ),
  upper: stringFunction('str:string', (value) => value.toUpperCase()),
}
