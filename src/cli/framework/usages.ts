/** pflag's FlagUsagesWrapped: the "Options:" block of help, wrapped to a width. */
import type { FlagSet } from './flag-set.ts'

/** Where text breaks before column `width`, looking `slop` further so as not to leave a short word alone. */
function breakLine(width: number, slop: number, text: string): [line: string, rest: string] {
  if (width + slop > text.length) return [text, '']
  const head = text.slice(0, width)
  const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'))
  if (space <= 0) return [text, '']
  const newline = head.lastIndexOf('\n')
  const at = newline > 0 && newline < space ? newline : space
  return [text.slice(0, at), text.slice(at + 1)]
}
function wrap(indent: number, width: number, text: string): string {
  let room = width - indent
  let out = ''
  let margin = indent
  if (room < 24) {
    margin = 16
    room = width - margin
    out = `\n${' '.repeat(margin)}`
  }
  if (room < 24) return text.replaceAll('\n', out)
  const slop = 5
  room -= slop
  const newline = `\n${' '.repeat(margin)}`
  let rest = text
  let first = true
  do {
    const [line, left] = breakLine(room, slop, rest)
    out += (first ? '' : newline) + line.replaceAll('\n', newline)
    rest = left
    first = false
  } while (rest !== '')
  return out
}

/** `width` columns; every line ends in a newline. */
export function flagUsages(flags: FlagSet, width: number): string {
  const rows: [head: string, text: string][] = []
  for (const flag of flags.all()) {
    if (flag.hidden) continue
    const { name, shorthand, varname, usage, defaultText } = flag.definition
    const head = `${shorthand === '' ? '      ' : `  -${shorthand}, `}--${name}${varname === '' ? '' : ` ${varname}`}`
    // Backquotes mark the word that names the value.
    rows.push([head, usage.replace(/`([^`]*)`/, '$1') + (defaultText === null ? '' : ` (default ${defaultText})`)])
  }
  const longest = Math.max(0, ...rows.map(([head]) => head.length))
  return rows
    .map(([head, text]) => `${head}${' '.repeat(longest - head.length)}   ${wrap(longest + 3, width, text)}\n`)
    .join('')
}
