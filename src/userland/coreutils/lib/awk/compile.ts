/**
 * An awk tree as closures. A closure gives its result at once where it can and a promise where it must wait (getline, system, a long loop);
 * the combinators below pass on whichever comes.
 */
import { toNumber, AwkArray, fromInput } from './value.ts'
import type { Value } from './value.ts'
import type { Expr, LValue, Program, Statement } from './ast.ts'
import { builtin } from './builtins.ts'
import type { Arg } from './builtins.ts'
import { AwkRuntimeError } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import { awkSprintf } from './sprintf.ts'

export type Maybe<T> = T | Promise<T>
export type Frame = (Value | AwkArray)[]
export type Code = (frame: Frame) => Maybe<Value>
/** How a statement ended. */
export const SIGNAL = { normal: 0, break: 1, continue: 2, next: 3, nextfile: 4, exit: 5, return: 6 } as const
export type Signal = (typeof SIGNAL)[keyof typeof SIGNAL]
export type Action = (frame: Frame) => Maybe<Signal>
const S = SIGNAL
/** Iterations after which a loop lets others run. */
const LOOP_QUANTUM = 20_000

const later = <T>(value: Maybe<T>): value is Promise<T> => value instanceof Promise
function lift1(a: Code, op: (x: Value) => Value): Code {
  return (frame) => {
    const x = a(frame)
    return later(x) ? x.then(op) : op(x)
  }
}
function lift2(a: Code, b: Code, op: (x: Value, y: Value) => Value): Code {
  return (frame) => {
    const x = a(frame)
    if (later(x)) return x.then(async (xx) => op(xx, await b(frame)))
    const y = b(frame)
    return later(y) ? y.then((yy) => op(x, yy)) : op(x, y)
  }
}
function all(codes: readonly Code[], frame: Frame): Maybe<Value[]> {
  const values: Value[] = []
  for (let i = 0; i < codes.length; i++) {
    const value = codes[i]!(frame)
    if (later(value))
      return (async () => {
        values.push(await (value as Promise<Value>))
        for (let j = i + 1; j < codes.length; j++) values.push(await codes[j]!(frame))
        return values
      })()
    values.push(value)
  }
  return values
}
const then = <A, B>(value: Maybe<A>, next: (value: A) => Maybe<B>): Maybe<B> =>
  later(value) ? (value as Promise<A>).then(next) : next(value as A)

/** Input of the main loop, for plain getline. */
export interface MainInput {
  /** The next record, or null; NR and FNR already count it. */
  next(): Maybe<string | null>
  skipFile(): void
}

export class Compiler {
  private readonly rt: Runtime
  private readonly input: MainInput
  private readonly functions = new Map<string, { parameters: number; body: Action | undefined }>()
  private locals: readonly string[] = []
  exitStatus = 0
  private returned: Value
  private depth = 0
  constructor(rt: Runtime, program: Program, input: MainInput) {
    this.rt = rt
    this.input = input
    for (const definition of program.functions.values())
      this.functions.set(definition.name, { parameters: definition.parameters.length, body: undefined })
    for (const definition of program.functions.values()) {
      this.locals = definition.parameters
      this.functions.get(definition.name)!.body = this.statement(definition.body)
      this.locals = []
    }
  }

