/** Incremental search in the history (isearch.c): C-r and C-s. */
import type { Editing } from './editing.ts'
import { characters, join, isControl } from './text.ts'

export interface SearchTerminal {
  nextKey(): Promise<string>
  /** Shows the line with this prompt and [from, to) in reverse. */
  show(prompt: string, standout: readonly [number, number] | null): Promise<void>
  /** Keys that end the search are commands again. */
  unread(keys: string): void
  /** More keys have come already. */
  waiting(): Promise<boolean>
}

/** What was searched for last, for C-r C-r. */
const remembered = new WeakMap<object, string>()

/** False: given up (C-g), the line is as before. */
export async function incrementalSearch(e: Editing, backward: boolean, terminal: SearchTerminal): Promise<void> {
  const home = { at: e.at, point: e.line.point }
  const lines = [...e.history.lines.map((_, i) => e.textAt(i)), e.textAt(e.history.lines.length)]
  let direction: 1 | -1 = backward ? -1 : 1
  let wanted: string[] = []
  let at = e.at
  let index = e.line.point
  let failed = false
  let lastFound: string | null = null

  const search = (): void => {
    let row = at
    let from = index
    for (;;) {
      const chars = characters(lines[row]!)
      if (direction < 0) from = Math.min(from, chars.length - wanted.length)
      for (; from >= 0 && from + wanted.length <= chars.length; from += direction)
        if (wanted.every((char, i) => chars[from + i] === char)) {
          at = row
          index = from
          failed = false
          lastFound = lines[row]!
          if (e.at !== row) e.goTo(row)
          e.line.point = from
          return
        }
      do row += direction
      while (
        row >= 0 &&
        row < lines.length &&
        (lines[row] === lastFound || characters(lines[row]!).length < wanted.length)
      )
      if (row < 0 || row >= lines.length) break
      from = direction < 0 ? characters(lines[row]!).length - wanted.length : 0
    }
    failed = true
    // The search went on to the end, and that is where the cursor will be left.
    index = direction < 0 ? 0 : e.line.length
    e.ding()
  }

  for (;;) {
    const kind = `${failed ? 'failed ' : ''}${direction < 0 ? 'reverse-' : ''}i-search`
    const found = wanted.length && !failed ? ([e.line.point, e.line.point + wanted.length] as const) : null
    await terminal.show(`(${kind})\`${join(wanted)}': `, found)
    let key = await terminal.nextKey()
    if (key === '\x07') {
      if (e.at !== home.at) e.goTo(home.at)
      e.line.point = home.point
      return
    }
    if (key === '\0') continue
    if (key === '\x12' || key === '\x13') {
      direction = key === '\x12' ? -1 : 1
      if (!wanted.length) {
        wanted = characters(remembered.get(e.history) ?? '')
        if (!wanted.length) continue
      } else index += direction
      search()
      continue
    }
    if (key === '\x7f' || key === '\b') {
      if (!wanted.length) e.ding()
      else {
        wanted.pop()
        if (wanted.length) search()
      }
      continue
    }
    if (key === '\x17' || key === '\x19') {
      const { chars } = e.line
      let end = e.line.point + wanted.length
      if (key === '\x19') end = chars.length
      else {
        while (end < chars.length && chars[end] === ' ') end++
        while (end < chars.length && chars[end] !== ' ') end++
      }
      wanted = chars.slice(e.line.point, end)
      continue
    }
    if (key === '\x16' || key === '\x11') {
      key = await terminal.nextKey()
    } else if (isControl(key)) {
      if (failed) e.line.point = index
      if (wanted.length) remembered.set(e.history, join(wanted))
      // C-j only ends the search; so does a lone ESC.
      if (key !== '\n' && !(key === '\x1b' && !(await terminal.waiting()))) terminal.unread(key)
      return
    }
    wanted.push(key)
    search()
  }
}
