/** A mistake in a text as the editor lists it. */
import type { Fix } from './dockerfile/fixes.ts'

export interface Problem {
  /** From 1. */
  line: number
  column: number
  message: string
  tone: 'error' | 'warning' | 'info'
  /** The first way out, if one is known. */
  fix?: Fix
}

/** `text` with the edits done; they do not overlap. */
export function applied(text: string, { edits }: Fix): string {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const offset = ({ line, character }: { line: number; character: number }): number =>
    Math.min(text.length, (starts[line] ?? text.length) + character)
  return edits
    .map(({ place, text: to }) => ({ from: offset(place.start), till: offset(place.end), to }))
    .sort((a, b) => b.from - a.from)
    .reduce((result, { from, till, to }) => result.slice(0, from) + to + result.slice(till), text)
}
