/** BusyBox: fold, expand, unexpand, paste, comm, od, hexdump, xxd, base64, base32, md5sum…, cksum, sum, split, shuf, expr, factor, strings, cmp, diff. */
import { strerror } from '../../base/abi/errno.ts'
import { ENCODINGS, decodeBase, encodeBase, wrap } from '../coreutils/base64.ts'
import { compareStreams } from '../coreutils/cmp.ts'
import { feed } from '../coreutils/cksum.ts'
import { Expr, ExprError, isNull } from '../coreutils/expr.ts'
import { factors } from '../coreutils/factor.ts'
import { expandLine, foldLine, unexpandLine } from '../coreutils/fold.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { Crc, OldSum } from '../coreutils/lib/hash/digest.ts'
import type { Algorithm } from '../coreutils/lib/hash/digest.ts'
import { LineReader, openInput } from '../coreutils/lib/io.ts'
import { fromBinary, toBinary, toText } from '../coreutils/lib/text.ts'
import { digestOf } from '../coreutils/md5sum.ts'
import { odDump, odInput, parseOdTypes } from '../coreutils/od.ts'
import type { OdPlan } from '../coreutils/od.ts'
import { shuffle } from '../coreutils/shuf.ts'
import { applet, BKM } from './applet.ts'
import type { Applet } from './applet.ts'

async function eachLine(
  command: Applet,
  work: (line: string, reader: LineReader) => Promise<void> | void,
): Promise<void> {
  for (const name of command.args.length ? command.args : ['-']) {
    const failure = await tryAsync(async () => {
      const input = await openInput(command.sys, name)
      const reader = new LineReader(command.sys, input.fd, { binary: true })
      try {
        for (let line = await reader.next(); line !== null; line = await reader.next()) await work(line, reader)
      } finally {
        input.close()
      }
    })
    if (isError(failure)) await command.perror(name, failure)
  }
}
const ending = (reader: LineReader): string => (reader.terminated ? '\n' : '')

export const fold = applet(
  { short: 'bsw:', prepare: (args) => args.map((arg) => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg)) },
  async (command) => {
    const width = await command.number(command.value('w') ?? '80', { min: 1 })
    await eachLine(command, (line, reader) =>
      command.put(
        fromBinary(
          foldLine(line, width, { bytes: command.has('b'), spaces: command.has('s') }).join('\n') + ending(reader),
        ),
      ),
    )
    return command.status
  },
)
export const expand = applet({ short: 'it:', long: { initial: 'i', tabs: 't' } }, async (command) => {
  const step = await command.number(command.value('t') ?? '8', { min: 1 })
  await eachLine(command, (line, reader) =>
    command.put(fromBinary(expandLine(line, { stops: [], step }, command.has('i')) + ending(reader))),
  )
  return command.status
})
export const unexpand = applet({ short: 'ft:a', long: { 'first-only': 'f', tabs: 't', all: 'a' } }, async (command) => {
  const step = await command.number(command.value('t') ?? '8', { min: 1 })
  await eachLine(command, (line, reader) =>
    command.put(
      fromBinary(
        unexpandLine(line, { stops: [], step }, (command.has('a') || command.has('t')) && !command.has('f')) +
          ending(reader),
      ),
    ),
  )
  return command.status
})

