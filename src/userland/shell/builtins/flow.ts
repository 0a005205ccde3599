/** : true false break continue return exit logout shift eval source exec command builtin let */
import { type Errno, strerror, SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import { BreakLoop, BuiltinError, Discard, ExitShell, ReturnFrom } from '../exec/control.ts'
import { runText } from '../exec/eval.ts'
import { tryArith } from '../exec/compound.ts'
import { become } from '../exec/external.ts'
import { executableState, searchPath } from '../exec/find.ts'
import { jobLine } from '../exec/notify.ts'
import { environmentFor } from '../exec/simple.ts'
import type { Shell } from '../state/shell.ts'
import { fromBytes } from '../text/bytes.ts'
import { type BuiltinCall, parseOptions } from './call.ts'
import { describe } from './type.ts'
import { builtinFor } from './table.ts'
import { findProgram } from '../exec/find.ts'
import { runForegroundFork } from '../exec/pipeline.ts'

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

export async function evaluate(call: BuiltinCall): Promise<number> {
  const { sh } = call
  let { args } = call
  if (sh.dialect.bash) {
    const options = await parseOptions(call, '')
    if (!options) return 2
    args = options.rest
  } else if (args[0] === '--') args = args.slice(1)
  if (!args.length) return 0
  const outer = sh.textName
  if (sh.dialect.almquist) sh.textName = 'eval'
  try {
    return await evaluateText(sh, args.join(' '))
  } finally {
    sh.textName = outer
  }
}
function evaluateText(sh: Shell, text: string): Promise<number> {
  return runText(sh, text, {
    origin: 'eval: ',
    firstLine: sh.dialect.bash ? evalLine(sh) : sh.dialect.name === 'dash' ? 1 : sh.line,
  })
}
const evalLine = (sh: Shell): number => (sh.functionDepth ? sh.line : Math.max(sh.line, sh.inputLine))

export async function source(call: BuiltinCall): Promise<number> {
  const { sh, name } = call
  let { args } = call
  if (sh.dialect.bash) {
    const options = await parseOptions(call, '')
    if (!options) return 2
    args = options.rest
    if (!args.length) {
      await sh.complainAs(name, 'filename argument required')
      await sh.stderr(`${name}: usage: ${name} filename [arguments]\n`)
      return 2
    }
  } else {
    if (args[0] === '--') args = args.slice(1)
    if (!args.length) {
      if (sh.dialect.name === 'ash') throw new BuiltinError('filename argument required', 2)
      return 0
    }
  }
  const file = args[0]!
  const path = sourcePath(sh, file)
  let text: string
  try {
    if (path === undefined) throw new SysError('ENOENT')
    if (isDir(sh.sys.stat(path))) throw new SysError('EISDIR')
    const fd = await sh.sys.open(path, 0)
    try {
      text = fromBytes(await sh.sys.readAll(fd))
    } finally {
      sh.sys.close(fd)
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return sourceFailed(call, file, error.code)
  }
  if (sh.dialect.bash && text.slice(0, 80).includes('\0')) {
    await sh.complainAs(name, `${file}: cannot execute binary file`)
    return 126
  }
  const saved = { positional: sh.positional, line: sh.line, inputLine: sh.inputLine, loopDepth: sh.loopDepth }
  if (args.length > 1 && sh.dialect.name !== 'dash') sh.positional = args.slice(1)
  sh.calls.push({ name: 'source', source: path!, line: sh.line, isSource: true })
  sh.sourceDepth++
  const outer = sh.textName
  if (sh.dialect.almquist) sh.textName = path!
  const positional = sh.positional
  try {
    return await runText(sh, text, { origin: '', firstLine: 1 })
  } catch (error) {
    if (!(error instanceof ReturnFrom)) throw error
    return error.status
  } finally {
    sh.textName = outer
    sh.sourceDepth--
    sh.calls.pop()
    sh.line = saved.line
    sh.inputLine = saved.inputLine
    if (args.length > 1 && sh.positional === positional) sh.positional = saved.positional
  }
}
function sourcePath(sh: Shell, file: string): string | undefined {
  if (file.includes('/')) return file
  if (sh.dialect.almquist || sh.shopt('sourcepath')) {
    for (const directory of (sh.get('PATH') ?? '').split(':')) {
      const candidate = directory === '' ? `./${file}` : `${directory}/${file}`
      const state = executableState(sh, candidate)
      if (state === 'ok' || (state === 'forbidden' && sh.sys.access(candidate, 4))) return candidate
    }
  }
  return sh.dialect.bash && !sh.posix ? file : sh.dialect.name === 'ash' ? `./${file}` : undefined
}
async function sourceFailed(call: BuiltinCall, file: string, code: Errno): Promise<number> {
  const { sh, name } = call
  if (sh.dialect.bash) {
    await sh.complain(code === 'EISDIR' ? `${name}: ${file}: is a directory` : `${file}: ${strerror(code)}`)
    return 1
  }
  const missing = code === 'ENOENT' || code === 'ENOTDIR'
  if (!file.includes('/'))
    throw new BuiltinError(sh.dialect.name === 'dash' ? `${file}: not found` : `${file}: not found`, 2)
  if (sh.dialect.name === 'dash')
    throw new BuiltinError(`cannot open ${file}: ${missing ? 'No such file' : strerror(code)}`, 2)
  throw new BuiltinError(`can't open '${file}': ${missing ? 'No such file or directory' : strerror(code)}`, 2)
}

export async function exec(call: BuiltinCall): Promise<number> {
  const { sh } = call
  let { args } = call
  let argv0: string | undefined
  let clear = false
  let login = false
  if (sh.dialect.bash) {
    const options = await parseOptions(call, 'cla:')
    if (!options) return 2
    args = options.rest
    argv0 = options.value('a')
    clear = options.has('c')
    login = options.has('l')
  } else if (args[0] === '--') args = args.slice(1)
  else if (args[0] === '-a' && args.length > 1) {
    argv0 = args[1]
    args = args.slice(2)
  }
  if (!args.length) return 0
  if (sh.restricted) {
    await sh.complainAs('exec', 'restricted')
    return 1
  }
  const name = args[0]!
  const path = name.includes('/') ? name : searchPath(sh, name)
  if (path === undefined) {
    await sh.complainAs('exec', `${name}: not found`)
    return failExec(sh, 127)
  }
  const state = executableState(sh, path)
  if (sh.dialect.bash && (state === 'missing' || state === 'directory' || state === 'forbidden')) {
    const text =
      state === 'missing'
        ? strerror('ENOENT')
        : state === 'directory'
          ? 'cannot execute: Is a directory'
          : 'cannot execute: Permission denied'
    if (state === 'missing') await sh.complain(`${path}: ${text}`)
    else await sh.complain(`${path}: ${state === 'directory' ? 'Is a directory' : strerror('EACCES')}`)
    if (state !== 'missing') await sh.complainAs('exec', `${path}: ${text}`)
    return failExec(sh, state === 'missing' ? 127 : 126)
  }
  if (sh.dialect.almquist && state !== 'ok') {
    await sh.complainAs('exec', `${name}: ${state === 'missing' ? 'not found' : strerror('EACCES')}`)
    throw new ExitShell(state === 'missing' ? 127 : 126)
  }
  const first = argv0 ?? name
  const env = clear ? {} : environmentFor(sh, [], path)
  restoreSignalsForExec(sh)
  const status = await become(sh, path, [login ? `-${first}` : first, ...args.slice(1)], env, name)
  return failExec(sh, status)
}
function failExec(sh: Shell, status: number): number {
  if (sh.interactive || (sh.dialect.bash && sh.shopt('execfail'))) return status
  throw new ExitShell(status)
}
/** What an interactive shell ignores for itself, its successor must not. */
function restoreSignalsForExec(sh: Shell): void {
  if (!sh.interactive) return
  for (const signal of [2, 3, 15, 20, 21, 22]) if (!sh.ignoredAtStart.has(signal)) sh.sys.signal(signal, 'default')
}

export async function command(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, 'pVv')
  if (!options) return 2
  const { rest } = options
  if (!rest.length) return 0
  if (options.has('v') || options.has('V')) {
    let found = 0
    let missing = 0
    for (const name of sh.dialect.almquist ? rest.slice(0, 1) : rest) {
      if (await describe(sh, name, options.has('V') ? 'command-V' : 'command-v', call)) found++
      else missing++
    }
    return sh.dialect.bash ? (found ? 0 : 1) : missing ? 127 : 0
  }
  return runPlain(call, rest, options.has('p'))
}
/** Runs a builtin or program, not a function. */
async function runPlain(call: BuiltinCall, words: readonly string[], standardPath: boolean): Promise<number> {
  const { sh } = call
  const name = words[0]!
  const builtin = builtinFor(sh, name)
  if (builtin) {
    sh.builtinName = name
    return builtin({ sh, name, args: words.slice(1), ...(call.arrays ? { arrays: moved(call) } : {}) })
  }
  const path = name.includes('/')
    ? name
    : standardPath
      ? searchPath(sh, name, '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin')
      : findProgram(sh, name)
  if (path === undefined) {
    await sh.complain(sh.dialect.bash ? `${name}: command not found` : `${name}: not found`)
    return 127
  }
  return runForegroundFork(sh, sh.currentCommand!, (child) =>
    become(child, path, words, environmentFor(child, [], path), name),
  )
}
const moved = (call: BuiltinCall): NonNullable<BuiltinCall['arrays']> =>
  new Map([...(call.arrays ?? [])].map(([index, value]) => [index - 1, value]))

export async function builtin(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, '')
  if (!options) return 2
  const name = options.rest[0]
  if (name === undefined) return 0
  const found = builtinFor(sh, name)
  if (!found) {
    await sh.complainAs('builtin', `${name}: not a shell builtin`)
    return 1
  }
  sh.builtinName = name
  return found({ sh, name, args: options.rest.slice(1), ...(call.arrays ? { arrays: moved(call) } : {}) })
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
