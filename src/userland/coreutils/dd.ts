/** dd(1) of GNU; the copying is shared with BusyBox's. */
import { strerror, SysError } from '../../base/abi/errno.ts'
import { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import { concat } from '../../base/bytes.ts'
import { gnu, isError, Leave, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { quote, quoteaf } from './lib/quote.ts'

export interface DdPlan {
  input: string | undefined
  output: string | undefined
  ibs: number
  obs: number
  count: number | undefined
  /** in bytes */
  skip: number
  seek: number
  countBytes: boolean
  fullBlock: boolean
  conv: Set<string>
  append: boolean
}
export interface DdResult {
  fullIn: number
  partialIn: number
  fullOut: number
  partialOut: number
  bytes: number
  seconds: number
}
const FACTORS: Record<string, number> = {
  c: 1,
  w: 2,
  b: 512,
  kB: 1e3,
  K: 1024,
  k: 1024,
  KiB: 1024,
  MB: 1e6,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  GB: 1e9,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
  T: 1024 ** 4,
  TB: 1e12,
  P: 1024 ** 5,
  PB: 1e15,
}
/** "2x512", "1M", "3kB"; undefined when it is no number. */
export function ddNumber(text: string): number | undefined {
  let product = 1
  for (const part of text.split('x')) {
    const match = /^(\d+)([a-zA-Z]*)$/.exec(part)
    const factor =
      match && (match[2] === '' ? 1 : FACTORS[match[2]!.replace(/B$/, (b) => (match[2]!.length === 1 ? '' : b))])
    if (!match) return undefined
    if (match[2] === 'B') product *= Number(match[1])
    else if (factor === undefined || factor === null) return undefined
    else product *= Number(match[1]) * factor
  }
  return product
}

function convert(bytes: Uint8Array, conv: Set<string>): Uint8Array {
  if (!conv.size) return bytes
  const out = bytes.slice()
  if (conv.has('swab')) for (let i = 0; i + 1 < out.length; i += 2) [out[i], out[i + 1]] = [out[i + 1]!, out[i]!]
  for (let i = 0; i < out.length; i++) {
    if (conv.has('ucase') && out[i]! >= 97 && out[i]! <= 122) out[i]! -= 32
    else if (conv.has('lcase') && out[i]! >= 65 && out[i]! <= 90) out[i]! += 32
  }
  return out
}
/** Copies; failures of opening and writing are thrown as SysError with a `path` of 'in' or 'out'. */
export async function ddCopy(
  command: Command,
  plan: DdPlan,
  problem: (what: 'open' | 'read' | 'write', name: string, error: SysError) => Promise<void>,
): Promise<DdResult> {
  const { sys } = command
  const r: DdResult = { fullIn: 0, partialIn: 0, fullOut: 0, partialOut: 0, bytes: 0, seconds: 0 }
  let from = 0
  let to = 1
  if (plan.input !== undefined) {
    const fd = await tryAsync(() => sys.open(plan.input!, O_RDONLY))
    if (isError(fd)) {
      await problem('open', plan.input, fd)
      throw new Leave(1)
    }
    from = fd
  }
  if (plan.output !== undefined) {
    const trunc = !plan.conv.has('notrunc') && plan.seek === 0 && !plan.append
    const flags =
      O_WRONLY |
      (plan.conv.has('nocreat') ? 0 : O_CREAT) |
      (plan.conv.has('excl') ? O_EXCL : 0) |
      (trunc ? O_TRUNC : 0) |
      (plan.append ? O_APPEND : 0)
    const fd = await tryAsync(() => sys.open(plan.output!, flags, 0o666))
    if (isError(fd)) {
      await problem('open', plan.output, fd)
      throw new Leave(1)
    }
    to = fd
  }
  const started = sys.monotonic()
  if (plan.skip) {
    const moved = await tryAsync(() => sys.lseek(from, plan.skip, 'set'))
    if (isError(moved))
      for (let left = plan.skip; left > 0;) {
        const chunk = await sys.read(from, Math.min(left, 65536))
        if (!chunk.length) break
        left -= chunk.length
      }
  }
  if (plan.seek && plan.output !== undefined) {
    if (!plan.conv.has('notrunc')) await tryAsync(() => sys.ftruncate(to, plan.seek))
    await tryAsync(() => sys.lseek(to, plan.seek, 'set'))
  }
  let pending: Uint8Array[] = []
  let size = 0
  const writeOut = async (bytes: Uint8Array): Promise<void> => {
    const failure = await tryAsync(() => sys.write(to, bytes))
    if (isError(failure)) {
      await problem('write', plan.output ?? 'standard output', failure)
      throw new DdStop(r)
    }
    if (bytes.length === plan.obs) r.fullOut++
    else r.partialOut++
    r.bytes += bytes.length
  }
  let taken = 0
  for (
    let blocks = 0;
    plan.count === undefined || (plan.countBytes ? taken < plan.count : blocks < plan.count);
    blocks++
  ) {
    const want = plan.countBytes && plan.count !== undefined ? Math.min(plan.ibs, plan.count - taken) : plan.ibs
    let got: Uint8Array[] = []
    let have = 0
    // One read is one block; with fullblock, or where a read gives less than it could, more of them.
    do {
      const chunk = await tryAsync(() => sys.read(from, want - have))
      if (isError(chunk)) {
        await problem('read', plan.input ?? 'standard input', chunk)
        if (!plan.conv.has('noerror')) throw new DdStop(r)
        break
      }
      if (!chunk.length) break
      got.push(chunk)
      have += chunk.length
    } while (have < want && (plan.fullBlock || have % 65536 === 0))
    if (!have) break
    taken += have
    if (have === plan.ibs) r.fullIn++
    else r.partialIn++
    let block = convert(got.length === 1 ? got[0]! : concat(got), plan.conv)
    got = []
    if (plan.conv.has('sync') && block.length < plan.ibs) {
      const padded = new Uint8Array(plan.ibs)
      padded.set(block)
      block = padded
    }
    if (plan.ibs === plan.obs) await writeOut(block)
    else {
      pending.push(block)
      size += block.length
      if (size >= plan.obs) {
        const all = concat(pending)
        let at = 0
        for (; at + plan.obs <= all.length; at += plan.obs) await writeOut(all.subarray(at, at + plan.obs))
        pending = at < all.length ? [all.subarray(at)] : []
        size = all.length - at
      }
    }
    if (blocks % 64 === 63) await sys.breathe()
  }
  if (size) await writeOut(concat(pending))
  if (from) sys.close(from)
  if (to !== 1) sys.close(to)
  r.seconds = Math.max(1e-6, (sys.monotonic() - started) / 1000)
  return r
}
/** The copy ended early; its counts are still reported. */
export class DdStop extends Error {
  readonly result: DdResult
  constructor(result: DdResult) {
    super('stopped')
    this.result = result
  }
}

/** "1.5 MB" of human_readable() as dd uses it. */
function decimal(bytes: number, base: 1000 | 1024): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P']
  let value = bytes
  let power = 0
  for (; value >= base && power < units.length - 1; power++) value /= base
  const text = value < 10 && power ? value.toFixed(1) : String(Math.round(value))
  const letter = base === 1024 && power === 1 ? 'K' : units[power]!
  return `${text} ${letter}${base === 1024 && power ? 'i' : ''}B`
}
function summary(r: DdResult, level: string): string {
  const records = `${r.fullIn}+${r.partialIn} records in\n${r.fullOut}+${r.partialOut} records out\n`
  if (level === 'noxfer') return records
  const seconds = r.seconds
  const size = r.bytes === 1 ? '1 byte' : `${r.bytes} bytes`
  const si = decimal(r.bytes, 1000)
  const iec = decimal(r.bytes, 1024)
  const brackets = r.bytes < 1000 ? '' : r.bytes < 1024 ? ` (${si})` : ` (${si}, ${iec})`
  const rate = seconds > 0 ? decimal(r.bytes / seconds, 1000) : 'Infinity B'
  const time = /^0\.0*$/.test(seconds.toFixed(6)) ? '0' : Number(seconds.toPrecision(6)).toString()
  return `${records}${size}${brackets} copied, ${time} s, ${rate}/s\n`
}

export const dd = gnu({ help: 'dd', short: '', bare: true }, async (command) => {
  const plan: DdPlan = {
    input: undefined,
    output: undefined,
    ibs: 512,
    obs: 512,
    count: undefined,
    skip: 0,
    seek: 0,
    countBytes: false,
    fullBlock: false,
    conv: new Set(),
    append: false,
  }
  let status = ''
  let skip: [number, boolean] = [0, false]
  let seek: [number, boolean] = [0, false]
  let flags = ''
  for (const word of command.args) {
    const equals = word.indexOf('=')
    if (equals < 0) {
      if (word === '--') continue
      if (word.startsWith('--')) return command.usage(`unrecognized option '${word}'`)
      if (word.startsWith('-') && word.length > 1) return command.usage(`invalid option -- '${word[1]}'`)
      return command.usage(`unrecognized operand ${quote(word)}`)
    }
    const [key, value] = [word.slice(0, equals), word.slice(equals + 1)]
    const number = async (): Promise<number> => {
      const parsed = ddNumber(value)
      if (parsed === undefined) return command.die(`invalid number: ${quote(value)}`)
      if (parsed === 0 && (key === 'bs' || key === 'ibs' || key === 'obs'))
        return command.die(`invalid number: ${quote(value)}`)
      return parsed
    }
    switch (key) {
      case 'if':
        plan.input = value
        break
      case 'of':
        plan.output = value
        break
      case 'bs':
        plan.ibs = plan.obs = await number()
        break
      case 'ibs':
        plan.ibs = await number()
        break
      case 'obs':
        plan.obs = await number()
        break
      case 'count':
        plan.count = await number()
        if (/\dB$/.test(value)) plan.countBytes = true
        break
      case 'skip':
      case 'iseek':
        skip = [await number(), /\dB$/.test(value)]
        break
      case 'seek':
      case 'oseek':
        seek = [await number(), /\dB$/.test(value)]
        break
      case 'cbs':
        await command.die('cbs is not simulated yet')
        break
      case 'status':
        if (!['none', 'noxfer', 'progress'].includes(value))
          return command.usage(`invalid status level: ${quote(value)}`)
        status = value
        break
      case 'conv':
        for (const conv of value.split(',')) {
          if (
            ![
              'notrunc',
              'noerror',
              'sync',
              'fsync',
              'fdatasync',
              'swab',
              'ucase',
              'lcase',
              'excl',
              'nocreat',
              'sparse',
            ].includes(conv)
          ) {
            if (['ascii', 'ebcdic', 'ibm', 'block', 'unblock'].includes(conv))
              return command.die(`conv=${conv} is not simulated yet`)
            return command.usage(`invalid conversion: ${quote(conv)}`)
          }
          plan.conv.add(conv)
        }
        break
      case 'iflag':
      case 'oflag':
        for (const flag of value.split(','))
          if (
            ![
              'append',
              'fullblock',
              'count_bytes',
              'skip_bytes',
              'seek_bytes',
              'direct',
              'dsync',
              'sync',
              'nonblock',
              'noatime',
              'nocache',
              'directory',
              'nofollow',
              'noctty',
            ].includes(flag)
          )
            return command.usage(`invalid ${key === 'iflag' ? 'input' : 'output'} flag: ${quote(flag)}`)
        flags += `${key}=${value},`
        break
      default:
        return command.usage(`unrecognized operand ${quote(word)}`)
    }
  }
  plan.fullBlock = /fullblock/.test(flags)
  if (/count_bytes/.test(flags)) plan.countBytes = true
  plan.append = /oflag=[^=]*append/.test(flags)
  plan.skip = skip[1] || /skip_bytes/.test(flags) ? skip[0] : skip[0] * plan.ibs
  plan.seek = seek[1] || /seek_bytes/.test(flags) ? seek[0] : seek[0] * plan.obs
  let result: DdResult
  try {
    result = await ddCopy(command, plan, (what, name, error) =>
      command.warn(
        what === 'open'
          ? `failed to open ${quoteaf(name)}: ${strerror(error.code)}`
          : `error ${what === 'read' ? 'reading' : 'writing'} ${quoteaf(name)}: ${strerror(error.code)}`,
      ),
    )
  } catch (error) {
    if (!(error instanceof DdStop)) throw error
    result = error.result
    command.status = 1
  }
  if (status !== 'none') await command.sys.write(2, summary(result, status))
  return command.status
})
