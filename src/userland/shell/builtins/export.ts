/** export and readonly; local of the Almquist shells. */
import { assign, assignArray, resolveName, VariableError } from '../state/access.ts'
import { AssocArray } from '../state/arrays.ts'
import { almquistQuote } from '../expand/quote.ts'
import { BuiltinError } from '../exec/control.ts'
import { type BuiltinCall, invalidOption, isName } from './call.ts'
import { declaration, parseArgument } from './declare.ts'

/** export and readonly. */
export async function exportOrReadonly(call: BuiltinCall): Promise<number> {
  const { sh, name: builtin, args } = call
  if (sh.dialect.almquist) return almquistExport(call)
  const on = new Set<string>()
  let at = 0
  for (; at < args.length && /^-./.test(args[at]!); at++) {
    if (args[at] === '--') {
      at++
      break
    }
    for (const letter of args[at]!.slice(1)) {
      if (!(builtin === 'export' ? 'fnp' : 'aAfp').includes(letter)) return invalidOption(call, `-${letter}`)
      on.add(letter)
    }
  }
  const names = args.slice(at)
  if (!names.length || (on.has('p') && !names.length)) {
    const key = builtin === 'export' ? 'exported' : 'readonly'
    for (const name of sh.vars.names().sort()) {
      const variable = sh.vars.get(name)!
      if (variable[key]) await sh.write(`${declaration(sh, name, variable)}\n`)
    }
    return 0
  }
  let status = 0
  for (let i = at; i < args.length; i++) {
    const array = call.arrays?.get(i)
    const text = args[i]!
    if (on.has('f')) {
      const fn = sh.functions.get(text)
      if (!fn) {
        await sh.complainAs(builtin, `${text}: not a function`)
        status = 1
      } else if (builtin === 'export') fn.exported = !on.has('n')
      continue
    }
    const parsed = array ? { name: array.name, append: array.append } : parseArgument(text)
    if (!parsed || (!array && 'subscript' in parsed && builtin === 'export')) {
      await sh.complainAs(builtin, `\`${text}': not a valid identifier`)
      status = 1
      continue
    }
    try {
      const { name } = resolveName(sh, parsed.name)
      let variable = sh.vars.get(name)
      if (!variable) {
        variable = { value: undefined }
        sh.vars.set(name, variable)
      }
      if (on.has('A') && !variable.assoc) variable.assoc = new AssocArray()
      if (array) assignArray(sh, name, array.elements, parsed.append)
      else if ('value' in parsed && parsed.value !== undefined)
        assign(sh, name, parsed.value, { append: parsed.append })
      if (builtin === 'readonly') variable.readonly = true
      else variable.exported = !on.has('n')
    } catch (error) {
      if (!(error instanceof VariableError)) throw error
      await sh.complain(error.text)
      status = 1
    }
  }
  return status
}

async function almquistExport(call: BuiltinCall): Promise<number> {
  const { sh, name: builtin } = call
  let { args } = call
  const key = builtin === 'export' ? 'exported' : 'readonly'
  let negate = false
  if (args[0] === '-p') args = args.slice(1)
  else if (args[0] === '-n' && sh.dialect.name === 'ash') {
    negate = true
    args = args.slice(1)
  } else if (/^-./.test(args[0] ?? '') && args[0] !== '--')
    throw new BuiltinError(`${sh.dialect.name === 'dash' ? 'Illegal' : 'illegal'} option ${args[0]!.slice(0, 2)}`, 2)
  else if (args[0] === '--') args = args.slice(1)
  if (!args.length) {
    for (const name of sh.vars.names().sort()) {
      const variable = sh.vars.get(name)!
      if (variable[key])
        await sh.write(`${builtin} ${name}${variable.value === undefined ? '' : `=${almquistQuote(variable.value)}`}\n`)
    }
    return 0
  }
  for (const text of args) {
    const found = /^([^=]*)(?:=([\s\S]*))?$/.exec(text)!
    const name = found[1]!
    if (!isName(name)) throw new BuiltinError(`${name}: bad variable name`, 2)
    if (found[2] !== undefined) {
      try {
        assign(sh, name, found[2])
      } catch (error) {
        if (error instanceof VariableError) throw new BuiltinError(error.text, 2)
        throw error
      }
    }
    const variable = sh.vars.get(name) ?? { value: undefined }
    sh.vars.set(name, variable)
    variable[key] = !negate
  }
  return 0
}

/** dash's and ash's local. */
export async function almquistLocal(call: BuiltinCall): Promise<number> {
  const { sh, args } = call
  if (!sh.functionDepth) throw new BuiltinError('not in a function', 2)
  for (const text of args) {
    const found = /^([^=]*)(?:=([\s\S]*))?$/.exec(text)!
    const name = found[1]!
    if (name === '-') continue
    if (!isName(name)) throw new BuiltinError(`${name}: bad variable name`, 2)
    const old = sh.vars.get(name)
    const depth = sh.vars.functionFrame()
    // dash keeps the outer value until it is assigned.
    if (old?.frame !== depth) sh.vars.hide(name, { ...(old ?? { value: undefined }) }, depth)
    if (found[2] !== undefined) assign(sh, name, found[2])
    else if (sh.dialect.name === 'ash') {
      const variable = sh.vars.get(name)!
      if (old?.frame !== depth) variable.value = old?.value
    }
  }
  return 0
}
