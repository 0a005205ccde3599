/** fmt(1): paragraphs refilled, by GNU's weighing of line breaks. */
import { strerror } from '../../base/abi/errno.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { toText } from './lib/text.ts'
import { width as columns } from './lib/text.ts'

interface Word {
  text: string
  width: number
  /** Blanks after it when the line goes on. */
  space: number
  paren: boolean
  punct: boolean
  period: boolean
  /** Ends a sentence. */
  final: boolean
}
/** A word and the blanks after it; `last` on its input line. */
function makeWord(text: string, blanks: number, last: boolean, uniform: boolean): Word {
  const period = /[.?!][)\]'"]*$/.test(text)
  const final = period && (last || blanks > 1)
  return {
    text,
    width: columns(text),
    space: last || uniform ? (final ? 2 : 1) : blanks,
    paren: /^[([`'"]/.test(text),
    punct: /[!-/:-@[-`{-~]$/.test(text),
    period,
    final,
  }
}
const square = (n: number): number => n * n
const LINE_COST = square(70)

/** Line breaks of least cost, with the costs of GNU's fmt. */
export function breakLines(
  words: readonly Word[],
  firstIndent: number,
  indent: number,
  max: number,
  goal: number,
): string[] {
  const n = words.length
  const best = new Array<number>(n + 1).fill(0)
  const next = new Array<number>(n + 1).fill(n)
  const lengths = new Array<number>(n + 1).fill(0)
  const baseCost = (at: number): number => {
    let cost = LINE_COST
    const before = words[at - 1]
    if (before) {
      if (before.period) cost += before.final ? -square(50) : square(600)
      else if (before.punct) cost -= square(40)
      else if (words[at - 2]?.final) cost += square(200) / before.width
    }
    const word = words[at]!
    if (word.paren) cost -= square(40)
    else if (word.final) cost += square(150) / word.width
    return cost
  }
  const lineCost = (end: number, length: number): number => {
    if (end === n) return 0
    const ragged = next[end] === n ? 0 : square(10 * (length - lengths[end]!)) / 2
    return square(10 * (goal - length)) + ragged
  }
  for (let start = n - 1; start >= 0; start--) {
    let least = Infinity
    let length = (start === 0 ? firstIndent : indent) + words[start]!.width
    for (let end = start + 1; ; end++) {
      const cost = lineCost(end, length) + best[end]!
      if (cost < least) {
        least = cost
        next[start] = end
        lengths[start] = length
      }
      if (end === n) break
      length += words[end - 1]!.space + words[end]!.width
      if (length >= max) break
    }
    best[start] = least + baseCost(start)
  }
  const lines: string[] = []
  for (let at = 0; at < n; at = next[at]!) {
    let line = ' '.repeat(at === 0 ? firstIndent : indent)
    for (let i = at; i < next[at]!; i++) line += words[i]!.text + (i + 1 < next[at]! ? ' '.repeat(words[i]!.space) : '')
    lines.push(line)
  }
  return lines
}
const wordsOf = (line: string, uniform: boolean): Word[] => {
  const pieces = [...line.trim().matchAll(/([^ \t]+)([ \t]*)/g)]
  return pieces.map(([, text, blanks], i) => makeWord(text!, blanks!.length, i === pieces.length - 1, uniform))
}

export const fmt = gnu(
  {
    help: 'fmt',
    short: 'cstuw:g:p:0123456789',
    prepare: (args) => args.map((arg, i) => (i === 0 && /^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg)),
    long: {
      'crown-margin': 'c',
      prefix: 'p',
      'split-only': 's',
      'tagged-paragraph': 't',
      'uniform-spacing': 'u',
      width: 'w',
      goal: 'g',
    },
  },
  async (command) => {
    const number = async (key: string, what: string): Promise<number | undefined> => {
      const text = command.value(key)
      if (text === undefined) return undefined
      if (!/^\d+$/.test(text)) return command.die(`invalid ${what}: ${quote(text)}`)
      return Number(text)
    }
    const goalGiven = await number('g', 'goal')
    const max = (await number('w', 'width')) ?? (goalGiven === undefined ? 75 : goalGiven + 10)
    const goal = goalGiven ?? Math.floor((max * (2 * (100 - 7) + 1)) / 200)
    const prefix = command.value('p') ?? ''
    for (const name of command.args.length ? command.args : ['-']) {
      const input = await tryAsync(() => openInput(command.sys, name))
      if (isError(input)) {
        await command.complain(`cannot open ${quoteaf(name)} for reading: ${strerror(input.code)}`)
        continue
      }
      const lines = toText(await command.sys.readAll(input.fd)).split('\n')
      if (lines.at(-1) === '') lines.pop()
      const indentOf = (line: string): number =>
        /^[ \t]*/.exec(line.slice(prefix.length))![0].replace(/\t/g, '        ').length
      let paragraph: string[] = []
      const flush = async (): Promise<void> => {
        if (!paragraph.length) return
        const words = paragraph.flatMap((line) => wordsOf(line.slice(prefix.length), command.has('u')))
        // A paragraph's last word ends a sentence, whatever it is.
        const end = words.at(-1)
        if (end) end.period = end.final = true
        const first = indentOf(paragraph[0]!)
        const rest = command.has('c') || command.has('t') ? indentOf(paragraph[1] ?? paragraph[0]!) : first
        const out = command.has('s')
          ? paragraph.flatMap((line) =>
              columns(line) < max
                ? [line]
                : breakLines(wordsOf(line, command.has('u')), indentOf(line), indentOf(line), max, goal),
            )
          : breakLines(words, first, rest, max, goal)
        for (const line of out) await command.put(`${command.has('s') ? '' : prefix}${line}\n`)
        paragraph = []
      }
      for (const line of lines) {
        if (line.trim() === '' || !line.startsWith(prefix) || line.slice(prefix.length).trim() === '') {
          await flush()
          await command.put(`${line.trim() === '' ? '' : line}\n`)
          continue
        }
        const indent = indentOf(line)
        const expected = paragraph.length === 0 ? undefined : indentOf(paragraph.at(-1)!)
        const crown = (command.has('c') || command.has('t')) && paragraph.length === 1
        if (expected !== undefined && indent !== expected && !crown) await flush()
        paragraph.push(line)
      }
      await flush()
      input.close()
    }
    return command.status
  },
)
