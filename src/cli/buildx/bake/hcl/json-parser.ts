/** JSON with places (hashicorp/hcl json/parser.go). The messages of mistakes are those of HCL's parser for the common ones. */
import { hclError, type Position, type Range } from './diagnostic.ts'

export interface JsonProperty {
  name: string
  nameRange: Range
  value: JsonNode
}
export type JsonNode = { range: Range; start: Range } & (
  | { kind: 'object'; properties: JsonProperty[]; close: Range }
  | { kind: 'array'; items: JsonNode[] }
  | { kind: 'string'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'bool'; value: boolean }
  | { kind: 'null' }
)
interface Token {
  text: string
  range: Range
}
const TOKEN = /[{}[\]:,]|"(?:[^"\\\n]|\\.)*"?|[+-]?[\d.][\w.+-]*|[A-Za-z_][\w]*|[^]/uy

/** Throws HclError. */
export function parseJson(text: string, filename: string): JsonNode {
  const parser = new JsonParser(tokensOf(text.replace(/^\ufeff/, ''), filename))
  const node = parser.value()
  parser.end()
  return node
}
function tokensOf(text: string, filename: string): Token[] {
  const tokens: Token[] = []
  let position: Position = { line: 1, column: 1 }
  const advance = (piece: string): Range => {
    const start = position
    let { line, column } = start
    for (const char of piece)
      if (char === '\n') {
        line++
        column = 1
      } else column++
    position = { line, column }
    return { filename, start, end: position }
  }
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at
    const piece = TOKEN.exec(text)![0]
    const range = advance(piece)
    if (!/^[ \t\r\n]$/.test(piece)) tokens.push({ text: piece, range })
    at += piece.length
  }
  tokens.push({ text: '', range: advance('') })
  return tokens
}
class JsonParser {
  private at = 0
  private readonly tokens: readonly Token[]
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }
  private peek(): Token {
    return this.tokens[this.at]!
  }
  private read(): Token {
    const token = this.peek()
    if (token.text !== '') this.at++
    return token
  }
  private fail(summary: string, detail: string, range = this.peek().range): never {
    throw hclError(summary, detail, range)
  }
  end(): void {
    if (this.peek().text !== '')
      this.fail('Extraneous data after value', 'Extra characters appear after the JSON value.')
  }
  value(): JsonNode {
    const token = this.peek()
    const { text, range } = token
    const place = { range, start: range }
    if (text === '{') return this.object()
    if (text === '[') return this.array()
    if (text.startsWith('"')) return { kind: 'string', text: this.string(), ...place }
    if (text === 'true' || text === 'false') {
      this.read()
      return { kind: 'bool', value: text === 'true', ...place }
    }
    if (text === 'null') {
      this.read()
      return { kind: 'null', ...place }
    }
    if (/^[-+.\d]/.test(text)) {
      if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text))
        this.fail('Invalid JSON number', 'There is a syntax error in the given JSON number.')
      this.read()
      return { kind: 'number', value: Number(text), ...place }
    }
    if (text === '') this.fail('Missing value', 'The JSON data ends prematurely.')
    if (text === ']')
      this.fail(
        'Missing array element value',
        'A JSON value must start with a brace, a bracket, a number, a string, or a keyword.',
      )
    if (/^[A-Za-z_]/.test(text)) this.fail('Invalid JSON keyword', `"${text}" is not a valid JSON keyword.`)
    return this.fail(
      'Invalid start of value',
      'A JSON value must start with a brace, a bracket, a number, a string, or a keyword.',
    )
  }
  private string(): string {
    const { text } = this.read()
    try {
      return JSON.parse(text) as string
    } catch {
      return this.fail(
        'Invalid JSON string',
        'There is a syntax error in the given JSON string.',
        this.tokens[this.at - 1]!.range,
      )
    }
  }
  private object(): JsonNode {
    const open = this.read().range
    const properties: JsonProperty[] = []
    const done = (close: Range): JsonNode => ({
      kind: 'object',
      properties,
      close,
      range: { ...open, end: close.end },
      start: open,
    })
    if (this.peek().text === '}') return done(this.read().range)
    for (;;) {
      const key = this.peek()
      if (!key.text.startsWith('"')) this.badName(key, open)
      const name = this.string()
      const colon = this.peek()
      if (colon.text !== ':') {
        if (colon.text === '=')
          this.fail(
            'Missing property value colon',
            'JSON uses a colon as its name/value delimiter, not an equals sign.',
          )
        this.fail(
          'Missing property value colon',
          "A colon must appear between an object property's name and its value.",
        )
      }
      this.read()
      properties.push({ name, nameRange: key.range, value: this.value() })
      const next = this.peek()
      if (next.text === '}') return done(this.read().range)
      if (next.text !== ',') {
        if (next.text === '') this.fail('Unclosed object', 'No closing brace was found for this JSON object.', open)
        if (next.text === ']')
          this.fail('Mismatched braces', 'A JSON object must be closed with a brace, not a bracket.')
        this.fail(
          'Missing attribute seperator comma',
          'A comma must appear between each property definition in an object.',
        )
      }
      this.read()
      if (this.peek().text === '}')
        this.fail(
          'Trailing comma in object',
          'JSON does not permit a trailing comma after the final property in an object.',
        )
    }
  }
  private badName(key: Token, open: Range): never {
    if (key.text === '') this.fail('Unclosed object', 'No closing brace was found for this JSON object.', open)
    return this.fail('Invalid object property name', 'A JSON object property name must be a string')
  }
  private array(): JsonNode {
    const open = this.read().range
    const items: JsonNode[] = []
    const done = (): JsonNode => {
      const close = this.read().range
      return { kind: 'array', items, range: { ...open, end: close.end }, start: open }
    }
    if (this.peek().text === ']') return done()
    for (;;) {
      items.push(this.value())
      const next = this.peek()
      if (next.text === ']') return done()
      if (next.text !== ',') {
        if (next.text === '') this.fail('Unclosed object', 'No closing bracket was found for this JSON array.', open)
        if (next.text === '}')
          this.fail('Mismatched brackets', 'A JSON array must be closed with a bracket, not a brace.')
        this.fail('Missing attribute seperator comma', 'A comma must appear between each value in an array.')
      }
      this.read()
      if (this.peek().text === ']')
        this.fail('Trailing comma in array', 'JSON does not permit a trailing comma after the final value in an array.')
    }
  }
}
