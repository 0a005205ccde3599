/** !-expansion (history(3)): events, word designators, modifiers, ^old^new^. */
import type { Shell } from '../state/shell.ts'

export interface Expanded {
  text: string
  /** :p — print, do not run. */
  printOnly: boolean
}
/** `text` as printed after the shell's prefix. */
export class HistoryFailure {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** null: nothing to expand. */
export function expandHistory(sh: Shell, line: string): Expanded | HistoryFailure | null {
  if (!line.includes('!') && !line.startsWith('^')) return null
  const scanner = new Scanner(sh, line)
  return scanner.run()
}

/** Words of a history line, with quotes kept together and operators apart. */
export function historyWords(line: string): string[] {
  return (
    line.match(/(?:\\.|"(?:\\.|[^"\\])*"?|'[^']*'?|\$\([^)]*\)|[^\s"'\\|&;()<>])+|&&|\|\||>>|<<|;;|[<>|&;()]/g) ?? []
  )
}

class Scanner {
  private readonly sh: Shell
  private readonly line: string
  private at = 0
  private printOnly = false
  private changed = false
  constructor(sh: Shell, line: string) {
    this.sh = sh
    this.line = line
  }

  run(): Expanded | HistoryFailure | null {
    let { line } = this
    const quick = /^\^([^^]*)\^([^^]*)(?:\^(.*))?$/s.exec(line)
    if (line.startsWith('^') && quick) {
      const last = this.sh.historyLines.at(-1)
      if (last === undefined || !last.includes(quick[1]!))
        return new HistoryFailure(
          `:s^${quick[1]!}^${quick[2]!}${quick[3] === undefined ? '' : '^'}: substitution failed`,
        )
      line = last.replace(quick[1]!, () => quick[2]!) + (quick[3] ?? '')
      return { text: line, printOnly: false }
    }
    let out = ''
    let single = false
    let double = false
    while (this.at < line.length) {
      const char = line[this.at]!
      if (char === '\\' && !single) {
        out += line.slice(this.at, this.at + 2)
        this.at += 2
        continue
      }
      if (char === "'" && !double) single = !single
      else if (char === '"' && !single) double = !double
      const next = line[this.at + 1]
      const live = char === '!' && !single && next !== undefined && !/[\s=(]/.test(next) && !(double && next === '"')
      const history =
        live &&
        !(line[this.at - 1] === '[' && /^!\]/.test(line.slice(this.at))) &&
        !/\$\{$/.test(line.slice(0, this.at)) &&
        !(line[this.at - 1] === '$')
      if (!history) {
        out += char
        this.at++
        continue
      }
      const expanded = this.event(out)
      if (expanded instanceof HistoryFailure) return expanded
      out += expanded
      this.changed = true
    }
    return this.changed ? { text: out, printOnly: this.printOnly } : null
  }

  private event(before: string): string | HistoryFailure {
    const { line, sh } = this
    const start = this.at
    this.at++
    const lines = sh.historyLines
    const rest = line.slice(this.at)
    let event: string | undefined
    let spec = ''
    let found: RegExpExecArray | null
    if (rest[0] === '!') {
      spec = '!'
      event = lines.at(-1)
    } else if (rest[0] === '#') {
      spec = '#'
      event = before
    } else if ((found = /^-(\d+)/.exec(rest))) {
      spec = found[0]
      event = lines[lines.length - Number(found[1])]
    } else if ((found = /^\d+/.exec(rest))) {
      spec = found[0]
      event = lines[Number(found[0]) - sh.historyBase]
    } else if ((found = /^\?([^?\n]*)\??/.exec(rest))) {
      spec = found[0]
      const text = found[1]!
      event = lines.findLast((one) => one.includes(text))
    } else if (/^[$^*:]/.test(rest)) event = lines.at(-1)
    else {
      found = /^[^\s:;&()|<>"'$^*%-]+(?:-(?![\d$*])[^\s:;&()|<>"'$^*%-]*)*/.exec(rest)
      spec = found?.[0] ?? ''
      event = lines.findLast((one) => one.startsWith(spec))
    }
    this.at += spec.length
    if (event === undefined) {
      const shown = /^\S*/.exec(line.slice(start))![0].replace(/["'].*$/, '')
      return new HistoryFailure(`${shown.slice(0, Math.max(1 + spec.length, 1)) || '!'}: event not found`)
    }
    const words = this.words(event)
    if (words instanceof HistoryFailure) return words
    return this.modifiers(words)
  }

  private words(event: string): string | HistoryFailure {
    const rest = this.line.slice(this.at)
    const found = /^:?([$^*]|%)|^:(\d+)?(?:(-)(\d+|\$)?|(\*))?|^(-)(\d+|\$)?/.exec(rest)
    if (
      !found ||
      found[0] === ':' ||
      (found[0].startsWith(':') && found[1] === undefined && found[2] === undefined && !found[3] && !found[5])
    )
      return event
    if (found[6]) return event
    const words = historyWords(event)
    const last = words.length - 1
    let from: number
    let to: number
    if (found[1] === '$') from = to = last
    else if (found[1] === '^') from = to = 1
    else if (found[1] === '*') [from, to] = [1, last]
    else if (found[1] === '%') from = to = last
    else {
      from = Number(found[2] ?? '0')
      if (found[5]) to = last
      else if (found[3]) to = found[4] === undefined ? last - 1 : found[4] === '$' ? last : Number(found[4])
      else to = from
    }
    this.at += found[0].length
    if (found[1] === '*' && last < 1) return ''
    if (from > last || to > last || to < from) return new HistoryFailure(`${found[0]}: bad word specifier`)
    return words.slice(from, to + 1).join(' ')
  }

  private modifiers(text: string): string | HistoryFailure {
    for (;;) {
      const rest = this.line.slice(this.at)
      const found = /^:(?:([htreqxpu])|(g|a|G)?s(.)(.*))/s.exec(rest)
      if (!found) return text
      if (found[1]) {
        this.at += 2
        switch (found[1]) {
          case 'h':
            text = text.replace(/\/[^/]*$/, '')
            break
          case 't':
            text = text.replace(/^.*\//s, '')
            break
          case 'r':
            text = text.replace(/\.[^./]*$/, '')
            break
          case 'e':
            text = /\.[^./]*$/.exec(text)?.[0] ?? text
            break
          case 'p':
            this.printOnly = true
            break
          case 'q':
            text = `'${text.replaceAll("'", "'\\''")}'`
            break
          case 'x':
            text = text
              .split(/\s+/)
              .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
              .join(' ')
            break
        }
        continue
      }
      const delimiter = found[3]!
      const body = found[4]!
      const end = body.indexOf(delimiter)
      if (end < 0) return new HistoryFailure(`${rest}: bad substitution`)
      const close = body.indexOf(delimiter, end + 1)
      const from = body.slice(0, end)
      const to = body.slice(end + 1, close < 0 ? undefined : close)
      this.at += rest.length - body.length + (close < 0 ? body.length : close + 1)
      if (!text.includes(from))
        return new HistoryFailure(`${rest.slice(0, rest.length - body.length)}${body}: substitution failed`)
      text = found[2] ? text.split(from).join(to) : text.replace(from, () => to)
    }
  }
}
