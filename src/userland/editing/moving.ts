/** Commands that move the cursor. */
import type { Action, Editing } from './editing.ts'
import { isWordChar, type Char } from './text.ts'

export function wordEnd(chars: readonly Char[], from: number, isWord: (char: Char) => boolean = isWordChar): number {
  let at = from
  while (at < chars.length && !isWord(chars[at]!)) at++
  while (at < chars.length && isWord(chars[at]!)) at++
  return at
}
export function wordStart(chars: readonly Char[], from: number, isWord: (char: Char) => boolean = isWordChar): number {
  let at = from
  while (at > 0 && !isWord(chars[at - 1]!)) at--
  while (at > 0 && isWord(chars[at - 1]!)) at--
  return at
}
/** Where `count` words on lies; negative counts go back. */
export function byWords(e: Editing, count: number, isWord?: (char: Char) => boolean): number {
  const { chars } = e.line
  let at = e.line.point
  for (let i = 0; i < Math.abs(count); i++) at = count > 0 ? wordEnd(chars, at, isWord) : wordStart(chars, at, isWord)
  return at
}
/** Words of the shell-… commands: what the shell would take for a word, quotes and all. [start, end) of each. */
export function shellWords(chars: readonly Char[]): [start: number, end: number][] {
  const words: [number, number][] = []
  for (let i = 0; i < chars.length; i++) {
    if (' \t\n;|&()<>'.includes(chars[i]!)) continue
    const start = i
    for (; i < chars.length && !' \t\n;|&()<>'.includes(chars[i]!); i++) {
      const c = chars[i]!
      if (c === '\\') i++
      else if (c === '"' || c === "'") {
        i++
        while (i < chars.length && chars[i] !== c) i += c === '"' && chars[i] === '\\' ? 2 : 1
      }
    }
    words.push([start, Math.min(i, chars.length)])
  }
  return words
}
export function byShellWords(e: Editing, count: number): number {
  const words = shellWords(e.line.chars)
  let at = e.line.point
  for (let i = 0; i < Math.abs(count); i++)
    at =
      count > 0
        ? (words.find(([, end]) => end > at)?.[1] ?? e.line.length)
        : (words.findLast(([start]) => start < at)?.[0] ?? 0)
  return at
}

function byChars(e: Editing, count: number): void {
  const target = e.line.point + count
  if (target < 0 || target > e.line.length) e.ding()
  e.line.point = Math.max(0, Math.min(e.line.length, target))
}

const search =
  (direction: 1 | -1): Action =>
  async (e, { count, nextKey }) => {
    const key = await nextKey()
    if (key === null) return
    const step = count < 0 ? -direction : direction
    let at = e.line.point
    for (let i = 0; i < Math.abs(count); i++) {
      do at += step
      while (at >= 0 && at < e.line.length && e.line.chars[at] !== key)
      if (at < 0 || at >= e.line.length) return e.ding()
    }
    e.line.point = at
  }

export const moving = {
  'beginning-of-line': (e) => void (e.line.point = 0),
  'end-of-line': (e) => void (e.line.point = e.line.length),
  'forward-char': (e, { count }) => byChars(e, count),
  'backward-char': (e, { count }) => byChars(e, -count),
  'forward-word': (e, { count }) => void (e.line.point = byWords(e, count)),
  'backward-word': (e, { count }) => void (e.line.point = byWords(e, -count)),
  'shell-forward-word': (e, { count }) => void (e.line.point = byShellWords(e, count)),
  'shell-backward-word': (e, { count }) => void (e.line.point = byShellWords(e, -count)),
  'character-search': search(1),
  'character-search-backward': search(-1),
  'set-mark': (e, { count, explicit }) => void (e.line.mark = explicit ? count : e.line.point),
  'exchange-point-and-mark': (e) => {
    const { point } = e.line
    e.line.point = Math.min(e.line.mark, e.line.length)
    e.line.mark = point
    e.highlight = [Math.min(e.line.point, point), Math.max(e.line.point, point)]
  },
} satisfies Record<string, Action>
