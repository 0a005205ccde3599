/** fold(1), expand(1), unexpand(1). As in coreutils 9.1 columns are bytes. */
import { gnu } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { eachLine } from './lib/each-file.ts'
import { quote } from './lib/quote.ts'
import { fromBinary } from './lib/text.ts'

/** fold -123 */
const obsoleteWidth = (args: readonly string[]): string[] =>
  args.map((arg) => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg))

function advance(column: number, char: string): number {
  if (char === '\b') return Math.max(0, column - 1)
  if (char === '\r') return 0
  if (char === '\t') return column + 8 - (column % 8)
  return column + 1
}
/** The pieces of a line. */
export function foldLine(line: string, width: number, options: { bytes: boolean; spaces: boolean }): string[] {
  const out: string[] = []
  let piece = ''
  let column = 0
  const columns = (text: string): number =>
    [...text].reduce((at, char) => (options.bytes ? at + 1 : advance(at, char)), 0)
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!
    const next = options.bytes ? column + 1 : advance(column, char)
    if (next > width && piece !== '') {
      const blank = options.spaces ? Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\t')) : -1
      if (blank >= 0) {
        out.push(piece.slice(0, blank + 1))
        piece = piece.slice(blank + 1)
        column = columns(piece)
      } else {
        out.push(piece)
        piece = ''
        column = 0
      }
      i--
      continue
    }
    piece += char
    column = next
  }
  out.push(piece)
  return out
}
export const fold = gnu(
  { help: 'fold', short: 'bsw:', long: { bytes: 'b', spaces: 's', width: 'w' }, prepare: obsoleteWidth },
  async (command) => {
    const text = command.value('w') ?? '80'
    if (!/^\d+$/.test(text) || Number(text) === 0)
      await command.die(
        `invalid number of columns: ${quote(text)}${text === '0' ? ': Numerical result out of range' : ''}`,
      )
    await eachLine(
      command,
      (line, reader) =>
        command.put(
          fromBinary(
            foldLine(line, Number(text), { bytes: command.has('b'), spaces: command.has('s') }).join('\n') +
              (reader.terminated ? '\n' : ''),
          ),
        ),
      { binary: true },
    )
    return command.status
  },
)

export interface Tabs {
  stops: number[]
  /** distance of all others; 0: single blanks after the last stop */
  step: number
}
async function readTabs(command: Command): Promise<Tabs> {
  const texts = command.options.filter((option) => option.key === 't').map((option) => option.value!)
  if (!texts.length) return { stops: [], step: 8 }
  const stops: number[] = []
  let step = 0
  for (const part of texts
    .join(',')
    .split(/[,\s]+/)
    .filter((piece) => piece !== '')) {
    const match = /^([/+]?)(\d+)$/.exec(part)
    if (!match) return command.die(`tab size contains invalid character(s): ${quote(part.replace(/^\d+/, ''))}`)
    const value = Number(match[2])
    if (value === 0) await command.die('tab size cannot be 0')
    if (match[1]) step = value
    else {
      if (stops.length && value <= stops.at(-1)!) await command.die('tab sizes must be ascending')
      stops.push(value)
    }
  }
  return stops.length === 1 && !step ? { stops: [], step: stops[0]! } : { stops, step }
}
/** The first stop after `column`, or undefined. */
export function nextStop(tabs: Tabs, column: number): number | undefined {
  const stop = tabs.stops.find((at) => at > column)
  if (stop !== undefined) return stop
  return tabs.step ? column + tabs.step - (column % tabs.step) : undefined
}
export function expandLine(line: string, tabs: Tabs, initial: boolean): string {
  let out = ''
  let column = 0
  let leading = true
  for (const char of line) {
    if (char === '\t' && (leading || !initial)) {
      const stop = nextStop(tabs, column) ?? column + 1
      out += ' '.repeat(stop - column)
      column = stop
      continue
    }
    if (char === '\b') column = Math.max(0, column - 1)
    else if (char === '\t') column = nextStop(tabs, column) ?? column + 1
    else column++
    if (char !== ' ') leading = false
    out += char
  }
  return out
}
export function unexpandLine(line: string, tabs: Tabs, all: boolean): string {
  let out = ''
  let column = 0
  let from = 0
  let pending = ''
  let converting = true
  for (const char of line) {
    if (converting && (char === ' ' || char === '\t')) {
      if (pending === '') from = column
      const stop = nextStop(tabs, column)
      if (stop === undefined) {
        out += pending + char
        pending = ''
        column++
        continue
      }
      if (char === '\t') {
        pending = ''
        out += '\t'
        column = stop
        continue
      }
      pending += ' '
      column++
      if (column === stop) {
        // One blank alone stays, unless more blanks follow a tab.
        out += pending.length === 1 && column - from === 1 && !out.endsWith('\t') ? ' ' : '\t'
        pending = ''
      }
      continue
    }
    out += pending + char
    pending = ''
    column = char === '\b' ? Math.max(0, column - 1) : column + 1
    if (!all) converting = false
  }
  return out + pending
}
const digitsAsTabs = (args: readonly string[]): string[] =>
  args.map((arg) => (/^-\d[\d,]*$/.test(arg) ? `-t${arg.slice(1)}` : arg))
export const expand = gnu(
  { help: 'expand', short: 'it:', long: { initial: 'i', tabs: 't' }, prepare: digitsAsTabs },
  async (command) => {
    const tabs = await readTabs(command)
    await eachLine(
      command,
      (line, reader) =>
        command.put(fromBinary(expandLine(line, tabs, command.has('i')) + (reader.terminated ? '\n' : ''))),
      { binary: true },
    )
    return command.status
  },
)
export const unexpand = gnu(
  { help: 'unexpand', short: 'at:', long: { all: 'a', tabs: 't', 'first-only': 'first-only' }, prepare: digitsAsTabs },
  async (command) => {
    const tabs = await readTabs(command)
    const all = (command.has('a') || command.has('t')) && !command.has('first-only')
    await eachLine(
      command,
      (line, reader) => command.put(fromBinary(unexpandLine(line, tabs, all) + (reader.terminated ? '\n' : ''))),
      { binary: true },
    )
    return command.status
  },
)
