/** Brace expansion (bash's braces.c): purely textual, before all other expansions; only unquoted literal text takes part. */
import { plainOf } from '../syntax/lexer.ts'
import type { Word, WordPart } from '../syntax/ast.ts'

/** A piece of a word: one live character, or something that braces do not look into. */
type Atom = string | Exclude<WordPart, { t: 'lit' }>

const MAX_WORDS = 100_000

/** The words that `word` stands for; [word] itself when it has no braces. Cached on the word. */
export function expandBraces(word: Word): readonly Word[] {
  if (word.braces !== undefined) return word.braces ?? [word]
  word.braces = null
  if (!word.parts.some((part) => part.t === 'lit' && part.s.includes('{'))) return [word]
  const atoms: Atom[] = []
  for (const part of word.parts) {
    if (part.t === 'lit') atoms.push(...part.s)
    else atoms.push(part)
  }
  const results = expand(atoms)
  if (results.length === 1 && results[0] === atoms) return [word]
  word.braces = results.map((result) => toWord(result, word.line)).filter((made) => made.parts.length > 0)
  return word.braces
}

function toWord(atoms: readonly Atom[], line: number): Word {
  const parts: WordPart[] = []
  let text = ''
  let raw = ''
  const flush = (): void => {
    // "$x" and the text that braces put behind it are read as one name.
    const last = parts.at(-1)
    const more = /^\w+/.exec(text)?.[0]
    if (
      more &&
      last?.t === 'param' &&
      !last.braced &&
      last.op === undefined &&
      !last.index &&
      !last.length &&
      /^[A-Za-z_]/.test(last.name)
    ) {
      parts[parts.length - 1] = { t: 'param', name: last.name + more }
      text = text.slice(more.length)
    }
    if (text) parts.push({ t: 'lit', s: text })
    text = ''
  }
  for (const atom of atoms) {
    if (typeof atom === 'string') {
      text += atom
      raw += atom
      continue
    }
    flush()
    parts.push(atom)
    raw += atom.t === 'quoted' ? `'${atom.s}'` : ''
  }
  flush()
  return { parts, raw, line, ...plainOf(parts) }
}

function expand(atoms: Atom[]): Atom[][] {
  for (let open = 0; open < atoms.length; open++) {
    if (atoms[open] !== '{') continue
    const body = matchBrace(atoms, open)
    if (!body) continue
    const { close, commas } = body
    let alternatives: Atom[][] | null
    if (commas.length) {
      alternatives = []
      let start = open + 1
      for (const comma of [...commas, close]) {
        alternatives.push(...expand(atoms.slice(start, comma)))
        start = comma + 1
      }
    } else alternatives = sequence(atoms.slice(open + 1, close))
    if (!alternatives) continue
    const prefix = atoms.slice(0, open)
    const tails = expand(atoms.slice(close + 1))
    const out: Atom[][] = []
    for (const alternative of alternatives) {
      for (const tail of tails) {
        out.push([...prefix, ...alternative, ...tail])
        if (out.length > MAX_WORDS) return out
      }
    }
    return out
  }
  return [atoms]
}

function matchBrace(atoms: readonly Atom[], open: number): { close: number; commas: number[] } | null {
  let depth = 0
  const commas: number[] = []
  for (let i = open + 1; i < atoms.length; i++) {
    const atom = atoms[i]
    if (atom === '{') depth++
    else if (atom === '}') {
      if (depth === 0) return { close: i, commas }
      depth--
    } else if (atom === ',' && depth === 0) commas.push(i)
  }
  return null
}

/** {x..y[..step]} */
function sequence(atoms: readonly Atom[]): Atom[][] | null {
  if (!atoms.every((atom) => typeof atom === 'string')) return null
  const text = atoms.join('')
  const numbers = /^([+-]?\d+)\.\.([+-]?\d+)(?:\.\.([+-]?\d+))?$/.exec(text)
  if (numbers) {
    const [from, to] = [Number(numbers[1]), Number(numbers[2])]
    let step = Math.abs(Number(numbers[3] ?? 1)) || 1
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || Math.abs(to - from) / step > MAX_WORDS) return null
    const padded = /^-?0\d/.test(numbers[1]!) || /^-?0\d/.test(numbers[2]!)
    const size = padded ? Math.max(numbers[1]!.length, numbers[2]!.length) : 0
    if (to < from) step = -step
    const out: Atom[][] = []
    for (let value = from; step > 0 ? value <= to : value >= to; value += step) {
      const digits = String(Math.abs(value)).padStart(value < 0 ? size - 1 : size, '0')
      out.push([...(value < 0 ? `-${digits}` : digits)])
    }
    return out
  }
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([+-]?\d+))?$/.exec(text)
  if (!letters) return null
  const [from, to] = [letters[1]!.charCodeAt(0), letters[2]!.charCodeAt(0)]
  let step = Math.abs(Number(letters[3] ?? 1)) || 1
  if (to < from) step = -step
  const out: Atom[][] = []
  for (let value = from; step > 0 ? value <= to : value >= to; value += step) {
    const char = String.fromCharCode(value)
    out.push(char === '\\' ? [] : [char])
  }
  return out
}
