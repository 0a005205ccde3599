/** trap */
import { signalName, signalNumber } from '../../../base/abi/signals.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { noteSignal } from '../exec/traps.ts'
import { almquistQuote, quoteValue } from '../expand/quote.ts'
import type { Shell } from '../state/shell.ts'
import { type BuiltinCall, parseOptions, usage } from './call.ts'
import { kill } from './kill.ts'

const PSEUDO = ['EXIT', 'DEBUG', 'ERR', 'RETURN']

/** 'INT', 'EXIT', 'ERR' …; undefined when there is no such condition. */
function condition(sh: Shell, text: string): string | undefined {
  const upper = text.toUpperCase().replace(/^SIG/, '')
  if (text === '0' || upper === 'EXIT') return 'EXIT'
  if (sh.dialect.bash && PSEUDO.includes(text.toUpperCase())) return text.toUpperCase()
  if (
    sh.dialect.name === 'dash' &&
    (text !== text.toUpperCase() && !/^\d+$/.test(text) ? signalNumber(text) === undefined : text.startsWith('SIG'))
  )
    return undefined
  const number = signalNumber(text)
  if (number === undefined || number === 0) return undefined
  return (signalName(number) ?? `SIG${number}`).slice(3)
}
const order = (name: string): number =>
  name === 'EXIT' ? 0 : PSEUDO.includes(name) ? 100 + PSEUDO.indexOf(name) : (signalNumber(name) ?? 99)

export async function trap(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = sh.dialect.bash
    ? await parseOptions(call, 'lp')
    : { has: () => false, rest: call.args[0] === '--' ? call.args.slice(1) : call.args }
  if (!options) return 2
  const { rest } = options
  if (options.has('l')) return kill({ ...call, args: ['-l'] })
  if (!rest.length || options.has('p')) return list(sh, rest)
  let [command, ...conditions] = rest as [string, ...string[]]
  let status = 0
  if (!conditions.length) {
    // One argument: reset that condition.
    if (sh.dialect.bash && condition(sh, command) === undefined) {
      if (command === '-') return 0
      return usage(call)
    }
    if (sh.dialect.almquist && command === '-') return 0
    conditions = [command]
    command = '-'
  } else if (/^\d+$/.test(command) && condition(sh, command) !== undefined) {
    conditions = rest.slice()
    command = '-'
  }
  if (sh.inheritedTraps) sh.inheritedTraps = null
  for (const text of conditions) {
    const name = condition(sh, text)
    if (name === undefined) {
      if (sh.dialect.bash) await sh.complainAs('trap', `${text}: invalid signal specification`)
      else if (sh.dialect.name === 'dash') await sh.stderr(`trap: ${text}: bad trap\n`)
      else {
        await sh.complainAs('trap', `${text}: invalid signal specification`)
      }
      status = 1
      if (sh.dialect.name === 'dash') return 1
      continue
    }
    setTrap(sh, name, command)
  }
  return status
}

/** '-': default; '': ignore; else a command. */
export function setTrap(sh: Shell, name: string, command: string): void {
  if (command === '-') sh.traps.delete(name)
  else sh.traps.set(name, command)
  if (name === 'EXIT' && sh.dialect.bash && !sh.interactive) catchFatalSignals(sh, command !== '-')
  if (name === 'EXIT' || PSEUDO.includes(name)) return
  const number = signalNumber(name)!
  // What was ignored when a script's shell began stays so.
  if (sh.ignoredAtStart.has(number) && !sh.interactive) return
  try {
    if (command === '-') shellDisposition(sh, number)
    else if (command === '') sh.sys.signal(number, 'ignore')
    else sh.sys.signal(number, (signal) => noteSignal(sh, signal))
  } catch (error) {
    // KILL and STOP cannot be trapped; the shells do not say so.
    if (!(error instanceof SysError)) throw error
  }
}
/** bash's terminating signals: with an EXIT trap the shell handles them, to run the trap first. */
const FATAL = [1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 24, 25, 26, 31]
function catchFatalSignals(sh: Shell, on: boolean): void {
  for (const signal of FATAL) {
    const trapped = sh.traps.has((signalName(signal) ?? '').slice(3))
    if (trapped || sh.ignoredAtStart.has(signal)) continue
    if (on && sh.sys.disposition(signal) === 'default') sh.sys.signal(signal, (number) => (sh.terminating = number))
    else if (!on && sh.sys.disposition(signal) === 'caught') sh.sys.signal(signal, 'default')
  }
}

/** What the shell itself does with a signal that is not trapped. */
export function shellDisposition(sh: Shell, signal: number): void {
  if (sh.interactive) {
    if (signal === 2) {
      sh.sys.signal(2, () => (sh.interrupted = true))
      return
    }
    if (signal === 15 || signal === 3) {
      sh.sys.signal(signal, 'ignore')
      return
    }
    if ((signal === 20 || signal === 21 || signal === 22) && sh.opt('monitor')) {
      sh.sys.signal(signal, 'ignore')
      return
    }
  }
  sh.sys.signal(signal, 'default')
}

async function list(sh: Shell, names: readonly string[]): Promise<number> {
  const traps = sh.inheritedTraps ?? sh.traps
  let status = 0
  let wanted: string[] = [...traps.keys()]
  if (names.length) {
    wanted = []
    for (const text of names) {
      const name = condition(sh, text)
      if (name === undefined) {
        await sh.complainAs('trap', `${text}: invalid signal specification`)
        status = 1
      } else if (traps.has(name)) wanted.push(name)
    }
  }
  for (const name of wanted.sort((a, b) => order(a) - order(b))) {
    const quoted = sh.dialect.bash ? quoteValue(traps.get(name)!) : almquistQuote(traps.get(name)!)
    const shown = sh.dialect.bash && !PSEUDO.includes(name) ? `SIG${name}` : name
    await sh.write(`trap -- ${quoted} ${shown}\n`)
  }
  return status
}