async function readers(command: Applet, names: readonly string[]): Promise<LineReader[]> {
  const list: LineReader[] = []
  let shared: LineReader | undefined
  for (const name of names) {
    if (name === '-') {
      list.push((shared ??= new LineReader(command.sys, 0, { binary: true })))
      continue
    }
    const input = await tryAsync(() => openInput(command.sys, name))
    if (isError(input)) return command.perrorAndDie(name, input)
    list.push(new LineReader(command.sys, input.fd, { binary: true }))
  }
  return list
}
export const paste = applet({ short: 'd:s' }, async (command) => {
  const given = command.value('d') ?? '\t'
  const delimiters = [
    ...given.replace(/\\([ntr0\\])/g, (_, c: string) => ({ n: '\n', t: '\t', r: '\r', '0': '', '\\': '\\' })[c]!),
  ]
  const between = (i: number): string => delimiters[i % delimiters.length] ?? ''
  const list = await readers(command, command.args.length ? command.args : ['-'])
  if (command.has('s')) {
    for (const reader of list) {
      const lines: string[] = []
      for (let line = await reader.next(); line !== null; line = await reader.next()) lines.push(line)
      await command.put(fromBinary(`${lines.map((line, i) => (i ? between(i - 1) : '') + line).join('')}\n`))
    }
    return 0
  }
  const done = list.map(() => false)
  for (;;) {
    let line = ''
    let any = false
    for (const [i, reader] of list.entries()) {
      const next = done[i] ? null : await reader.next()
      if (next === null) done[i] = true
      else any = true
      line += (i ? between(i - 1) : '') + (next ?? '')
    }
    if (!any) return 0
    await command.put(fromBinary(`${line}\n`))
  }
})
export const comm = applet({ short: '123', min: 2, max: 2 }, async (command) => {
  const [left, right] = (await readers(command, command.args)) as [LineReader, LineReader]
  const shown = [1, 2, 3].map((n) => !command.has(String(n)))
  const print = async (column: number, line: string): Promise<void> => {
    if (shown[column])
      await command.put(
        fromBinary(
          `${shown
            .slice(0, column)
            .filter(Boolean)
            .map(() => '\t')
            .join('')}${line}\n`,
        ),
      )
  }
  let a = await left.next()
  let b = await right.next()
  while (a !== null || b !== null) {
    if (a !== null && a === b) {
      await print(2, a)
      a = await left.next()
      b = await right.next()
    } else if (b === null || (a !== null && a < b)) {
      await print(0, a!)
      a = await left.next()
    } else {
      await print(1, b)
      b = await right.next()
    }
  }
})

const OD_SHORT: Record<string, string> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  D: 'u4',
  e: 'fD',
  f: 'fF',
  F: 'fD',
  h: 'x2',
  H: 'x4',
  i: 'd4',
  I: 'd8',
  l: 'd8',
  L: 'd8',
  o: 'o2',
  O: 'o4',
  s: 'd2',
  x: 'x2',
  X: 'x4',
  B: 'o2',
}
export const od = applet({ short: 'A:abcDdeFfHhIiLlj:N:oOsS:t:vw::Xx' }, async (command) => {
  const plan: OdPlan = { types: [], width: 16, radix: 'o', skip: 0, limit: Infinity, all: command.has('v') }
  for (const { key, value } of command.options) {
    if (key === 'A') {
      if (!/^[oxdn]$/.test(value!)) return command.die(`bad output address radix '${value}' (must be [doxn])`)
      plan.radix = value as OdPlan['radix']
    } else if (key === 't') {
      const types = parseOdTypes(value!)
      if (!types) return command.die(`invalid type string '${value}'`)
      plan.types.push(...types)
    } else if (key === 'j') plan.skip = await command.number(value!, { suffixes: BKM })
    else if (key === 'N') plan.limit = await command.number(value!, { suffixes: BKM })
    else if (key === 'w') plan.width = value === undefined ? 32 : await command.number(value)
    else if (key === 'S') return command.die('-S is not simulated yet')
    else if (key in OD_SHORT) plan.types.push(...parseOdTypes(OD_SHORT[key]!)!)
  }
  if (!plan.types.length) plan.types.push({ kind: 'o', size: 2, text: false })
  const all = await odInput(command, command.args.length ? command.args : ['-'], plan.skip + plan.limit)
  if (plan.skip > all.length) return command.die("can't skip past end of combined input".replace("can't", 'cannot'))
  if (all.length || !command.status) await odDump(command, all.subarray(plan.skip), plan)
  return command.status
})

