/** How ls lays names out in columns, with tabs between them as GNU does. */

/** Cells in columns (or rows) that fit `lineLength`; `widths` are those of the cells on a terminal. */
export function layOut(
  widths: readonly number[],
  lineLength: number,
  byRows: boolean,
): { columns: number; widths: number[] } {
  const count = widths.length
  const most = lineLength === 0 ? count : Math.max(1, Math.min(count, Math.floor(lineLength / 3) || 1))
  for (let columns = most; columns > 1; columns--) {
    const rows = Math.ceil(count / columns)
    const sizes = new Array<number>(columns).fill(3)
    for (let i = 0; i < count; i++) {
      const column = byRows ? i % columns : Math.floor(i / rows)
      sizes[column] = Math.max(sizes[column]!, widths[i]! + (column === columns - 1 ? 0 : 2))
    }
    if (lineLength === 0 || sizes.reduce((sum, size) => sum + size, 0) < lineLength) return { columns, widths: sizes }
  }
  return { columns: 1, widths: [Math.max(0, ...widths)] }
}
/** White space from column `from` to column `to`; `tab` 0 uses blanks only. */
export function indent(from: number, to: number, tab: number): string {
  let out = ''
  while (from < to) {
    if (tab !== 0 && Math.floor(to / tab) > Math.floor((from + 1) / tab)) {
      out += '\t'
      from += tab - (from % tab)
    } else {
      out += ' '
      from++
    }
  }
  return out
}
export function columnLines(
  cells: readonly { text: string; width: number }[],
  lineLength: number,
  byRows: boolean,
  tab: number,
): string[] {
  const plan = layOut(
    cells.map((cell) => cell.width),
    lineLength,
    byRows,
  )
  const rows = Math.ceil(cells.length / plan.columns)
  const lines: string[] = []
  for (let row = 0; row < rows; row++) {
    let line = ''
    let at = 0
    let target = 0
    for (let column = 0; column < plan.columns; column++) {
      const cell = cells[byRows ? row * plan.columns + column : column * rows + row]
      if (!cell) break
      line += indent(at, target, tab) + cell.text
      at = target + cell.width
      target += plan.widths[column]!
    }
    lines.push(line)
  }
  return lines
}
