/** caller, enable, bind, complete, compgen, compopt */
import { BUILTIN_NAMES, builtinFor } from './table.ts'
import { glob } from '../expand/glob.ts'
import { passwdLines } from '../expand/tilde.ts'
import { RESERVED_BASH } from '../syntax/parser.ts'
import { signalNumber } from '../../../base/abi/signals.ts'
import { isDir } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { SHOPT_ORDER, setOptions } from '../state/options.ts'
import { type BuiltinCall, parseOptions, usage } from './call.ts'
import { callFunction } from '../exec/function.ts'
import { readAll } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'

export async function caller(call: BuiltinCall): Promise<number> {
  const { sh, args } = call
  if (!sh.calls.length) return 1
  if (!args.length) {
    const frame = sh.calls.at(-1)!
    const outer = sh.calls.at(-2)
    await sh.write(`${frame.line} ${outer?.source ?? (sh.inputKind === 'f' ? sh.arg0 : 'NULL')}\n`)
    return 0
  }
  if (!/^\d+$/.test(args[0]!)) {
    await sh.complainAs('caller', `${args[0]!}: invalid number`)
    return usage(call)
  }
  const index = sh.calls.length - 1 - Number(args[0])
  const frame = sh.calls[index]
  if (!frame) return 1
  const outer = sh.calls[index - 1]
  await sh.write(
    `${frame.line} ${outer?.name ?? 'main'} ${outer?.source ?? (sh.inputKind === 'f' ? sh.arg0 : 'main')}\n`,
  )
  return 0
}

export async function enable(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, 'adnpsf:')
  if (!options) return 2
  if (options.has('f') || options.has('d')) {
    await sh.complainAs('enable', `-${options.has('f') ? 'f' : 'd'}: is not simulated yet`)
    return 2
  }
  if (!options.rest.length) {
    for (const name of BUILTIN_NAMES) {
      const off = sh.disabledBuiltins.has(name)
      if (options.has('a') || off === options.has('n')) await sh.write(`enable ${off ? '-n ' : ''}${name}\n`)
    }
    return 0
  }
  let status = 0
  for (const name of options.rest) {
    if (!BUILTIN_NAMES.includes(name)) {
      await sh.complainAs('enable', `${name}: not a shell builtin`)
      status = 1
    } else if (options.has('n')) sh.disabledBuiltins.add(name)
    else sh.disabledBuiltins.delete(name)
  }
  return status
}

/** Key bindings cannot be changed here; those who set options in .bashrc are not disturbed. */
export async function bind(call: BuiltinCall): Promise<number> {
  const { sh, args } = call
  if (!sh.interactive) await sh.complainAs('bind', 'warning: line editing not enabled')
  const set = args.find((arg) => /^set /.test(arg))
  if (!set && args.length) {
    await sh.complainAs('bind', 'is not simulated yet')
    return 2
  }
  return 0
}

const COMPLETE_SPEC = 'abcdefgjksuvo:A:G:W:F:C:X:P:S:prDEI'
export async function complete(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, COMPLETE_SPEC)
  if (!options) return 2
  const names = [...options.rest]
  if (options.has('D')) names.push('-D')
  if (options.has('E')) names.push('-E')
  if (options.has('I')) names.push('-I')
  if (options.has('p') || (!options.list.length && !names.length)) {
    let status = 0
    for (const name of names.length ? names : sh.completions.keys()) {
      const text = sh.completions.get(name)
      if (text === undefined) {
        await sh.complainAs('complete', `${name}: no completion specification`)
        status = 1
      } else await sh.write(`complete ${text}${name}\n`)
    }
    return status
  }
  if (options.has('r')) {
    if (!names.length) sh.completions.clear()
    for (const name of names) sh.completions.delete(name)
    return 0
  }
  const text = options.list
    .filter((one) => !'DEI'.includes(one.letter))
    .map(
      (one) =>
        `-${one.letter}${one.value === undefined ? '' : ` ${/[^\w./-]/.test(one.value) ? `'${one.value}'` : one.value}`} `,
    )
    .join('')
  for (const name of names) sh.completions.set(name, text)
  return 0
}
export async function compopt(call: BuiltinCall): Promise<number> {
  await call.sh.complainAs('compopt', 'not currently executing completion function')
  return 1
}

