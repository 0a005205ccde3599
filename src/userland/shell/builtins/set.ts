/** set and shopt */
import { BuiltinError } from '../exec/control.ts'
import type { Shell } from '../state/shell.ts'
import { setOptions, SHOPT_ORDER } from '../state/options.ts'
import { printFunction } from '../syntax/print.ts'
import { type BuiltinCall, invalidOption, parseOptions } from './call.ts'
import { assignmentLine } from './declare.ts'

export async function set(call: BuiltinCall): Promise<number> {
  const { sh, args } = call
  if (!args.length) {
    for (const name of sh.vars.names().sort()) await sh.write(assignmentLine(sh, name, sh.vars.get(name)!))
    if (sh.dialect.bash && !sh.posix)
      for (const name of [...sh.functions.keys()].sort())
        await sh.write(`${printFunction(name, sh.functions.get(name)!.definition)}\n`)
    return 0
  }
  const table = setOptions(sh.dialect)
  // bash checks all before it sets any.
  if (sh.dialect.bash) {
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]!
      if (arg === '--' || arg === '-' || !/^[-+]/.test(arg)) break
      if (arg.slice(1).includes('o')) i++
      for (const letter of arg.slice(1)) {
        if (letter !== 'o' && !table.some((one) => one[1] === letter)) return invalidOption(call, `${arg[0]!}${letter}`)
      }
    }
  }
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      sh.positional = args.slice(i + 1)
      return 0
    }
    if (arg === '-' && sh.dialect.bash) {
      setOption(sh, 'xtrace', false)
      setOption(sh, 'verbose', false)
      if (i + 1 < args.length) sh.positional = args.slice(i + 1)
      return 0
    }
    if (!/^[-+]/.test(arg) || arg === '-') break
    const on = arg[0] === '-'
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[i + 1]
        if (name === undefined) {
          await listOptions(sh, on)
          return 0
        }
        i++
        if (!table.some((one) => one[0] === name)) {
          if (sh.dialect.bash) {
            await sh.complainAs('set', `${name}: invalid option name`)
            return 2
          }
          if (sh.dialect.name === 'ash') {
            await sh.complainAs('set', `illegal option ${on ? '-' : '+'}o ${name}`)
            return 1
          }
          throw new BuiltinError(`Illegal option ${on ? '-' : '+'}o ${name}`, 2)
        }
        setOption(sh, name, on)
        continue
      }
      const option = table.find((one) => one[1] === letter)
      if (!option)
        throw new BuiltinError(`${sh.dialect.name === 'dash' ? 'Illegal' : 'illegal'} option ${arg[0]!}${letter}`, 2)
      setOption(sh, option[0], on)
    }
  }
  if (i < args.length) sh.positional = args.slice(i)
  return 0
}

/** Turns an option on or off with what depends on it. */
export function setOption(sh: Shell, name: string, on: boolean): void {
  if (on) sh.options.add(name)
  else sh.options.delete(name)
  if (name === 'posix') sh.posix = on
  else if (name === 'emacs' && on) sh.options.delete('vi')
  else if (name === 'vi' && on) sh.options.delete('emacs')
}

async function listOptions(sh: Shell, table: boolean): Promise<void> {
  const options = setOptions(sh.dialect)
  const isOn = (name: string): boolean => (name === 'interactive' ? sh.interactive : sh.opt(name))
  if (sh.dialect.almquist) {
    if (table)
      await sh.write(
        `${sh.dialect.name === 'dash' ? 'Current option settings\n' : ''}${options.map(([name]) => `${name.padEnd(16)}${isOn(name) ? 'on' : 'off'}\n`).join('')}`,
      )
    else await sh.write(options.map(([name]) => `set ${isOn(name) ? '-' : '+'}o ${name}\n`).join(''))
    return
  }
  if (table) await sh.write(options.map(([name]) => `${name.padEnd(15)}\t${isOn(name) ? 'on' : 'off'}\n`).join(''))
  else await sh.write(options.map(([name]) => `set ${isOn(name) ? '-' : '+'}o ${name}\n`).join(''))
}

export async function shopt(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, 'psuqo')
  if (!options) return 2
  const { rest } = options
  const on = options.has('s')
  const off = options.has('u')
  if (on && off) {
    await sh.complainAs('shopt', 'cannot set and unset shell options simultaneously')
    return 1
  }
  const useSet = options.has('o')
  const names = useSet ? setOptions(sh.dialect).map(([name]) => name) : SHOPT_ORDER
  const isOn = (name: string): boolean => (useSet ? sh.opt(name) : sh.shopt(name))
  const line = (name: string): string =>
    options.has('p')
      ? useSet
        ? `set ${isOn(name) ? '-' : '+'}o ${name}\n`
        : `shopt ${isOn(name) ? '-s' : '-u'} ${name}\n`
      : `${name.padEnd(15)}\t${isOn(name) ? 'on' : 'off'}\n`
  if (!rest.length) {
    for (const name of names) if ((!on && !off) || isOn(name) === on) if (!options.has('q')) await sh.write(line(name))
    return 0
  }
  let status = 0
  for (const name of rest) {
    if (!names.includes(name)) {
      await sh.complainAs('shopt', `${name}: invalid ${useSet ? 'option name' : 'shell option name'}`)
      status = 1
      continue
    }
    if (on || off) {
      if (useSet) setOption(sh, name, on)
      else if (name === 'login_shell' || name === 'restricted_shell') continue
      else sh.shopts.set(name, on)
      continue
    }
    if (!isOn(name)) status = 1
    if (!options.has('q')) await sh.write(line(name))
  }
  return status
}
