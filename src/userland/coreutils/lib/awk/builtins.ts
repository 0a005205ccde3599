/** awk's functions. */
import { AwkArray, fromInput, toNumber } from './value.ts'
import type { Value } from './value.ts'
import type { Code, Frame, Maybe } from './compile.ts'
import { AwkRuntimeError } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import { awkSprintf } from './sprintf.ts'
import { strftime } from '../strftime.ts'
import { fromWall, localZone, UTC } from '../zone.ts'
import { binaryToText, textToBinary } from '../text.ts'

export interface Arg {
  code: Code
  isRegex: boolean
  /** The argument as an array (of a bare name). */
  array?: (frame: Frame) => AwkArray
  peek?: (frame: Frame) => Value | AwkArray
  place?: (frame: Frame) => Maybe<{ get(): Value; set(value: Value): void }>
}
const upper = (text: string): string => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

function substr(rt: Runtime, text: string, start: number, length: number | undefined): string {
  if (rt.dialect.name === 'mawk') {
    // mawk counts a start of 0 as 1, and takes what lies before the string off the length.
    let begin = start
    let size = length ?? Infinity
    if (begin <= 0) {
      size -= begin
      begin = 0
    }
    const from = Math.max(0, Math.trunc(begin) - 1)
    return size <= 0 ? '' : text.slice(from, size === Infinity ? undefined : from + Math.trunc(size))
  }
  const from = Math.max(0, Math.trunc(start) - 1)
  return text.slice(from, length === undefined ? undefined : from + Math.max(0, Math.trunc(length)))
}
/** The replacement of sub and gsub: & is the match, \& an ampersand. */
function fill(replacement: string, match: string): string {
  if (!replacement.includes('&') && !replacement.includes('\\')) return replacement
  return replacement.replace(/\\\\&|\\&|\\\\|&/g, (piece) =>
    piece === '&' ? match : piece === '\\&' ? '&' : piece === '\\\\&' ? `\\${match}` : '\\\\',
  )
}
function substitute(
  rt: Runtime,
  source: string,
  replacement: string,
  text: string,
  global: boolean,
): { text: string; count: number } {
  const regex = rt.regex(source)
  let out = ''
  let at = 0
  let count = 0
  let lastEnd = -1
  for (let from = 0; from <= text.length;) {
    const match = regex.exec(text, from)
    if (!match) break
    const empty = match.end === match.index
    if (!(empty && match.index === lastEnd)) {
      out += text.slice(at, match.index) + fill(replacement, text.slice(match.index, match.end))
      at = match.end
      count++
      if (!global) break
    }
    lastEnd = match.end
    from = empty ? match.end + 1 : match.end
  }
  return { text: out + text.slice(at), count }
}

const seeds = new WeakMap<Runtime, { seed: number; next(): number }>()
function random(rt: Runtime): { seed: number; next(): number } {
  let state = seeds.get(rt)
  if (!state) {
    state = generator(rt.dialect.name === 'busybox' ? 1 : rt.command.sys.rng.int(0x7fffffff))
    seeds.set(rt, state)
  }
  return state
}
function generator(seed: number): { seed: number; next(): number } {
  let s = seed >>> 0
  return {
    seed,
    next: () => {
      s = (s + 0x6d2b79f5) >>> 0
      let t = Math.imul(s ^ (s >>> 15), 1 | s)
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296
    },
  }
}