export async function compgen(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, COMPLETE_SPEC.slice(0, -4))
  if (!options) return 2
  const word = options.rest[0] ?? ''
  const out: string[] = []
  for (const { letter, value } of options.list) {
    const action = letter === 'A' ? (ACTIONS[value!] ?? value!) : letter
    if (letter === 'W') out.push(...(value ?? '').split(/[ \t\n]+/).filter((one) => one))
    else if (letter === 'G')
      out.push(...glob(sh.sys, value!, { extglob: false, dotglob: false, nocase: false, globstar: false }))
    else if (letter === 'F') {
      const fn = sh.functions.get(value!)
      if (fn) {
        sh.arrayVariable('COMPREPLY', [])
        await callFunction(sh, value!, fn, ['compgen', word, ''])
        out.push(...readAll(sh, 'COMPREPLY'))
      }
    } else if (letter === 'X' || letter === 'P' || letter === 'S' || letter === 'o' || letter === 'C') continue
    else out.push(...actionWords(sh, action, word))
  }
  const matching = out.filter((one) => one.startsWith(word))
  const prefix = options.value('P') ?? ''
  const suffix = options.value('S') ?? ''
  if (!matching.length) return 1
  await sh.write(matching.map((one) => `${prefix}${one}${suffix}\n`).join(''))
  return 0
}
const ACTIONS: Readonly<Record<string, string>> = {
  alias: 'a',
  builtin: 'b',
  command: 'c',
  directory: 'd',
  export: 'e',
  file: 'f',
  group: 'g',
  job: 'j',
  keyword: 'k',
  service: 's',
  user: 'u',
  variable: 'v',
}
function actionWords(sh: Shell, action: string, word: string): string[] {
  switch (action) {
    case 'a':
      return [...sh.aliases.keys()].sort()
    case 'b':
      return BUILTIN_NAMES.filter((name) => builtinFor(sh, name))
    case 'k':
      return [...RESERVED_BASH]
    case 'v':
      return sh.vars.names().sort()
    case 'e':
      return sh.vars
        .names()
        .filter((name) => sh.vars.get(name)!.exported)
        .sort()
    case 'u':
      return passwdLines(sh)
        .map((fields) => fields[0]!)
        .filter((name) => name)
    case 'f':
    case 'd': {
      const escaped = word.replace(/[\\*?[]/g, '\\$&')
      const found = glob(sh.sys, `${escaped}*`, { extglob: false, dotglob: false, nocase: false, globstar: false })
      return action === 'f' ? found : found.filter((path) => directory(sh, path))
    }
    case 'c': {
      const names = [...sh.aliases.keys(), ...RESERVED_BASH, ...sh.functions.keys(), ...BUILTIN_NAMES]
      for (const path of (sh.get('PATH') ?? '').split(':')) {
        try {
          names.push(...sh.sys.readdir(path || '.').map((entry) => entry.name))
        } catch (error) {
          if (!(error instanceof SysError)) throw error
        }
      }
      return names.filter((name) => (name !== '.' && name !== '..') || word === '.')
    }
    case 'function':
      return [...sh.functions.keys()].sort()
    case 'shopt':
      return [...SHOPT_ORDER]
    case 'setopt':
      return setOptions(sh.dialect).map(([name]) => name)
    case 'signal':
      return Array.from({ length: 64 }, (_, i) => i + 1)
        .filter((n) => signalNumber(String(n)) !== undefined)
        .map(String)
    case 'j':
      return sh.jobs.listed().map((job) => job.text)
  }
  return []
}
function directory(sh: Shell, path: string): boolean {
  try {
    return isDir(sh.sys.stat(path))
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}
