/** What a builtin gets, and common pieces of builtins. */
import { BuiltinError } from '../exec/control.ts'
import type { ArrayArgument } from '../exec/simple.ts'
import type { Shell } from '../state/shell.ts'
import { fetched } from './late.ts'

export interface BuiltinCall {
  readonly sh: Shell
  readonly name: string
  readonly args: readonly string[]
  /** name=(…) among the arguments of a declaration, by index. */
  readonly arrays?: ReadonlyMap<number, ArrayArgument>
}
export type Builtin = (call: BuiltinCall) => Promise<number> | number

/** Prints "name: usage: …" and gives the status of a usage error. */
export async function usage({ sh, name }: BuiltinCall): Promise<number> {
  const { USAGES } = await fetched(sh.sys, () => import('./usages.ts'))
  await sh.stderr(`${name}: usage: ${USAGES[name] ?? ''}\n`)
  return 2
}
/** "-Z: invalid option" with the usage. */
export async function invalidOption(call: BuiltinCall, option: string): Promise<number> {
  await call.sh.complainAs(call.name, `${option}: invalid option`)
  return usage(call)
}

export interface ParsedOptions {
  /** Letters in the order given, with their values. */
  readonly list: readonly { letter: string; value?: string; plus?: boolean }[]
  readonly has: (letter: string) => boolean
  readonly value: (letter: string) => string | undefined
  readonly rest: readonly string[]
}
/** Reads -abc -o value; `spec` as getopts. undefined: an error was reported; return 2 then. */
export async function parseOptions(
  call: BuiltinCall,
  spec: string,
  options: { plus?: boolean } = {},
): Promise<ParsedOptions | undefined> {
  const { args, sh } = call
  const list: { letter: string; value?: string; plus?: boolean }[] = []
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      i++
      break
    }
    const plus = options.plus === true && arg.startsWith('+')
    if ((!arg.startsWith('-') && !plus) || arg.length < 2) break
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!
      const where = spec.indexOf(letter)
      if (where < 0 || letter === ':') {
        if (sh.dialect.almquist)
          throw new BuiltinError(
            sh.dialect.name === 'dash' ? `Illegal option -${letter}` : `illegal option -${letter}`,
            2,
          )
        await invalidOption(call, `${arg[0]!}${letter}`)
        return undefined
      }
      if (spec[where + 1] === ':') {
        let value = arg.slice(at + 1)
        if (!value) {
          if (i + 1 >= args.length) {
            if (sh.dialect.almquist)
              throw new BuiltinError(
                sh.dialect.name === 'dash' ? `No arg for -${letter} option` : `no arg for -${letter} option`,
                2,
              )
            await sh.complainAs(call.name, `-${letter}: option requires an argument`)
            await usage(call)
            return undefined
          }
          value = args[++i]!
        }
        list.push({ letter, value, ...(plus ? { plus } : {}) })
        break
      }
      list.push({ letter, ...(plus ? { plus } : {}) })
    }
  }
  return {
    list,
    has: (letter) => list.some((one) => one.letter === letter),
    value: (letter) => list.findLast((one) => one.letter === letter)?.value,
    rest: args.slice(i),
  }
}
export const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text)
