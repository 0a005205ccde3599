/** showfiles() of BusyBox: columns as wide as the longest name and two blanks. */
import { wcswidth } from '../../../base/wcwidth.ts'

export function columns(names: readonly string[], cols: number): string[] {
  const width = Math.max(...names.map(wcswidth)) + 2
  const perRow = Math.max(1, Math.floor(cols / width))
  const rows = Math.ceil(names.length / perRow)
  return Array.from({ length: rows }, (_, row) => {
    let text = ''
    let index = row
    for (let column = 1; column < perRow && index + rows < names.length; column++, index += rows)
      text += names[index]! + ' '.repeat(width - wcswidth(names[index]!))
    return text + names[index]!
  })
}
