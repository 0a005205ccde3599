/** exec, command, builtin */
import { strerror } from '../../../base/abi/errno.ts'
import { ExitShell } from '../exec/control.ts'
import { become } from '../exec/external.ts'
import { executableState, searchPath } from '../exec/find.ts'
import { environmentFor } from '../exec/simple.ts'
import type { Shell } from '../state/shell.ts'
import { type BuiltinCall, parseOptions } from './call.ts'
import { describe } from './type.ts'
import { builtinFor } from './table.ts'
import { findProgram } from '../exec/find.ts'
import { runForegroundFork } from '../exec/pipeline.ts'

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
