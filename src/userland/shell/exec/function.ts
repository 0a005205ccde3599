/** Calling functions. */
import type { Shell, ShellFunction } from '../state/shell.ts'
import { ReturnFrom, ShellError } from './control.ts'
import { runCommand } from './run.ts'
import { hideTraps, runPseudoTrap } from './traps.ts'
import { Discard } from './control.ts'

/** dash refuses to go deeper. */
const DASH_DEPTH = 1000
/** About where the real shells' stacks are full, and they die of SIGSEGV. */
const STACK_DEPTH = 7000

export async function callFunction(sh: Shell, name: string, fn: ShellFunction, args: string[]): Promise<number> {
  // A fresh JavaScript stack: deep recursion then only costs memory.
  await null
  if (sh.dialect.name === 'dash' && sh.functionDepth >= DASH_DEPTH) {
    await sh.complain(`Maximum function recursion depth (${DASH_DEPTH}) reached`)
    throw new ShellError(2)
  }
  const limit = Number(sh.get('FUNCNEST') ?? '0')
  if (sh.dialect.bash && limit > 0 && sh.functionDepth >= limit) {
    await sh.complain(`${name}: maximum function nesting level exceeded (${limit})`)
    throw new Discard(1)
  }
  if (sh.functionDepth >= STACK_DEPTH) {
    sh.sys.signal(11, 'default')
    sh.sys.kill(sh.sys.pid, 11)
    await sh.sys.breathe()
  }
  const saved = {
    positional: sh.positional,
    loopDepth: sh.loopDepth,
    line: sh.line,
    at: sh.getoptsAt,
    offset: sh.getoptsOffset,
  }
  sh.vars.push(true)
  sh.calls.push({ name, source: fn.source, line: sh.line })
  sh.positional = args
  sh.functionDepth++
  const outerLine = sh.functionLine
  sh.functionLine = fn.definition.line
  const showTraps = sh.dialect.bash && sh.traps.size ? hideTraps(sh) : undefined
  sh.loopDepth = 0
  try {
    let status: number
    try {
      status = await runCommand(sh, fn.definition.body)
    } catch (error) {
      if (!(error instanceof ReturnFrom)) throw error
      status = error.status
    }
    sh.status = status
    if (sh.traps.has('RETURN')) await runPseudoTrap(sh, 'RETURN')
    return status
  } finally {
    sh.functionDepth--
    sh.functionLine = outerLine
    showTraps?.()
    sh.positional = saved.positional
    sh.loopDepth = saved.loopDepth
    sh.line = saved.line
    if (sh.dialect.almquist) {
      sh.getoptsAt = saved.at
      sh.getoptsOffset = saved.offset
    }
    sh.calls.pop()
    sh.vars.pop()
  }
}
