/** Collects the results of expansion into fields: what is quoted stays whole, what is not is split at IFS and may be a pattern. */
import { escapePattern } from './pattern.ts'

export interface Field {
  text: string
  /** The same with quoted specials escaped. */
  pattern: string
  /** Unquoted text has glob characters. */
  glob: boolean
}

export class FieldBuilder {
  readonly fields: Field[] = []
  private current: Field | null = null
  /** The field before was ended by IFS white space: a following other delimiter belongs to the same separator. */
  private joined = false
  private readonly blanks: string
  private readonly others: string
  /** false: assignments and the like, where nothing is split and lists are joined. */
  readonly splits: boolean
  private readonly globChars: RegExp

  constructor(ifs: string | undefined, splits: boolean, extglob: boolean) {
    const chars = ifs ?? ' \t\n'
    this.blanks = [...chars].filter((char) => ' \t\n'.includes(char)).join('')
    this.others = [...chars].filter((char) => !' \t\n'.includes(char)).join('')
    this.splits = splits
    this.globChars = extglob ? /[*?[]|[+@!]\(/ : /[*?[]/
  }

  private open(): Field {
    this.joined = false
    return (this.current ??= { text: '', pattern: '', glob: false })
  }
  quoted(text: string): void {
    const field = this.open()
    field.text += text
    field.pattern += escapePattern(text)
  }
  literal(text: string): void {
    const field = this.open()
    field.text += text
    field.pattern += text
    if (!field.glob && this.globChars.test(text)) field.glob = true
  }
  /** The result of an unquoted expansion. */
  split(text: string): void {
    if (text === '') return
    if (!this.splits || (!this.blanks && !this.others)) {
      this.literal(text)
      return
    }
    let start = 0
    for (let i = 0; i < text.length; i++) {
      const char = text[i]!
      const blank = this.blanks.includes(char)
      if (!blank && !this.others.includes(char)) continue
      if (i > start) this.literal(text.slice(start, i))
      start = i + 1
      if (blank) {
        if (this.current) {
          this.end()
          this.joined = true
        }
      } else if (this.current) this.end()
      else if (this.joined) this.joined = false
      else this.fields.push({ text: '', pattern: '', glob: false })
    }
    if (start < text.length) this.literal(text.slice(start))
  }
  /** Ends the field, if one is open. */
  end(): void {
    if (this.current) this.fields.push(this.current)
    this.current = null
    this.joined = false
  }
  get isOpen(): boolean {
    return this.current !== null
  }
  finish(): Field[] {
    this.end()
    return this.fields
  }
}
