/** Commands on the history: the lines before and after, prefix searches. */
import type { Action, Editing } from './editing.ts'

function step(e: Editing, count: number): void {
  const target = e.at + count
  const last = e.history.lines.length
  if (target < 0 || target > last) e.ding()
  const index = Math.max(0, Math.min(last, target))
  if (index !== e.at) e.goTo(index)
}

/** history-search-backward: lines that begin with what stands before the cursor. */
const prefixSearch =
  (direction: 1 | -1): Action =>
  (e) => {
    const prefix = e.lastKind === 'history-search' ? e.searchPrefix : e.line.slice(0, e.line.point)
    e.kind = 'history-search'
    e.searchPrefix = prefix
    for (let index = e.at + direction; index >= 0 && index <= e.history.lines.length; index += direction)
      if (e.textAt(index).startsWith(prefix) && e.textAt(index) !== e.line.text) {
        e.goTo(index)
        e.line.point = [...prefix].length || e.line.length
        return
      }
    e.ding()
  }

export const browsing = {
  'previous-history': (e, { count }) => step(e, -count),
  'next-history': (e, { count }) => step(e, count),
  'beginning-of-history': (e) => step(e, -Math.max(1, e.at)),
  'end-of-history': (e) => {
    if (e.at !== e.history.lines.length) e.goTo(e.history.lines.length)
  },
  'history-search-backward': prefixSearch(-1),
  'history-search-forward': prefixSearch(1),
} satisfies Record<string, Action>
