/** vim's looks and words. */
import type { Editor } from './editor.ts'
import type { ViFace } from './face.ts'
import { columnOf, height } from './view.ts'
import { strftime } from '../strftime.ts'
import { localZone } from '../zone.ts'

const MODES: Record<Editor['mode'], string> = {
  normal: '',
  insert: '-- INSERT --',
  replace: '-- REPLACE --',
  visual: '-- VISUAL --',
  'visual-line': '-- VISUAL LINE --',
}
/** Line, column (of the text and, if it is another, of the screen), and where the window is. */
function ruler(e: Editor): string {
  const { at, lines } = e.buffer
  const text = lines[at.line]!
  const line = lines.length === 1 && text === '' ? 0 : at.line + 1
  const bytes = new TextEncoder().encode(text.slice(0, at.column)).length + 1
  const tab = text[at.column] === '\t' && e.mode === 'normal'
  const screen = columnOf(text, at.column + (tab ? 1 : 0)) + (tab ? 0 : 1)
  const column = text === '' && e.mode === 'normal' ? '0-1' : bytes === screen ? String(bytes) : `${bytes}-${screen}`
  const above = e.top
  const below = Math.max(0, lines.length - e.top - height(e))
  const where =
    !above && !below
      ? 'All'
      : !above
        ? 'Top'
        : !below
          ? 'Bot'
          : `${Math.floor((above * 100) / (above + below))}%`.padStart(3)
  return `${`${line},${column}`.padEnd(14)}${where}`
}
/** Lines fewer or more, or how many lines changed. */
function difference(from: readonly string[], to: readonly string[]): string {
  const more = to.length - from.length
  if (more === 1) return '1 more line'
  if (more === -1) return '1 line less'
  if (more) return `${Math.abs(more)} ${more > 0 ? 'more' : 'fewer'} lines`
  return '1 change'
}
export const VIM: ViFace = {
  vim: true,
  wraps: true,
  margin: 5,
  far: (rows) => rows - 1,
  pages: (rows) => ({ full: Math.max(1, rows - 2), half: Math.max(1, Math.floor(rows / 2)) }),
  colours: { failure: '\x1b[97m\x1b[41m', warning: '\x1b[31m', nothing: '\x1b[94m', mode: '\x1b[1m' },
  mode: (e) => MODES[e.mode],
  status: ruler,
  statusColumns: 18,
  opened: (e, isNew, bytes) =>
    isNew
      ? `"${e.path}" [New]`
      : `"${e.path}" ${e.readOnly ? '[readonly] ' : ''}${bytes ? e.buffer.lines.length : 0}L, ${bytes}B`,
  written: (_, path, lines, bytes, isNew) => `"${path}" ${isNew ? '[New] ' : ''}${lines}L, ${bytes}B written`,
  told: (what, lines, _, linewise) =>
    lines < 3 || !linewise
      ? ''
      : what === 'Delete'
        ? `${lines} fewer lines`
        : what === 'Yank'
          ? `${lines} lines yanked`
          : what === 'Put'
            ? `${lines} more lines`
            : '',
  undone: (e, from, change, redo) => {
    const age = Math.floor(e.sys.now() / 1000) - Math.floor(change.time / 1000)
    const when =
      age >= 100 ? strftime('%H:%M:%S', change.time, localZone(e.sys)) : `${age} second${age === 1 ? '' : 's'} ago`
    return `${difference(from, e.buffer.lines)}; ${redo ? 'after' : 'before'} #${change.sequence}  ${when}`
  },
  words: {
    noWrite: 'E37: No write since last change (add ! to override)',
    noName: 'E32: No file name',
    exists: 'E13: File exists (add ! to override)',
    notEditor: (command) => `E492: Not an editor command: ${command}`,
    notFound: (pattern) => `E486: Pattern not found: ${pattern}`,
    readOnly: () => "E45: 'readonly' option is set (add ! to override)",
    directory: (path) => `"${path}" is a directory`,
    unreadable: (path, why) => `"${path}" [${why}]`,
    unwritable: (path) => `"${path}" E212: Can't open file for writing`,
    wrapped: (forward) => (forward ? 'search hit BOTTOM, continuing at TOP' : 'search hit TOP, continuing at BOTTOM'),
    notCommand: () => undefined,
  },
}
