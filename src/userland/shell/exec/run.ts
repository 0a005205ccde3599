/** Running commands: sequences, and-or lists, and the choice among kinds of commands. */
import { ArithError, VariableError } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import type { AndOr, Command, Redirect, Sequence } from '../syntax/ast.ts'
import { runArith, runArithFor, runCase, runFor, runIf, runSelect, runWhile } from './compound.ts'
import { runCond } from './cond.ts'
import { Discard, ExitShell, ShellError, Terminated } from './control.ts'
import { runCoproc } from './coproc.ts'
import { runBackground, runForegroundFork, runPipeline } from './pipeline.ts'
import { withRedirects } from './redirect.ts'
import { runSimple } from './simple.ts'
import { runPendingTraps, runPseudoTrap } from './traps.ts'

/** `last`: nothing is run after it in this process, so that its last program may replace the shell. */
export async function runSequence(sh: Shell, sequence: Sequence, last = false): Promise<number> {
  const { items } = sequence
  let status = 0
  for (let i = 0; i < items.length; i++) {
    if (sh.options.has('noexec') && !sh.interactive) return status
    status = await runAndOr(sh, items[i]!, last && i === items.length - 1)
  }
  return status
}

async function runAndOr(sh: Shell, item: AndOr, last: boolean): Promise<number> {
  if (item.background) return runBackground(sh, item)
  const { rest } = item
  if (!rest.length) return runCommand(sh, item.first, last)
  let status = await ignoringErrors(sh, () => runCommand(sh, item.first, false))
  for (let i = 0; i < rest.length; i++) {
    const { op, command } = rest[i]!
    if ((op === '&&') !== (status === 0)) continue
    const final = i === rest.length - 1
    status = final
      ? await runCommand(sh, command, last)
      : await ignoringErrors(sh, () => runCommand(sh, command, false))
  }
  return status
}

/** Runs a condition: a failure in it does not end the shell. */
export async function ignoringErrors<T>(sh: Shell, run: () => Promise<T>): Promise<T> {
  sh.noErrexit++
  try {
    return await run()
  } finally {
    sh.noErrexit--
  }
}

const BREATH = 200

export async function runCommand(sh: Shell, command: Command, last = false): Promise<number> {
  if (++sh.ticks >= BREATH) {
    sh.ticks = 0
    await sh.sys.breathe()
  }
  if (sh.pendingSignals.length || sh.interrupted || sh.terminating) await betweenCommands(sh)
  let status: number
  try {
    status = await dispatch(sh, command, last)
  } catch (error) {
    if (error instanceof VariableError || error instanceof ArithError) {
      status = await expansionFailed(sh, error)
    } else throw error
  }
  sh.status = status
  if (sh.pendingSignals.length || sh.terminating) await betweenCommands(sh)
  return status
}

async function betweenCommands(sh: Shell): Promise<void> {
  if (sh.terminating) throw new Terminated(sh.terminating)
  if (sh.interrupted) {
    sh.interrupted = false
    sh.status = 130
    if (sh.interactive) {
      await sh.stderr('\n')
      throw new Discard(130)
    }
  }
  await runPendingTraps(sh)
}

function dispatch(sh: Shell, command: Command, last: boolean): Promise<number> {
  switch (command.kind) {
    case 'simple':
      return checked(sh, runSimple(sh, command, last))
    case 'pipeline':
      return runPipeline(sh, command, last)
    case 'subshell':
      sh.line = command.redirs.length && sh.dialect.bash ? sh.blockLine : command.line + sh.lineOffset
      return checked(sh, runSubshell(sh, command, last))
    case 'function':
      return defineFunction(sh, command)
    case 'cond':
      sh.line = command.line + sh.lineOffset
      return checked(
        sh,
        withRedirects(sh, command.redirs, () => runCond(sh, command)),
      )
    case 'arith':
      sh.line = command.line + sh.lineOffset
      return checked(
        sh,
        withRedirects(sh, command.redirs, () => runArith(sh, command)),
      )
    default:
      if (command.redirs.length) sh.line = sh.dialect.bash ? sh.blockLine : command.line
      return command.redirs.length
        ? redirected(sh, command.redirs, () => inner(sh, command, false))
        : inner(sh, command, last)
  }
}
/** A compound command whose redirections fail is a failing command. */
async function redirected(sh: Shell, redirs: readonly Redirect[], run: () => Promise<number>): Promise<number> {
  let started = false
  const status = await withRedirects(sh, redirs, () => {
    started = true
    return run()
  })
  if (!started) await failed(sh, status)
  return status
}
function inner(
  sh: Shell,
  command: Exclude<Command, { kind: 'simple' | 'pipeline' | 'subshell' | 'function' | 'cond' | 'arith' }>,
  last: boolean,
): Promise<number> {
  switch (command.kind) {
    case 'group':
      return runSequence(sh, command.body, last)
    case 'if':
      return runIf(sh, command, last)
    case 'while':
      return runWhile(sh, command)
    case 'for':
      return command.select ? runSelect(sh, command) : runFor(sh, command)
    case 'arith-for':
      return runArithFor(sh, command)
    case 'case':
      return runCase(sh, command, last)
    case 'coproc':
      return runCoproc(sh, command)
  }
}

/** set -e and the ERR trap look at this status. */
async function checked(sh: Shell, run: Promise<number>): Promise<number> {
  const status = await run
  sh.pipestatus = [status]
  if (status !== 0) await failed(sh, status)
  return status
}
export async function failed(sh: Shell, status: number): Promise<void> {
  if (sh.noErrexit) return
  if (sh.traps.has('ERR') && sh.dialect.bash) {
    sh.status = status
    await runPseudoTrap(sh, 'ERR')
  }
  if (sh.opt('errexit')) throw new ExitShell(status)
}

async function runSubshell(sh: Shell, command: Extract<Command, { kind: 'subshell' }>, last: boolean): Promise<number> {
  const status = sh.dialect.almquist ? 2 : 1
  const run = (shell: Shell): Promise<number> => {
    if (shell.dialect.bash) shell.loopDepth = 0
    return withRedirects(shell, command.redirs, () => runSequence(shell, command.body, true), status)
  }
  if (last && !sh.traps.size && !sh.interactive && sh.subshellLevel > 0 && !sh.opt('monitor')) {
    // The process is a subshell already and ends with this command.
    sh.subshellLevel++
    return run(sh)
  }
  return runForegroundFork(sh, command, run)
}

async function defineFunction(sh: Shell, command: Extract<Command, { kind: 'function' }>): Promise<number> {
  sh.line = command.line + sh.lineOffset
  const frame = sh.calls.at(-1)
  const source = frame?.source || (sh.inputKind === 'f' ? sh.arg0 : sh.inputKind === 'c' ? 'environment' : 'main')
  sh.functions.set(command.name, { definition: command, source })
  return 0
}

/** Reports an expansion or assignment that cannot be done; then the command, the line or the shell is given up. */
export async function expansionFailed(sh: Shell, error: VariableError | ArithError): Promise<never> {
  // BusyBox speaks as its parser here: of the line it has read up to.
  const line = sh.dialect.name === 'ash' && error.text.startsWith('syntax error') ? sh.inputLine + 1 : sh.line
  await sh.complain(error.text, line)
  if (sh.dialect.almquist) {
    sh.status = 2
    throw new ShellError(2)
  }
  const fatal = error instanceof VariableError && error.kind === 'unbound'
  sh.status = 1
  if (fatal && !sh.interactive)
    throw new ExitShell(sh.inputKind === 'c' && !sh.subshellLevel && !sh.opt('errexit') ? 127 : 1)
  throw new Discard(1)
}
