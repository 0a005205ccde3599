/** The word under completion and what may stand there (readline's _rl_find_completion_word, bash's attempt_shell_completion). */
import { WORD_BREAKS, unquote, type Quote } from './quoting.ts'

export interface CompletionWord {
  /** Index in the text where the word begins, behind an open quote. */
  start: number
  /** As typed. */
  raw: string
  quote: Quote
  /** A command is expected here. */
  command: boolean
}

/** `text` is the line up to the cursor. */
export function wordAt(text: string): CompletionWord {
  const quoted = new Uint8Array(text.length + 1)
  let quote: Quote = ''
  let open = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quote) quoted[i] = 1
    if (c === '\\' && quote !== "'") {
      quoted[i] = 1
      quoted[++i] = 1
    } else if (quote) {
      if (c === quote) quote = ''
    } else if (c === '"' || c === "'") {
      quote = c
      open = i + 1
    }
  }
  let start = text.length
  if (quote) start = open
  else while (start > 0 && (quoted[start - 1] || !WORD_BREAKS.includes(text[start - 1]!))) start--
  return {
    start,
    raw: text.slice(start),
    quote,
    command: isCommandPosition(text.slice(0, quote ? start - 1 : start), !quote),
  }
}

/** `before`: what precedes the word. Only assignments may stand between a separator and a command, and none before a quoted one. */
function isCommandPosition(before: string, assignments: boolean): boolean {
  const simple = lastCommand(before)
  if (!/(^|[\s;|&({`])$/.test(before)) return false
  if (/[<>]\s*$|>&\s*$|>\|\s*$/.test(before)) return false
  return simple.every((word) => assignments && /^[A-Za-z_]\w*\+?=/.test(word))
}

/** Words of the simple command under way, quotes kept. */
export function lastCommand(before: string): string[] {
  let words: string[] = []
  let word = ''
  let some = false
  const end = (): void => {
    if (some) words.push(word)
    word = ''
    some = false
  }
  for (let i = 0; i < before.length; i++) {
    const c = before[i]!
    if (c === '\\') {
      word += c + (before[++i] ?? '')
      some = true
    } else if (c === '"' || c === "'") {
      let j = i + 1
      while (j < before.length && before[j] !== c) j += before[j] === '\\' && c === '"' ? 2 : 1
      word += before.slice(i, j + 1)
      some = true
      i = j
    } else if (/\s/.test(c)) end()
    else if (';|&(`'.includes(c) || (c === '{' && !some)) {
      // >& and >| are redirections.
      if ((c === '&' || c === '|') && /[<>]$/.test(before.slice(0, i))) continue
      end()
      words = []
    } else {
      word += c
      some = true
    }
  }
  end()
  return words
}

/** The words of the simple command for programmable completion, the last one up to the cursor; and where that one begins. */
export function commandWords(text: string): { words: string[]; start: number } {
  const raw = lastCommand(`${text}\x00`)
  const last = (raw.pop() ?? '').replace('\x00', '')
  return { words: [...raw.map((word) => unquote(word, '')), unquote(last, '')], start: text.length - last.length }
}
