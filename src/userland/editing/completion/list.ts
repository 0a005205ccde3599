/** The list of completions in columns, and its questions (rl_display_match_list, _rl_internal_pager). */
import { wcswidth } from '../../../base/wcwidth.ts'
import type { Candidate } from './candidates.ts'

/** Rows of the list, without newlines; down the columns as ls has it. */
export function columns(shown: readonly Pick<Candidate, 'shown' | 'mark'>[], cols: number): string[] {
  const widths = shown.map((item) => wcswidth(item.shown))
  const max = Math.max(...widths) + 2
  let limit = Math.floor(cols / max)
  if (limit !== 1 && limit * max === cols) limit--
  limit = Math.max(1, limit)
  const count = Math.ceil(shown.length / limit)
  const rows: string[] = []
  for (let i = 0; i < count; i++) {
    let row = ''
    for (let j = 0; j < limit; j++) {
      const index = i + j * count
      if (index >= shown.length) break
      const { shown: text, mark = '' } = shown[index]!
      row += text + mark
      if (j + 1 < limit) row += ' '.repeat(Math.max(1, max - widths[index]! - mark.length))
    }
    rows.push(row)
  }
  return rows
}

export interface Pager {
  write(text: string): Promise<void>
  /** null: the end, or an abort. */
  key(): Promise<string | null>
}

/** y, Y, blank: true; n, N, DEL: false; null: an abort. Other keys ring. */
export async function yesOrNo(pager: Pager): Promise<boolean | null> {
  for (;;) {
    const key = await pager.key()
    if (key === null || key === '\x07') return null
    if (key === 'y' || key === 'Y' || key === ' ') return true
    if (key === 'n' || key === 'N' || key === '\x7f') return false
    await pager.write('\x07')
  }
}

/** Writes rows a screenful at a time. */
export async function page(rows: readonly string[], height: number, pager: Pager): Promise<void> {
  let lines = 0
  for (const [i, row] of rows.entries()) {
    await pager.write(`${row}\n`)
    lines++
    if (lines < height - 1 || i === rows.length - 1) continue
    await pager.write('--More--')
    let key = await pager.key()
    while (key !== null && !/[yY \rnN\nqQ\x7f\x07]/.test(key)) {
      await pager.write('\x07')
      key = await pager.key()
    }
    await pager.write('\r\x1b[K')
    if (key === null || /[nNqQ\x7f\x07]/.test(key)) return
    lines = key === '\r' || key === '\n' ? lines - 1 : 0
  }
}
