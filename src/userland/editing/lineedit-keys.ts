/** Escape sequences that BusyBox knows (lineedit_read_key, libbb/read_key.c); answers to \x1b[6n and unknown ones are swallowed. */
import type { Keys } from './keys.ts'

const SEQUENCES: Readonly<Record<string, string>> = {
  '\x7f': 'delete-word-left',
  '\b': 'delete-word-left',
  d: 'delete-word-right',
  f: 'word-right',
  b: 'word-left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  '[1~': 'home',
  '[3~': 'delete',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
}
/** How long a sequence may pause, in ms. */
const PAUSE = 50

/** A character, or the name of a key; see Keys.next(). */
export async function readSequence(keys: Keys): Promise<{ key: string } | 'signal' | null> {
  const first = await keys.next()
  if (first === null || first === 'signal' || first.key !== '\x1b') return first
  let rest = ''
  while (await keys.ready(PAUSE)) {
    const next = await keys.next()
    if (next === null || next === 'signal') return next
    rest += next.key
    const known = SEQUENCES[rest]
    if (known !== undefined) return { key: known }
    // A whole control sequence, known or not.
    if (/^\[[0-9;?]*[@-~]$/.test(rest) || /^O.$/s.test(rest)) return { key: 'unknown' }
    if (/^(\[[0-9;?]*|O)$/.test(rest)) continue
    // ESC and something else: the ESC is lost.
    keys.unread(rest)
    return { key: 'unknown' }
  }
  return { key: rest ? 'unknown' : '\x1b' }
}
