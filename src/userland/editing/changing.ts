/** Commands that change the text: inserting, deleting, killing, yanking, case, transposing, undo. */
import type { Action, Editing, Invocation } from './editing.ts'
import { characters, isBlank, isWordChar } from './text.ts'
import { byShellWords, byWords, wordEnd, wordStart } from './moving.ts'

function insertTimes(e: Editing, text: string, count: number): void {
  if (count <= 0) return
  const chars = characters(text)
  if (count === 1) e.line.insert(chars)
  else e.line.insert(Array.from({ length: Math.min(count, 1000) }, () => chars).flat())
}

const deleteChar: Action = (e, { count, explicit }) => {
  const { line } = e
  if (count < 0) return backwardDelete(e, { count: -count, explicit })
  if (line.point === line.length) return e.ding()
  const to = Math.min(line.length, line.point + count)
  if (explicit && count > 1) e.kill(line.point, to)
  else line.delete(line.point, to)
}
function backwardDelete(e: Editing, { count, explicit }: Pick<Invocation, 'count' | 'explicit'>): void {
  const { line } = e
  if (line.point === 0) return e.ding()
  const from = Math.max(0, line.point - count)
  if (explicit && count > 1) e.kill(line.point, from)
  else line.delete(from, line.point)
}

/** unix-word-rubout: what lies between blanks. */
const rubout: Action = (e, { count }) => {
  const { line } = e
  if (line.point === 0) return e.ding()
  let at = line.point
  for (let i = 0; i < Math.max(1, count); i++) {
    while (at > 0 && isBlank(line.chars[at - 1]!)) at--
    while (at > 0 && !isBlank(line.chars[at - 1]!)) at--
  }
  e.kill(line.point, at)
}

const yank: Action = (e, { count }) => {
  e.kind = 'yank'
  if (!e.kills.length) return
  if (count > 1) e.killIndex = (((e.kills.length - count) % e.kills.length) + e.kills.length) % e.kills.length
  e.line.mark = e.line.point
  e.line.group(() => e.line.insert(characters(e.kills[e.killIndex]!)))
}
const yankPop: Action = (e) => {
  if (e.lastKind !== 'yank' || !e.kills.length) return e.ding()
  const before = e.kills[e.killIndex]!
  e.line.delete(e.line.point - characters(before).length, e.line.point)
  e.killIndex = (e.killIndex - 1 + e.kills.length) % e.kills.length
  e.line.insert(characters(e.kills[e.killIndex]!))
  e.kind = 'yank'
}

