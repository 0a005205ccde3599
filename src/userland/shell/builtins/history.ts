/** history and fc */
import { strerror, SysError } from '../../../base/abi/errno.ts'
import { runText } from '../exec/eval.ts'
import { type BuiltinCall, parseOptions } from './call.ts'
import { expandHistory, HistoryFailure } from '../interactive/history-expansion.ts'
import { readHistoryFile, writeHistoryFile } from '../interactive/history-file.ts'

export async function history(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const lines = sh.historyLines
  if (sh.dialect.almquist) {
    await sh.write(lines.map((line, index) => `${String(index).padStart(4)} ${line}\n`).join(''))
    return 0
  }
  const options = await parseOptions(call, 'acd:npsrw')
  if (!options) return 2
  const { rest } = options
  if (options.has('s')) {
    lines.pop()
    if (rest.length) lines.push(rest.join(' '))
    return 0
  }
  if (options.has('p')) {
    for (const word of rest) {
      const expanded = expandHistory(sh, word)
      if (expanded instanceof HistoryFailure) {
        await sh.complainAs('history', `${word}: history expansion failed`)
        return 1
      }
      await sh.write(`${expanded?.text ?? word}\n`)
    }
    return 0
  }
  if (options.has('c')) {
    lines.length = 0
    sh.historyBase = 1
    if (!options.has('r') && !options.has('w') && !options.has('a') && !options.has('n')) return 0
  }
  const position = options.value('d')
  if (position !== undefined) {
    const range = /^(-?\d+)(?:-(-?\d+))?$/.exec(position)
    const index = (text: string): number =>
      Number(text) < 0 ? lines.length + Number(text) : Number(text) - sh.historyBase
    const from = range ? index(range[1]!) : -1
    const to = range?.[2] !== undefined ? index(range[2]) : from
    if (!range || from < 0 || from >= lines.length || to < from || to >= lines.length) {
      await sh.complainAs('history', `${position}: history position out of range`)
      return 1
    }
    lines.splice(from, to - from + 1)
    return 0
  }
  if (options.has('a') || options.has('w') || options.has('r') || options.has('n')) {
    const file = rest[0] ?? sh.get('HISTFILE')
    if (!file) return 0
    try {
      if (options.has('r') || options.has('n')) lines.push(...readHistoryFile(sh, file))
      else await writeHistoryFile(sh, file, options.has('a'))
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      await sh.complainAs(
        'history',
        `${file}: cannot ${options.has('r') || options.has('n') ? 'read' : 'create'}: ${strerror(error.code)}`,
      )
      return 1
    }
    return 0
  }
  let count = lines.length
  if (rest.length) {
    if (!/^\d+$/.test(rest[0]!)) {
      await sh.complainAs('history', `${rest[0]!}: numeric argument required`)
      return 1
    }
    if (rest.length > 1) {
      await sh.complainAs('history', 'too many arguments')
      return 1
    }
    count = Number(rest[0])
  }
  const start = Math.max(0, lines.length - count)
  await sh.write(
    lines
      .slice(start)
      .map((line, index) => `${String(sh.historyBase + start + index).padStart(5)}  ${line}\n`)
      .join(''),
  )
  return 0
}

export async function fc(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, 'e:lnrs')
  if (!options) return 2
  if (options.has('l') && !sh.historyLines.length) return 0
  const lines = options.has('l') ? sh.historyLines : sh.historyLines.slice(0, -1)
  const { rest } = options
  const find = (text: string | undefined, fallback: number): number => {
    if (text === undefined) return fallback
    if (/^-?\d+$/.test(text)) {
      const n = Number(text)
      return n <= 0 ? lines.length - (n === 0 ? 1 : -n) : n - sh.historyBase
    }
    return lines.findLastIndex((line) => line.startsWith(text))
  }
  if (options.has('s')) {
    const replacements = rest.filter((one) => one.includes('='))
    const at = find(
      rest.find((one) => !one.includes('=')),
      lines.length - 1,
    )
    let line = lines[at]
    if (line === undefined) {
      await sh.complainAs('fc', 'no command found')
      return 1
    }
    for (const one of replacements) {
      const [from, to] = [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]
      line = line.replace(from, () => to)
    }
    await sh.stderr(`${line}\n`)
    sh.historyLines[sh.historyLines.length - 1] = line
    return runText(sh, line, { origin: '' })
  }
  if (!options.has('l')) {
    await sh.complainAs('fc', 'editing commands: is not simulated yet')
    return 2
  }
  let first = find(rest[0], Math.max(0, lines.length - 17))
  let last = find(rest[1], rest[0] === undefined ? lines.length - 2 : lines.length - 1)
  if (first < 0 || last < 0 || first >= lines.length) {
    await sh.complainAs('fc', 'history specification out of range')
    return 1
  }
  last = Math.min(last, lines.length - 1)
  let reverse = options.has('r')
  if (first > last) {
    ;[first, last] = [last, first]
    reverse = !reverse
  }
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i)
  if (reverse) numbers.reverse()
  await sh.write(numbers.map((i) => `${options.has('n') ? '' : String(sh.historyBase + i)}\t ${lines[i]!}\n`).join(''))
  return 0
}
