/** Which builtins each dialect has. */
import type { Shell } from '../state/shell.ts'
import type { Builtin } from './call.ts'
import { cd, dirs, popd, pushd, pwd } from './cd.ts'
import { declare } from './declare.ts'
import { almquistLocal, exportOrReadonly } from './export.ts'
import { unset } from './unset.ts'
import { echo } from './echo.ts'
import { breakLoop, exit, letBuiltin, returnFrom, shift } from './flow.ts'
import { builtin, command, exec } from './exec.ts'
import { evaluate, source } from './source.ts'
import { fc, history } from './history.ts'
import { bg, disown, fg, jobs, suspend } from './jobs.ts'
import { kill } from './kill.ts'
import { wait } from './wait.ts'
import { set, shopt } from './set.ts'
import { test } from './test.ts'
import { trap } from './trap.ts'
import { alias, hash, type, unalias } from './type.ts'
import { late } from './late.ts'
export type { Builtin } from './call.ts'

const getopts = late(async () => (await import('./getopts.ts')).getopts)
const limits = (name: 'times' | 'ulimit' | 'umask'): Builtin => late(async () => (await import('./limits.ts'))[name])
const misc = (name: 'bind' | 'caller' | 'compgen' | 'complete' | 'compopt' | 'enable'): Builtin =>
  late(async () => (await import('./misc.ts'))[name])
const mapfile = late(async () => (await import('./read.ts')).mapfile)

const yes: Builtin = () => 0
const no: Builtin = () => 1

const COMMON: Readonly<Record<string, Builtin>> = {
  '.': source,
  ':': yes,
  '[': test,
  alias,
  bg,
  break: breakLoop,
  cd,
  command,
  continue: breakLoop,
  echo,
  eval: evaluate,
  exec,
  exit,
  export: exportOrReadonly,
  false: no,
  fg,
  getopts,
  hash,
  jobs,
  kill,
  printf: late(async () => (await import('./printf.ts')).printf),
  pwd,
  read: late(async () => (await import('./read.ts')).read),
  readonly: exportOrReadonly,
  return: returnFrom,
  set,
  shift,
  test,
  times: limits('times'),
  trap,
  true: yes,
  type,
  ulimit: limits('ulimit'),
  umask: limits('umask'),
  unalias,
  unset,
  wait,
}
const BASH: Readonly<Record<string, Builtin>> = {
  ...COMMON,
  bind: misc('bind'),
  builtin,
  caller: misc('caller'),
  compgen: misc('compgen'),
  complete: misc('complete'),
  compopt: misc('compopt'),
  declare,
  dirs,
  disown,
  enable: misc('enable'),
  fc,
  help: late(async () => (await import('./help.ts')).help),
  history,
  let: letBuiltin,
  local: declare,
  logout: exit,
  mapfile,
  popd,
  pushd,
  readarray: mapfile,
  shopt,
  source,
  suspend,
  typeset: declare,
}
const DASH: Readonly<Record<string, Builtin>> = { ...COMMON, chdir: cd, local: almquistLocal }
const ASH: Readonly<Record<string, Builtin>> = {
  ...COMMON,
  '[[': test,
  chdir: cd,
  help: late(async () => (await import('./ash-help.ts')).ashHelp),
  history,
  let: letBuiltin,
  local: almquistLocal,
  source,
}
const table = (sh: Shell): Readonly<Record<string, Builtin>> =>
  sh.dialect.bash ? BASH : sh.dialect.name === 'dash' ? DASH : ASH

const SPECIAL = new Set([
  '.',
  ':',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
])
export const isSpecial = (sh: Shell, name: string): boolean =>
  SPECIAL.has(name) || name === 'source' || (name === 'local' && sh.dialect.almquist)

export function builtinFor(sh: Shell, name: string): Builtin | undefined {
  const builtins = table(sh)
  return Object.hasOwn(builtins, name) && !sh.disabledBuiltins.has(name) ? builtins[name] : undefined
}
export const BUILTIN_NAMES: readonly string[] = Object.keys(BASH).sort()
export const builtinNames = (sh: Shell): string[] => Object.keys(table(sh)).sort()
