/** numfmt(1): numbers from and to human ones, by field. Left out: --format, --debug, --grouping, locale's separators. */
import { gnu } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { LineReader } from './lib/io.ts'
import { quote } from './lib/quote.ts'

const SUFFIXES = 'KMGTPEZY'
const SCALES = ['none', 'auto', 'si', 'iec', 'iec-i']
type Round = 'up' | 'down' | 'from-zero' | 'towards-zero' | 'nearest'
const ROUND: Record<Round, (value: number) => number> = {
  up: Math.ceil,
  down: Math.floor,
  'from-zero': (value) => (value < 0 ? Math.floor(value) : Math.ceil(value)),
  'towards-zero': Math.trunc,
  nearest: (value) => Math.sign(value) * Math.round(Math.abs(value)),
}
class Unfit extends Error {}

function parse(text: string, from: string, suffix: string): { value: number; decimals: number } {
  const bare = suffix && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
  const match = /^(-?\d*\.?\d*)(.*)$/.exec(bare.trim())!
  if (!/\d/.test(match[1]!)) throw new Unfit(`invalid number: ${quote(text)}`)
  const rest = match[2]!
  const decimals = (match[1]!.split('.')[1] ?? '').length
  if (rest === '') {
    if (from === 'iec-i') return { value: Number(match[1]), decimals }
    return { value: Number(match[1]), decimals }
  }
  const power = SUFFIXES.indexOf(rest[0] === 'k' && from === 'si' ? 'K' : rest[0]!) + 1
  if (from === 'none') {
    if (power) throw new Unfit(`rejecting suffix in input: ${quote(text)} (consider using --from)`)
    throw new Unfit(`invalid suffix in input: ${quote(text)}`)
  }
  if (!power) throw new Unfit(`invalid suffix in input: ${quote(text)}`)
  const i = rest[1] === 'i'
  if (from === 'iec-i' && !i) throw new Unfit(`missing 'i' suffix in input: ${quote(text)} (e.g Ki/Mi/Gi)`)
  const tail = rest.slice(i && (from === 'auto' || from === 'iec-i') ? 2 : 1)
  if (tail) throw new Unfit(`invalid suffix in input ${quote(text)}: ${quote(tail)}`)
  const base = from === 'si' || (from === 'auto' && !i) ? 1000 : 1024
  return { value: Number(match[1]) * base ** power, decimals }
}
function show(value: number, decimals: number, to: string, round: Round): string {
  if (to === 'none') {
    const scale = 10 ** decimals
    return (ROUND[round](value * scale) / scale).toFixed(decimals)
  }
  const base = to === 'si' ? 1000 : 1024
  let power = 0
  let number = value
  while (Math.abs(number) >= base && power < SUFFIXES.length) {
    number /= base
    power++
  }
  let rounded: number
  let digits = 0
  if (power && Math.abs(number) < 10) {
    rounded = ROUND[round](number * 10) / 10
    if (Math.abs(rounded) < 10) digits = 1
  } else rounded = ROUND[round](number)
  if (Math.abs(rounded) >= base) {
    rounded /= base
    power++
    digits = 1
  }
  return `${rounded.toFixed(digits)}${power ? SUFFIXES[power - 1]! + (to === 'iec-i' ? 'i' : '') : ''}`
}
/** cut's lists: "1,3-5,-2,7-" or "-" for all. */
function fieldTest(list: string): ((n: number) => boolean) | undefined {
  if (list === '-') return () => true
  const ranges = list.split(',').map((part) => /^(\d*)(-?)(\d*)$/.exec(part))
  if (ranges.some((match) => !match || match[0] === '' || match[1] === '0')) return undefined
  return (n) =>
    ranges.some((match) => {
      const low = Number(match![1] || 1)
      const high = match![2] ? Number(match![3] || Infinity) : low
      return n >= low && n <= high
    })
}
const unit = async (command: Command, key: string): Promise<number> => {
  const text = command.value(key) ?? '1'
  const match = /^(\d+)([KMGTPEZY]?)(i?)$/.exec(text)
  if (!match || Number(match[1]) === 0) return command.die(`invalid unit size: ${quote(text)}`)
  return Number(match[1]) * (match[2] ? (match[3] ? 1024 : 1000) ** (SUFFIXES.indexOf(match[2]) + 1) : 1)
}

