/** Runs an awk program over its operands: BEGIN, the records, END. */
import { attempt, SysError, strerror } from '../../../../base/abi/errno.ts'
import { isDir, O_RDONLY } from '../../../../base/abi/files.ts'
import { isError, tryAsync } from '../command.ts'
import type { Command } from '../command.ts'
import { binaryToText, textToBinary } from '../text.ts'
import type { Program } from './ast.ts'
import { CannotOpen, Compiler, ExitNow, NextNow, SIGNAL } from './compile.ts'
import type { Action, Code, Maybe, Signal } from './compile.ts'
import { awkEscapes } from './lexer.ts'
import { RecordReader } from './records.ts'
import { AwkRuntimeError, Runtime } from './runtime.ts'
import type { RuntimeDialect } from './runtime.ts'
import { AwkArray, fromInput, toNumber } from './value.ts'
import type { Value } from './value.ts'

export interface AwkFace {
  cannotOpen(path: string, reason: string): Promise<void>
  cannotWrite(path: string, reason: string): Promise<number>
  runtime(message: string): Promise<number>
}
export interface AwkOptions {
  /** -v and operands: "name=value" */
  assignments: readonly string[]
  fieldSeparator: string | undefined
  operands: readonly string[]
}

/** The records of the operands in turn; assignments among them happen on the way. */
class Operands {
  private readonly rt: Runtime
  private readonly face: AwkFace
  private index = 1
  private reader: RecordReader | undefined
  private fd = -1
  private used = false
  private done = false
  constructor(rt: Runtime, face: AwkFace) {
    this.rt = rt
    this.face = face
  }
  next(): Maybe<string | null> {
    const ready = this.reader?.immediate(this.rt.recordSeparator)
    if (typeof ready === 'string') {
      this.count()
      return ready
    }
    return this.fetch()
  }
  private count(): void {
    const { rt } = this
    rt.globals.set('NR', toNumber(rt.globals.get('NR') as Value) + 1)
    rt.globals.set('FNR', toNumber(rt.globals.get('FNR') as Value) + 1)
  }
  skipFile(): void {
    if (this.fd > 0) this.rt.command.sys.close(this.fd)
    this.reader = undefined
  }
  private async fetch(): Promise<string | null> {
    for (;;) {
      if (this.done || (!this.reader && !(await this.open()))) return null
      const record = await tryAsync(() => this.reader!.next(this.rt.recordSeparator))
      if (isError(record)) {
        await this.face.cannotOpen(binaryToText(this.rt.text(this.rt.get('FILENAME') as Value)), strerror(record.code))
        this.skipFile()
        continue
      }
      if (record !== null) {
        this.count()
        return record
      }
      this.skipFile()
    }
  }
  private async open(): Promise<boolean> {
    const { rt } = this
    const { sys } = rt.command
    const args = rt.array('ARGV')
    for (;;) {
      const count = Math.trunc(toNumber(rt.get('ARGC') as Value))
      let name: string | undefined
      while (this.index < count) {
        const key = String(this.index++)
        const value = args.map.has(key) ? rt.text(args.map.get(key)) : ''
        if (value === '') continue
        const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(value)
        if (assignment) {
          rt.set(assignment[1]!, fromInput(awkEscapes(assignment[2]!)))
          continue
        }
        name = value
        break
      }
      if (name === undefined) {
        if (this.used) {
          this.done = true
          return false
        }
        this.used = true
        this.fd = 0
        this.reader = new RecordReader(sys, 0)
        return true
      }
      this.used = true
      const path = binaryToText(name)
      if (path === '-' || path === '/dev/stdin') this.fd = 0
      else {
        const stat = attempt(() => sys.stat(path))
        const fd =
          !(stat instanceof SysError) && isDir(stat)
            ? new SysError('EISDIR', path)
            : await tryAsync(() => sys.open(path, O_RDONLY))
        if (isError(fd)) {
          await this.face.cannotOpen(path, strerror(fd.code))
          continue
        }
        this.fd = fd
      }
      rt.set('FILENAME', name)
      rt.set('FNR', 0)
      this.reader = new RecordReader(sys, this.fd)
      return true
    }
  }
}

