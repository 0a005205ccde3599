/** declare, typeset, local */
import { ArithError, assign, assignArray, VariableError } from '../state/access.ts'
import { AssocArray, IndexedArray } from '../state/arrays.ts'
import { attributeLetters } from '../state/attributes.ts'
import type { Shell } from '../state/shell.ts'
import type { Variable } from '../state/variables.ts'
import { almquistQuote, assignmentQuote, doubleQuote } from '../expand/quote.ts'
import { printFunction } from '../syntax/print.ts'
import { type BuiltinCall, invalidOption } from './call.ts'

const FLAGS = 'aAfFgiIlnrtuxpc'

/** A parsed argument: name, name=value, name[sub]=value, name+=value. */
export function parseArgument(
  text: string,
): { name: string; subscript?: string; append: boolean; value?: string } | null {
  const found = /^([A-Za-z_]\w*)(?:\[((?:[^\]]|\](?!\+?=|$))*)\])?(?:(\+)?=([\s\S]*))?$/.exec(text)
  if (!found) return null
  return {
    name: found[1]!,
    ...(found[2] === undefined ? {} : { subscript: found[2] }),
    append: found[3] === '+',
    ...(found[4] === undefined ? {} : { value: found[4] }),
  }
}

/** `declare -- x="1"` */
export function declaration(sh: Shell, name: string, variable: Variable): string {
  const letters = attributeLetters(variable)
  const head = `declare ${letters ? `-${letters}` : '--'} ${name}`
  if (variable.dynamic?.values) {
    const values = variable.dynamic.values(sh)
    // Made when first looked at.
    const shown = (name === 'DIRSTACK' || name === 'GROUPS') && !variable.seen ? [] : values
    return `declare -a ${name}=(${shown.map((value, index) => `[${index}]=${doubleQuote(value)}`).join(' ')})`
  }
  if (variable.array) {
    if (!variable.array.size && variable.value === undefined && !variable.array.size) return `${head}=()`
    return `${head}=(${variable.array
      .entries()
      .map(([key, value]) => `[${key}]=${doubleQuote(value)}`)
      .join(' ')})`
  }
  if (variable.assoc) {
    const quoteKey = (key: string): string => (/^[A-Za-z0-9_./:-]+$/.test(key) ? key : doubleQuote(key))
    return `${head}=(${variable.assoc
      .entries()
      .map(([key, value]) => `[${quoteKey(key)}]=${doubleQuote(value)} `)
      .join('')})`
  }
  const value = variable.dynamic?.get ? variable.dynamic.get(sh) : variable.value
  return value === undefined ? head : `${head}=${doubleQuote(value)}`
}

