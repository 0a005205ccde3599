/** Edit scripts as text: normal, unified, context and side-by-side. Lines are binary strings without newlines. */
import type { Change } from './compare.ts'

export interface DiffFile {
  lines: string[]
  /** The last line has no newline. */
  partial: boolean
  label: string
}
const range = (first: number, count: number): string =>
  count === 1 ? String(first + 1) : `${first + 1},${first + count}`
const NO_NEWLINE = '\\ No newline at end of file\n'

function show(file: DiffFile, at: number, prefix: string): string {
  const partial = file.partial && at === file.lines.length - 1
  return `${prefix}${file.lines[at]}\n${partial ? NO_NEWLINE : ''}`
}
export function normalDiff(a: DiffFile, b: DiffFile, changes: readonly Change[]): string {
  let out = ''
  for (const change of changes) {
    const left = change.deleted ? range(change.a, change.deleted) : String(change.a)
    const right = change.inserted ? range(change.b, change.inserted) : String(change.b)
    out += `${left}${change.deleted ? (change.inserted ? 'c' : 'd') : 'a'}${right}\n`
    for (let i = 0; i < change.deleted; i++) out += show(a, change.a + i, '< ')
    if (change.deleted && change.inserted) out += '---\n'
    for (let i = 0; i < change.inserted; i++) out += show(b, change.b + i, '> ')
  }
  return out
}
/** Changes nearer than twice the context share a hunk. */
export function hunks(changes: readonly Change[], context: number): Change[][] {
  const out: Change[][] = []
  for (const change of changes) {
    const last = out.at(-1)
    const before = last?.at(-1)
    if (last && before && change.a - (before.a + before.deleted) <= 2 * context) last.push(change)
    else out.push([change])
  }
  return out
}
interface Extent {
  a: number
  aCount: number
  b: number
  bCount: number
}
function extent(hunk: readonly Change[], a: DiffFile, b: DiffFile, context: number): Extent {
  const first = hunk[0]!
  const last = hunk.at(-1)!
  const from = Math.max(0, first.a - context)
  const to = Math.min(a.lines.length, last.a + last.deleted + context)
  const fromB = Math.max(0, first.b - context)
  const toB = Math.min(b.lines.length, last.b + last.inserted + context)
  return { a: from, aCount: to - from, b: fromB, bCount: toB - fromB }
}
const unifiedRange = (first: number, count: number): string =>
  count === 1 ? String(first + 1) : `${count ? first + 1 : first},${count}`

export function unifiedDiff(a: DiffFile, b: DiffFile, changes: readonly Change[], context: number): string {
  let out = `--- ${a.label}\n+++ ${b.label}\n`
  for (const hunk of hunks(changes, context)) {
    const e = extent(hunk, a, b, context)
    out += `@@ -${unifiedRange(e.a, e.aCount)} +${unifiedRange(e.b, e.bCount)} @@\n`
    let at = e.a
    for (const change of hunk) {
      for (; at < change.a; at++) out += show(a, at, ' ')
      for (; at < change.a + change.deleted; at++) out += show(a, at, '-')
      for (let i = 0; i < change.inserted; i++) out += show(b, change.b + i, '+')
    }
    for (; at < e.a + e.aCount; at++) out += show(a, at, ' ')
  }
  return out
}
const contextRange = (first: number, count: number): string =>
  count <= 1 ? String(count ? first + 1 : first) : `${first + 1},${first + count}`
export function contextDiff(a: DiffFile, b: DiffFile, changes: readonly Change[], context: number): string {
  let out = `*** ${a.label}\n--- ${b.label}\n`
  for (const hunk of hunks(changes, context)) {
    const e = extent(hunk, a, b, context)
    out += `***************\n*** ${contextRange(e.a, e.aCount)} ****\n`
    if (hunk.some((change) => change.deleted)) {
      let at = e.a
      for (const change of hunk) {
        for (; at < change.a; at++) out += show(a, at, '  ')
        for (; at < change.a + change.deleted; at++) out += show(a, at, change.inserted ? '! ' : '- ')
      }
      for (; at < e.a + e.aCount; at++) out += show(a, at, '  ')
    }
    out += `--- ${contextRange(e.b, e.bCount)} ----\n`
    if (hunk.some((change) => change.inserted)) {
      let at = e.b
      for (const change of hunk) {
        for (; at < change.b; at++) out += show(b, at, '  ')
        for (; at < change.b + change.inserted; at++) out += show(b, at, change.deleted ? '! ' : '+ ')
      }
      for (; at < e.b + e.bCount; at++) out += show(b, at, '  ')
    }
  }
  return out
}
/** diff -y: two halves and a gutter. */
export function sideBySide(
  a: DiffFile,
  b: DiffFile,
  changes: readonly Change[],
  width: number,
  options: { suppress: boolean; left: boolean },
): string {
  const tab = 8
  const gutter = 3
  // GNU's column arithmetic: the right half begins at a tab stop where it can.
  const offset = Math.floor((width + tab + gutter) / (2 * tab)) * tab
  const half = Math.max(0, Math.min(offset - gutter, width - offset))
  const second = half ? offset : width
  const spaces = (from: number, to: number): string => {
    let out = ''
    while (from < to) {
      const stop = from + tab - (from % tab)
      if (stop <= to) {
        out += '\t'
        from = stop
      } else {
        out += ' '
        from++
      }
    }
    return out
  }
  const clip = (text: string): { text: string; width: number } => {
    let column = 0
    let out = ''
    for (const char of text) {
      const next = char === '\t' ? column + tab - (column % tab) : column + 1
      if (next > half) break
      out += char
      column = next
    }
    return { text: out, width: column }
  }
  const line = (left: string | undefined, mark: string, right: string | undefined): string => {
    const l = left === undefined ? { text: '', width: 0 } : clip(left)
    let out = l.text
    let column = l.width
    if (mark !== ' ') {
      const at = Math.floor((half + second - 1) / 2)
      out += spaces(column, at) + mark
      column = at + 1
    }
    if (right !== undefined) {
      const r = clip(right)
      if (r.text !== '') out += spaces(column, second) + r.text
    }
    return `${out}\n`
  }
  let out = ''
  let i = 0
  let j = 0
  const common = (until: number): void => {
    for (; i < until; i++, j++)
      if (!options.suppress) out += line(a.lines[i], options.left ? '(' : ' ', options.left ? undefined : b.lines[j])
  }
  for (const change of changes) {
    common(change.a)
    const both = Math.min(change.deleted, change.inserted)
    for (let k = 0; k < both; k++) out += line(a.lines[i++], '|', b.lines[j++])
    for (; i < change.a + change.deleted; i++) out += line(a.lines[i], '<', undefined)
    for (; j < change.b + change.inserted; j++) out += line(undefined, '>', b.lines[j])
  }
  common(a.lines.length)
  return out
}
