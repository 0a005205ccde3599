/** Simple commands: expansion, assignments, redirections, and what the name stands for. */
import { strerror, SysError } from '../../../base/abi/errno.ts'
import { assign, assignArray, ArithError, VariableError } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import { type Assignment, isArrayLiteral, type SimpleCommand } from '../syntax/ast.ts'
import { expandAssignmentValue, expandText, expandWordInto, expandWords } from '../expand/expand.ts'
import { almquistQuote, singleQuote, traceQuote, traceValue } from '../expand/quote.ts'
import { type Builtin, builtinFor, isSpecial } from '../builtins/table.ts'
import { fetched } from '../builtins/late.ts'
import { BuiltinError, ExitShell, ShellError } from './control.ts'
import { callFunction } from './function.ts'
import { become } from './external.ts'
import { findProgram } from './find.ts'
import { runForegroundFork } from './pipeline.ts'
import { closeSubstitutions, redirect, RedirectError, restore, type Undo, withRedirects } from './redirect.ts'
import { trace } from './xtrace.ts'
import { runPseudoTrap } from './traps.ts'
import { printFunction } from '../syntax/print.ts'
import type { ShellFunction } from '../state/shell.ts'

export interface ExpandedElement {
  key?: string
  append?: boolean
  value: string
}
/** name=(…) among a declaration's arguments. */
export interface ArrayArgument {
  name: string
  append: boolean
  elements: ExpandedElement[]
}

/** Builtins of bash that do not know --help. */
const NO_HELP = new Set([':', '[', 'bind', 'echo', 'false', 'test', 'true'])
const DECLARATIONS = new Set(['declare', 'typeset', 'local', 'export', 'readonly', 'alias'])

export async function runSimple(sh: Shell, command: SimpleCommand, last: boolean): Promise<number> {
  sh.line = command.line + sh.lineOffset
  if (!sh.runningTrap) sh.currentCommand = command
  if (sh.traps.has('DEBUG') && sh.dialect.bash) await runPseudoTrap(sh, 'DEBUG')
  sh.lastSubstitution = undefined
  const mark = sh.substitutionFds.length
  try {
    let arrays: Map<number, ArrayArgument> | undefined
    let args: string[]
    if (command.wordAssigns) {
      arrays = new Map()
      args = await expandDeclaration(sh, command, arrays)
    } else args = await expandWords(sh, command.words)
    if (!args.length) return await assignmentsOnly(sh, command)
    const assigned: { name: string; value: string }[] = []
    for (const one of command.assigns) {
      const made = await expandTemporary(sh, one)
      if (!sh.vars.get(one.name)?.readonly) assigned.push(made)
      // bash complains and runs the command without it.
      else if (sh.dialect.bash) await sh.complain(`${one.name}: readonly variable`)
      else throw new VariableError(`${one.name}: is read only`, 'readonly')
    }
    if (sh.opt('xtrace')) await traceCommand(sh, assigned, args)
    const status = await dispatch(sh, command, args, assigned, arrays, last)
    sh.lastArgument = args.at(-1)!
    return status
  } finally {
    closeSubstitutions(sh, mark)
  }
}

async function traceCommand(
  sh: Shell,
  assigned: readonly { name: string; value: string }[],
  args: readonly string[],
): Promise<void> {
  if (sh.dialect.bash) {
    for (const { name, value } of assigned) await trace(sh, `${name}=${traceValue(value)}`)
    await trace(sh, args.map(traceQuote).join(' '))
  } else {
    const quote = sh.dialect.name === 'ash' ? ashTraceQuote : (text: string): string => text
    await trace(sh, [...assigned.map(({ name, value }) => `${name}=${quote(value)}`), ...args.map(quote)].join(' '))
  }
}
const ashTraceQuote = (text: string): string => (/[^+\-./0-9:@A-Z\]^_a-z,]/.test(text) ? almquistQuote(text) : text)

// ---- assignments