  // ---- variables and arrays
  private slot(name: string): number {
    return this.locals.indexOf(name)
  }
  private arrayOf(name: string): (frame: Frame) => AwkArray {
    const slot = this.slot(name)
    if (slot < 0) return () => this.rt.array(name)
    return (frame) => {
      const known = frame[slot]
      if (known instanceof AwkArray) return known
      const array = new AwkArray()
      frame[slot] = array
      return array
    }
  }
  /** mawk refuses, BusyBox takes it as unset. */
  private arrayAsScalar(name: string): Value {
    if (this.rt.dialect.name === 'busybox') return undefined
    throw new AwkRuntimeError(`can't use array ${name} in scalar context`)
  }
  private subscript(index: readonly Expr[]): (frame: Frame) => Maybe<string> {
    const codes = index.map((expr) => this.expr(expr))
    const { rt } = this
    if (codes.length === 1) {
      const [only] = codes
      return (frame) => then(only!(frame), (value) => rt.text(value))
    }
    return (frame) => then(all(codes, frame), (values) => values.map((value) => rt.text(value)).join(rt.subsep))
  }
  /** Reading and writing one place; the place is found once. */
  private place(target: LValue): (frame: Frame) => Maybe<{ get(): Value; set(value: Value): void }> {
    const { rt } = this
    if (target.type === 'variable') {
      const slot = this.slot(target.name)
      const scalar = (value: Value | AwkArray): Value => {
        if (value instanceof AwkArray) return this.arrayAsScalar(target.name)
        return value
      }
      return (frame) =>
        slot >= 0
          ? { get: () => scalar(frame[slot]), set: (value) => void (frame[slot] = value) }
          : { get: () => scalar(rt.get(target.name)), set: (value) => rt.set(target.name, value) }
    }
    if (target.type === 'field') {
      const index = this.expr(target.index)
      return (frame) =>
        then(index(frame), (value) => {
          const number = Math.trunc(toNumber(value))
          return { get: () => rt.field(number), set: (v: Value) => rt.setField(number, v) }
        })
    }
    const array = this.arrayOf(target.name)
    const key = this.subscript(target.index)
    return (frame) =>
      then(key(frame), (name) => {
        const { map } = array(frame)
        return {
          get: () => {
            if (!map.has(name)) map.set(name, undefined)
            return map.get(name)
          },
          set: (value: Value) => void map.set(name, value),
        }
      })
  }

