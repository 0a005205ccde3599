/** vi's normal mode: the commands that change the text, and the others. */
import type { Key } from '../screen.ts'
import type { Editor } from './editor.ts'
import { runEx } from './ex.ts'
import { insertMode } from './insert.ts'
import { motion as motionOf } from './motion.ts'
import { firstNonBlank, innerPair, innerWord } from './motions.ts'
import { operate, put } from './operate.ts'
import { height } from './view.ts'
import { visualKey } from './visual.ts'

export async function normalKey(e: Editor, first: Key): Promise<void> {
  const b = e.buffer
  let key: Key | undefined = first
  let name: string | undefined
  let digits = ''
  while (key !== undefined) {
    if (key === '"') {
      name = await e.key()
      key = await e.key()
    } else if (/^[1-9]$/.test(key) || (key === '0' && digits !== '')) {
      digits += key
      key = await e.key()
    } else break
  }
  if (key === undefined) return
  const count = Number(digits || 1)
  const given = digits !== ''
  if (e.mode === 'visual' || e.mode === 'visual-line') return visualKey(e, key, count, given, name)
  const changed = await change(e, key, count, given, name)
  if (changed === false) return
  if (changed) {
    if (!e.replaying) e.recorded = e.recording
    b.settle()
    b.clamp()
    e.wanted = b.at.column
    return
  }
  const motion = await motionOf(e, key, count, given)
  if (motion === null) return
  if (motion) {
    if (/^[G/?nN{}%`']$/.test(key)) e.marks.set("'", { ...b.at })
    b.at = { ...motion.to }
    b.clamp()
    if (!motion.linewise || !/^(j|k|up|down|\x0e|\x10)$/.test(key))
      e.wanted = key === '$' || key === 'end' ? Infinity : b.at.column
    return
  }
  await other(e, key, count)
}
/** Commands that change the text; false: it was one that only takes a text, undefined: the key is none. */
async function change(
  e: Editor,
  key: Key,
  count: number,
  given: boolean,
  name: string | undefined,
): Promise<boolean | undefined> {
  const b = e.buffer
  const start = (): void => b.checkpoint()
  switch (key) {
    case 'i':
    case 'insert':
      start()
      await insertMode(e)
      return true
    case 'a':
      start()
      if (b.line.length) b.at.column++
      await insertMode(e)
      return true
    case 'I':
      start()
      b.at.column = firstNonBlank(b.line)
      await insertMode(e)
      return true
    case 'A':
      start()
      b.at.column = b.line.length
      await insertMode(e)
      return true
    case 'o':
    case 'O':
      start()
      b.lines.splice(b.at.line + (key === 'o' ? 1 : 0), 0, '')
      if (key === 'o') b.at.line++
      b.at.column = 0
      b.changed()
      await insertMode(e)
      return true
    case 'R':
      start()
      await insertMode(e, 'replace')
      return true
    case 'x':
    case 'delete':
      if (b.line.length)
        await operate(
          e,
          'd',
          { to: { line: b.at.line, column: Math.min(b.line.length, b.at.column + count) } },
          name,
          true,
        )
      return true
    case 'X':
      if (b.at.column > 0)
        await operate(e, 'd', { to: { line: b.at.line, column: Math.max(0, b.at.column - count) } }, name, true)
      return true
    case 's':
      await operate(
        e,
        'c',
        { to: { line: b.at.line, column: Math.min(b.line.length, b.at.column + count) } },
        name,
        true,
      )
      return true
    case 'S':
      if (!e.face.vim) return undefined
      await operate(
        e,
        'c',
        { to: { line: Math.min(b.lines.length - 1, b.at.line + count - 1), column: 0 }, linewise: true },
        name,
      )
      return true
    case 'D':
    case 'C':
      await operate(e, key.toLowerCase(), { to: { line: b.at.line, column: b.line.length } }, name, true)
      return true
    case 'Y':
      await operate(
        e,
        'y',
        { to: { line: Math.min(b.lines.length - 1, b.at.line + count - 1), column: 0 }, linewise: true },
        name,
      )
      return true
    case 'r': {
      const char = await e.key()
      if (char === undefined || char === 'esc' || b.at.column + count > b.line.length) return true
      start()
      if (char === '\r') {
        b.remove({ ...b.at }, { line: b.at.line, column: b.at.column + count })
        b.insert('\n')
      } else {
        b.line = b.line.slice(0, b.at.column) + char.repeat(count) + b.line.slice(b.at.column + count)
        b.at.column += count - 1
      }
      return true
    }
    case '~': {
      start()
      const part = b.line.slice(b.at.column, b.at.column + count)
      b.line =
        b.line.slice(0, b.at.column) +
        [...part].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('') +
        b.line.slice(b.at.column + count)
      b.at.column = Math.min(b.line.length - 1, b.at.column + count)
      return true
    }
    case 'J': {
      start()
      for (let i = 0; i < Math.max(1, count - 1) && b.at.line + 1 < b.lines.length; i++) {
        const next = b.lines[b.at.line + 1]!.replace(/^\s+/, '')
        const left = b.line
        b.at.column = left.length + (e.face.vim ? 0 : 1)
        const gap = e.face.vim ? next && left && !/\s$/.test(left) : true
        b.lines.splice(b.at.line, 2, left + (gap ? ' ' : '') + next)
        b.changed()
      }
      return true
    }
    case 'p':
    case 'P':
      put(e, key === 'p', count, name)
      return true
    case 'd':
    case 'c':
    case 'y':
    case '>':
    case '<': {
      let next = await e.key()
      let inner = ''
      while (next !== undefined && /^[1-9]$/.test(next)) {
        inner += next
        next = await e.key()
      }
      if (next === undefined || next === 'esc') return key !== 'y'
      const times = count * Number(inner || 1)
      if (next === key) {
        await operate(
          e,
          key,
          { to: { line: Math.min(b.lines.length - 1, b.at.line + times - 1), column: 0 }, linewise: true },
          name,
        )
        return key !== 'y'
      }
      if ((next === 'i' || next === 'a') && e.face.vim) {
        const object = await e.key()
        const around = next === 'a'
        const range =
          object === 'w'
            ? innerWord(b, b.at, around)
            : object === undefined
              ? undefined
              : innerPair(b, b.at, object, around)
        if (range) await operate(e, key, { from: range[0], to: range[1] }, name)
        return key !== 'y'
      }
      // "cw" on a word changes to its end only.
      if (key === 'c' && (next === 'w' || next === 'W') && /\S/.test(b.line[b.at.column] ?? ''))
        next = next === 'w' ? 'e' : 'E'
      const motion = await motionOf(e, next, times, given || inner !== '')
      if (!motion) return key !== 'y'
      // "dw" on a line's last word stays on the line.
      if ((next === 'w' || next === 'W') && motion.to.line > b.at.line && times === 1)
        motion.to = { line: b.at.line, column: b.line.length }
      await operate(e, key, motion, name)
      return key !== 'y'
    }
    default:
      return undefined
  }
}
async function other(e: Editor, key: Key, count: number): Promise<void> {
  const b = e.buffer
  switch (key) {
    case 'u':
    case '\x12': {
      const redo = key === '\x12'
      if (redo && !e.face.vim) {
        await e.screen.write('\x1b[2J')
        return
      }
      for (let i = 0; i < count; i++) {
        const from = b.lines
        const change = redo ? b.redo() : b.undo()
        e.say(
          change
            ? e.face.undone(e, from, change, redo)
            : e.face.vim
              ? `Already at ${redo ? 'newest' : 'oldest'} change`
              : 'Nothing to undo',
        )
      }
      b.clamp()
      return
    }
    case '.': {
      if (!e.recorded.length) return
      for (let i = 0; i < count; i++) {
        e.replay = [...e.recorded]
        e.replaying = true
        const head = e.replay.shift()!
        await normalKey(e, head)
        e.replaying = false
        e.replay = []
      }
      return
    }
    case ':': {
      const text = await e.commandLine(':')
      if (text === undefined) return
      if (e.face.vim) e.say(`:${text}`)
      await runEx(e, text)
      return
    }
    case 'm': {
      const mark = await e.key()
      if (mark !== undefined) e.marks.set(mark, { ...b.at })
      return
    }
    case 'v':
    case 'V':
      if (!e.face.vim) break
      e.message = ''
      e.mode = key === 'v' ? 'visual' : 'visual-line'
      e.anchor = { ...b.at }
      return
    case 'Z': {
      const next = await e.key()
      if (next === 'Z') {
        if (!b.modified || e.write(undefined, false)) e.done = true
      } else if (next === 'Q' && e.face.vim) e.done = true
      return
    }
    case '\x07': {
      const percent = Math.floor(((b.at.line + 1) * 100) / b.lines.length)
      e.say(
        e.face.vim
          ? `"${e.path ?? '[No Name]'}"${b.modified ? ' [Modified]' : ''} ${b.lines.length} lines --${percent}%--`
          : e.face.status(e),
      )
      return
    }
    case '\x05':
      e.top = Math.min(b.lines.length - 1, e.top + count)
      if (b.at.line < e.top) b.at.line = e.top
      return
    case '\x19':
      e.top = Math.max(0, e.top - count)
      if (b.at.line >= e.top + height(e)) b.at.line = e.top + height(e) - 1
      return
    case 'z': {
      const next = await e.key()
      if (next === '\r' || next === 't') e.top = b.at.line
      else if (next === '.' || next === 'z') e.top = Math.max(0, b.at.line - Math.floor(height(e) / 2))
      else if (next === '-' || next === 'b') e.top = Math.max(0, b.at.line - height(e) + 1)
      return
    }
    case '\x0c':
      await e.screen.write('\x1b[2J')
      return
    case 'esc':
    case '\x03':
      if (key === '\x03' && e.face.vim) e.say('Type  :qa!  and press <Enter> to abandon all changes and exit Vim')
      return
  }
  if (key === 'unknown') return
  const complaint = e.face.words.notCommand(key)
  if (complaint !== undefined) e.fail(complaint)
  else await e.screen.write('\x07')
}