export const numfmt = gnu(
  {
    help: 'numfmt',
    short: 'd:z',
    prepare: (args) => args.map((arg) => (/^-\d/.test(arg) ? `\0${arg}` : arg)),
    long: {
      from: 'from=',
      'from-unit': 'from-unit=',
      to: 'to=',
      'to-unit': 'to-unit=',
      round: 'round=',
      padding: 'padding=',
      suffix: 'suffix=',
      grouping: 'grouping',
      delimiter: 'd',
      field: 'field=',
      debug: 'debug',
      header: 'header=?',
      format: 'format=',
      invalid: 'invalid=',
      'zero-terminated': 'z',
    },
  },
  async (command) => {
    const { sys } = command
    for (const key of ['grouping', 'debug', 'format'])
      if (command.has(key)) return command.die(`--${key} is not simulated yet`)
    const from = command.value('from') ?? 'none'
    const to = command.value('to') ?? 'none'
    for (const [name, value, known] of [
      ['from', from, SCALES],
      ['to', to, SCALES.filter((scale) => scale !== 'auto')],
    ] as const)
      if (!known.includes(value)) {
        await command.warn(`invalid argument ${quote(value)} for ‘--${name}’`)
        await sys.write(2, `Valid arguments are:\n${known.map((word) => `  - ‘${word}’\n`).join('')}`)
        return command.usage()
      }
    const round = (command.value('round') ?? 'from-zero') as Round
    if (!(round in ROUND)) return command.die(`invalid argument ${quote(round)} for ‘--round’`)
    const [fromUnit, toUnit] = [await unit(command, 'from-unit'), await unit(command, 'to-unit')]
    const paddingText = command.value('padding')
    if (paddingText !== undefined && !/^-?[1-9]\d*$/.test(paddingText))
      return command.die(`invalid padding value ${quote(paddingText)}`)
    const suffix = command.value('suffix') ?? ''
    const delimiter = command.value('d')
    const wanted = fieldTest(command.value('field') ?? '1')
    if (!wanted) return command.die(`invalid field value ${quote(command.value('field')!)}`)
    const invalid = command.value('invalid') ?? 'abort'
    const convert = async (field: string, width: number): Promise<string> => {
      let text = field
      try {
        const { value, decimals } = parse(field, from, suffix)
        text = show((value * fromUnit) / toUnit, from === 'none' ? decimals : 0, to, round) + suffix
      } catch (error) {
        if (!(error instanceof Unfit)) throw error
        if (invalid === 'abort') return command.die(error.message, 2)
        if (invalid !== 'ignore') await command.warn(error.message)
        if (invalid === 'fail') command.status = 2
        return field
      }
      const padding = paddingText === undefined ? width : Number(paddingText)
      return padding < 0 ? text.padEnd(-padding) : text.padStart(padding)
    }
    const end = command.has('z') ? '\0' : '\n'
    const line = async (text: string, padded: boolean): Promise<void> => {
      let out = ''
      let n = 0
      if (delimiter === undefined)
        for (const [piece, space, word] of text.matchAll(/(\s*)(\S+|$)/g)) {
          if (!piece) continue
          n++
          if (!wanted(n) || !word) out += piece
          else {
            const lead = n === 1 ? '' : space![0]!
            const width = space!.length > (n === 1 ? 0 : 1) && padded ? piece.length - lead.length : 0
            out += lead + (await convert(word, width))
          }
        }
      else
        out = (
          await Promise.all(
            text.split(delimiter).map((word, i) => (wanted(i + 1) ? convert(word, 0) : Promise.resolve(word))),
          )
        ).join(delimiter)
      await command.put(out + end)
    }
    if (command.args.length) {
      for (const arg of command.args) await line(arg.replace(/^\0/, ''), false)
      return command.status
    }
    const reader = new LineReader(sys, 0, { delimiter: command.has('z') ? 0 : 10 })
    const headerText = command.options.find((option) => option.key === 'header')
    let header = headerText ? Number(headerText.value ?? 1) : 0
    for (let text = await reader.next(); text !== null; text = await reader.next())
      if (header-- > 0) await command.put(text + end)
      else await line(text, true)
    return command.status
  },
)
