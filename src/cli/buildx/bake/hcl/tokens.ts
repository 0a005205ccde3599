/** Walks over tokens; newlines count or not, as the brackets around say (hashicorp/hcl hclsyntax/peeker.go). */
import { hclError, type Range } from './diagnostic.ts'
import type { Token, TokenKind } from './scan.ts'

export class Tokens {
  private at = 0
  private readonly tokens: readonly Token[]
  private readonly newlines: boolean[] = [true]
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }
  private nextIndex(): number {
    let index = this.at
    if (!this.newlines.at(-1)) while (this.tokens[index]!.kind === 'newline') index++
    return index
  }
  peek(): Token {
    return this.tokens[this.nextIndex()]!
  }
  read(): Token {
    const index = this.nextIndex()
    if (index < this.tokens.length - 1) this.at = index + 1
    return this.tokens[index]!
  }
  /** Reads the token if it is of the kind. */
  accept(kind: TokenKind): Token | null {
    return this.peek().kind === kind ? this.read() : null
  }
  isKeyword(word: string): boolean {
    const { kind, text } = this.peek()
    return kind === 'ident' && text === word
  }
  /** Of the token last read. */
  previous(): Range {
    return this.tokens[Math.max(0, this.at - 1)]!.range
  }
  within<T>(newlines: boolean, step: () => T): T {
    this.newlines.push(newlines)
    try {
      return step()
    } finally {
      this.newlines.pop()
    }
  }
  fail(summary: string, detail: string, subject: Range = this.peek().range): never {
    throw hclError(summary, detail, subject)
  }
}
