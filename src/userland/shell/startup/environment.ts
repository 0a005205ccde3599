/** What a starting shell makes of its environment. */
import { SysError } from '../../../base/abi/errno.ts'
import { IndexedArray } from '../state/arrays.ts'
import type { Shell } from '../state/shell.ts'
import { installSpecials } from '../state/special.ts'
import { passwdLines } from '../expand/tilde.ts'
import { parserFor } from '../exec/parse-text.ts'
import { SyntaxFailure } from '../syntax/errors.ts'

const DEFAULT_PATH_BASH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const DEFAULT_PATH_ASH = '/sbin:/usr/sbin:/bin:/usr/bin'

export function importEnvironment(sh: Shell): void {
  const { sys, vars } = sh
  installSpecials(sh)
  for (const [name, value] of Object.entries(sys.env)) {
    const fn = sh.dialect.bash ? /^BASH_FUNC_(.+)%%$/.exec(name) : null
    if (fn) {
      importFunction(sh, fn[1]!, value)
      continue
    }
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      sh.foreignEnvironment.push([name, value])
      continue
    }
    const existing = vars.get(name)
    if (existing?.dynamic) {
      existing.exported = true
      existing.dynamic.set?.(sh, value)
      continue
    }
    vars.set(name, { value, exported: true })
  }
  if (sh.dialect.bash) bashVariables(sh)
  else almquistVariables(sh)
}

function importFunction(sh: Shell, name: string, body: string): void {
  try {
    const unit = parserFor(sh, `${name} ${body}\n`).parseUnit()
    const command = unit?.items[0]?.first
    if (command?.kind === 'function')
      sh.functions.set(name, { definition: command, source: 'environment', exported: true })
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error
  }
}

function cwd(sh: Shell): string {
  try {
    return sh.sys.cwd()
  } catch (error) {
    if (error instanceof SysError) return '.'
    throw error
  }
}
/** PWD is believed when it names the working directory. */
function initialDirectory(sh: Shell): string {
  const real = cwd(sh)
  const pwd = sh.get('PWD')
  if (pwd?.startsWith('/') && !/(^|\/)\.\.?(\/|$)/.test(pwd)) {
    try {
      const a = sh.sys.stat(pwd)
      const b = sh.sys.stat('.')
      if (a.ino === b.ino && a.dev === b.dev) return pwd
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  return real
}

function bashVariables(sh: Shell): void {
  const { sys, vars } = sh
  const user = passwdLines(sh).find((fields) => fields[2] === String(sys.uid))
  sh.logicalCwd = initialDirectory(sh)
  vars.put('PWD', sh.logicalCwd, true)
  if (vars.get('OLDPWD') === undefined) vars.set('OLDPWD', { value: undefined, exported: true })
  const level = Number(sh.get('SHLVL') ?? '0')
  vars.put('SHLVL', String(Number.isInteger(level) && level >= 0 ? level + 1 : 1), true)
  const uname = sys.uname()
  const plain: Record<string, string> = {
    BASH: sh.bashPath(),
    BASH_VERSION: '5.2.15(1)-release',
    HOSTNAME: uname.nodename,
    HOSTTYPE: 'x86_64',
    MACHTYPE: 'x86_64-pc-linux-gnu',
    OSTYPE: 'linux-gnu',
    OPTIND: '1',
    OPTERR: '1',
    IFS: ' \t\n',
    PS4: '+ ',
    BASH_LOADABLES_PATH: '/usr/local/lib/bash:/usr/lib/bash:/opt/local/lib/bash:/usr/pkg/lib/bash:/opt/pkg/lib/bash:.',
  }
  for (const [name, value] of Object.entries(plain)) {
    if (name === 'HOSTNAME' && vars.get(name)) continue
    if (name === 'PS4' && vars.get(name)) continue
    vars.put(name, value)
  }
  if (vars.get('IFS')) vars.get('IFS')!.exported = false
  if (!vars.get('PATH')) vars.put('PATH', DEFAULT_PATH_BASH)
  if (!vars.get('TERM')) vars.put('TERM', 'dumb')
  if (!vars.get('SHELL')) vars.put('SHELL', user?.[6] || '/bin/sh')
  if (!vars.get('HOME') && sh.login) vars.put('HOME', user?.[5] ?? '/')
  vars.set('BASH_ARGC', { value: undefined, array: IndexedArray.of(['0']) })
  vars.set('BASH_ARGV', { value: undefined, array: new IndexedArray() })
  vars.set('BASH_VERSINFO', {
    value: undefined,
    array: IndexedArray.of(['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu']),
    readonly: true,
  })
  for (const [name, value] of [
    ['UID', sys.uid],
    ['EUID', sys.euid],
    ['PPID', sys.ppid],
  ] as const) {
    vars.set(name, { value: String(value), integer: true, readonly: true })
  }
}

function almquistVariables(sh: Shell): void {
  const { vars } = sh
  sh.logicalCwd = initialDirectory(sh)
  const hadPwd = vars.get('PWD') !== undefined
  vars.put('PWD', sh.logicalCwd, hadPwd || sh.dialect.name === 'dash' || sh.dialect.name === 'ash')
  vars.put('PPID', String(sh.sys.ppid))
  vars.put('IFS', ' \t\n')
  vars.get('IFS')!.exported = false
  if (!vars.get('OPTIND')) vars.put('OPTIND', '1')
  if (!vars.get('PS1')) vars.put('PS1', sh.dialect.name === 'ash' ? '\\w \\$ ' : sh.sys.euid === 0 ? '# ' : '$ ')
  if (!vars.get('PS2')) vars.put('PS2', '> ')
  if (!vars.get('PS4')) vars.put('PS4', '+ ')
  if (!vars.get('PATH')) vars.put('PATH', sh.dialect.name === 'ash' ? DEFAULT_PATH_ASH : DEFAULT_PATH_BASH)
  if (sh.dialect.name === 'ash') {
    const level = Number(sh.get('SHLVL') ?? '0')
    vars.put('SHLVL', String(Number.isInteger(level) ? level + 1 : 1), true)
    if (!vars.get('HOSTNAME')) vars.put('HOSTNAME', sh.sys.uname().nodename)
  }
}
