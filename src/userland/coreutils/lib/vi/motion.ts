/** vi's keys that move the cursor, alone or after an operator. */
import type { Key } from '../screen.ts'
import type { Position } from './buffer.ts'
import type { Editor } from './editor.ts'
import { find, firstNonBlank, innerWord, matching, paragraph, wordBack, wordEnd, wordForward } from './motions.ts'
import { height } from './view.ts'

export interface Motion {
  to: Position
  /** Whole lines, or including the character at the end. */
  linewise?: boolean
  inclusive?: boolean
  from?: Position
}

/** A motion's target; undefined: the key is none, null: it leads nowhere. */
export async function motion(e: Editor, key: Key, count: number, given = false): Promise<Motion | null | undefined> {
  const b = e.buffer
  const at = { ...b.at }
  const repeat = (step: (p: Position) => Position): Position => {
    let p = at
    for (let i = 0; i < count; i++) p = step(p)
    return p
  }
  const toLine = (line: number): Motion => {
    const target = Math.max(0, Math.min(b.lines.length - 1, line))
    return { to: { line: target, column: firstNonBlank(b.lines[target]!) }, linewise: true }
  }
  const vertical = (lines: number): Motion | null => {
    const target = Math.max(0, Math.min(b.lines.length - 1, at.line + lines))
    if (target === at.line) return null
    return {
      to: { line: target, column: Math.min(e.wanted, Math.max(0, b.lines[target]!.length - 1)) },
      linewise: true,
    }
  }
  switch (key) {
    case 'h':
    case 'left':
    case '\b':
    case '\x7f':
      return at.column > 0 ? { to: { line: at.line, column: Math.max(0, at.column - count) } } : null
    case 'l':
    case 'right':
    case ' ':
      return { to: { line: at.line, column: Math.min(b.line.length, at.column + count) } }
    case 'j':
    case 'down':
    case '\x0e':
      return vertical(count)
    case 'k':
    case 'up':
    case '\x10':
      return vertical(-count)
    case '\r':
    case '+':
      return toLine(at.line + count)
    case '-':
      return toLine(at.line - count)
    case '_':
      return toLine(at.line + count - 1)
    case '0':
    case 'home':
      return { to: { line: at.line, column: 0 } }
    case '^':
      return { to: { line: at.line, column: firstNonBlank(b.line) } }
    case '$':
    case 'end': {
      const line = Math.min(b.lines.length - 1, at.line + count - 1)
      return { to: { line, column: Math.max(0, b.lines[line]!.length - 1) }, inclusive: b.lines[line]!.length > 0 }
    }
    case '|':
      return { to: { line: at.line, column: count - 1 } }
    case 'w':
    case 'W':
      return { to: repeat((p) => wordForward(b, p, key === 'W')) }
    case 'b':
    case 'B':
      return { to: repeat((p) => wordBack(b, p, key === 'B')) }
    case 'e':
    case 'E':
      return { to: repeat((p) => wordEnd(b, p, key === 'E')), inclusive: true }
    case 'G':
      return toLine(given ? count - 1 : b.lines.length - 1)
    case 'g': {
      const next = await e.key()
      return next === 'g' ? toLine(given ? count - 1 : 0) : null
    }
    case 'H':
      return toLine(e.top + count - 1)
    case 'M':
      if (!e.face.vim) return toLine(e.top + Math.floor((height(e) - 1) / 2))
      return toLine(e.top + Math.floor((Math.min(height(e), b.lines.length - e.top) - 1) / 2))
    case 'L':
      return toLine(Math.min(b.lines.length, e.top + height(e)) - count)
    case '{':
      return { to: repeat((p) => paragraph(b, p, -1)) }
    case '}':
      return { to: repeat((p) => paragraph(b, p, 1)) }
    case '%': {
      const to = matching(b, at)
      return to ? { to, inclusive: true } : null
    }
    case 'f':
    case 'F':
    case 't':
    case 'T': {
      const char = await e.key()
      if (char === undefined || [...char].length !== 1) return null
      e.lastFind = { how: key, char }
      return findChar(e, key, char, count)
    }
    case ';':
      return e.lastFind ? findChar(e, e.lastFind.how, e.lastFind.char, count) : null
    case ',': {
      if (!e.lastFind) return null
      const { how, char } = e.lastFind
      return findChar(e, how === how.toLowerCase() ? how.toUpperCase() : how.toLowerCase(), char, count)
    }
    case '/':
    case '?': {
      const text = await e.commandLine(key)
      if (text === undefined) return null
      if (text) e.pattern = text
      e.searchForward = key === '/'
      if (e.face.vim) e.say(key + e.pattern)
      return searchFrom(e, e.searchForward)
    }
    case 'n':
      if (e.face.vim) e.say((e.searchForward ? '/' : '?') + e.pattern)
      return searchFrom(e, e.searchForward)
    case 'N':
      if (e.face.vim) e.say((e.searchForward ? '?' : '/') + e.pattern)
      return searchFrom(e, !e.searchForward)
    case '*':
    case '#': {
      const [from, to] = innerWord(b, at, false)
      const text = b.slice(from, to)
      if (!/\S/.test(text)) return null
      e.pattern = `\\<${text.replace(/[\\^$.*[\]~/]/g, '\\$&')}\\>`
      e.searchForward = key === '*'
      return searchFrom(e, e.searchForward)
    }
    case "'":
    case '`': {
      const name = await e.key()
      const mark = name === undefined ? undefined : e.marks.get(name === '`' ? "'" : name)
      if (!mark) return null
      return key === "'" ? toLine(mark.line) : { to: { ...mark } }
    }
    case '\x06':
    case 'pagedown':
      return scroll(e, e.face.pages(height(e)).full * count)
    case '\x02':
    case 'pageup':
      return scroll(e, -e.face.pages(height(e)).full * count)
    case '\x04':
      return scroll(e, e.face.pages(height(e)).half, true)
    case '\x15':
      return scroll(e, -e.face.pages(height(e)).half, true)
    default:
      return undefined
  }
}
export /** Moves the window; the cursor's line stays unless it left it. vim's half pages take the cursor along. */
function scroll(e: Editor, lines: number, half = false): Motion {
  const b = e.buffer
  const last = b.lines.length - 1
  const lowest = half && e.face.vim ? Math.max(0, b.lines.length - height(e)) : last
  e.top = Math.max(0, Math.min(Math.max(e.top, lowest), e.top + lines))
  const wanted = half && e.face.vim ? b.at.line + lines : b.at.line
  const line = Math.max(e.top, Math.min(e.top + height(e) - 1, last, Math.max(0, wanted)))
  const column = line === b.at.line && !e.face.vim ? b.at.column : firstNonBlank(b.lines[line]!)
  return { to: { line, column }, linewise: true }
}
function findChar(e: Editor, how: string, char: string, count: number): Motion | null {
  const b = e.buffer
  const column = find(b.line, b.at.column, how, char, count)
  return column === undefined ? null : { to: { line: b.at.line, column }, inclusive: how === how.toLowerCase() }
}
function searchFrom(e: Editor, forward: boolean): Motion | null {
  const found = e.search(e.pattern, forward, e.buffer.at)
  if (!found) {
    e.fail(e.face.words.notFound(e.pattern))
    return null
  }
  return { to: found }
}