/** Words of a history line as M-. counts them: quotes hold together (history_tokenize). */
export function wordsOf(text: string): string[] {
  const words = text.match(/(?:\\.|'[^']*'?|"(?:\\.|[^"\\])*"?|[^\s\\'";|&()<>]|\\$)+|[;|&]{1,2}|[()]|[<>]+&?/g) ?? []
  const comment = words.findIndex((word) => word.startsWith('#'))
  return comment < 0 ? words : words.slice(0, comment)
}

/** M-. : the last word of the line before; again: of the line before that. */
const lastArg: Action = (e, how) => {
  e.kind = 'yank-last-arg'
  const { line, history } = e
  if (e.lastKind !== 'yank-last-arg') e.yankBack = 0
  else if (e.yanked) line.undo()
  e.yankBack++
  const word = argOf(history.lines[e.at - e.yankBack] ?? '', how)
  e.yanked = word !== ''
  if (!word) return e.ding()
  line.group(() => line.insert(characters(word)))
}
const argOf = (source: string, how: Invocation): string => {
  const words = wordsOf(source)
  return how.explicit ? (words.at(how.count) ?? '') : (words.at(-1) ?? '')
}
const nthArg: Action = (e, { count, explicit }) => {
  const words = wordsOf(e.history.lines[e.at - 1] ?? '')
  const word = words.at(explicit ? count : 1)
  if (word === undefined) return e.ding()
  e.line.group(() => e.line.insert(characters(word)))
}

const transposeChars: Action = (e) => {
  const { line } = e
  if (line.point === 0 || line.length < 2) return e.ding()
  const at = line.point === line.length ? line.point - 1 : line.point
  line.group(() => {
    const moved = line.chars[at - 1]!
    line.delete(at - 1, at)
    line.point = at
    line.insert([moved])
  })
}
const transposeWords: Action = (e, { count }) => {
  const { line } = e
  if (count < 0) return e.ding()
  const { chars } = line
  const secondEnd = wordEnd(chars, line.point)
  const secondStart = wordStart(chars, secondEnd)
  const firstStart = wordStart(chars, secondStart)
  const firstEnd = wordEnd(chars, firstStart)
  if (firstStart === secondStart || secondStart < firstEnd) return e.ding()
  const [first, between, second] = [
    chars.slice(firstStart, firstEnd),
    chars.slice(firstEnd, secondStart),
    chars.slice(secondStart, secondEnd),
  ]
  line.group(() => {
    line.delete(firstStart, secondEnd)
    line.point = firstStart
    line.insert([...second, ...between, ...first])
  })
}

const changeCase =
  (how: 'up' | 'down' | 'capital'): Action =>
  (e, { count }) => {
    const { line } = e
    const start = line.point
    const end = byWords(e, count)
    const [from, to] = start < end ? [start, end] : [end, start]
    let inWord = false
    const changed = line.chars.slice(from, to).map((char) => {
      const upper = how === 'up' || (how === 'capital' && !inWord)
      inWord = isWordChar(char)
      return inWord ? (upper ? char.toUpperCase() : char.toLowerCase()) : char
    })
    line.group(() => {
      line.delete(from, to)
      line.point = from
      line.insert(changed)
    })
    if (count < 0) line.point = start
  }

export const changing = {
  'self-insert': (e, { count, key }) => insertTimes(e, key, count),
  'quoted-insert': async (e, { count, nextKey }) => {
    // A negative argument asks for so many keys.
    for (let left = Math.min(count, -1); left < 0; left++) {
      const key = await nextKey()
      if (key !== null) insertTimes(e, key, Math.max(1, count))
    }
  },
  'delete-char': deleteChar,
  'backward-delete-char': (e, how) => {
    if (how.count < 0) return deleteChar(e, { ...how, count: -how.count })
    backwardDelete(e, how)
  },
  'delete-horizontal-space': (e) => {
    const { line } = e
    let [from, to] = [line.point, line.point]
    while (from > 0 && isBlank(line.chars[from - 1]!)) from--
    while (to < line.length && isBlank(line.chars[to]!)) to++
    line.delete(from, to)
  },
  'kill-line': (e, { count }) => (count < 0 ? e.kill(e.line.point, 0) : e.kill(e.line.point, e.line.length)),
  'backward-kill-line': (e) => (e.line.point === 0 ? e.ding() : e.kill(e.line.point, 0)),
  'unix-line-discard': (e) => (e.line.point === 0 ? e.ding() : e.kill(e.line.point, 0)),
  'unix-word-rubout': rubout,
  'kill-word': (e, { count }) => e.kill(e.line.point, byWords(e, count)),
  'backward-kill-word': (e, { count }) => e.kill(e.line.point, byWords(e, -count)),
  'shell-kill-word': (e, { count }) => e.kill(e.line.point, byShellWords(e, count)),
  yank,
  'yank-pop': yankPop,
  'yank-last-arg': lastArg,
  'yank-nth-arg': nthArg,
  'transpose-chars': transposeChars,
  'transpose-words': transposeWords,
  'upcase-word': changeCase('up'),
  'downcase-word': changeCase('down'),
  'capitalize-word': changeCase('capital'),
  undo: (e, { count }) => {
    for (let i = 0; i < Math.max(1, count); i++) if (!e.line.undo()) return e.ding()
  },
  'revert-line': (e) => {
    if (!e.line.modified) return e.ding()
    e.line.undoAll()
  },
} satisfies Record<string, Action>
