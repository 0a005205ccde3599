/**
 * Markdown to a small tree that Svelte components draw: no HTML is ever made from a lesson's text, so there is nothing to sanitise. HTML in
 * a lesson is shown as it is written; links go out in a new tab and only to http(s). The reader itself comes with the first lesson: until
 * then text stays as it is written.
 */
import type { marked as Marked, Token, Tokens } from 'marked'

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'break' }
  | { kind: 'strong' | 'em' | 'del'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'heading'; level: number; children: Inline[] }
  /** Commands to run, one a line. */
  | { kind: 'commands'; lines: string[] }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'quote'; children: Block[] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][]; align: ('left' | 'center' | 'right' | null)[] }
  | { kind: 'rule' }

let marked: typeof Marked | null = null
/** Fetches the reader; rejects when it cannot be had. */
export async function loadMarkdown(): Promise<void> {
  marked ??= (await import('marked')).marked
}

export function parseMarkdown(text: string): Block[] {
  return marked
    ? blocks(marked.lexer(text, { gfm: true }))
    : [{ kind: 'paragraph', children: [{ kind: 'text', text }] }]
}
export function parseInline(text: string): Inline[] {
  return marked ? inlines(marked.Lexer.lexInline(text, { gfm: true })) : [{ kind: 'text', text }]
}
/** Without any marks, for labels and announcements. */
export function plainText(text: string): string {
  const words = (list: Inline[]): string =>
    list.map((part) => ('children' in part ? words(part.children) : part.kind === 'break' ? ' ' : part.text)).join('')
  return words(parseInline(text))
}

function blocks(tokens: Token[]): Block[] {
  return tokens.flatMap((token): Block[] => {
    switch (token.type) {
      case 'space':
      case 'def':
        return []
      case 'paragraph':
        return [{ kind: 'paragraph', children: inlines(token.tokens ?? []) }]
      case 'text':
        return [
          { kind: 'paragraph', children: token.tokens ? inlines(token.tokens) : [{ kind: 'text', text: token.text }] },
        ]
      case 'heading':
        return [{ kind: 'heading', level: (token as Tokens.Heading).depth, children: inlines(token.tokens ?? []) }]
      case 'code':
        return [code(token as Tokens.Code)]
      case 'list': {
        const { ordered, start, items } = token as Tokens.List
        return [
          { kind: 'list', ordered, start: start === '' ? 1 : start, items: items.map((item) => blocks(item.tokens)) },
        ]
      }
      case 'blockquote':
        return [{ kind: 'quote', children: blocks(token.tokens ?? []) }]
      case 'table': {
        const { header, rows, align } = token as Tokens.Table
        return [
          {
            kind: 'table',
            head: header.map((cell) => inlines(cell.tokens)),
            rows: rows.map((row) => row.map((cell) => inlines(cell.tokens))),
            align,
          },
        ]
      }
      case 'hr':
        return [{ kind: 'rule' }]
      default:
        return [{ kind: 'paragraph', children: [{ kind: 'text', text: token.raw }] }]
    }
  })
}

function code(token: Tokens.Code): Block {
  const language = (token.lang ?? '').trim().split(/\s+/)[0] ?? ''
  if (language === 'run') {
    // A trailing backslash continues a command on the next line, as in a shell.
    const lines = token.text
      .split(/(?<!\\)\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
    return { kind: 'commands', lines }
  }
  return { kind: 'code', language, text: token.text }
}

function inlines(tokens: Token[]): Inline[] {
  return attachParticles(words(tokens))
}

/**
 * Lessons are written with a space between a code span and the Korean particle after it, so that the source reads well; on the page the
 * particle belongs to the word: `run` 은 → run은. It also keeps a particle from beginning a line.
 */
function attachParticles(parts: Inline[]): Inline[] {
  return parts.map((part, index) =>
    part.kind === 'text' && endsInCode(parts[index - 1]) ? { ...part, text: part.text.replace(PARTICLE, '') } : part,
  )
}
const endsInCode = (part: Inline | undefined): boolean =>
  part !== undefined && (part.kind === 'code' || ('children' in part && endsInCode(part.children.at(-1))))
const PARTICLE =
  /^ (?=(?:은|는|이|가|을|를|와|과|의|에|에서|에게|에는|에도|에서는|로|으로|로는|으로는|로도|도|만|뿐|까지|부터|처럼|보다|마다|이나|하고|라는|이라는|라고|이라고|라고도|이라고도|란|이란|예요|이에요|이고)(?:[\s.,!?:;)…]|$))/

function words(tokens: Token[]): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    switch (token.type) {
      case 'text':
        return token.tokens ? words(token.tokens) : [{ kind: 'text', text: unescape(token.text) }]
      case 'escape':
        return [{ kind: 'text', text: unescape(token.text) }]
      case 'codespan':
        return [{ kind: 'code', text: token.text }]
      case 'strong':
      case 'em':
      case 'del':
        return [{ kind: token.type, children: inlines(token.tokens ?? []) }]
      case 'br':
        return [{ kind: 'break' }]
      case 'link': {
        const children = inlines(token.tokens ?? [])
        return /^https?:\/\//.test(token.href) ? [{ kind: 'link', href: token.href, children }] : children
      }
      case 'image':
        return [{ kind: 'text', text: token.text }]
      default:
        return [{ kind: 'text', text: token.raw }]
    }
  })
}

/** The entities that people write by hand; everything else stays as typed. */
function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', '#39': "'" }
