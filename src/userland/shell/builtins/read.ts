/** read and mapfile/readarray */
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd } from '../../../kernel/sys/types.ts'
import { assign, assignArray, VariableError } from '../state/access.ts'
import { BuiltinError } from '../exec/control.ts'
import { runText } from '../exec/eval.ts'
import { runPendingTraps } from '../exec/traps.ts'
import { ByteReader } from '../input/read-line.ts'
import { singleQuote } from '../expand/quote.ts'
import { sequenceLength } from '../text/bytes.ts'
import { fromBytes } from '../text/bytes.ts'
import { type BuiltinCall, isName, parseOptions } from './call.ts'

/** The characters of a line; `quoted` ones came after a backslash. */
interface Line {
  text: string
  /** Positions (code units of text) that a backslash quoted. */
  quoted: ReadonlySet<number>
}

export async function read(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(
    call,
    sh.dialect.bash ? 'ersa:d:i:n:N:p:t:u:' : sh.dialect.name === 'ash' ? 'rsp:n:t:d:u:' : 'rp:',
  )
  if (!options) return 2
  const { rest } = options
  if (sh.dialect.name === 'dash' && !rest.length) throw new BuiltinError('arg count', 2)
  const bad = rest.find((name) => !/^[A-Za-z_]\w*(\[.*\])?$/s.test(name))
  if (bad !== undefined) {
    if (sh.dialect.almquist) throw new BuiltinError(`${bad}: bad variable name`, 2)
    await sh.complainAs('read', `\`${bad}': not a valid identifier`)
    return 1
  }
  const array = options.value('a')
  const fd = Number(options.value('u') ?? '0')
  const timeoutText = options.value('t')
  const timeout = timeoutText === undefined ? undefined : Number(timeoutText)
  if (timeout !== undefined && (!/^\d*(\.\d*)?$/.test(timeoutText!) || timeoutText === '')) {
    await sh.complainAs('read', `${timeoutText!}: invalid timeout specification`)
    return 1
  }
  const exact = options.value('N')
  const some = options.value('n') ?? exact
  if (some !== undefined && !/^\d+$/.test(some)) {
    await sh.complainAs('read', `${some}: invalid number`)
    return 1
  }
  const limit = some === undefined ? undefined : Number(some)
  const delimiterText = options.value('d')
  const delimiter =
    exact !== undefined ? -1 : delimiterText === undefined ? 10 : (new TextEncoder().encode(delimiterText)[0] ?? 0)
  if (options.has('u') && !sh.sys.fds().includes(fd)) {
    await sh.complainAs('read', `${options.value('u')!}: invalid file descriptor: Bad file descriptor`)
    return 1
  }
  const tty = isTty(call, fd)
  if (options.has('p') && tty) await sh.stderr(options.value('p')!)
  if (timeout === 0) {
    if (!sh.sys.fds().includes(fd)) return 1
    const ready = await sh.sys.poll([{ fd, events: { in: true } }], 0)
    return ready.length ? 0 : 1
  }
  const raw = options.has('r')
  const saved = tty && (options.has('s') || limit !== undefined || delimiter !== 10) ? sh.sys.tcgetattr(fd) : undefined
  let result: { line: Line; status: number }
  try {
    if (saved) {
      const modes = { ...saved, cc: { ...saved.cc, VMIN: 1, VTIME: 0 } }
      if (options.has('s')) modes.ECHO = false
      if (limit !== undefined || delimiter !== 10) modes.ICANON = false
      sh.sys.tcsetattr(fd, modes)
    }
    result = await collect(call, fd, { raw, limit, delimiter, timeout, ignoreDelimiter: exact !== undefined })
  } finally {
    if (saved) sh.sys.tcsetattr(fd, saved)
  }
  const { line, status } = result
  try {
    if (array !== undefined) {
      if (!isName(array)) throw new VariableError(`read: \`${array}': not a valid identifier`)
      assignArray(
        sh,
        array,
        splitAll(line, sh.get('IFS')).map((value) => ({ value })),
        false,
      )
    } else if (!rest.length) assign(sh, 'REPLY', line.text)
    else if (exact !== undefined) {
      assign(sh, rest[0]!, line.text)
      for (const name of rest.slice(1)) assign(sh, name, '')
    } else {
      const values = splitInto(line, rest.length, sh.get('IFS'))
      rest.forEach((name, index) => {
        const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(name)
        if (element) assign(sh, element[1]!, values[index] ?? '', { subscript: element[2]! })
        else assign(sh, name, values[index] ?? '')
      })
    }
  } catch (error) {
    if (!(error instanceof VariableError)) throw error
    if (sh.dialect.almquist) throw new BuiltinError(error.text, 2)
    await sh.complain(error.text)
    return 1
  }
  return status
}
function isTty(call: BuiltinCall, fd: Fd): boolean {
  try {
    return call.sh.sys.isatty(fd)
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}

async function collect(
  call: BuiltinCall,
  fd: Fd,
  options: {
    raw: boolean
    limit: number | undefined
    delimiter: number
    timeout: number | undefined
    ignoreDelimiter: boolean
  },
): Promise<{ line: Line; status: number }> {
  const { sh } = call
  const reader = new ByteReader(sh, fd)
  const deadline = options.timeout === undefined ? undefined : sh.sys.monotonic() + options.timeout * 1000
  let text = ''
  let pending: number[] = []
  const quoted = new Set<number>()
  let escape = false
  let status = 0
  let chars = 0
  const flush = (): void => {
    if (pending.length) text += fromBytes(Uint8Array.from(pending))
    pending = []
  }
  for (;;) {
    if (options.limit !== undefined && chars >= options.limit) break
    let byte: number
    try {
      if (deadline !== undefined) {
        const left = deadline - sh.sys.monotonic()
        const ready = left > 0 ? await sh.sys.poll([{ fd, events: { in: true } }], left) : []
        if (!ready.length) {
          status = 142
          break
        }
      }
      byte = await reader.next()
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (error.code === 'EINTR') {
        if (sh.interrupted) {
          status = 130
          break
        }
        if (sh.dialect.bash) await runPendingTraps(sh)
        else if (sh.pendingSignals.length) {
          status = 128 + sh.pendingSignals[0]!
          break
        }
        continue
      }
      if (sh.dialect.bash) await sh.complainAs('read', `read error: ${fd}: ${new SysError(error.code).message}`)
      return { line: { text: '', quoted }, status: 1 }
    }
    if (byte < 0) {
      status = 1
      break
    }
    if (escape) {
      escape = false
      if (byte === 10) continue
      flush()
      quoted.add(text.length)
      pending.push(byte)
      if (sequenceComplete(pending)) chars++
      continue
    }
    if (byte === 92 && !options.raw) {
      escape = true
      continue
    }
    if (byte === options.delimiter && !options.ignoreDelimiter) break
    if (byte === 0) continue
    pending.push(byte)
    if (options.limit !== undefined && sequenceComplete(pending)) {
      flush()
      chars++
    }
  }
  flush()
  reader.release()
  return { line: { text, quoted }, status }
}
const sequenceComplete = (bytes: readonly number[]): boolean => {
  const last = bytes.length - 1
  let start = last
  while (start > 0 && (bytes[start]! & 0xc0) === 0x80) start--
  const lead = bytes[start]!
  if (lead < 0xc2) return true
  return sequenceLength(Uint8Array.from(bytes), start) === bytes.length - start
}

/** Splits at IFS into `count` values; the last gets the rest. */
function splitInto(line: Line, count: number, ifsValue: string | undefined): string[] {
  const ifs = ifsValue ?? ' \t\n'
  const isBlank = (i: number): boolean =>
    !line.quoted.has(i) && ifs.includes(line.text[i]!) && ' \t\n'.includes(line.text[i]!)
  const isOther = (i: number): boolean =>
    !line.quoted.has(i) && ifs.includes(line.text[i]!) && !' \t\n'.includes(line.text[i]!)
  const { text } = line
  const out: string[] = []
  let at = 0
  while (at < text.length && isBlank(at)) at++
  while (out.length < count - 1 && at < text.length) {
    const start = at
    while (at < text.length && !isBlank(at) && !isOther(at)) at++
    out.push(text.slice(start, at))
    while (at < text.length && isBlank(at)) at++
    if (at < text.length && isOther(at)) {
      at++
      while (at < text.length && isBlank(at)) at++
    }
  }
  if (out.length === count - 1 && at <= text.length) {
    let end = text.length
    while (end > at && isBlank(end - 1)) end--
    // One trailing delimiter that ends the only field there is belongs to it.
    if (end > at && isOther(end - 1)) {
      let inner = false
      for (let i = at; i < end - 1; i++) if (isOther(i) || isBlank(i)) inner = true
      if (!inner) {
        end--
        while (end > at && isBlank(end - 1)) end--
      }
    }
    out.push(text.slice(at, end))
  }
  return out
}
function splitAll(line: Line, ifsValue: string | undefined): string[] {
  const out: string[] = []
  const ifs = ifsValue ?? ' \t\n'
  const { text } = line
  let at = 0
  const blank = (i: number): boolean => !line.quoted.has(i) && ifs.includes(text[i]!) && ' \t\n'.includes(text[i]!)
  const other = (i: number): boolean => !line.quoted.has(i) && ifs.includes(text[i]!) && !' \t\n'.includes(text[i]!)
  while (at < text.length && blank(at)) at++
  while (at < text.length) {
    const start = at
    while (at < text.length && !blank(at) && !other(at)) at++
    out.push(text.slice(start, at))
    while (at < text.length && blank(at)) at++
    if (at < text.length && other(at)) {
      at++
      while (at < text.length && blank(at)) at++
    }
  }
  return out
}

export async function mapfile(call: BuiltinCall): Promise<number> {
  const { sh, name: builtin } = call
  const options = await parseOptions(call, 'd:n:O:s:tu:C:c:')
  if (!options) return 2
  const name = options.rest[0] ?? 'MAPFILE'
  if (!isName(name)) {
    await sh.complainAs(builtin, `\`${name}': not a valid identifier`)
    return 1
  }
  const delimiterText = options.value('d')
  const delimiter = delimiterText === undefined ? '\n' : delimiterText === '' ? '\0' : delimiterText[0]!
  const limit = Number(options.value('n') ?? '0')
  const origin = options.value('O')
  const skip = Number(options.value('s') ?? '0')
  const fd = Number(options.value('u') ?? '0')
  const callback = options.value('C')
  const quantum = Number(options.value('c') ?? '5000')
  if (!sh.sys.fds().includes(fd)) {
    await sh.complainAs(builtin, `${fd}: invalid file descriptor: Bad file descriptor`)
    return 1
  }
  const reader = new ByteReader(sh, fd)
  const code = delimiter.charCodeAt(0)
  let index = Number(origin ?? '0')
  if (origin === undefined) assignArray(sh, name, [], false)
  let skipped = 0
  let taken = 0
  let ended = false
  while (!ended && !(limit > 0 && taken >= limit)) {
    const bytes: number[] = []
    for (;;) {
      const byte = await reader.next()
      if (byte < 0) {
        ended = true
        break
      }
      bytes.push(byte)
      if (byte === code) break
    }
    if (!bytes.length) break
    if (skipped < skip) {
      skipped++
      continue
    }
    if (options.has('t') && bytes.at(-1) === code) bytes.pop()
    const value = fromBytes(Uint8Array.from(bytes.filter((byte) => byte !== 0)))
    if (callback && (taken + 1) % quantum === 0)
      await runText(sh, `${callback} ${index} ${singleQuote(value)}`, { origin: '' })
    assign(sh, name, value, { subscript: String(index) })
    index++
    taken++
  }
  reader.release()
  return 0
}