  // ---- expressions
  expr(node: Expr): Code {
    const { rt } = this
    switch (node.type) {
      case 'number': {
        const { value } = node
        return () => value
      }
      case 'string': {
        const { value } = node
        return () => value
      }
      case 'regex': {
        const regex = rt.regex(node.source)
        return () => (regex.test(rt.whole) ? 1 : 0)
      }
      case 'variable': {
        const slot = this.slot(node.name)
        const { name } = node
        return (frame) => {
          const value = slot >= 0 ? frame[slot] : rt.get(name)
          if (value instanceof AwkArray) return this.arrayAsScalar(name)
          return value
        }
      }
      case 'field':
        if (node.index.type === 'number') {
          const { value } = node.index
          return () => rt.field(value)
        }
        return lift1(this.expr(node.index), (index) => rt.field(Math.trunc(toNumber(index))))
      case 'element': {
        const place = this.place(node)
        return (frame) => then(place(frame), (p) => p.get())
      }
      case 'group':
        return this.expr(node.of)
      case 'grouping': {
        const codes = node.items.map((item) => this.expr(item))
        return (frame) => then(all(codes, frame), (values) => values.map((value) => rt.text(value)).join(rt.subsep))
      }
      case 'assign':
        return this.assign(node)
      case 'increment': {
        const place = this.place(node.target)
        return (frame) =>
          then(place(frame), (p) => {
            const old = toNumber(p.get())
            p.set(old + node.by)
            return node.prefix ? old + node.by : old
          })
      }
      case 'conditional': {
        const [test, yes, no] = [this.expr(node.test), this.expr(node.yes), this.expr(node.no)]
        return (frame) => then(test(frame), (value) => (rt.truth(value) ? yes(frame) : no(frame)))
      }
      case 'and':
      case 'or': {
        const [left, right] = [this.expr(node.left), this.expr(node.right)]
        const stop = node.type === 'or'
        return (frame) =>
          then(left(frame), (value): Maybe<Value> =>
            rt.truth(value) === stop ? (stop ? 1 : 0) : then(right(frame), (other) => (rt.truth(other) ? 1 : 0)),
          )
      }
      case 'in': {
        const array = this.arrayOf(node.name)
        const key = this.subscript(node.index)
        return (frame) => then(key(frame), (name) => (array(frame).map.has(name) ? 1 : 0))
      }
      case 'match': {
        const left = this.expr(node.left)
        const yes = node.negate ? 0 : 1
        if (node.right.type === 'regex') {
          const regex = rt.regex(node.right.source)
          return lift1(left, (value) => (regex.test(rt.text(value)) ? yes : 1 - yes))
        }
        return lift2(left, this.expr(node.right), (value, pattern) =>
          rt.regex(rt.text(pattern)).test(rt.text(value)) ? yes : 1 - yes,
        )
      }
      case 'compare': {
        const { op } = node
        return lift2(this.expr(node.left), this.expr(node.right), (a, b) => {
          const order = rt.compare(a, b)
          const result =
            op === '<'
              ? order < 0
              : op === '<='
                ? order <= 0
                : op === '=='
                  ? order === 0
                  : op === '!='
                    ? order !== 0
                    : op === '>'
                      ? order > 0
                      : order >= 0
          return result ? 1 : 0
        })
      }
      case 'concat':
        return lift2(this.expr(node.left), this.expr(node.right), (a, b) => rt.text(a) + rt.text(b))
      case 'binary':
        return lift2(this.expr(node.left), this.expr(node.right), (a, b) =>
          this.arithmetic(node.op, toNumber(a), toNumber(b)),
        )
      case 'unary': {
        const of = this.expr(node.of)
        if (node.op === '!') return lift1(of, (value) => (rt.truth(value) ? 0 : 1))
        const sign = node.op === '-' ? -1 : 1
        return lift1(of, (value) => sign * toNumber(value))
      }
      case 'call':
        return this.call(node)
      case 'builtin':
        return this.builtinCall(node)
      case 'getline':
        return this.getline(node)
    }
  }
  private arithmetic(op: string, a: number, b: number): number {
    switch (op) {
      case '+':
        return a + b
      case '-':
        return a - b
      case '*':
        return a * b
      case '/':
        if (b === 0 && this.rt.dialect.name === 'busybox') throw new AwkRuntimeError('Division by zero')
        return a / b
      case '%':
        if (b === 0 && this.rt.dialect.name === 'busybox') throw new AwkRuntimeError('Division by zero')
        return a % b
      default:
        return a ** b
    }
  }
  private assign(node: Extract<Expr, { type: 'assign' }>): Code {
    const place = this.place(node.target)
    const value = this.expr(node.value)
    if (node.op === '=')
      return (frame) =>
        then(value(frame), (v) =>
          then(place(frame), (p) => {
            p.set(v)
            return v
          }),
        )
    const op = node.op[0]!
    return (frame) =>
      then(value(frame), (v) =>
        then(place(frame), (p) => {
          const result = this.arithmetic(op, toNumber(p.get()), toNumber(v))
          p.set(result)
          return result
        }),
      )
  }
  private call(node: Extract<Expr, { type: 'call' }>): Code {
    const target = this.functions.get(node.name)
    if (!target) throw new AwkRuntimeError(`function ${node.name} never defined`)
    if (node.args.length > target.parameters) throw new AwkRuntimeError(`too many arguments in call to ${node.name}`)
    const { rt } = this
    const args = node.args.map(
      (arg): ((frame: Frame) => Maybe<{ value: Value | AwkArray; back?: (callee: Value | AwkArray) => void }>) => {
        if (arg.type !== 'variable') {
          const code = this.expr(arg)
          return (frame) => then(code(frame), (value) => ({ value }))
        }
        // An unset variable may turn out to be an array in the function.
        const slot = this.slot(arg.name)
        return (frame) => {
          const value = slot >= 0 ? frame[slot] : rt.get(arg.name)
          if (value !== undefined) return { value }
          const back = (callee: Value | AwkArray): void => {
            if (!(callee instanceof AwkArray)) return
            if (slot >= 0) frame[slot] = callee
            else rt.globals.set(arg.name, callee)
          }
          return { value, back }
        }
      },
    )
    const run = (values: { value: Value | AwkArray; back?: (callee: Value | AwkArray) => void }[]): Maybe<Value> => {
      if (++this.depth > 5000) throw new AwkRuntimeError('function call nesting too deep')
      const inner: Frame = new Array<Value | AwkArray>(target.parameters).fill(undefined)
      for (const [i, item] of values.entries()) inner[i] = item.value
      this.returned = undefined
      return then(target.body!(inner), (signal) => {
        this.depth--
        for (const [i, item] of values.entries()) item.back?.(inner[i])
        if (signal === S.exit) throw new ExitNow()
        if (signal === S.next || signal === S.nextfile) throw new NextNow(signal)
        const result = signal === S.return ? this.returned : undefined
        this.returned = undefined
        return result
      })
    }
    return (frame) => {
      const values: { value: Value | AwkArray; back?: (callee: Value | AwkArray) => void }[] = []
      for (let i = 0; i < args.length; i++) {
        const value = args[i]!(frame)
        if (later(value))
          return (async () => {
            values.push(await (value as Promise<{ value: Value }>))
            for (let j = i + 1; j < args.length; j++) values.push(await args[j]!(frame))
            return run(values)
          })()
        values.push(value)
      }
      return run(values)
    }
  }
  private builtinCall(node: Extract<Expr, { type: 'builtin' }>): Code {
    const { rt } = this
    const args = node.args.map((expr): Arg => {
      const arg: Arg = {
        code:
          expr.type === 'regex'
            ? () => expr.source
            : expr.type === 'variable' && this.mayBeArray(node.name)
              ? () => undefined
              : this.expr(expr),
        isRegex: expr.type === 'regex',
      }
      if (expr.type === 'variable') {
        const slot = this.slot(expr.name)
        arg.array = this.arrayOf(expr.name)
        arg.peek = (frame) => (slot >= 0 ? frame[slot] : rt.get(expr.name))
        arg.code = (frame) => {
          const value = arg.peek!(frame)
          return value instanceof AwkArray ? undefined : value
        }
      }
      if (expr.type === 'variable' || expr.type === 'field' || expr.type === 'element') arg.place = this.place(expr)
      return arg
    })
    return builtin(rt, node.name, args, node.parens)
  }
  private mayBeArray(name: string): boolean {
    return name === 'length' || name === 'split'
  }
  private getline(node: Extract<Expr, { type: 'getline' }>): Code {
    const { rt } = this
    const place = node.target ? this.place(node.target) : undefined
    const source = node.source ? this.expr(node.source) : undefined
    const store = async (frame: Frame, text: string): Promise<void> => {
      if (place) (await place(frame)).set(fromInput(text))
      else rt.setRecord(text)
    }
    const bump = (name: 'NR' | 'FNR'): void => rt.set(name, toNumber(rt.get(name) as Value) + 1)
    return async (frame) => {
      if (node.from === 'input') {
        const record = await this.input.next()
        if (record === null) return 0
        await store(frame, record)
        return 1
      }
      const name = rt.text(await source!(frame))
      const reader = await rt.streams.reader(node.from === 'file' ? 'file' : 'command', name)
      if (reader instanceof Error) return -1
      try {
        const record = await reader.next(rt.recordSeparator)
        if (record === null) return 0
        if (node.from === 'command') bump('NR')
        await store(frame, record)
        return 1
      } catch (error) {
        if (error instanceof Error && error.name === 'SysError') return -1
        throw error
      }
    }
  }

