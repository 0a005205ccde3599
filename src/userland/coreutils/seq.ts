/** seq(1). Exact decimals: numbers are scaled to integers of the finest precision given. */
import { formatDouble } from './lib/format.ts'
import { gnu } from './lib/command.ts'
import { quote } from './lib/quote.ts'

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/
const decimals = (text: string): number => {
  const match = /^[-+]?\d*\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text)
  return match ? Math.max(0, match[1]!.length - Number(match[2] ?? 0)) : 0
}
/** The numbers as text. `numbers` are 1 to 3 operands that match a number. */
export function* sequence(
  numbers: readonly string[],
  options: { equalWidth: boolean; format: string | undefined },
): Generator<string> {
  const [first, step, last] =
    numbers.length === 1
      ? ['1', '1', numbers[0]!]
      : numbers.length === 2
        ? [numbers[0]!, '1', numbers[1]!]
        : [numbers[0]!, numbers[1]!, numbers[2]!]
  const precision = Math.max(decimals(first), decimals(step))
  const scale = 10 ** precision
  const start = Math.round(Number(first) * scale)
  const by = Math.round(Number(step) * scale)
  const end = Number(last) * scale
  const show = (value: number): string => (value / scale).toFixed(precision)
  const textOfEnd = show(Math.trunc(end))
  const width = options.equalWidth ? Math.max(show(start).length, textOfEnd.length) : 0
  for (let i = 0; ; i++) {
    const value = start + i * by
    // The end as written may be finer than the steps: a hair of slack for binary fractions.
    if (by > 0 ? value > end + 1e-9 : value < end - 1e-9) return
    if (options.format !== undefined) yield formatDouble(options.format, value / scale)
    else if (width) {
      const text = show(value)
      yield text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0')
    } else yield show(value)
  }
}

/** Options end where a negative number begins. */
export function guardNumbers(args: readonly string[]): string[] {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (/^-[\d.]/.test(arg)) return [...args.slice(0, i), '--', ...args.slice(i)]
    if (arg === '--' || !arg.startsWith('-')) break
    if (/^(-[sf]|--separator|--format)$/.test(arg)) i++
  }
  return [...args]
}

export const seq = gnu(
  {
    help: 'seq',
    short: '+f:s:w',
    long: { 'equal-width': 'w', format: 'f', separator: 's' },
    prepare: guardNumbers,
  },
  async (command) => {
    const { args } = command
    if (!args.length) await command.usage('missing operand')
    if (args.length > 3) await command.usage(`extra operand ${quote(args[3]!)}`)
    const infinite = args.at(-1) === 'inf' || args.at(-1) === 'infinity'
    for (const arg of infinite ? args.slice(0, -1) : args)
      if (!NUMBER.test(arg)) await command.usage(`invalid floating point argument: ${quote(arg)}`)
    const numbers = infinite ? [...args.slice(0, -1), '9007199254740991'] : args
    if (numbers.length === 3 && Number(numbers[1]) === 0)
      await command.usage(`invalid Zero increment value: ${quote(numbers[1]!)}`)
    const format = command.value('f')
    if (format !== undefined) {
      if (command.has('w')) await command.usage('format string may not be specified when printing equal width strings')
      const directives = format.replaceAll('%%', '').match(/%/g)?.length ?? 0
      if (directives === 0) await command.die(`format ${quote(format)} has no % directive`)
      const directive = /(?:^|[^%])(?:%%)*%[-+ #0']*\d*(?:\.\d*)?L?(.?)/s.exec(format)?.[1]
      if (directives && directive === '') await command.die(`format ${quote(format)} ends in %`)
      if (directives && !/[efgaEFGA]/.test(directive!))
        await command.die(`format ${quote(format)} has unknown %${directive!} directive`)
      if (directives > 1) await command.die(`format ${quote(format)} has too many % directives`)
    }
    const separator = command.value('s') ?? '\n'
    let first = true
    let count = 0
    for (const text of sequence(numbers, { equalWidth: command.has('w'), format })) {
      await command.put(first ? text : separator + text)
      first = false
      if (++count % 4096 === 0) await command.sys.breathe()
    }
    if (!first) await command.put('\n')
  },
)