async function expandTemporary(sh: Shell, one: Assignment): Promise<{ name: string; value: string }> {
  if (isArrayLiteral(one.value)) return { name: one.name, value: one.raw.slice(one.name.length + (one.append ? 2 : 1)) }
  const value = await expandAssignmentValue(sh, one.value)
  return { name: one.name, value: one.append ? (sh.get(one.name) ?? '') + value : value }
}

async function assignmentsOnly(sh: Shell, command: SimpleCommand): Promise<number> {
  // The Almquist shells open the files first, and assign nothing when that fails.
  if (command.redirs.length && sh.dialect.almquist) {
    return withRedirects(sh, command.redirs, async () => {
      for (const one of command.assigns) await runAssignment(sh, one)
      return sh.lastSubstitution ?? 0
    })
  }
  for (const one of command.assigns) await runAssignment(sh, one)
  if (command.redirs.length) {
    const status = await withRedirects(sh, command.redirs, async () => 0)
    if (status) return status
  }
  return sh.lastSubstitution ?? 0
}

export async function runAssignment(sh: Shell, one: Assignment): Promise<void> {
  if (isArrayLiteral(one.value)) {
    const elements = await expandElements(sh, one.value.elements, sh.vars.get(one.name)?.assoc !== undefined)
    if (sh.opt('xtrace')) await trace(sh, one.raw)
    assignArray(sh, one.name, elements, one.append)
    return
  }
  const subscript = one.index ? await expandText(sh, one.index, 'none') : undefined
  const value = await expandAssignmentValue(sh, one.value)
  if (sh.opt('xtrace'))
    await trace(
      sh,
      `${one.name}${subscript === undefined ? '' : `[${subscript}]`}${one.append ? '+=' : '='}${sh.dialect.bash ? traceValue(value) : sh.dialect.name === 'ash' ? ashTraceQuote(value) : value}`,
    )
  assign(sh, one.name, value, { ...(subscript === undefined ? {} : { subscript }), append: one.append })
}

async function expandElements(
  sh: Shell,
  elements: readonly {
    index?: import('../syntax/ast.ts').Word
    append?: boolean
    value: import('../syntax/ast.ts').Word
  }[],
  assoc: boolean,
): Promise<ExpandedElement[]> {
  const out: ExpandedElement[] = []
  for (const element of elements) {
    if (element.index) {
      const key = await expandText(sh, element.index, 'none')
      out.push({ key, append: element.append ?? false, value: await expandAssignmentValue(sh, element.value) })
    } else if (assoc) out.push({ value: await expandText(sh, element.value) })
    else {
      const values: string[] = []
      await expandWordInto(sh, element.value, values)
      for (const value of values) out.push({ value })
    }
  }
  return out
}

const tracedElement = ({ key, value }: ExpandedElement): string =>
  (key === undefined ? '' : `[${singleQuote(key)}]=`) + singleQuote(value)

/** Arguments of declare, export …: assignments among them are not split. */
async function expandDeclaration(
  sh: Shell,
  command: SimpleCommand,
  arrays: Map<number, ArrayArgument>,
): Promise<string[]> {
  const args: string[] = []
  let declaration = false
  for (let i = 0; i < command.words.length; i++) {
    const word = command.words[i]!
    const one = command.wordAssigns!.get(i)
    if (!one || !declaration) {
      await expandWordInto(sh, word, args)
      if (args.length === 1 || args[0] === 'command' || args[0] === 'builtin')
        declaration ||= DECLARATIONS.has(args.at(-1) ?? '') && (sh.dialect.bash || args.at(-1) !== 'alias')
      continue
    }
    if (isArrayLiteral(one.value)) {
      const assoc = sh.vars.get(one.name)?.assoc !== undefined || args.slice(1).some((arg) => /^-[a-z]*A/.test(arg))
      const elements = await expandElements(sh, one.value.elements, assoc)
      if (sh.opt('xtrace'))
        await trace(sh, `${one.name}${one.append ? '+=' : '='}(${elements.map(tracedElement).join(' ')})`)
      arrays.set(args.length, { name: one.name, append: one.append, elements })
      args.push(one.name)
      continue
    }
    const subscript = one.index ? `[${await expandText(sh, one.index, 'none')}]` : ''
    args.push(`${one.name}${subscript}${one.append ? '+=' : '='}${await expandAssignmentValue(sh, one.value)}`)
  }
  return args
}