  // ---- statements
  statement(node: Statement): Action {
    const { rt } = this
    switch (node.type) {
      case 'block': {
        const body = node.body.map((item) => this.statement(item))
        if (body.length === 1) return body[0]!
        return (frame) => this.sequence(body, 0, frame)
      }
      case 'expression': {
        const code = this.expr(node.of)
        return (frame) => then(code(frame), (): Signal => S.normal)
      }
      case 'print':
      case 'printf':
        return this.print(node)
      case 'if': {
        const test = this.expr(node.test)
        const yes = this.statement(node.yes)
        const no = node.no ? this.statement(node.no) : undefined
        return (frame) =>
          then(test(frame), (value): Maybe<Signal> => (rt.truth(value) ? yes(frame) : no ? no(frame) : S.normal))
      }
      case 'while':
        return this.loop(undefined, this.expr(node.test), undefined, this.statement(node.body), false)
      case 'do':
        return this.loop(undefined, this.expr(node.test), undefined, this.statement(node.body), true)
      case 'for':
        return this.loop(
          node.init && this.statement(node.init),
          node.test && this.expr(node.test),
          node.step && this.statement(node.step),
          this.statement(node.body),
          false,
        )
      case 'for-in': {
        const place = this.place(node.variable)
        const array = this.arrayOf(node.name)
        const body = this.statement(node.body)
        return async (frame) => {
          const { map } = array(frame)
          for (const key of array(frame).keys(rt.dialect.name)) {
            if (!map.has(key)) continue
            ;(await place(frame)).set(fromInput(key) instanceof Object ? fromInput(key) : key)
            const signal = await body(frame)
            if (signal === S.break) break
            if (signal !== S.normal && signal !== S.continue) return signal
          }
          return S.normal
        }
      }
      case 'break':
      case 'continue':
      case 'next':
      case 'nextfile': {
        const signal = S[node.type]
        return () => signal
      }
      case 'exit':
      case 'return': {
        const value = node.value ? this.expr(node.value) : undefined
        return (frame) =>
          then(value ? value(frame) : undefined, (v): Signal => {
            if (node.type === 'return') {
              this.returned = v
              return S.return
            }
            if (value) this.exitStatus = Math.trunc(toNumber(v)) & 255
            return S.exit
          })
      }
      case 'delete': {
        const array = this.arrayOf(node.name)
        if (!node.index)
          return (frame) => {
            array(frame).map.clear()
            return S.normal
          }
        const key = this.subscript(node.index)
        return (frame) =>
          then(key(frame), (name): Signal => {
            array(frame).map.delete(name)
            return S.normal
          })
      }
    }
  }
  private sequence(body: readonly Action[], from: number, frame: Frame): Maybe<Signal> {
    for (let i = from; i < body.length; i++) {
      const signal = body[i]!(frame)
      if (later(signal))
        return (signal as Promise<Signal>).then((s) => (s === S.normal ? this.sequence(body, i + 1, frame) : s))
      if (signal !== S.normal) return signal
    }
    return S.normal
  }
  private loop(
    init: Action | undefined,
    test: Code | undefined,
    step: Action | undefined,
    body: Action,
    bodyFirst: boolean,
  ): Action {
    const { rt } = this
    /** Turns at once; a promise of the rest when something waits or the quantum is over. */
    const turn = (frame: Frame, first: boolean): Maybe<Signal> => {
      for (let count = 0; ; count++) {
        if (count >= LOOP_QUANTUM) return this.breathe().then(() => turn(frame, first))
        if (test && !(first && bodyFirst)) {
          const value = test(frame)
          if (later(value))
            return (value as Promise<Value>).then((v): Maybe<Signal> =>
              rt.truth(v) ? after(body(frame), frame) : S.normal,
            )
          if (!rt.truth(value)) return S.normal
        }
        first = false
        const signal = body(frame)
        if (later(signal)) return after(signal, frame)
        if (signal === S.break) return S.normal
        if (signal !== S.normal && signal !== S.continue) return signal
        if (step) {
          const stepped = step(frame)
          if (later(stepped)) return (stepped as Promise<Signal>).then(() => turn(frame, false))
        }
      }
    }
    const after = async (pending: Maybe<Signal>, frame: Frame): Promise<Signal> => {
      const signal = await pending
      if (signal === S.break) return S.normal
      if (signal !== S.normal && signal !== S.continue) return signal
      if (step) await step(frame)
      return turn(frame, false)
    }
    return (frame) => (init ? then(init(frame), () => turn(frame, true)) : turn(frame, true))
  }
  private async breathe(): Promise<void> {
    await this.rt.command.out.flush()
    await this.rt.command.sys.breathe()
  }
  private print(node: Extract<Statement, { type: 'print' | 'printf' }>): Action {
    const { rt } = this
    const args = node.args.map((arg) => this.expr(arg))
    const target = node.target ? this.expr(node.target) : undefined
    const render = (values: Value[]): string => {
      if (node.type === 'printf') return awkSprintf(rt, values, 'printf')
      return (values.length ? values.map((value) => rt.output(value)).join(rt.separator) : rt.whole) + rt.ors
    }
    const put = (text: string): Maybe<Signal> => {
      const flushed = rt.command.out.put(bytes(text))
      return flushed ? flushed.then((): Signal => S.normal) : S.normal
    }
    if (!target) return (frame) => then(all(args, frame), (values) => put(render(values)))
    return async (frame) => {
      const text = render(await all(args, frame))
      const name = rt.text(await target(frame))
      const out = await rt.streams.writer(node.to as '>' | '>>' | '|', name)
      if (out instanceof Error) throw new CannotOpen(name, out)
      await out.put(bytes(text))
      return S.normal
    }
  }
}
function bytes(text: string): Uint8Array {
  const out = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i)
  return out
}
/** exit inside a function. */
export class ExitNow extends Error {}
export class NextNow extends Error {
  readonly signal: Signal
  constructor(signal: Signal) {
    super('next')
    this.signal = signal
  }
}
export class CannotOpen extends Error {
  readonly path: string
  readonly reason: import('../../../../base/abi/errno.ts').SysError
  constructor(path: string, reason: import('../../../../base/abi/errno.ts').SysError) {
    super(path)
    this.path = path
    this.reason = reason
  }
}