/** What a call of the function compiles to. */
export function builtin(rt: Runtime, name: string, args: readonly Arg[], parens: boolean): Code {
  const { sys } = rt.command
  const text = (value: Value): string => rt.text(value)
  const need = (least: number, most: number): void => {
    if (args.length < least || args.length > most) {
      if (rt.dialect.name === 'busybox') throw new AwkRuntimeError('Too few arguments')
      throw new AwkRuntimeError(`wrong number of arguments in call to ${name}`)
    }
  }
  /** Evaluates all arguments, then `run`. */
  const eager = (run: (values: Value[], frame: Frame) => Maybe<Value>): Code => {
    const codes = args.map((arg) => (arg.isRegex && !REGEX_PLACES[name] ? matchWhole(rt, arg) : arg.code))
    return (frame) => {
      const values: Value[] = []
      for (let i = 0; i < codes.length; i++) {
        const value = codes[i]!(frame)
        if (value instanceof Promise)
          return (async () => {
            values.push(await value)
            for (let j = i + 1; j < codes.length; j++) values.push(await codes[j]!(frame))
            return run(values, frame)
          })()
        values.push(value)
      }
      return run(values, frame)
    }
  }
  const math = (fn: (x: number) => number): Code => {
    need(1, 1)
    return eager(([x]) => fn(toNumber(x)))
  }
  switch (name) {
    case 'length': {
      if (!parens || !args.length) return () => rt.whole.length
      const [arg] = args
      return eager(([value], frame) => {
        const peeked = arg!.peek?.(frame)
        return peeked instanceof AwkArray ? peeked.map.size : text(value).length
      })
    }
    case 'substr':
      need(2, 3)
      return eager(([value, start, length]) =>
        substr(rt, text(value), toNumber(start), args.length < 3 ? undefined : toNumber(length)),
      )
    case 'index':
      need(2, 2)
      return eager(([value, part]) => text(value).indexOf(text(part)) + 1)
    case 'split': {
      need(2, 3)
      const [, target, separator] = args
      if (!target!.array) throw new AwkRuntimeError('type error in arg(2) in call to split')
      return eager(([string, , by], frame) => {
        const array = target!.array!(frame)
        const source = text(string)
        const pieces = separator?.isRegex
          ? source === ''
            ? []
            : rt.splitRegex(source, rt.regex(text(by)))
          : rt.pieces(source, separator ? text(by) : text(rt.get('FS') as Value))
        array.map.clear()
        for (const [i, piece] of pieces.entries()) array.map.set(String(i + 1), fromInput(piece))
        return pieces.length
      })
    }
    case 'sub':
    case 'gsub': {
      need(2, 3)
      const place = args[2]?.place
      return eager(([pattern, replacement, value], frame) => {
        const current = args.length > 2 ? text(value) : rt.whole
        const result = substitute(rt, text(pattern), text(replacement), current, name === 'gsub')
        if (result.count) {
          if (args.length < 3) rt.setRecord(result.text)
          else if (place) {
            const target = place(frame)
            if (target instanceof Promise) return target.then((p) => (p.set(result.text), result.count))
            target.set(result.text)
          }
        }
        return result.count
      })
    }
    case 'match':
      need(2, 2)
      return eager(([value, pattern]) => {
        const match = rt.regex(text(pattern)).exec(text(value))
        rt.set('RSTART', match ? match.index + 1 : 0)
        rt.set('RLENGTH', match ? match.end - match.index : -1)
        return match ? match.index + 1 : 0
      })
    case 'sprintf':
      return eager((values) => awkSprintf(rt, values))
    case 'tolower':
      need(1, 1)
      return eager(([value]) => lower(text(value)))
    case 'toupper':
      need(1, 1)
      return eager(([value]) => upper(text(value)))
    case 'sin':
      return math(Math.sin)
    case 'cos':
      return math(Math.cos)
    case 'exp':
      return math(Math.exp)
    case 'log':
      return math(Math.log)
    case 'sqrt':
      return math(Math.sqrt)
    case 'int':
      return math(Math.trunc)
    case 'atan2':
      need(2, 2)
      return eager(([y, x]) => Math.atan2(toNumber(y), toNumber(x)))
    case 'rand':
      return () => random(rt).next()
    case 'srand':
      return eager(([value]) => {
        const previous = random(rt).seed
        seeds.set(rt, generator(args.length ? Math.trunc(toNumber(value)) : Math.floor(sys.now() / 1000)))
        return previous
      })
    case 'system':
      need(1, 1)
      return eager(([value]) => rt.streams.system(text(value)))
    case 'close':
      need(1, 2)
      return eager(([value]) => rt.streams.close(text(value)))
    case 'fflush':
      return eager(([value]) =>
        rt.streams.flush(args.length && text(value) !== '' ? text(value) : undefined).then((ok) => (ok ? 0 : -1)),
      )
    case 'systime':
      return () => Math.floor(sys.now() / 1000)
    case 'strftime':
      return eager(([format, time, utc]) => {
        const zone = rt.truth(utc) ? UTC : localZone(sys)
        const ms = args.length > 1 ? toNumber(time) * 1000 : sys.now()
        return textToBinary(strftime(args.length ? binaryToText(text(format)) : '%a %b %e %H:%M:%S %Z %Y', ms, zone))
      })
    case 'mktime':
      return eager(([value]) => {
        const [y, mo, d, h, mi, s] = text(value).trim().split(/\s+/).map(Number)
        if (y === undefined || mo === undefined || d === undefined) return -1
        return Math.floor(fromWall(localZone(sys), Date.UTC(y, mo - 1, d, h ?? 0, mi ?? 0, s ?? 0)) / 1000)
      })
    case 'and':
      return eager(([a, b]) =>
        Number(BigInt.asUintN(64, BigInt(Math.trunc(toNumber(a))) & BigInt(Math.trunc(toNumber(b))))),
      )
    case 'or':
      return eager(([a, b]) =>
        Number(BigInt.asUintN(64, BigInt(Math.trunc(toNumber(a))) | BigInt(Math.trunc(toNumber(b))))),
      )
    case 'xor':
      return eager(([a, b]) =>
        Number(BigInt.asUintN(64, BigInt(Math.trunc(toNumber(a))) ^ BigInt(Math.trunc(toNumber(b))))),
      )
    case 'lshift':
      return eager(([a, b]) => toNumber(a) * 2 ** Math.trunc(toNumber(b)))
    case 'rshift':
      return eager(([a, b]) => Math.floor(toNumber(a) / 2 ** Math.trunc(toNumber(b))))
    case 'compl':
      return eager(([a]) => Number(BigInt.asUintN(64, ~BigInt(Math.trunc(toNumber(a))))))
    default:
      throw new AwkRuntimeError(`function ${name} never defined`)
  }
}
/** Where a regular expression is an argument as such, and not a match of the record. */
const REGEX_PLACES: Record<string, boolean> = { split: true, sub: true, gsub: true, match: true }
function matchWhole(rt: Runtime, arg: Arg): Code {
  return (frame) => (rt.regex(rt.text(arg.code(frame) as Value)).test(rt.whole) ? 1 : 0)
}