async function wholeInput(command: Applet): Promise<Uint8Array> {
  const name = command.args[0] ?? '-'
  const bytes = await tryAsync(async () => {
    const input = await openInput(command.sys, name)
    const all = await command.sys.readAll(input.fd)
    input.close()
    return all
  })
  return isError(bytes) ? command.perrorAndDie(bytes.code === 'EISDIR' ? 'read error' : name, bytes) : bytes
}
const makeBase = (name: 'base64' | 'base32') =>
  applet({ short: 'dw:', max: 1 }, async (command) => {
    const bytes = await wholeInput(command)
    const encoding = ENCODINGS[name]!
    if (command.has('d')) {
      const decoded = decodeBase(toBinary(bytes), encoding, false)
      await command.put(decoded.bytes)
      return decoded.valid ? 0 : command.die('truncated input')
    }
    const width = await command.number(command.value('w') ?? '76')
    await command.put(wrap(encodeBase(bytes, encoding), width))
    return 0
  })
export const base64 = makeBase('base64')
export const base32 = makeBase('base32')

const makeDigest = (algorithm: Algorithm, bits: number) =>
  applet({ short: 'scw' }, async (command) => {
    const names = command.args.length ? command.args : ['-']
    if (!command.has('c')) {
      if (command.has('s') || command.has('w')) return command.showUsage()
      for (const name of names) {
        const hash = await tryAsync(() => digestOf(command, name, algorithm))
        if (isError(hash))
          await command.perror(hash.code === 'EISDIR' ? `can't read '${name}'` : `can't open '${name}'`, hash)
        else await command.put(`${hash}  ${name}\n`)
      }
      return command.status
    }
    const silent = command.has('s')
    for (const list of names) {
      const input = await tryAsync(() => openInput(command.sys, list))
      if (isError(input)) {
        await command.perror(`can't open '${list}'`, input)
        continue
      }
      const reader = new LineReader(command.sys, input.fd)
      let total = 0
      let failed = 0
      for (let line = await reader.next(); line !== null; line = await reader.next()) {
        const match = /^([0-9a-fA-F]+) [ *](.*)$/.exec(line)
        total++
        if (!match || match[1]!.length !== bits / 4) {
          if (command.has('w')) await command.warn('invalid format')
          failed++
          continue
        }
        const hash = await tryAsync(() => digestOf(command, match[2]!, algorithm))
        if (isError(hash)) {
          await command.perror(`can't open '${match[2]}'`, hash)
          failed++
          if (!silent) await command.put(`${match[2]}: FAILED\n`)
        } else if (hash === match[1]!.toLowerCase()) {
          if (!silent) await command.put(`${match[2]}: OK\n`)
        } else {
          failed++
          if (!silent) await command.put(`${match[2]}: FAILED\n`)
        }
      }
      input.close()
      if (failed) {
        command.status = 1
        if (!silent) await command.warn(`WARNING: ${failed} of ${total} computed checksums did NOT match`)
      }
      if (!total) await command.complain(`'${list}': no checksum lines found`.replace(/^'(.*)': /, '$1: '))
    }
    return command.status
  })