export async function runAwk(
  command: Command,
  program: Program,
  options: AwkOptions,
  dialect: RuntimeDialect,
  face: AwkFace,
): Promise<number> {
  const { sys } = command
  const rt = new Runtime(command, dialect)
  const environment = rt.array('ENVIRON')
  for (const [name, value] of Object.entries(sys.env))
    environment.map.set(textToBinary(name), fromInput(textToBinary(value)))
  const argv = rt.array('ARGV')
  argv.map.set('0', textToBinary(command.name))
  for (const [i, operand] of options.operands.entries()) argv.map.set(String(i + 1), fromInput(textToBinary(operand)))
  rt.set('ARGC', options.operands.length + 1)
  try {
    if (options.fieldSeparator !== undefined) rt.set('FS', separatorOf(options.fieldSeparator))
    for (const text of options.assignments) {
      const equals = text.indexOf('=')
      rt.set(text.slice(0, equals), fromInput(awkEscapes(textToBinary(text.slice(equals + 1)))))
    }
    const input = new Operands(rt, face)
    const compiler = new Compiler(rt, program, input)
    const blocks = (kind: 'BEGIN' | 'END'): Action[] =>
      program.rules.filter((rule) => rule.pattern.kind === kind).map((rule) => compiler.statement(rule.body!))
    const begin = blocks('BEGIN')
    const end = blocks('END')
    const rules = program.rules.filter((rule) => rule.pattern.kind !== 'BEGIN' && rule.pattern.kind !== 'END')
    const steps = rules.map((rule) => {
      const body: Action = rule.body
        ? compiler.statement(rule.body)
        : compiler.statement({ type: 'print', args: [], to: '', target: undefined })
      const { pattern } = rule
      if (pattern.kind === 'expression')
        return { test: compiler.expr(pattern.test), body, last: undefined as Code | undefined, open: false }
      if (pattern.kind === 'range')
        return {
          test: compiler.expr(pattern.first),
          body,
          last: compiler.expr(pattern.last) as Code | undefined,
          open: false,
        }
      return { test: undefined, body, last: undefined as Code | undefined, open: false }
    })
    let exited = false
    const guard = async (run: () => Maybe<Signal>): Promise<Signal> => {
      try {
        return await run()
      } catch (error) {
        if (error instanceof ExitNow) return SIGNAL.exit
        if (error instanceof NextNow) return error.signal
        throw error
      }
    }
    for (const block of begin)
      if ((await guard(() => block([]))) === SIGNAL.exit) {
        exited = true
        break
      }
    if (!exited && (rules.length || end.length)) {
      for (let count = 1; !exited; count++) {
        const record = await input.next()
        if (record === null) break
        if (count % 5000 === 0) await sys.breathe()
        rt.setRecord(record)
        for (const step of steps) {
          if (step.test) {
            let selected = step.open
            if (!selected) selected = rt.truth(await step.test([]))
            if (!selected) continue
            if (step.last) step.open = !rt.truth(await step.last([]))
          }
          const signal = await guard(() => step.body([]))
          if (signal === SIGNAL.exit) exited = true
          if (signal === SIGNAL.nextfile) input.skipFile()
          if (signal !== SIGNAL.normal) break
        }
      }
    }
    // END runs after exit too, unless exit was called in it.
    for (const block of end) if ((await guard(() => block([]))) === SIGNAL.exit) break
    await rt.streams.closeAll()
    return compiler.exitStatus || command.status
  } catch (error) {
    if (error instanceof AwkRuntimeError) {
      // What was printed leaves the buffer after the message.
      return face.runtime(error.message + whereabouts(rt))
    }
    if (error instanceof CannotOpen) {
      await command.out.flush()
      return face.cannotWrite(binaryToText(error.path), strerror(error.reason.code))
    }
    throw error
  }
}
function whereabouts(rt: Runtime): string {
  const name = rt.get('FILENAME')
  const number = (key: string): string => rt.text(rt.globals.get(key) as Value)
  return `\n\tFILENAME="${name instanceof AwkArray ? '' : rt.text(name)}" FNR=${number('FNR')} NR=${number('NR')}`
}
/** -Ft is a tab, and escapes count. */
function separatorOf(text: string): string {
  if (text === 't') return '\t'
  return awkEscapes(textToBinary(text))
}
