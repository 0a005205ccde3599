/** vi's operators on a range of text: d, c, y, < and >; and what puts text back. */
import { before } from './buffer.ts'
import type { Editor } from './editor.ts'
import { insertMode } from './insert.ts'
import type { Motion } from './motion.ts'
import { firstNonBlank } from './motions.ts'

type Told = 'Delete' | 'Yank' | 'Change' | 'Put'
/** Says what was done with a text, in the face's words. */
function tell(e: Editor, what: Told, text: string, linewise: boolean, name: string | undefined): void {
  const lines = linewise ? text.split('\n').length - 1 : 0
  const told = e.face.told(what, linewise ? lines : text.split('\n').length - 1, text.length, linewise, name)
  if (told) e.say(told)
}
export function yank(e: Editor, text: string, linewise: boolean, name: string | undefined): void {
  e.register = { text, linewise }
  if (name) e.registers.set(name, e.register)
}
/** d, c, y, >, < over a range. */
export async function operate(
  e: Editor,
  op: string,
  motion: Motion,
  name: string | undefined,
  quiet = false,
): Promise<void> {
  const b = e.buffer
  let [from, to] = [motion.from ?? { ...b.at }, { ...motion.to }]
  if (before(to, from)) [from, to] = [to, from]
  if (op === '>' || op === '<') {
    b.checkpoint()
    for (let line = from.line; line <= to.line; line++) {
      const text = b.lines[line]!
      b.lines[line] = op === '>' ? (text ? `\t${text}` : text) : text.replace(/^(\t| {1,8})/, '')
    }
    b.changed()
    b.at = { line: from.line, column: firstNonBlank(b.lines[from.line]!) }
    return
  }
  if (motion.linewise) {
    const lines = b.lines.slice(from.line, to.line + 1)
    yank(e, `${lines.join('\n')}\n`, true, name)
    if (op === 'y') {
      b.at = { line: Math.min(from.line, b.at.line), column: b.at.column }
      tell(e, 'Yank', e.register.text, true, name)
      return
    }
    b.checkpoint()
    if (op === 'c') {
      b.lines.splice(from.line, lines.length, '')
      b.at = { line: from.line, column: 0 }
      b.changed()
      tell(e, 'Change', e.register.text, true, name)
      return insertMode(e)
    }
    b.removeLines(from.line, lines.length)
    b.at.column = firstNonBlank(b.line)
    tell(e, 'Delete', e.register.text, true, name)
    return
  }
  if (motion.inclusive) to.column++
  yank(e, b.slice(from, to), false, name)
  if (op === 'y') {
    b.at = { ...from }
    tell(e, 'Yank', e.register.text, false, name)
    return
  }
  b.checkpoint()
  b.remove(from, to)
  if (!quiet) tell(e, op === 'c' ? 'Change' : 'Delete', e.register.text, false, name)
  if (op === 'c') return insertMode(e)
  b.clamp()
}
export function put(e: Editor, after: boolean, count: number, name: string | undefined): void {
  const b = e.buffer
  const { text, linewise } = (name ? e.registers.get(name) : undefined) ?? e.register
  if (text === '') return
  b.checkpoint()
  if (linewise) {
    const lines = Array.from({ length: count }, () => text.replace(/\n$/, '').split('\n')).flat()
    const at = b.at.line + (after ? 1 : 0)
    b.lines.splice(at, 0, ...lines)
    b.at = { line: at, column: firstNonBlank(lines[0]!) }
    b.changed()
    tell(e, 'Put', `${lines.join('\n')}\n`, true, name)
    return
  }
  if (after && b.line.length) b.at.column++
  b.insert(text.repeat(count))
  if (e.face.vim) b.at.column = Math.max(0, b.at.column - 1)
  tell(e, 'Put', text.repeat(count), false, name)
}