export const md5sum = makeDigest('md5', 128)
export const sha1sum = makeDigest('sha1', 160)
export const sha256sum = makeDigest('sha256', 256)
export const sha512sum = makeDigest('sha512', 512)
export const cksum = applet({ short: '' }, async (command) => {
  for (const name of command.args.length ? command.args : ['-']) {
    const crc = new Crc()
    const length = await tryAsync(() => feed(command.sys, name, (bytes) => crc.update(bytes)))
    if (isError(length)) await command.perror(`can't open '${name}'`, length)
    else await command.put(`${crc.finish()} ${length}${command.args.length ? ` ${name}` : ''}\n`)
  }
  return command.status
})
export const sum = applet({ short: 'rs' }, async (command) => {
  const names = command.args.length ? command.args : ['-']
  for (const name of names) {
    const old = new OldSum()
    const length = await tryAsync(() => feed(command.sys, name, (bytes) => old.update(bytes)))
    if (isError(length)) await command.perror(name, length)
    else if (command.last('rs') === 's') await command.put(`${old.sysv} ${Math.ceil(length / 512)} ${name}\n`)
    else
      await command.put(
        `${String(old.bsd).padStart(5, '0')} ${String(Math.ceil(length / 1024)).padStart(5)}${names.length > 1 ? ` ${name}` : ''}\n`,
      )
  }
  return command.status
})
export const shuf = applet({ short: 'ei:n:o:z' }, async (command) => {
  const range = command.value('i')
  const end = command.has('z') ? '\0' : '\n'
  let items: string[]
  if (range !== undefined) {
    const match = /^(\d+)-(\d+)$/.exec(range)
    if (!match) return command.die(`bad range '${range}'`)
    items = Array.from({ length: Math.max(0, Number(match[2]) - Number(match[1]) + 1) }, (_, i) =>
      String(Number(match[1]) + i),
    )
  } else if (command.has('e')) items = command.args
  else {
    items = toText(await wholeInput(command)).split(end)
    if (items.at(-1) === '') items.pop()
  }
  const count = command.value('n')
  for (const line of shuffle(command.sys.rng, items, count === undefined ? Infinity : await command.number(count)))
    await command.put(line + end)
  return 0
})
export const expr = applet({ short: '', raw: true, failure: 2 }, async (command) => {
  if (!command.args.length) return command.die('too few arguments', 2)
  try {
    const value = new Expr(command.args).evaluate()
    await command.put(`${value}\n`)
    return isNull(value) ? 1 : 0
  } catch (error) {
    if (!(error instanceof ExprError)) throw error
    const text =
      error.kind === 'zero'
        ? 'division by zero'
        : error.kind === 'argument'
          ? 'non-numeric argument'
          : error.kind === 'regex'
            ? error.message
            : 'syntax error'
    return command.die(text, 2)
  }
})
export const factor = applet({ short: '', raw: true }, async (command) => {
  const words = command.args.length
    ? command.args
    : toText(await command.sys.readAll(0))
        .split(/\s+/)
        .filter(Boolean)
  for (const word of words) {
    if (!/^\d+$/.test(word)) return command.showUsage()
    await command.put(`${BigInt(word)}:${(await factors(command, word)).map((f) => ` ${f}`).join('')}\n`)
  }
  return 0
})
export const strings = applet({ short: 'afon:t:' }, async (command) => {
  const least = await command.number(command.value('n') ?? '4', { min: 1 })
  const radix = command.value('t')
  const names = command.args.length ? command.args : ['-']
  for (const name of names) {
    const bytes = await tryAsync(async () => {
      const input = await openInput(command.sys, name)
      const all = await command.sys.readAll(input.fd)
      input.close()
      return all
    })
    if (isError(bytes)) {
      await command.perror(name, bytes)
      continue
    }
    for (const match of toBinary(bytes).matchAll(new RegExp(`[\\x20-\\x7e\\t]{${least},}`, 'g'))) {
      const at = match.index
      const offset =
        radix === 'x'
          ? at.toString(16)
          : radix === 'o' || command.has('o')
            ? at.toString(8)
            : radix === 'd'
              ? String(at)
              : ''
      await command.put(`${command.has('f') ? `${name}: ` : ''}${offset ? `${offset.padStart(7)} ` : ''}${match[0]}\n`)
    }
  }
  return command.status
})
export const cmp = applet({ short: 'slv', min: 1, max: 4, failure: 2 }, async (command) => {
  const names: [string, string] = [command.args[0]!, command.args[1] ?? '-']
  const silent = command.has('s')
  const all = command.has('l')
  if (silent && all) return command.showUsage(2)
  const skip: [number, number] = [
    await command.number(command.args[2] ?? '0'),
    await command.number(command.args[3] ?? '0'),
  ]
  for (const name of names) {
    const opened = await tryAsync(async () => (await openInput(command.sys, name)).close())
    if (isError(opened)) {
      if (!silent) await command.warn(`${name}: ${strerror(opened.code)}`)
      return 2
    }
  }
  return compareStreams(
    command,
    names,
    { silent, all, bytes: false, skip, limit: Infinity },
    {
      differ: async (byte, line, a, b) => {
        if (silent) return
        await command.put(
          all
            ? `${byte} ${a.toString(8).padStart(3)} ${b.toString(8).padStart(3)}\n`
            : `${names[0]} ${names[1]} differ: char ${byte}, line ${line}\n`,
        )
      },
      eof: async (which) => {
        if (!silent) await command.warn(`EOF on ${names[which]}`)
      },
    },
  )
})
