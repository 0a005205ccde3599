/** paste(1), comm(1), join(1): several sorted or parallel files at once. */
import { strerror } from '../../base/abi/errno.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { LineReader, openInput } from './lib/io.ts'
import { quote, quotef } from './lib/quote.ts'
import { fromBinary, textToBinary } from './lib/text.ts'

const ESCAPES: Record<string, string> = { '0': '', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }
/** The characters of -d; \0 is no character. */
export function delimiterList(text: string): string[] | undefined {
  const out: string[] = []
  const chars = [...textToBinary(text)]
  for (let i = 0; i < chars.length; i++) {
    if (chars[i] !== '\\') out.push(chars[i]!)
    else {
      const next = chars[++i]
      if (next === undefined) return undefined
      out.push(ESCAPES[next] ?? next)
    }
  }
  return out.length ? out : ['']
}
async function openAll(command: Command, names: readonly string[], delimiter: number): Promise<LineReader[]> {
  const readers: LineReader[] = []
  let shared: LineReader | undefined
  for (const name of names) {
    if (name === '-') {
      shared ??= new LineReader(command.sys, 0, { binary: true, delimiter })
      readers.push(shared)
      continue
    }
    const input = await tryAsync(() => openInput(command.sys, name))
    if (isError(input)) return command.die(`${quotef(name)}: ${strerror(input.code)}`)
    readers.push(new LineReader(command.sys, input.fd, { binary: true, delimiter }))
  }
  return readers
}

export const paste = gnu(
  { help: 'paste', short: 'd:sz', long: { delimiters: 'd', serial: 's', 'zero-terminated': 'z' } },
  async (command) => {
    const delimiter = command.has('z') ? 0 : 10
    const end = String.fromCharCode(delimiter)
    const list = delimiterList(command.value('d') ?? '\t')
    if (!list) return command.die(`delimiter list ends with an unescaped backslash: ${command.value('d')}`)
    const names = command.args.length ? command.args : ['-']
    if (command.has('s')) {
      for (const name of names) {
        const [reader] = await openAll(command, [name], delimiter)
        let line = ''
        let i = 0
        for (let next = await reader!.next(); next !== null; next = await reader!.next())
          line += (i ? list[(i - 1) % list.length] : '') + (i++, next)
        await command.put(fromBinary(line + end))
      }
      return 0
    }
    const readers = await openAll(command, names, delimiter)
    const done = readers.map(() => false)
    for (;;) {
      let line = ''
      let any = false
      for (const [i, reader] of readers.entries()) {
        const next = done[i] ? null : await reader.next()
        if (next === null) done[i] = true
        else any = true
        line += (i ? list[(i - 1) % list.length] : '') + (next ?? '')
      }
      if (!any) return 0
      await command.put(fromBinary(line + end))
    }
  },
)

export const comm = gnu(
  {
    help: 'comm',
    short: '123z',
    long: {
      'check-order': 'check-order',
      'nocheck-order': 'nocheck-order',
      'output-delimiter': 'output-delimiter=',
      total: 'total',
      'zero-terminated': 'z',
    },
  },
  async (command) => {
    const { args } = command
    if (args.length < 2)
      await command.usage(args.length ? `missing operand after ${quote(args[0]!)}` : 'missing operand')
    if (args.length > 2) await command.usage(`extra operand ${quote(args[2]!)}`)
    const delimiter = command.has('z') ? 0 : 10
    const end = String.fromCharCode(delimiter)
    const [left, right] = (await openAll(command, args, delimiter)) as [LineReader, LineReader]
    const between = textToBinary(command.value('output-delimiter') ?? '\t')
    const shown = [1, 2, 3].map((n) => !command.has(String(n)))
    const totals = [0, 0, 0]
    const warned = [false, false]
    let mixed = false
    const previous: (string | null)[] = [null, null]
    const print = async (column: number, line: string): Promise<void> => {
      totals[column]!++
      if (!shown[column]) return
      await command.put(
        fromBinary(
          shown
            .slice(0, column)
            .filter(Boolean)
            .map(() => between)
            .join('') +
            line +
            end,
        ),
      )
    }
    const read = async (reader: LineReader, which: 0 | 1): Promise<string | null> => {
      const line = await reader.next()
      if (
        line !== null &&
        previous[which] !== null &&
        line < previous[which]! &&
        !warned[which] &&
        !command.has('nocheck-order') &&
        (command.has('check-order') || mixed)
      ) {
        warned[which] = true
        await command.complain(`file ${which + 1} is not in sorted order`)
        if (command.has('check-order')) await command.die('input is not in sorted order')
      }
      previous[which] = line
      return line
    }
    let a = await read(left, 0)
    let b = await read(right, 1)
    while (a !== null || b !== null) {
      const order = a === null ? 1 : b === null ? -1 : a < b ? -1 : a > b ? 1 : 0
      if (order !== 0) mixed = true
      if (order === 0) {
        await print(2, a!)
        a = await read(left, 0)
        b = await read(right, 1)
      } else if (order < 0) {
        await print(0, a!)
        a = await read(left, 0)
      } else {
        await print(1, b!)
        b = await read(right, 1)
      }
    }
    if (command.has('total')) await command.put(`${totals.join(between)}${between}total${end}`)
    if (warned.some(Boolean)) await command.warn('input is not in sorted order')
    return command.status
  },
)

