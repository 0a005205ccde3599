/** break, continue, return, exit, logout, shift, let */
import { BreakLoop, BuiltinError, Discard, ExitShell, ReturnFrom } from '../exec/control.ts'
import { tryArith } from '../exec/compound.ts'
import { jobLine } from '../exec/notify.ts'
import { type BuiltinCall } from './call.ts'

/** A numeric argument; bash says "numeric argument required". */
async function numeric(call: BuiltinCall, text: string, fatalStatus: number): Promise<number> {
  if (/^[+-]?\d+$/.test(text.trim()) && Number.isSafeInteger(Number(text))) return Number(text)
  const { sh } = call
  if (sh.dialect.almquist)
    throw new BuiltinError(sh.dialect.name === 'dash' ? `Illegal number: ${text}` : `Illegal number: ${text}`, 2)
  await sh.complainAs(call.name, `${text}: numeric argument required`)
  throw new ExitShell(fatalStatus)
}

export async function breakLoop(call: BuiltinCall): Promise<number> {
  const { sh, name, args } = call
  const rest = args[0] === '--' ? args.slice(1) : args
  if (!sh.loopDepth) {
    if (sh.dialect.bash) await sh.complainAs(name, "only meaningful in a `for', `while', or `until' loop")
    return 0
  }
  if (rest.length > 1 && sh.dialect.bash) {
    await sh.complainAs(name, 'too many arguments')
    throw new Discard(1)
  }
  const levels = rest.length ? await numeric(call, rest[0]!, 128) : 1
  if (levels <= 0) {
    if (sh.dialect.almquist) throw new BuiltinError(`Illegal number: ${rest[0]!}`, 2)
    await sh.complainAs(name, `${rest[0]!}: loop count out of range`)
    throw new BreakLoop(sh.loopDepth, false, 1)
  }
  throw new BreakLoop(Math.min(levels, sh.loopDepth), name === 'continue')
}

export async function returnFrom(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args
  if (args.length > 1 && sh.dialect.bash) {
    await sh.complainAs('return', 'too many arguments')
    throw new Discard(1)
  }
  let status = sh.status
  if (args.length) {
    if (sh.dialect.bash && !/^[+-]?\d+$/.test(args[0]!)) {
      await sh.complainAs('return', `${args[0]!}: numeric argument required`)
      status = 2
    } else status = (await numeric(call, args[0]!, 2)) & 0xff
  }
  if (!sh.functionDepth && !sh.sourceDepth) {
    if (sh.dialect.almquist) throw new ReturnFrom(status)
    await sh.complainAs('return', "can only `return' from a function or sourced script")
    return 2
  }
  throw new ReturnFrom(status)
}

export async function exit(call: BuiltinCall): Promise<number> {
  const { sh, name } = call
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args
  if (name === 'logout' && !sh.login) {
    await sh.complainAs(name, "not login shell: use `exit'")
    return 1
  }
  if (sh.interactive && sh.dialect.bash && sh.subshellLevel === 0) await sh.stderr(sh.login ? 'logout\n' : 'exit\n')
  if (args.length > 1 && sh.dialect.bash && /^[+-]?\d+$/.test(args[0]!)) {
    await sh.complainAs(name, 'too many arguments')
    throw new Discard(1)
  }
  const status = args.length ? await numeric(call, args[0]!, 2) : sh.status
  if (sh.interactive && sh.dialect.bash && !sh.exitWarned) {
    const stopped = sh.jobs.listed().filter((job) => sh.jobs.state(job) === 'stopped')
    if (stopped.length) {
      await sh.stderr('There are stopped jobs.\n')
      sh.exitWarned = 2
      return 1
    }
    if (sh.shopt('checkjobs') && sh.jobs.listed().some((job) => sh.jobs.state(job) === 'running')) {
      await sh.stderr('There are running jobs.\n')
      for (const job of sh.jobs.listed()) await sh.stderr(jobLine(sh, job))
      sh.exitWarned = 2
      return 1
    }
  } else if (sh.interactive && sh.dialect.name === 'ash' && !sh.exitWarned) {
    if (sh.jobs.listed().some((job) => sh.jobs.state(job) === 'stopped')) {
      await sh.stderr('You have stopped jobs.\n')
      sh.exitWarned = 2
      return 0
    }
  } else if (sh.interactive && sh.dialect.name === 'dash' && !sh.exitWarned) {
    if (sh.jobs.listed().some((job) => sh.jobs.state(job) === 'stopped')) {
      await sh.stderr('You have stopped jobs.\n')
      sh.exitWarned = 2
      return 0
    }
  }
  throw new ExitShell(status & 0xff)
}

export async function shift(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args
  if (args.length > 1 && sh.dialect.bash) {
    await sh.complainAs('shift', 'too many arguments')
    throw new Discard(1)
  }
  let count = 1
  if (args.length) {
    if (sh.dialect.bash && !/^[+-]?\d+$/.test(args[0]!)) {
      await sh.complainAs('shift', `${args[0]!}: numeric argument required`)
      return 1
    }
    count = await numeric(call, args[0]!, 1)
  }
  if (count < 0) {
    if (sh.dialect.bash) await sh.complainAs('shift', `${args[0]!}: shift count out of range`)
    return 1
  }
  if (count > sh.positional.length) {
    if (sh.dialect.name === 'dash') throw new BuiltinError("can't shift that many", 2)
    if (sh.dialect.bash && sh.shopt('shift_verbose'))
      await sh.complainAs('shift', `${args[0] ?? '1'}: shift count out of range`)
    return 1
  }
  sh.positional = sh.positional.slice(count)
  return 0
}

export async function letBuiltin(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args
  if (!args.length) {
    if (sh.dialect.almquist) throw new BuiltinError('expression expected', 2)
    await sh.complainAs('let', 'expression expected')
    return 1
  }
  let value: number | bigint = 0
  for (const arg of args) {
    const result = await tryArith(sh, arg, 'let')
    if (result === null) return 1
    value = result
  }
  return value == 0 ? 1 : 0
}