// ---- what the name is

async function dispatch(
  sh: Shell,
  command: SimpleCommand,
  args: string[],
  assigned: { name: string; value: string }[],
  arrays: Map<number, ArrayArgument> | undefined,
  last: boolean,
): Promise<number> {
  const name = args[0]!
  const special = isSpecial(sh, name)
  const fn = special && (sh.dialect.almquist || sh.posix) ? undefined : sh.functions.get(name)
  if (fn) {
    return withRedirects(sh, command.redirs, () =>
      withTemporary(sh, assigned, () => callFunction(sh, name, fn, args.slice(1))),
    )
  }
  const builtin = builtinFor(sh, name)
  if (builtin) return runBuiltin(sh, command, name, builtin, args, assigned, arrays, special)
  return runProgram(sh, command, args, assigned, last)
}

/** A function's or builtin's own environment: x=1 f */
async function withTemporary(
  sh: Shell,
  assigned: readonly { name: string; value: string }[],
  run: () => Promise<number>,
): Promise<number> {
  if (!assigned.length) return run()
  sh.vars.push(false)
  const depth = sh.vars.frames.length
  try {
    for (const { name, value } of assigned) sh.vars.hide(name, { value, exported: true }, depth)
    for (const { name } of assigned) delete sh.vars.get(name)!.frame
    if (assigned.some(({ name }) => name === 'PATH')) sh.hash.clear()
    return await run()
  } finally {
    sh.vars.pop()
  }
}

async function runBuiltin(
  sh: Shell,
  command: SimpleCommand,
  name: string,
  builtin: Builtin,
  args: string[],
  assigned: { name: string; value: string }[],
  arrays: Map<number, ArrayArgument> | undefined,
  special: boolean,
): Promise<number> {
  const undo: Undo[] = []
  const strict = special && (sh.dialect.almquist || sh.posix)
  try {
    try {
      await redirect(sh, command.redirs, undo)
    } catch (error) {
      if (!(error instanceof RedirectError)) throw error
      await sh.complain(error.text)
      const status = sh.dialect.name === 'dash' ? 2 : 1
      if (strict) throw new ShellError(status)
      return status
    }
    const keep = strict && name !== 'exec'
    if (keep) for (const one of assigned) assign(sh, one.name, one.value)
    sh.builtinName = name
    const run = async (): Promise<number> => {
      try {
        if (args[1] === '--help' && sh.dialect.bash && !NO_HELP.has(name))
          return await fetched(sh.sys, () => import('../builtins/help.ts')).then((m) => m.builtinHelp(sh, name))
        return await builtin({ sh, name, args: args.slice(1), ...(arrays ? { arrays: shifted(arrays) } : {}) })
      } catch (error) {
        return builtinFailed(sh, name, error, strict)
      }
    }
    const status = keep ? await run() : await withTemporary(sh, assigned, run)
    if (name === 'exec' && args.length === 1) {
      // The redirections stay.
      for (const { saved } of undo.splice(0)) if (saved >= 0) sh.sys.close(saved)
    }
    return status
  } finally {
    restore(sh, undo)
  }
}
const shifted = (arrays: Map<number, ArrayArgument>): Map<number, ArrayArgument> =>
  new Map([...arrays].map(([index, value]) => [index - 1, value]))

