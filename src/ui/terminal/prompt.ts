/**
 * A restored screen ends with the prompt of a shell that is gone; the new shell prints its own. So that a reload shows everything as it
 * was, the old prompt's line is taken off the screen again, and what was typed after it is typed into the new shell.
 */
import type { Terminal } from '@xterm/xterm'

/** user@host:path$ text, as the machine's own shell prints it; a container's prompt belongs to a process that did not survive. */
const PROMPT = /^student@[\w.-]+:([^\n]*?)[$#] (.*)$/

export interface Tail {
  /** Rows that the prompt and what follows it take. */
  rows: number
  typed: string
  /** As the prompt shows it, "~/app". */
  directory: string
}

/** null when the cursor is not on a line that begins with the prompt. */
export function promptTail(terminal: Terminal): Tail | null {
  const buffer = terminal.buffer.active
  const end = buffer.baseY + buffer.cursorY
  let start = end
  while (start > 0 && buffer.getLine(start)?.isWrapped) start--
  let text = ''
  for (let y = start; y <= end; y++) {
    const line = buffer.getLine(y)
    // A wide character that did not fit at the end of a row left a cell empty there.
    const room = line && y < end && line.getCell(line.length - 1)?.getCode() === 0 ? line.length - 1 : line?.length
    text += line?.translateToString(false, 0, y === end ? buffer.cursorX : room) ?? ''
  }
  const match = PROMPT.exec(text)
  return match ? { rows: end - start + 1, typed: match[2]!, directory: match[1]! } : null
}

/** Escape sequences that remove `tail` and leave the cursor where the prompt began. */
export function eraseTail(tail: Tail): string {
  return `${tail.rows > 1 ? `\x1b[${tail.rows - 1}A` : ''}\r\x1b[0J`
}

/** Absolute directory of the shell that waits at the prompt; null when there is none. */
export function promptDirectory(terminal: Terminal): string | null {
  const shown = promptTail(terminal)?.directory
  if (!shown) return null
  const path = shown.replace(/^~(?=\/|$)/, '/home/student')
  return path.startsWith('/') ? path : null
}
