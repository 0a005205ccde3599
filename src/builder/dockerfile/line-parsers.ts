/** How each instruction's arguments become words (buildkit frontend/dockerfile/parser/line_parsers.go). */
import { quote as goQuote } from '../../base/go/quote.ts'
import { isSpace, splitOnce, splitWhitespace, trimLeft } from './go-text.ts'
import { DockerfileError } from './types.ts'

export interface Arguments {
  args: string[]
  json?: boolean
}
type LineParser = (rest: string, escape: string) => Arguments

/** Words, quotes and escapes left in: the expansion takes them away. */
export function parseWords(rest: string, escape: string): string[] {
  const words: string[] = []
  const chars = [...rest]
  let phase: 'spaces' | 'word' | 'quote' = 'spaces'
  let quote = ''
  let word = ''
  let blankOk = false
  for (let pos = 0; pos <= chars.length; pos++) {
    const ended = pos === chars.length
    let char = chars[pos] ?? ''
    if (phase === 'spaces') {
      if (ended) break
      if (isSpace(char)) continue
      phase = 'word'
    }
    if (ended) {
      if (blankOk || word !== '') words.push(word)
      break
    }
    if (phase === 'word') {
      if (isSpace(char)) {
        phase = 'spaces'
        if (blankOk || word !== '') words.push(word)
        word = ''
        blankOk = false
        continue
      }
      if (char === "'" || char === '"') {
        quote = char
        blankOk = true
        phase = 'quote'
      }
      if (char === escape) {
        if (pos + 1 === chars.length) continue
        word += char
        char = chars[++pos]!
      }
      word += char
      continue
    }
    if (char === quote) phase = 'word'
    // Nothing can be escaped between single quotes.
    if (char === escape && quote !== "'") {
      if (pos + 1 === chars.length) {
        phase = 'word'
        continue
      }
      word += char
      char = chars[++pos]!
    }
    word += char
  }
  return words
}
/** ENV and LABEL: `name=value …`, or the old `name value` where the first word has no equals sign. */
const parseNameValue =
  (instruction: string): LineParser =>
  (rest, escape) => {
    const words = parseWords(rest, escape)
    const first = words[0]
    if (first === undefined) return { args: [] }
    if (!first.includes('=')) {
      const [name, value] = splitOnce(rest)
      if (value === null) throw new DockerfileError(`${instruction} must have two arguments`)
      return { args: [name, value, ''] }
    }
    return {
      args: words.flatMap((word) => {
        const at = word.indexOf('=')
        if (at < 0)
          throw new DockerfileError(`Syntax error - can't find = in ${goQuote(word)}. Must be of the form: name=value`)
        return [word.slice(0, at), word.slice(at + 1), '=']
      }),
    }
  }
const parseNames: LineParser = (rest, escape) => ({ args: parseWords(rest, escape) })
const parseList: LineParser = (rest) => ({ args: rest === '' ? [] : splitWhitespace(rest) })
const parseString: LineParser = (rest) => ({ args: rest === '' ? [] : [rest] })

/** Null where it is no JSON array. Throws where the array holds anything but strings. */
function parseJson(rest: string): string[] | null {
  const text = trimLeft(rest)
  if (!text.startsWith('[')) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(value)) return null
  return value.map((item: unknown) => {
    if (typeof item !== 'string')
      throw new DockerfileError('when using JSON array syntax, arrays must be comprised of strings only')
    return item
  })
}
const parseMaybeJson: LineParser = (rest, escape) => {
  const json = parseJson(rest)
  return json ? { args: json, json: true } : parseString(rest, escape)
}
const parseMaybeJsonToList: LineParser = (rest, escape) => {
  const json = parseJson(rest)
  return json ? { args: json, json: true } : parseList(rest, escape)
}
/** HEALTHCHECK: a type, then as CMD. */
const parseHealth: LineParser = (rest, escape) => {
  let end = 0
  while (end < rest.length && !isSpace(rest[end]!)) end++
  if (end === 0) return { args: [] }
  const command = parseMaybeJson(trimLeft(rest.slice(end)), escape)
  return { ...command, args: [rest.slice(0, end), ...command.args] }
}
/** By lower-case instruction; ONBUILD is the parser's own. */
export const LINE_PARSERS: ReadonlyMap<string, LineParser> = new Map(
  Object.entries({
    add: parseMaybeJsonToList,
    arg: parseNames,
    cmd: parseMaybeJson,
    copy: parseMaybeJsonToList,
    entrypoint: parseMaybeJson,
    env: parseNameValue('ENV'),
    expose: parseList,
    from: parseList,
    healthcheck: parseHealth,
    label: parseNameValue('LABEL'),
    maintainer: parseString,
    run: parseMaybeJson,
    shell: parseMaybeJson,
    stopsignal: parseString,
    user: parseString,
    volume: parseMaybeJsonToList,
    workdir: parseString,
  }),
)
