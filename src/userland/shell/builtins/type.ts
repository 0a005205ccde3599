/** type, command -v/-V, hash, alias, unalias */
import { BuiltinError } from '../exec/control.ts'
import { executableState, searchAll, searchPath } from '../exec/find.ts'
import { almquistQuote, singleQuote } from '../expand/quote.ts'
import type { Shell } from '../state/shell.ts'
import { printFunction } from '../syntax/print.ts'
import { RESERVED_ASH, RESERVED_BASH, RESERVED_DASH } from '../syntax/parser.ts'
import { type BuiltinCall, parseOptions } from './call.ts'
import { builtinFor, isSpecial } from './table.ts'

type Style = 'type' | 'type-t' | 'type-p' | 'type-P' | 'command-v' | 'command-V'

const reserved = (sh: Shell): ReadonlySet<string> =>
  sh.dialect.bash ? RESERVED_BASH : sh.dialect.name === 'ash' ? RESERVED_ASH : RESERVED_DASH

/** Describes a name; false when there is nothing of that name (the message, if any, is printed). */
export async function describe(
  sh: Shell,
  name: string,
  style: Style,
  call: BuiltinCall,
  all = false,
): Promise<boolean> {
  const lines: string[] = []
  const add = (long: string, word: string, short: string | null): void => {
    if (style === 'type' || style === 'command-V') lines.push(long)
    else if (style === 'type-t') lines.push(word)
    else if (style === 'command-v') lines.push(short ?? name)
  }
  const aliasValue = sh.aliases.get(name)
  const files = style === 'type-P' || style === 'type-p'
  if (!files || style === 'type-p') {
    if (aliasValue !== undefined && (sh.dialect.almquist || sh.interactive || sh.shopt('expand_aliases'))) {
      if (sh.dialect.bash)
        add(`${name} is aliased to \`${aliasValue}'`, 'alias', `alias ${name}=${singleQuote(aliasValue)}`)
      else add(`${name} is an alias for ${aliasValue}`, 'alias', `alias ${name}=${almquistQuote(aliasValue)}`)
    }
    if (all || !lines.length) {
      if (reserved(sh).has(name)) add(`${name} is a shell keyword`, 'keyword', null)
    }
    if (all || !lines.length) {
      const fn = sh.functions.get(name)
      if (fn) {
        if (sh.dialect.bash) add(`${name} is a function\n${printFunction(name, fn.definition)}`, 'function', null)
        else add(sh.dialect.name === 'dash' ? `${name} is a shell function` : `${name} is a function`, 'function', null)
      }
    }
    if (all || !lines.length) {
      if (builtinFor(sh, name)) {
        const special = isSpecial(sh, name)
        if (sh.dialect.bash)
          add(
            sh.posix && special ? `${name} is a special shell builtin` : `${name} is a shell builtin`,
            'builtin',
            null,
          )
        else add(special ? `${name} is a special shell builtin` : `${name} is a shell builtin`, 'builtin', null)
      }
    }
    if (
      style === 'type-p' &&
      !all &&
      (aliasValue !== undefined || reserved(sh).has(name) || sh.functions.has(name) || builtinFor(sh, name))
    )
      return true
  }
  if (all || !lines.length) {
    for (const path of programs(sh, name, all)) {
      const hashed = sh.dialect.bash && !all && sh.hash.has(name) && !name.includes('/')
      if (style === 'type-t') lines.push('file')
      else if (style === 'type' || style === 'command-V') {
        if (sh.dialect.name === 'ash' && sh.applets?.has(name) && !name.includes('/') && style === 'type')
          lines.push(`${name} is ${path}`)
        else if (hashed) lines.push(`${name} is hashed (${path})`)
        else if (sh.dialect.almquist && sh.hash.has(name) && !name.includes('/'))
          lines.push(`${name} is a tracked alias for ${path}`)
        else lines.push(`${name} is ${path}`)
      } else lines.push(path)
    }
  }
  if (!lines.length) {
    if (style === 'type' || style === 'command-V') {
      if (sh.dialect.bash) await sh.complainAs(call.name, `${name}: not found`)
      else if (style === 'type') await sh.write(`${name}: not found\n`)
      else await sh.stderr(`${name}: not found\n`)
    }
    return false
  }
  await sh.write(`${lines.join('\n')}\n`)
  return true
}
function programs(sh: Shell, name: string, all: boolean): string[] {
  if (name.includes('/')) return executableState(sh, name) === 'ok' ? [name] : []
  if (all) return searchAll(sh, name)
  const known = sh.hash.get(name)
  if (known) return [known.path]
  const path = searchPath(sh, name)
  return path !== undefined && executableState(sh, path) === 'ok' ? [path] : []
}

