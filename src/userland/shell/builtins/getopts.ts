/** getopts */
import { assign, unsetVariable, VariableError } from '../state/access.ts'
import { BuiltinError } from '../exec/control.ts'
import { type BuiltinCall, isName, usage } from './call.ts'

export async function getopts(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const given = call.args[0] === '--' ? call.args.slice(1) : call.args
  if (given.length < 2) {
    if (sh.dialect.name === 'dash') throw new BuiltinError('Usage: getopts optstring var [arg...]', 2)
    if (sh.dialect.name === 'ash') throw new BuiltinError('usage: getopts optstring var [arg]', 2)
    return usage(call)
  }
  const name = given[1]!
  let spec = given[0]!
  const args = given.length > 2 ? given.slice(2) : sh.positional
  const silent = spec.startsWith(':')
  if (silent) spec = spec.slice(1)
  const quiet = silent || sh.get('OPTERR') === '0'
  const finish = async (value: string, optarg: string | undefined, status: number): Promise<number> => {
    const saved = sh.getoptsOffset
    const at = sh.getoptsAt
    assign(sh, 'OPTIND', String(at))
    sh.getoptsAt = at
    sh.getoptsOffset = saved
    if (optarg === undefined) unsetVariable(sh, 'OPTARG')
    else assign(sh, 'OPTARG', optarg)
    if (!isName(name)) {
      await sh.complainAs('getopts', `\`${name}': not a valid identifier`)
      return 1
    }
    try {
      assign(sh, name, value)
    } catch (error) {
      if (!(error instanceof VariableError)) throw error
      await sh.complain(error.text)
      return 1
    }
    return status
  }
  if (sh.getoptsAt < 1) sh.getoptsAt = 1
  const arg = args[sh.getoptsAt - 1]
  if (!sh.getoptsOffset) {
    if (arg === undefined || arg === '-' || !arg.startsWith('-')) return finish('?', undefined, 1)
    if (arg === '--') {
      sh.getoptsAt++
      return finish('?', undefined, 1)
    }
    sh.getoptsOffset = 1
  }
  const letter = arg?.[sh.getoptsOffset]
  if (arg === undefined || letter === undefined) {
    sh.getoptsOffset = 0
    return finish('?', undefined, 1)
  }
  sh.getoptsOffset++
  const where = letter === ':' ? -1 : spec.indexOf(letter)
  const advance = (): void => {
    if (sh.getoptsOffset >= arg.length) {
      sh.getoptsAt++
      sh.getoptsOffset = 0
    }
  }
  const say = async (bash: string, almquist: string): Promise<void> => {
    if (quiet) return
    if (sh.dialect.bash) await sh.stderr(`${sh.arg0}: ${bash} -- ${letter}\n`)
    else await sh.stderr(`${almquist.replace('@', letter)}\n`)
  }
  if (where < 0) {
    advance()
    await say('illegal option', 'Illegal option -@')
    return finish('?', silent ? letter : undefined, 0)
  }
  if (spec[where + 1] !== ':') {
    advance()
    return finish(letter, sh.dialect.almquist ? '' : undefined, 0)
  }
  if (sh.getoptsOffset < arg.length) {
    const value = arg.slice(sh.getoptsOffset)
    sh.getoptsAt++
    sh.getoptsOffset = 0
    return finish(letter, value, 0)
  }
  const value = args[sh.getoptsAt]
  sh.getoptsOffset = 0
  if (value === undefined) {
    sh.getoptsAt++
    await say('option requires an argument', 'No arg for -@ option')
    return silent ? finish(':', letter, 0) : finish('?', undefined, 0)
  }
  sh.getoptsAt += 2
  return finish(letter, value, 0)
}