async function builtinFailed(sh: Shell, name: string, error: unknown, strict: boolean): Promise<number> {
  let status: number
  if (error instanceof BuiltinError) {
    if (error.text) await sh.complainAs(name, error.text)
    status = error.status
    if (sh.dialect.bash) return status
  } else if (error instanceof SysError) {
    if (sh.dialect.bash) await sh.complainAs(name, `write error: ${strerror(error.code)}`)
    else if (sh.dialect.name === 'dash') await sh.complainAs(name, `${name}: I/O error`)
    else await sh.stderr(`${sh.appletName}: write error: ${strerror(error.code)}\n`)
    return 1
  } else if ((error instanceof VariableError || error instanceof ArithError) && sh.dialect.almquist) {
    await sh.complainAs(name, error.text)
    status = 2
  } else throw error
  if (strict && status === 2) throw new ShellError(status)
  return status
}

async function runProgram(
  sh: Shell,
  command: SimpleCommand,
  args: string[],
  assigned: { name: string; value: string }[],
  last: boolean,
): Promise<number> {
  const name = args[0]!
  if (sh.restricted && name.includes('/')) {
    await sh.complain(`${name}: restricted: cannot specify \`/' in command names`)
    return 127
  }
  const tempPath = assigned.find((one) => one.name === 'PATH')
  let path: string | undefined
  if (tempPath && !name.includes('/')) {
    sh.vars.push(false)
    sh.vars.hide('PATH', { value: tempPath.value }, sh.vars.frames.length)
    const hash = sh.hash
    sh.hash = new Map()
    path = findProgram(sh, name)
    sh.hash = hash
    sh.vars.pop()
  } else path = name === '' ? undefined : findProgram(sh, name)
  if (path === undefined) return notFound(sh, command, args, assigned)
  const target = path
  const main = async (child: Shell): Promise<number> => {
    try {
      await redirect(child, command.redirs)
    } catch (error) {
      if (!(error instanceof RedirectError)) throw error
      await child.complain(error.text)
      return child.dialect.name === 'dash' ? 2 : 1
    }
    return become(child, target, args, environmentFor(child, assigned, target), name)
  }
  if (last && mayReplace(sh)) {
    const status = await main(sh)
    throw new ExitShell(status)
  }
  return runForegroundFork(sh, command, main)
}
/** Nothing would be left to do for the shell after this program. */
export function mayReplace(sh: Shell): boolean {
  if (sh.interactive || sh.pendingSignals.length || sh.opt('monitor')) return false
  for (const command of sh.traps.values()) if (command !== '') return false
  return !sh.jobs.jobs.some((job) => sh.jobs.state(job) === 'running' && sh.dialect.almquist)
}
export function environmentFor(
  sh: Shell,
  assigned: readonly { name: string; value: string }[],
  path: string,
): Record<string, string> {
  const env = sh.vars.environment(sh.dialect.almquist)
  for (const { name, value } of assigned) env[name] = value
  if (sh.dialect.bash) {
    delete env['_']
    for (const [name, fn] of sh.functions) if (fn.exported) env[`BASH_FUNC_${name}%%`] = exportedFunction(name, fn)
    env['_'] = path
  }
  return env
}
const exportedFunction = (name: string, fn: ShellFunction): string =>
  printFunction(name, fn.definition).replace(/^\S+ \(\) \n\{ \n/, '() {  ')

async function notFound(
  sh: Shell,
  command: SimpleCommand,
  args: string[],
  assigned: { name: string; value: string }[],
): Promise<number> {
  const handler = sh.dialect.bash ? sh.functions.get('command_not_found_handle') : undefined
  if (handler) {
    return runForegroundFork(sh, command, (child) =>
      withRedirects(child, command.redirs, () =>
        withTemporary(child, assigned, () => callFunction(child, 'command_not_found_handle', handler, args)),
      ),
    )
  }
  return withRedirects(sh, command.redirs, async () => {
    await sh.complain(sh.dialect.bash ? `${args[0]!}: command not found` : `${args[0]!}: not found`)
    return 127
  })
}
