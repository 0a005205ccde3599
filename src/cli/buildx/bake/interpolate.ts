/** ${NAME} in compose files (compose-go template): with :- - :? ? :+ +, nested; $$ is a dollar. */
import { CommandError } from '../../framework/errors.ts'

type Lookup = (name: string) => string | undefined
const NAME = /[_a-zA-Z][_a-zA-Z0-9]*/y

/** `path`: where it stands, for messages ("services.web.image"). Throws CommandError. */
export function interpolate(text: string, path: string, lookup: Lookup): string {
  const invalid = (): CommandError =>
    new CommandError(`invalid interpolation format for ${path}.\nYou may need to escape any $ with another $.\n${text}`)
  let out = ''
  for (let at = 0; at < text.length;) {
    const char = text[at]!
    if (char !== '$') {
      out += char
      at++
      continue
    }
    if (text[at + 1] === '$') {
      out += '$'
      at += 2
      continue
    }
    const braced = text[at + 1] === '{'
    NAME.lastIndex = at + (braced ? 2 : 1)
    const name = NAME.exec(text)?.[0]
    if (name === undefined) throw invalid()
    if (!braced) {
      out += lookup(name) ?? ''
      at += 1 + name.length
      continue
    }
    const end = closing(text, at + 2)
    if (end < 0) throw invalid()
    const rest = text.slice(at + 2 + name.length, end)
    const value = substitute(name, rest, lookup, (word) => interpolate(word, path, lookup))
    if (value === null) throw invalid()
    out += value
    at = end + 1
  }
  return out
}
function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{' && text[at - 1] === '$') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return -1
}
/** null: no such form. */
function substitute(name: string, rest: string, lookup: Lookup, expand: (word: string) => string): string | null {
  const value = lookup(name)
  if (rest === '') return value ?? ''
  const match = /^(:?)([-?+])/.exec(rest)
  if (!match) return null
  const missing = value === undefined || (match[1] === ':' && value === '')
  const word = rest.slice(match[0].length)
  if (match[2] === '-') return missing ? expand(word) : value
  if (match[2] === '+') return missing ? '' : expand(word)
  if (!missing) return value
  throw new CommandError(`required variable ${name} is missing a value${word === '' ? '' : `: ${expand(word)}`}`)
}