export async function type(call: BuiltinCall): Promise<number> {
  const { sh } = call
  if (sh.dialect.almquist) {
    let status = 0
    // BusyBox takes any option for "just the path".
    if (sh.dialect.name === 'ash' && call.args[0]?.startsWith('-')) {
      for (const name of call.args.slice(1)) if (!(await describe(sh, name, 'command-v', call))) status = 127
      return status
    }
    for (const name of call.args) if (!(await describe(sh, name, 'type', call))) status = 127
    return status
  }
  const options = await parseOptions(call, 'afptP')
  if (!options) return 2
  const style: Style = options.has('t') ? 'type-t' : options.has('P') ? 'type-P' : options.has('p') ? 'type-p' : 'type'
  let status = 0
  for (const name of options.rest) {
    const saved = options.has('f') ? sh.functions.get(name) : undefined
    if (saved) sh.functions.delete(name)
    if (!(await describe(sh, name, style, call, options.has('a')))) status = 1
    if (saved) sh.functions.set(name, saved)
  }
  return status
}

export async function hash(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, sh.dialect.bash ? 'lrp:dt' : 'r')
  if (!options) return 2
  if (options.has('r')) sh.hash.clear()
  const { rest } = options
  if (!rest.length && !options.has('r')) {
    if (sh.dialect.almquist) {
      for (const { path } of sh.hash.values()) await sh.write(`${path}\n`)
      return 0
    }
    if (!sh.hash.size) {
      await sh.write('hash: hash table empty\n')
      return 0
    }
    if (options.has('l')) {
      for (const [name, { path }] of sh.hash) await sh.write(`builtin hash -p ${path} ${name}\n`)
      return 0
    }
    await sh.write(
      `hits\tcommand\n${[...sh.hash.values()].map(({ path, hits }) => `${String(hits).padStart(4)}\t${path}\n`).join('')}`,
    )
    return 0
  }
  let status = 0
  for (const name of rest) {
    const fixed = options.value('p')
    if (fixed !== undefined) {
      sh.hash.set(name, { path: fixed, hits: 0 })
      continue
    }
    if (options.has('d') || options.has('t')) {
      const known = sh.hash.get(name)
      if (!known) {
        await sh.complainAs('hash', `${name}: not found`)
        status = 1
      } else if (options.has('d')) sh.hash.delete(name)
      else await sh.write(rest.length > 1 ? `${name}\t${known.path}\n` : `${known.path}\n`)
      continue
    }
    if (name.includes('/') || builtinFor(sh, name) || sh.functions.has(name)) continue
    const path = searchPath(sh, name)
    if (path === undefined) {
      if (sh.dialect.almquist) throw new BuiltinError(`${name}: not found`, 1)
      await sh.complainAs('hash', `${name}: not found`)
      status = 1
    } else sh.hash.set(name, { path, hits: 0 })
  }
  return status
}

export async function alias(call: BuiltinCall): Promise<number> {
  const { sh } = call
  let { args } = call
  if (sh.dialect.bash) {
    const options = await parseOptions(call, 'p')
    if (!options) return 2
    args = options.rest
    if (options.has('p') && args.length)
      for (const name of [...sh.aliases.keys()].sort()) await sh.write(line(sh, name))
  }
  if (!args.length) {
    for (const name of [...sh.aliases.keys()].sort()) await sh.write(line(sh, name))
    return 0
  }
  let status = 0
  for (const arg of args) {
    const equals = arg.indexOf('=', 1)
    if (equals > 0) {
      const name = arg.slice(0, equals)
      if (sh.dialect.bash && /[\s$`"'\\/|&;()<>]/.test(name)) {
        await sh.complainAs('alias', `\`${name}': invalid alias name`)
        status = 1
        continue
      }
      sh.aliases.set(name, arg.slice(equals + 1))
    } else if (sh.aliases.has(arg)) await sh.write(line(sh, arg))
    else {
      if (sh.dialect.bash) await sh.complainAs('alias', `${arg}: not found`)
      else await sh.stderr(`alias: ${arg} not found\n`)
      status = 1
    }
  }
  return status
}
const line = (sh: Shell, name: string): string => {
  const value = sh.aliases.get(name)!
  return sh.dialect.bash ? `alias ${name}=${singleQuote(value)}\n` : `${name}=${almquistQuote(value)}\n`
}

export async function unalias(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, 'a')
  if (!options) return 2
  if (options.has('a')) {
    sh.aliases.clear()
    return 0
  }
  if (!options.rest.length && sh.dialect.bash) {
    await sh.stderr('unalias: usage: unalias [-a] name [name ...]\n')
    return 2
  }
  let status = 0
  for (const name of options.rest) {
    if (sh.aliases.delete(name)) continue
    if (sh.dialect.bash) await sh.complainAs('unalias', `${name}: not found`)
    else await sh.stderr(`unalias: ${name} not found\n`)
    status = 1
  }
  return status
}
