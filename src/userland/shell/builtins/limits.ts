/** umask, ulimit, times */
import { strerror, SysError } from '../../../base/abi/errno.ts'
import { BuiltinError } from '../exec/control.ts'
import type { Shell } from '../state/shell.ts'
import { type BuiltinCall, invalidOption, parseOptions } from './call.ts'

const symbolic = (mask: number): string =>
  [6, 3, 0]
    .map((shift, index) => {
      const bits = ~(mask >> shift) & 7
      return `${'ugo'[index]!}=${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`
    })
    .join(',')

export async function umask(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, sh.dialect.bash ? 'pS' : 'S')
  if (!options) return 2
  const current = sh.sys.umask()
  const text = options.rest[0]
  if (text === undefined) {
    const shown = options.has('S') ? symbolic(current) : current.toString(8).padStart(4, '0')
    await sh.write(`${options.has('p') ? `umask ${options.has('S') ? '-S ' : ''}` : ''}${shown}\n`)
    return 0
  }
  if (/^\d/.test(text)) {
    if (!/^[0-7]+$/.test(text) || parseInt(text, 8) > 0o7777) {
      if (sh.dialect.name === 'dash') throw new BuiltinError(`Illegal number: ${text}`, 2)
      if (sh.dialect.name === 'ash') throw new BuiltinError(`illegal mode: ${text}`, 2)
      await sh.complainAs('umask', `${text}: octal number out of range`)
      return 1
    }
    sh.sys.umask(parseInt(text, 8) & 0o777)
    return 0
  }
  const mask = applySymbolic(current, text)
  if (typeof mask === 'string') {
    if (sh.dialect.almquist)
      throw new BuiltinError(`${sh.dialect.name === 'dash' ? 'Illegal' : 'illegal'} mode: ${text}`, 2)
    await sh.complainAs('umask', mask)
    return 1
  }
  sh.sys.umask(mask)
  if (options.has('S')) await sh.write(`${symbolic(mask)}\n`)
  return 0
}
/** u=rwx,g-w: what is allowed; the mask is the rest. */
function applySymbolic(mask: number, text: string): number | string {
  let allowed = ~mask & 0o777
  for (const clause of text.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwx]*)(.?)/.exec(clause)
    if (!found) return `\`${/^[ugoa]*(.)/.exec(clause)?.[1] ?? clause}': invalid symbolic mode operator`
    if (found[4]) return `\`${found[4]}': invalid symbolic mode character`
    const who = found[1] === '' || found[1]!.includes('a') ? 'ugo' : found[1]!
    const bits =
      (found[3]!.includes('r') ? 4 : 0) | (found[3]!.includes('w') ? 2 : 0) | (found[3]!.includes('x') ? 1 : 0)
    for (const one of who) {
      const shift = one === 'u' ? 6 : one === 'g' ? 3 : 0
      if (found[2] === '+') allowed |= bits << shift
      else if (found[2] === '-') allowed &= ~(bits << shift)
      else allowed = (allowed & ~(7 << shift)) | (bits << shift)
    }
  }
  return ~allowed & 0o777
}

