/**
 * text/tabwriter in the way Docker uses it: cells end in a tab, a column is a block of neighbouring lines that have a cell there,
 * every cell is padded with spaces to the widest plus `padding` and at least `minWidth`; the text behind the last tab is no cell.
 */
import { stringWidth } from './width.ts'

export interface TabwriterOptions {
  minWidth: number
  padding: number
  /** How wide text is; Docker's own fork counts wide characters as two columns, the standard library's as one. */
  width?: (text: string) => number
  /** Pads with tabs of so many columns in place of spaces (padchar '\t'). */
  tabWidth?: number
}
/** tabwriter.NewWriter(out, 10, 1, 3, ' ', 0): every table of the docker command. */
export const DOCKER_TABLE: TabwriterOptions = { minWidth: 10, padding: 3 }

export function tabulate(text: string, options: TabwriterOptions = DOCKER_TABLE): string {
  const measure = options.width ?? stringWidth
  const endsInNewline = text.endsWith('\n')
  const lines = (endsInNewline ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'))
  const out: string[] = lines.map(() => '')
  // Terminated cells of a line: all but its last piece.
  const format = (from: number, to: number, column: number, widths: number[]): void => {
    let line = from
    while (line < to) {
      if (column >= lines[line]!.length - 1) {
        out[line] = render(lines[line]!, widths)
        line++
        continue
      }
      let end = line
      let width = options.minWidth
      while (end < to && column < lines[end]!.length - 1) {
        const cell = measure(lines[end]![column]!)
        width = Math.max(width, cell + options.padding)
        end++
      }
      format(line, end, column + 1, [...widths, width])
      line = end
    }
  }
  const fill = (width: number, used: number): string => {
    const { tabWidth } = options
    if (tabWidth === undefined) return ' '.repeat(Math.max(0, width - used))
    const whole = Math.ceil(width / tabWidth) * tabWidth
    return '\t'.repeat(Math.ceil((whole - used) / tabWidth))
  }
  const render = (cells: readonly string[], widths: readonly number[]): string => {
    let row = ''
    cells.forEach((cell, i) => {
      if (i === cells.length - 1) row += cell
      else row += cell + fill(Math.max(0, widths[i]!), measure(cell))
    })
    return row
  }
  format(0, lines.length, 0, [])
  return out.join('\n') + (endsInNewline ? '\n' : '')
}