export async function declare(call: BuiltinCall): Promise<number> {
  const { sh, name, args } = call
  if (name === 'local' && !sh.functionDepth) {
    await sh.complainAs('local', 'can only be used in a function')
    return 1
  }
  const on = new Set<string>()
  const off = new Set<string>()
  let at = 0
  for (; at < args.length; at++) {
    const arg = args[at]!
    if (arg === '--') {
      at++
      break
    }
    if (!/^[-+]./.test(arg)) break
    for (const letter of arg.slice(1)) {
      if (!FLAGS.includes(letter)) return invalidOption(call, `${arg[0]!}${letter}`)
      if (arg[0] === '-') on.add(letter)
      else off.add(letter)
    }
  }
  if (on.has('f') || on.has('F')) return listFunctions(call, args.slice(at), on)
  if (on.has('p') || at >= args.length) return listVariables(call, args.slice(at), on)
  let status = 0
  for (let i = at; i < args.length; i++) {
    const array = call.arrays?.get(i)
    const parsed = array ? { name: array.name, append: array.append } : parseArgument(args[i]!)
    if (!parsed) {
      await sh.complainAs(name, `\`${args[i]!}': not a valid identifier`)
      status = 1
      continue
    }
    if (name === 'local' && parsed.name === '-') continue
    try {
      declareOne(call, parsed, array, on, off)
    } catch (error) {
      if (error instanceof DeclareFailure) await sh.complainAs(name, error.text)
      else if (error instanceof VariableError) await sh.complainAs(name, error.text)
      else if (error instanceof ArithError) await sh.complain(`${name}: ${error.text}`)
      else throw error
      status = 1
    }
  }
  return status
}
class DeclareFailure {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

function declareOne(
  call: BuiltinCall,
  parsed: { name: string; subscript?: string; append: boolean; value?: string },
  array: { elements: readonly { key?: string; append?: boolean; value: string }[] } | undefined,
  on: ReadonlySet<string>,
  off: ReadonlySet<string>,
): void {
  const { sh, name: builtin } = call
  const { name } = parsed
  const depth = sh.vars.functionFrame()
  const isLocal = depth > 0 && !on.has('g') && (builtin === 'local' || builtin === 'declare' || builtin === 'typeset')
  let variable = sh.vars.get(name)
  if (isLocal && variable?.frame !== depth) {
    if (variable?.readonly) throw new DeclareFailure(`${name}: readonly variable`)
    const inherit = on.has('I') || sh.shopt('localvar_inherit')
    const fresh: Variable = inherit && variable ? { ...variable } : { value: undefined }
    const temporary = sh.vars.frames.at(-1)
    // x=1 f, with `local x` in f: the temporary value is the local's.
    if (
      !inherit &&
      variable?.exported &&
      variable.frame === undefined &&
      temporary &&
      !temporary.isFunction &&
      temporary.saved.has(name)
    )
      fresh.value = variable.value
    sh.vars.hide(name, fresh, depth)
    variable = fresh
  } else if (on.has('g') && depth > 0) {
    const global = sh.vars.global(name)
    variable = global.variable
    if (!variable || global.variable !== sh.vars.get(name)) {
      const made: Variable = { ...(variable ?? { value: undefined }) }
      applyFlags(made, on, off)
      if (parsed.value !== undefined) made.value = parsed.append ? (made.value ?? '') + parsed.value : parsed.value
      global.replace(made)
      return
    }
  }
  if (!variable) {
    variable = { value: undefined }
    sh.vars.set(name, variable)
  }
  if (on.has('n') && parsed.value !== undefined) {
    if (parsed.value === name) throw new DeclareFailure(`${name}: nameref variable self references not allowed`)
    if (!/^[A-Za-z_]\w*(\[.*\])?$/.test(parsed.value))
      throw new DeclareFailure(`\`${parsed.value}': invalid variable name for name reference`)
    variable.nameref = true
    variable.value = parsed.value
    return
  }
  if (off.has('r') && variable.readonly) throw new DeclareFailure(`${name}: readonly variable`)
  if (on.has('A') && variable.array) throw new DeclareFailure(`${name}: cannot convert indexed to associative array`)
  if (on.has('a') && variable.assoc) throw new DeclareFailure(`${name}: cannot convert associative to indexed array`)
  if (off.has('a') || off.has('A')) {
    if (variable.array || variable.assoc)
      throw new DeclareFailure(`${name}: cannot destroy array variables in this way`)
  }
  if (variable.readonly && (parsed.value !== undefined || array))
    throw new VariableError(`${name}: readonly variable`, 'readonly')
  if (on.has('A') && !variable.assoc) {
    variable.assoc = new AssocArray()
    if (variable.value !== undefined) variable.assoc.set('0', variable.value)
    variable.value = undefined
  } else if ((on.has('a') || parsed.subscript !== undefined) && !variable.array && !variable.assoc) {
    variable.array = new IndexedArray()
    if (variable.value !== undefined) variable.array.set(0, variable.value)
    variable.value = undefined
  }
  const flags = new Set(on)
  flags.delete('r')
  applyFlags(variable, flags, off)
  if (array) assignArray(sh, name, array.elements, parsed.append)
  else if (parsed.value !== undefined) {
    if (/^\([\s\S]*\)$/.test(parsed.value) && (variable.array || variable.assoc) && parsed.subscript === undefined) {
      assignArray(sh, name, parseElements(parsed.value), parsed.append)
    } else
      assign(sh, name, parsed.value, {
        ...(parsed.subscript === undefined ? {} : { subscript: parsed.subscript }),
        append: parsed.append,
      })
  }
  if (on.has('r')) variable.readonly = true
}
/** declare -a "x=(1 2)": a value that looks like a list. */
function parseElements(text: string): { key?: string; value: string }[] {
  const inner = text.slice(1, -1)
  const out: { key?: string; value: string }[] = []
  const pattern = /\s*(?:\[([^\]]*)\]=)?((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+)/gy
  for (let found = pattern.exec(inner); found; found = pattern.exec(inner)) {
    const value = found[2]!.replace(
      /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
      (_, dq, sq, char) => dq?.replace(/\\([$`"\\])/g, '$1') ?? sq ?? char,
    )
    out.push(found[1] === undefined ? { value } : { key: found[1], value })
  }
  return out
}
function applyFlags(variable: Variable, on: ReadonlySet<string>, off: ReadonlySet<string>): void {
  const set = (letter: string, key: 'exported' | 'readonly' | 'integer' | 'trace' | 'nameref'): void => {
    if (on.has(letter)) variable[key] = true
    else if (off.has(letter)) variable[key] = false
  }
  set('x', 'exported')
  set('r', 'readonly')
  set('i', 'integer')
  set('t', 'trace')
  set('n', 'nameref')
  if (on.has('l')) {
    variable.lower = true
    variable.upper = false
  } else if (off.has('l')) variable.lower = false
  if (on.has('u')) {
    variable.upper = true
    variable.lower = false
  } else if (off.has('u')) variable.upper = false
  if (on.has('c')) variable.capitalise = true
}

async function listVariables(call: BuiltinCall, names: readonly string[], on: ReadonlySet<string>): Promise<number> {
  const { sh, name: builtin } = call
  let status = 0
  if (names.length) {
    for (const name of names) {
      const variable = sh.vars.get(name)
      if (!variable) {
        await sh.complainAs(builtin, `${name}: not found`)
        status = 1
      } else await sh.write(`${declaration(sh, name, variable)}\n`)
    }
    return status
  }
  const wanted = [...on].filter((letter) => letter !== 'p' && letter !== 'g')
  for (const name of sh.vars.names().sort()) {
    const variable = sh.vars.get(name)!
    if (builtin === 'local' && variable.frame !== sh.vars.functionFrame()) continue
    const letters = attributeLetters(variable) + (variable.dynamic?.values ? 'a' : '')
    if (!wanted.every((letter) => letters.includes(letter))) continue
    if (on.has('p') || wanted.length) await sh.write(`${declaration(sh, name, variable)}\n`)
    else await sh.write(assignmentLine(sh, name, variable))
  }
  if (!on.has('p') && !wanted.length && builtin !== 'local') {
    for (const name of [...sh.functions.keys()].sort())
      await sh.write(`${printFunction(name, sh.functions.get(name)!.definition)}\n`)
  }
  return status
}
/** A line of `set`. */
export function assignmentLine(sh: Shell, name: string, variable: Variable): string {
  if (variable.dynamic?.shy && !variable.seen) return ''
  if (variable.array || variable.assoc || variable.dynamic?.values)
    return `${declaration(sh, name, variable).replace(/^declare \S+ /, '')}\n`
  if (variable.dynamic?.shy && !variable.seen) return ''
  const value = variable.dynamic?.get ? variable.dynamic.get(sh) : variable.value
  return value === undefined ? '' : `${name}=${sh.dialect.bash ? assignmentQuote(value) : almquistQuote(value)}\n`
}

async function listFunctions(call: BuiltinCall, names: readonly string[], on: ReadonlySet<string>): Promise<number> {
  const { sh } = call
  let status = 0
  for (const name of names.length ? names : [...sh.functions.keys()].sort()) {
    const fn = sh.functions.get(name)
    if (!fn) {
      status = 1
      continue
    }
    if (on.has('x')) fn.exported = true
    else if (on.has('F')) await sh.write(names.length ? `${name}\n` : `declare -f ${name}\n`)
    else await sh.write(`${printFunction(name, fn.definition)}\n`)
  }
  return status
}