interface Limit {
  letter: string
  name: string
  /** setrlimit's name; undefined: not a resource limit. */
  resource: string | undefined
  unit: string
  factor: number
}
const LIMITS: readonly Limit[] = [
  { letter: 'R', name: 'real-time non-blocking time', resource: 'rttime', unit: 'microseconds', factor: 1 },
  { letter: 'c', name: 'core file size', resource: 'core', unit: 'blocks', factor: 512 },
  { letter: 'd', name: 'data seg size', resource: 'data', unit: 'kbytes', factor: 1024 },
  { letter: 'e', name: 'scheduling priority', resource: 'nice', unit: '', factor: 1 },
  { letter: 'f', name: 'file size', resource: 'fsize', unit: 'blocks', factor: 1024 },
  { letter: 'i', name: 'pending signals', resource: 'sigpending', unit: '', factor: 1 },
  { letter: 'l', name: 'max locked memory', resource: 'memlock', unit: 'kbytes', factor: 1024 },
  { letter: 'm', name: 'max memory size', resource: 'rss', unit: 'kbytes', factor: 1024 },
  { letter: 'n', name: 'open files', resource: 'nofile', unit: '', factor: 1 },
  { letter: 'p', name: 'pipe size', resource: undefined, unit: '512 bytes', factor: 1 },
  { letter: 'q', name: 'POSIX message queues', resource: 'msgqueue', unit: 'bytes', factor: 1 },
  { letter: 'r', name: 'real-time priority', resource: 'rtprio', unit: '', factor: 1 },
  { letter: 's', name: 'stack size', resource: 'stack', unit: 'kbytes', factor: 1024 },
  { letter: 't', name: 'cpu time', resource: 'cpu', unit: 'seconds', factor: 1 },
  { letter: 'u', name: 'max user processes', resource: 'nproc', unit: '', factor: 1 },
  { letter: 'v', name: 'virtual memory', resource: 'as', unit: 'kbytes', factor: 1024 },
  { letter: 'x', name: 'file locks', resource: 'locks', unit: '', factor: 1 },
]
/** dash's and ash's names in the order of -a. */
const DASH: readonly [string, string][] = [
  ['time(seconds)', 't'],
  ['file(blocks)', 'f'],
  ['data(kbytes)', 'd'],
  ['stack(kbytes)', 's'],
  ['coredump(blocks)', 'c'],
  ['memory(kbytes)', 'm'],
  ['locked memory(kbytes)', 'l'],
  ['process', 'p'],
  ['nofiles', 'n'],
  ['vmemory(kbytes)', 'v'],
  ['locks', 'w'],
  ['rtprio', 'r'],
]
const ASH: readonly [string, string, string][] = [
  ['core file size (blocks)', 'c', 'core'],
  ['data seg size (kb)', 'd', 'data'],
  ['scheduling priority', 'e', 'nice'],
  ['file size (blocks)', 'f', 'fsize'],
  ['pending signals', 'i', 'sigpending'],
  ['max locked memory (kb)', 'l', 'memlock'],
  ['max memory size (kb)', 'm', 'rss'],
  ['open files', 'n', 'nofile'],
  ['POSIX message queues (bytes)', 'q', 'msgqueue'],
  ['real-time priority', 'r', 'rtprio'],
  ['stack size (kb)', 's', 'stack'],
  ['cpu time (seconds)', 't', 'cpu'],
  ['max user processes', 'u', 'nproc'],
  ['virtual memory (kb)', 'v', 'as'],
  ['file locks', 'x', 'locks'],
]

function value(sh: Shell, limit: Limit, hard: boolean): string {
  if (!limit.resource) return '8'
  try {
    const [soft, max] = sh.sys.getrlimit(limit.resource)
    const raw = hard ? max : soft
    return raw === Infinity || raw < 0 || raw >= 2 ** 63
      ? 'unlimited'
      : String(Math.floor(raw / (limit.factor === 512 && !sh.posix && sh.dialect.bash ? 1024 : limit.factor)))
  } catch (error) {
    if (error instanceof SysError) return 'unlimited'
    throw error
  }
}
const byLetter = (sh: Shell, letter: string): Limit | undefined => {
  const real = sh.dialect.name === 'dash' ? ({ p: 'u', w: 'x' }[letter] ?? letter) : letter
  return LIMITS.find((limit) => limit.letter === real)
}

