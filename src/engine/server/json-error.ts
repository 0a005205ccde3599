/** What Go's encoding/json says of a text that is no JSON (scanner.go). */

const quoted = (ch: string): string =>
  ch === "'" ? `'\\''` : ch === '"' ? `'"'` : ch < ' ' ? JSON.stringify(ch).replace(/"/g, "'") : `'${ch}'`

class Syntax extends Error {}
const bad = (ch: string, where: string): Syntax => new Syntax(`invalid character ${quoted(ch)} ${where}`)

class Scanner {
  private at = 0
  private readonly text: string
  constructor(text: string) {
    this.text = text
  }
  run(): void {
    this.value()
    this.space()
    if (this.at < this.text.length) throw bad(this.text[this.at]!, 'after top-level value')
  }
  private next(): string {
    const ch = this.text[this.at]
    if (ch === undefined) throw new Syntax('unexpected EOF')
    return ch
  }
  private space(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++
  }
  private value(): void {
    this.space()
    const ch = this.next()
    if (ch === '{') this.object()
    else if (ch === '[') this.array()
    else if (ch === '"') this.string()
    else if (ch === '-' || /\d/.test(ch)) this.number()
    else if (ch === 't') this.literal('true')
    else if (ch === 'f') this.literal('false')
    else if (ch === 'n') this.literal('null')
    else throw bad(ch, 'looking for beginning of value')
  }
  private object(): void {
    this.at++
    this.space()
    if (this.next() === '}') {
      this.at++
      return
    }
    for (;;) {
      this.space()
      const ch = this.next()
      if (ch !== '"') throw bad(ch, 'looking for beginning of object key string')
      this.string()
      this.space()
      if (this.next() !== ':') throw bad(this.next(), 'after object key')
      this.at++
      this.value()
      this.space()
      const end = this.next()
      if (end !== ',' && end !== '}') throw bad(end, 'after object key:value pair')
      this.at++
      if (end === '}') return
    }
  }
  private array(): void {
    this.at++
    this.space()
    if (this.next() === ']') {
      this.at++
      return
    }
    for (;;) {
      this.value()
      this.space()
      const end = this.next()
      if (end !== ',' && end !== ']') throw bad(end, 'after array element')
      this.at++
      if (end === ']') return
    }
  }
  private string(): void {
    for (this.at++; ; this.at++) {
      const ch = this.next()
      if (ch === '"') {
        this.at++
        return
      }
      if (ch < ' ') throw bad(ch, 'in string literal')
      if (ch !== '\\') continue
      this.at++
      const escape = this.next()
      if (!/["\\/bfnrtu]/.test(escape)) throw bad(escape, 'in string escape code')
      if (escape !== 'u') continue
      for (let i = 0; i < 4; i++) {
        this.at++
        if (!/[0-9a-fA-F]/.test(this.next())) throw bad(this.next(), 'in \\u hexadecimal character escape')
      }
    }
  }
  private number(): void {
    if (this.text[this.at] === '-') {
      this.at++
      if (!/\d/.test(this.next())) throw bad(this.next(), 'in numeric literal')
    }
    const match = /^(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.text.slice(this.at))
    this.at += match?.[0].length ?? 0
    if (this.text[this.at] === '.') {
      this.at++
      throw bad(this.next(), 'after decimal point in numeric literal')
    }
  }
  private literal(word: string): void {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.next() !== word[i]) throw bad(this.next(), `in literal ${word} (expecting ${quoted(word[i]!)})`)
    }
  }
}
export function jsonSyntaxError(text: string): string {
  try {
    new Scanner(text).run()
  } catch (error) {
    if (error instanceof Syntax) return error.message
    throw error
  }
  return 'unexpected EOF'
}
