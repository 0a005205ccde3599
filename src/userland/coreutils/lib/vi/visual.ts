/** vim's visual mode. */
import type { Key } from '../screen.ts'
import { before } from './buffer.ts'
import type { Editor } from './editor.ts'
import { runEx } from './ex.ts'
import { motion as motionOf } from './motion.ts'
import { operate } from './operate.ts'

export async function visualKey(
  e: Editor,
  key: Key,
  count: number,
  given: boolean,
  name: string | undefined,
): Promise<void> {
  const b = e.buffer
  if (key === 'esc' || key === '\x03' || key === e.mode[0]) {
    e.mode = 'normal'
    return
  }
  if (key === 'v' || key === 'V') {
    e.mode = key === 'v' ? 'visual' : 'visual-line'
    return
  }
  if (key === 'o') {
    ;[e.anchor, b.at] = [{ ...b.at }, { ...e.anchor }]
    return
  }
  const ops: Record<string, string> = { d: 'd', x: 'd', delete: 'd', y: 'y', c: 'c', s: 'c', '>': '>', '<': '<' }
  const op = ops[key]
  if (op) {
    const linewise = e.mode === 'visual-line'
    e.mode = 'normal'
    const [from, to] = before(e.anchor, b.at) ? [e.anchor, b.at] : [b.at, e.anchor]
    b.at = { ...from }
    await operate(e, op, { from: { ...from }, to: { ...to }, linewise, inclusive: !linewise }, name)
    b.clamp()
    return
  }
  if (key === ':') {
    const [from, to] = [Math.min(e.anchor.line, b.at.line) + 1, Math.max(e.anchor.line, b.at.line) + 1]
    const text = await e.commandLine(":'<,'>")
    e.mode = 'normal'
    if (text !== undefined) await runEx(e, `${from},${to}${text}`)
    return
  }
  const motion = await motionOf(e, key, count, given)
  if (motion) {
    b.at = { ...motion.to }
    b.clamp()
  }
}