export async function ulimit(call: BuiltinCall): Promise<number> {
  const { sh } = call
  let hard = false
  let soft = false
  let all = false
  const wanted: string[] = []
  let at = 0
  for (; at < call.args.length && /^-./.test(call.args[at]!); at++) {
    if (call.args[at] === '--') {
      at++
      break
    }
    for (const letter of call.args[at]!.slice(1)) {
      if (letter === 'H') hard = true
      else if (letter === 'S') soft = true
      else if (letter === 'a') all = true
      else if (byLetter(sh, letter)) wanted.push(letter)
      else {
        if (sh.dialect.almquist)
          throw new BuiltinError(`${sh.dialect.name === 'dash' ? 'Illegal' : 'illegal'} option -${letter}`, 2)
        return invalidOption(call, `-${letter}`)
      }
    }
  }
  const rest = call.args.slice(at)
  if (all) {
    await listAll(sh, hard)
    return 0
  }
  if (!wanted.length) wanted.push('f')
  if (!rest.length) {
    for (const letter of wanted) {
      const limit = byLetter(sh, letter)!
      const head = wanted.length > 1 ? bashName(limit) : ''
      await sh.write(`${head}${value(sh, limit, hard && !soft)}\n`)
    }
    return 0
  }
  const text = rest[0]!
  for (const letter of wanted) {
    const limit = byLetter(sh, letter)!
    let raw: number
    if (text === 'unlimited') raw = Infinity
    else if (sh.dialect.bash && (text === 'hard' || text === 'soft'))
      raw = sh.sys.getrlimit(limit.resource ?? 'nofile')[text === 'hard' ? 1 : 0]
    else if (/^\d+$/.test(text)) raw = Number(text) * (limit.factor === 512 && sh.dialect.bash ? 1024 : limit.factor)
    else {
      if (sh.dialect.name === 'dash') {
        throw new BuiltinError('bad number', 2)
      }
      if (sh.dialect.name === 'ash') {
        await sh.stderr(`${sh.appletName}: invalid number '${text}'\n`)
        return 1
      }
      await sh.complainAs('ulimit', `${text}: invalid number`)
      return 1
    }
    try {
      if (!limit.resource) throw new SysError('EINVAL')
      const [oldSoft, oldHard] = sh.sys.getrlimit(limit.resource)
      const both = hard === soft
      sh.sys.setrlimit(limit.resource, both || soft ? raw : oldSoft, both || hard ? raw : oldHard)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      const why = strerror(error.code)
      if (sh.dialect.bash) await sh.complainAs('ulimit', `${limit.name}: cannot modify limit: ${why}`)
      else if (sh.dialect.name === 'dash') throw new BuiltinError(`error setting limit (${why})`, 2)
      else await sh.stderr(`${sh.appletName}: ulimit: error setting limit: ${why}\n`)
      return 1
    }
  }
  return 0
}
/** "core file size              (blocks, -c) 0" */
const bashName = (limit: Limit): string => {
  const unit = limit.unit ? `(${limit.unit}, -${limit.letter})` : `(-${limit.letter})`
  // One name is longer than its column, and bash's table of names has a second blank there.
  const name = limit.letter === 'R' ? `${limit.name} ` : limit.name
  return `${name.padEnd(Math.max(name.length + 1, 40 - unit.length))}${unit} `
}
async function listAll(sh: Shell, hard: boolean): Promise<void> {
  let out = ''
  if (sh.dialect.name === 'dash')
    for (const [name, letter] of DASH) out += `${name.padEnd(20)} ${value(sh, byLetter(sh, letter)!, hard)}\n`
  else if (sh.dialect.name === 'ash') {
    for (const [name, letter, resource] of ASH) {
      const limit = LIMITS.find((one) => one.resource === resource)!
      out += `${name.padEnd(32)}(-${letter}) ${value(sh, limit, hard)}\n`
    }
  } else for (const limit of LIMITS) out += `${bashName(limit)}${value(sh, limit, hard)}\n`
  await sh.write(out)
}

export async function times(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const t = sh.sys.times()
  const digits = sh.dialect.name === 'dash' ? 6 : 3
  const one = (ms: number): string => `${Math.floor(ms / 60000)}m${((ms % 60000) / 1000).toFixed(digits)}s`
  await sh.write(`${one(t.utime)} ${one(t.stime)}\n${one(t.cutime)} ${one(t.cstime)}\n`)
  return 0
}
