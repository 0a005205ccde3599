/** if, loops, case, (( )). */
import { arithmetic, ArithError, assign, VariableError } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import type { Command } from '../syntax/ast.ts'
import { expandPattern, expandText, expandWords } from '../expand/expand.ts'
import { compilePattern, matches } from '../expand/pattern.ts'
import { readLine } from '../input/read-line.ts'
import { BreakLoop } from './control.ts'
import { ignoringErrors, runSequence } from './run.ts'
import { trace } from './xtrace.ts'
import { runPseudoTrap } from './traps.ts'

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>

export async function runIf(sh: Shell, command: Of<'if'>, last: boolean): Promise<number> {
  for (const clause of command.clauses) {
    if ((await ignoringErrors(sh, () => runSequence(sh, clause.test))) === 0) return runSequence(sh, clause.body, last)
  }
  return command.otherwise ? runSequence(sh, command.otherwise, last) : 0
}

/** Runs a loop's body. 'break' ends the loop, 'again' goes on, else the body's status. */
async function iterate(sh: Shell, body: Of<'while'>['body']): Promise<{ status: number; stop: boolean }> {
  try {
    return { status: await runSequence(sh, body), stop: false }
  } catch (error) {
    if (!(error instanceof BreakLoop)) throw error
    if (error.levels > 1) {
      error.levels--
      throw error
    }
    sh.status = error.status
    return { status: error.status, stop: !error.again }
  }
}
async function inLoop<T>(sh: Shell, run: () => Promise<T>): Promise<T> {
  sh.loopDepth++
  try {
    return await run()
  } finally {
    sh.loopDepth--
  }
}

export function runWhile(sh: Shell, command: Of<'while'>): Promise<number> {
  return inLoop(sh, async () => {
    let status = 0
    for (;;) {
      try {
        const test = await ignoringErrors(sh, () => runSequence(sh, command.test))
        if ((test === 0) === command.until) return status
      } catch (error) {
        if (!(error instanceof BreakLoop)) throw error
        if (error.levels > 1) {
          error.levels--
          throw error
        }
        if (!error.again) return 0
        continue
      }
      const result = await iterate(sh, command.body)
      status = result.status
      if (result.stop) return status
    }
  })
}

export function runFor(sh: Shell, command: Of<'for'>): Promise<number> {
  return inLoop(sh, async () => {
    sh.line = command.line + sh.lineOffset
    if (!/^[A-Za-z_]\w*$/.test(command.name)) {
      await sh.complain(`\`${command.name}': not a valid identifier`)
      return 1
    }
    const values = command.words ? await expandWords(sh, command.words) : [...sh.positional]
    let status = 0
    for (const value of values) {
      sh.line = command.line + sh.lineOffset
      if (sh.opt('xtrace') && sh.dialect.bash)
        await trace(
          sh,
          `for ${command.name} in ${command.words ? command.words.map((word) => word.raw).join(' ') : '"$@"'}`,
        )
      if (sh.traps.has('DEBUG')) await runPseudoTrap(sh, 'DEBUG')
      assign(sh, command.name, value)
      const result = await iterate(sh, command.body)
      status = result.status
      if (result.stop) return status
    }
    return status
  })
}

export function runArithFor(sh: Shell, command: Of<'arith-for'>): Promise<number> {
  const step = async (word: Of<'arith-for'>['init'], empty: number | bigint): Promise<number | bigint | null> => {
    const text = await expandText(sh, word)
    sh.line = command.line + sh.lineOffset
    if (sh.opt('xtrace')) await trace(sh, `(( ${text.trim()} ))`)
    if (!text.trim()) return empty
    return tryArith(sh, text, '((')
  }
  return inLoop(sh, async () => {
    if ((await step(command.init, 1)) === null) return 1
    let status = 0
    for (;;) {
      const test = await step(command.test, 1)
      if (test === null) return 1
      if (test == 0) return status
      const result = await iterate(sh, command.body)
      status = result.status
      if (result.stop) return status
      if ((await step(command.step, 1)) === null) return 1
    }
  })
}

/** Evaluates for a command: an error is reported with its name; null then. */
export async function tryArith(sh: Shell, text: string, name: string): Promise<number | bigint | null> {
  try {
    return arithmetic(sh, text)
  } catch (error) {
    if (error instanceof ArithError) await sh.complain(`${name}: ${error.text}`)
    else if (error instanceof VariableError && error.kind !== 'unbound') await sh.complain(error.text)
    else throw error
    return null
  }
}

export async function runArith(sh: Shell, command: Of<'arith'>): Promise<number> {
  const text = await expandText(sh, command.expr)
  if (sh.opt('xtrace')) await trace(sh, `(( ${text.trim()} ))`)
  const value = await tryArith(sh, text, '((')
  return value === null || value == 0 ? 1 : 0
}

export async function runCase(sh: Shell, command: Of<'case'>, last: boolean): Promise<number> {
  sh.line = command.line + sh.lineOffset
  const subject = await expandText(sh, command.word)
  if (sh.opt('xtrace') && sh.dialect.bash) await trace(sh, `case ${command.word.raw} in`)
  let status = 0
  let through = false
  const options = { extglob: sh.dialect.bash && sh.shopt('extglob'), ignoreCase: sh.shopt('nocasematch') }
  for (const item of command.items) {
    let hit = through
    for (const pattern of item.patterns) {
      if (hit) break
      hit = matches(compilePattern(await expandPattern(sh, pattern), options), subject, options)
    }
    if (!hit) continue
    through = item.end === ';&'
    status = item.body.items.length ? await runSequence(sh, item.body, last && item.end === ';;') : 0
    if (item.end === ';;') return status
  }
  return status
}

export function runSelect(sh: Shell, command: Of<'for'>): Promise<number> {
  return inLoop(sh, async () => {
    const values = command.words ? await expandWords(sh, command.words) : [...sh.positional]
    if (!values.length) return 0
    let show = true
    for (;;) {
      if (show) await sh.stderr(menu(values))
      show = false
      await sh.stderr(sh.get('PS3') ?? '#? ')
      const line = await readLine(sh, 0)
      if (line === null) {
        await sh.write('\n')
        return 1
      }
      assign(sh, 'REPLY', line)
      const answer = line.trim()
      if (!answer) {
        show = true
        continue
      }
      const chosen = /^\d+$/.test(answer) ? values[Number(answer) - 1] : undefined
      assign(sh, command.name, chosen ?? '')
      const result = await iterate(sh, command.body)
      if (result.stop) return result.status
    }
  })
}
/** bash's print_select_list, for an 80-column screen. */
function menu(values: readonly string[]): string {
  const width = String(values.length).length
  const longest = Math.max(...values.map((value) => value.length)) + width + 4
  const columns = Math.max(1, Math.floor(80 / longest))
  let rows = Math.ceil(values.length / columns)
  // One row is shown as one column.
  if (rows === 1) rows = values.length
  let out = ''
  for (let row = 0; row < rows; row++) {
    let line = ''
    for (let index = row; index < values.length; index += rows) {
      const text = `${String(index + 1).padStart(width)}) ${values[index]!}`
      line += index + rows < values.length ? text.padEnd(longest) : text
    }
    out += `${line.trimEnd()}\n`
  }
  return out
}
