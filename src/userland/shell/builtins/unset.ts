/** unset */
import { unsetVariable, VariableError } from '../state/access.ts'
import { BuiltinError } from '../exec/control.ts'
import { type BuiltinCall, invalidOption } from './call.ts'

export async function unset(call: BuiltinCall): Promise<number> {
  const { sh, args } = call
  const on = new Set<string>()
  let at = 0
  for (; at < args.length && /^-./.test(args[at]!); at++) {
    if (args[at] === '--') {
      at++
      break
    }
    for (const letter of args[at]!.slice(1)) {
      if (!(sh.dialect.bash ? 'fnv' : 'fv').includes(letter)) {
        if (sh.dialect.almquist)
          throw new BuiltinError(`${sh.dialect.name === 'dash' ? 'Illegal' : 'illegal'} option -${letter}`, 2)
        return invalidOption(call, `-${letter}`)
      }
      on.add(letter)
    }
  }
  if (on.has('f') && on.has('v')) {
    await sh.complainAs('unset', 'cannot simultaneously unset a function and a variable')
    return 1
  }
  let status = 0
  for (const text of args.slice(at)) {
    if (on.has('f')) {
      sh.functions.delete(text)
      continue
    }
    const found = /^([A-Za-z_]\w*)(?:\[([\s\S]*)\])?$/.exec(text)
    if (!found) {
      if (sh.functions.has(text)) {
        sh.functions.delete(text)
        continue
      }
      if (sh.dialect.almquist) throw new BuiltinError(`${text}: bad variable name`, 2)
      if (on.has('v')) {
        await sh.complainAs('unset', `\`${text}': not a valid identifier`)
        status = 1
      }
      continue
    }
    const name = found[1]!
    if (sh.dialect.bash && !on.has('v') && !sh.vars.get(name) && sh.functions.has(name)) {
      sh.functions.delete(name)
      continue
    }
    try {
      if (on.has('n')) {
        sh.vars.table.delete(name)
      } else unsetVariable(sh, name, found[2])
    } catch (error) {
      if (!(error instanceof VariableError)) throw error
      if (sh.dialect.almquist) throw new BuiltinError(error.text, 2)
      await sh.complainAs('unset', error.text)
      status = 1
    }
  }
  return status
}
