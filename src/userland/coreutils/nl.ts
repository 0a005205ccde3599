/** nl(1): numbers lines of logical pages. */
import { gnu } from './lib/command.ts'
import { eachLine } from './lib/each-file.ts'
import { quote } from './lib/quote.ts'
import { compile, RegexError } from './lib/regex/regex.ts'
import type { Regex } from './lib/regex/regex.ts'

type Style = 'a' | 't' | 'n' | Regex
const numbered = (style: Style, line: string): boolean =>
  style === 'a' || (style === 't' ? line !== '' : style === 'n' ? false : style.test(line))

export const nl = gnu(
  {
    help: 'nl',
    short: 'h:b:f:v:i:pl:s:w:n:d:',
    long: {
      'header-numbering': 'h',
      'body-numbering': 'b',
      'footer-numbering': 'f',
      'starting-line-number': 'v',
      'line-increment': 'i',
      'no-renumber': 'p',
      'join-blank-lines': 'l',
      'number-separator': 's',
      'number-width': 'w',
      'number-format': 'n',
      'section-delimiter': 'd',
    },
  },
  async (command) => {
    const style = async (key: string, fallback: Style, what: string): Promise<Style> => {
      const text = command.value(key)
      if (text === undefined) return fallback
      if (text[0] === 'a' || text[0] === 't' || text[0] === 'n') return text[0]
      if (text[0] === 'p') {
        try {
          return compile(text.slice(1), { extended: false })
        } catch (error) {
          if (!(error instanceof RegexError)) throw error
          return command.die(error.message)
        }
      }
      return command.usage(`invalid ${what} numbering style: ${quote(text)}`)
    }
    const number = async (key: string, fallback: number, what: string): Promise<number> => {
      const text = command.value(key)
      if (text === undefined) return fallback
      if (!/^-?\d+$/.test(text) || (key === 'w' && Number(text) < 1))
        return command.die(`invalid ${what}: ${quote(text)}`)
      return Number(text)
    }
    const styles = {
      h: await style('h', 'n', 'header'),
      b: await style('b', 't', 'body'),
      f: await style('f', 'n', 'footer'),
    }
    const first = await number('v', 1, 'starting line number')
    const step = await number('i', 1, 'line number increment')
    const width = await number('w', 6, 'line number field width')
    const join = await number('l', 1, 'line number of blank lines')
    const format = command.value('n') ?? 'rn'
    if (!['ln', 'rn', 'rz'].includes(format)) await command.usage(`invalid line numbering format: ${quote(format)}`)
    const separator = command.value('s') ?? '\t'
    const mark = (command.value('d') ?? '\\:').padEnd(2, ':')
    let section: 'h' | 'b' | 'f' = 'b'
    let line = first
    let blanks = 0
    const show = (value: number): string => {
      const text = String(Math.abs(value))
      const sign = value < 0 ? '-' : ''
      if (format === 'ln') return (sign + text).padEnd(width)
      return format === 'rz' ? sign + text.padStart(width - sign.length, '0') : (sign + text).padStart(width)
    }
    await eachLine(command, async (text) => {
      if (text === mark.repeat(3) || text === mark.repeat(2) || text === mark) {
        section = text === mark.repeat(3) ? 'h' : text === mark.repeat(2) ? 'b' : 'f'
        if (section === 'h' && !command.has('p')) line = first
        await command.put('\n')
        return
      }
      const kind = styles[section]
      blanks = text === '' ? blanks + 1 : 0
      const counts = numbered(kind, text) && !(kind === 'a' && text === '' && join > 1 && blanks % join !== 0)
      if (counts) {
        await command.put(`${show(line)}${separator}${text}\n`)
        line += step
      } else await command.put(`${' '.repeat(width + separator.length)}${text}\n`)
    })
    return command.status
  },
)
