/** vi's insert and replace modes. */
import type { Key } from '../screen.ts'
import type { Editor } from './editor.ts'
import { motion as motionOf } from './motion.ts'
import { wordBack } from './motions.ts'

/** Types text until ESC; used for all commands that end in insert mode. */
export async function insertMode(e: Editor, mode: 'insert' | 'replace' = 'insert'): Promise<void> {
  e.mode = mode
  e.message = ''
  while (e.mode === 'insert' || e.mode === 'replace') {
    const key = await e.key()
    if (key === undefined) {
      e.mode = 'normal'
      break
    }
    await insertKey(e, key)
  }
}
export async function insertKey(e: Editor, key: Key): Promise<void> {
  const b = e.buffer
  switch (key) {
    case 'esc':
    case '\x03':
      e.mode = 'normal'
      b.at.column = Math.max(0, b.at.column - 1)
      e.wanted = b.at.column
      return
    case '\r':
    case '\n':
      b.insert('\n')
      return
    case '\x7f':
    case '\b':
      if (b.at.column > 0) {
        if (e.mode === 'insert') b.remove({ line: b.at.line, column: b.at.column - 1 }, { ...b.at })
        else b.at.column--
      } else if (b.at.line > 0 && e.mode === 'insert')
        b.remove({ line: b.at.line - 1, column: b.lines[b.at.line - 1]!.length }, { line: b.at.line, column: 0 })
      return
    case '\x17': {
      const to = wordBack(b, b.at, false)
      if (to.line === b.at.line) b.remove(to, { ...b.at })
      return
    }
    case '\x15':
      b.remove({ line: b.at.line, column: 0 }, { ...b.at })
      return
    case 'delete':
      if (b.at.column < b.line.length) b.remove({ ...b.at }, { line: b.at.line, column: b.at.column + 1 })
      return
    case 'up':
    case 'down':
    case 'left':
    case 'right':
    case 'home':
    case 'end':
    case 'pageup':
    case 'pagedown': {
      const motion = await motionOf(e, key, 1)
      if (motion) b.at = { ...motion.to }
      if (key === 'end') b.at.column = b.line.length
      if (key === 'right' && motion && b.at.column === b.line.length - 1 && motion.to.column === b.at.column)
        b.clamp(true)
      b.clamp(true)
      return
    }
    case '\x16': {
      const literal = await e.key()
      if (literal !== undefined) b.insert(literal === 'esc' ? '\x1b' : literal)
      return
    }
    default:
      if ([...key].length !== 1 || (key < ' ' && key !== '\t')) return
      if (e.mode === 'replace' && b.at.column < b.line.length)
        b.remove({ ...b.at }, { line: b.at.line, column: b.at.column + 1 })
      b.insert(key)
  }
}