interface Row {
  fields: string[]
  key: string
}
export const join = gnu(
  {
    help: 'join',
    short: 'a:e:i1:2:j:o:t:v:z',
    long: {
      'ignore-case': 'i',
      'check-order': 'check-order',
      'nocheck-order': 'nocheck-order',
      'zero-terminated': 'z',
      header: 'header',
    },
  },
  async (command) => {
    const { args } = command
    if (args.length < 2)
      await command.usage(args.length ? `missing operand after ${quote(args[0]!)}` : 'missing operand')
    if (args.length > 2) await command.usage(`extra operand ${quote(args[2]!)}`)
    if (args[0] === '-' && args[1] === '-') await command.die('both files cannot be standard input')
    const fieldNumber = async (key: string): Promise<number> => {
      const text = command.value(key) ?? command.value('j') ?? '1'
      if (!/^\d+$/.test(text) || text === '0') return command.die(`invalid field number: ${quote(text)}`)
      return Number(text)
    }
    const keyFields = [await fieldNumber('1'), await fieldNumber('2')]
    const delimiter = command.has('z') ? 0 : 10
    const end = String.fromCharCode(delimiter)
    const given = command.value('t')
    const separator = given === undefined ? undefined : given === '\\0' ? '\0' : textToBinary(given)
    if (separator !== undefined && separator.length > 1) await command.die(`multi-character tab ${quote(given!)}`)
    const empty = textToBinary(command.value('e') ?? '')
    const unpaired = [false, false]
    let paired = true
    for (const { key, value } of command.options) {
      if (key !== 'a' && key !== 'v') continue
      if (value !== '1' && value !== '2') await command.die(`invalid field number: ${quote(value!)}`)
      unpaired[Number(value) - 1] = true
      if (key === 'v') paired = false
    }
    const format = command.value('o')
    const layout = format === undefined || format === 'auto' ? undefined : format.split(/[,\s]+/).filter(Boolean)
    const [left, right] = (await openAll(command, args, delimiter)) as [LineReader, LineReader]
    const previous: (string | null)[] = [null, null]
    let numbers = [0, 0]
    let mixed = false
    const warned = [false, false]
    const read = async (reader: LineReader, which: 0 | 1): Promise<Row | null> => {
      const line = await reader.next()
      if (line === null) return null
      numbers = numbers.map((n, i) => (i === which ? n + 1 : n))
      const fields =
        separator === undefined
          ? line
              .trim()
              .split(/[ \t]+/)
              .filter((f, _, all) => f !== '' || all.length > 1)
          : separator === ''
            ? [line]
            : line.split(separator)
      const raw = fields[keyFields[which]! - 1] ?? ''
      const key = command.has('i') ? raw.toLowerCase() : raw
      const before = previous[which]
      if (
        before !== null &&
        before !== undefined &&
        key < before &&
        !warned[which] &&
        !command.has('nocheck-order') &&
        (command.has('check-order') || mixed)
      ) {
        warned[which] = true
        await command.complain(`${args[which]}:${numbers[which]}: is not sorted: ${line}`)
      }
      previous[which] = key
      return { fields, key }
    }
    const out = separator === undefined || separator === '' ? ' ' : separator
    const others = (row: Row, which: 0 | 1): string[] => row.fields.filter((_, i) => i !== keyFields[which]! - 1)
    const value = (text: string | undefined): string => (text === undefined || text === '' ? empty : text)
    const print = async (a: Row | null, b: Row | null): Promise<void> => {
      const row = (a ?? b)!
      const joined = row.fields[keyFields[a ? 0 : 1]! - 1] ?? ''
      const fields = layout
        ? layout.map((item) => {
            if (item === '0') return value(joined)
            const [file, number] = item.split('.')
            const source = file === '1' ? a : b
            return value(source?.fields[Number(number) - 1])
          })
        : [value(joined), ...(a ? others(a, 0) : []), ...(b ? others(b, 1) : [])]
      await command.put(fromBinary(fields.join(out) + end))
    }
    if (command.has('header')) {
      const a = await read(left, 0)
      const b = await read(right, 1)
      if (a || b) await print(a, b)
      previous[0] = previous[1] = null
    }
    let a = await read(left, 0)
    let b = await read(right, 1)
    while (a && b) {
      if (a.key < b.key) {
        if (unpaired[0]) await print(a, null)
        mixed = true
        a = await read(left, 0)
      } else if (a.key > b.key) {
        if (unpaired[1]) await print(null, b)
        mixed = true
        b = await read(right, 1)
      } else {
        const key = a.key
        const group: Row[] = []
        while (b && b.key === key) {
          group.push(b)
          b = await read(right, 1)
        }
        while (a && a.key === key) {
          if (paired) for (const other of group) await print(a, other)
          a = await read(left, 0)
        }
      }
    }
    for (; a; a = await read(left, 0)) if (unpaired[0]) await print(a, null)
    for (; b; b = await read(right, 1)) if (unpaired[1]) await print(null, b)
    if (warned.some(Boolean)) await command.warn('input is not in sorted order')
    return command.status
  },
)
