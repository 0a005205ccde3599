/** cd, pwd, pushd, popd, dirs */
import { strerror, SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import { BuiltinError } from '../exec/control.ts'
import { tildeDirectory } from '../expand/tilde.ts'
import type { Shell } from '../state/shell.ts'
import { type BuiltinCall, invalidOption, parseOptions, usage } from './call.ts'

/** Resolves . and .. in a logical path. */
export function logicalPath(base: string, path: string): string {
  const absolute = path.startsWith('/') ? path : `${base}/${path}`
  const double = /^\/\/(?!\/)/.test(path)
  const out: string[] = []
  for (const part of absolute.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') out.pop()
    else out.push(part)
  }
  return (double ? '//' : '/') + out.join('/')
}

/** PWD as the shell believes it, if it names the working directory; else the real one. */
export function workingDirectory(sh: Shell): string {
  const pwd = sh.logicalCwd
  if (pwd !== undefined) return pwd
  return physical(sh)
}
function physical(sh: Shell): string {
  try {
    return sh.sys.cwd()
  } catch (error) {
    if (error instanceof SysError) return sh.logicalCwd ?? '.'
    throw error
  }
}

function change(sh: Shell, path: string, physically: boolean): void {
  const old = workingDirectory(sh)
  const logical = logicalPath(old, path)
  // A component before .. must exist; the kernel's own walk decides when links are followed physically.
  sh.sys.chdir(physically ? path : existing(sh, old, path) ? logical : path)
  sh.logicalCwd = physically ? physical(sh) : logical
  const oldPwd = sh.get('PWD') ?? old
  sh.vars.put('OLDPWD', oldPwd, sh.dialect.bash || sh.vars.get('OLDPWD')?.exported)
  sh.vars.put('PWD', sh.logicalCwd, true)
}
function existing(sh: Shell, base: string, path: string): boolean {
  if (!path.includes('..')) return true
  const at = path.indexOf('..')
  const head = path.slice(0, at) || '.'
  try {
    return isDir(sh.sys.stat(head.startsWith('/') ? head : `${base}/${head}`))
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}

export async function cd(call: BuiltinCall): Promise<number> {
  const { sh, name } = call
  const options = await parseOptions(call, sh.dialect.bash ? 'LPe@' : 'LP')
  if (!options) return 2
  const { rest } = options
  const physically =
    options.list.findLast((one) => one.letter === 'L' || one.letter === 'P')?.letter === 'P' || sh.opt('physical')
  if (sh.restricted) {
    await sh.complainAs('cd', 'restricted')
    return 1
  }
  if (rest.length > 1 && sh.dialect.bash) {
    await sh.complainAs('cd', 'too many arguments')
    return 1
  }
  let path = rest[0]
  let show = false
  if (path === undefined) {
    path = sh.get('HOME')
    if (path === undefined) {
      if (sh.dialect.almquist) return sh.dialect.name === 'dash' ? 0 : 0
      await sh.complainAs('cd', 'HOME not set')
      return 1
    }
  } else if (path === '-') {
    path = sh.get('OLDPWD')
    if (path === undefined) {
      if (sh.dialect.bash) {
        await sh.complainAs('cd', 'OLDPWD not set')
        return 1
      }
      path = sh.logicalCwd ?? sh.sys.cwd()
    }
    show = true
  }
  if (path === '' && sh.dialect.bash) return 0
  const cdpath = sh.get('CDPATH')
  if (cdpath && rest.length && !/^(\/|\.\.?(\/|$))/.test(path)) {
    for (const base of cdpath.split(':')) {
      const candidate = base === '' ? path : `${base.replace(/\/$/, '')}/${path}`
      try {
        change(sh, candidate, physically)
        if (base !== '' && base !== '.') show = true
        if (show) await sh.write(`${sh.logicalCwd ?? ''}\n`)
        return 0
      } catch (error) {
        if (!(error instanceof SysError)) throw error
      }
    }
  }
  try {
    change(sh, path, physically)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (sh.dialect.name === 'dash') throw new BuiltinError(`can't cd to ${path}`, 2)
    if (sh.dialect.name === 'ash') throw new BuiltinError(`can't cd to ${path}: ${strerror(error.code)}`, 2)
    await sh.complainAs(name, `${path}: ${strerror(error.code)}`)
    return 1
  }
  if (show) await sh.write(`${sh.logicalCwd ?? ''}\n`)
  return 0
}

export async function pwd(call: BuiltinCall): Promise<number> {
  const { sh } = call
  const options = await parseOptions(call, 'LP')
  if (!options) return 2
  const physically = options.list.at(-1)?.letter === 'P' || (sh.opt('physical') && !options.has('L'))
  await sh.write(`${physically ? physical(sh) : workingDirectory(sh)}\n`)
  return 0
}

// ---- the directory stack (bash)

const stack = (sh: Shell): string[] => [workingDirectory(sh), ...sh.directories]
function shown(sh: Shell, path: string, long: boolean): string {
  const home = sh.get('HOME')
  if (long || !home || home === '/') return path
  return path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

export async function dirs(call: BuiltinCall): Promise<number> {
  const { sh, args } = call
  let long = false
  let lines = false
  let numbers = false
  let index: number | undefined
  for (const arg of args) {
    if (/^[+-]\d+$/.test(arg)) {
      const n = Number(arg.slice(1))
      const size = sh.directories.length + 1
      index = arg.startsWith('+') ? n : size - 1 - n
      if (index < 0 || index >= size) {
        if (size === 1) await sh.complainAs('dirs', 'directory stack empty')
        else await sh.complainAs('dirs', `${arg.slice(1)}: directory stack index out of range`)
        return 1
      }
    } else if (/^-[clpv]+$/.test(arg)) {
      if (arg.includes('c')) {
        sh.directories = []
        return 0
      }
      if (arg.includes('l')) long = true
      if (arg.includes('p')) lines = true
      if (arg.includes('v')) lines = numbers = true
    } else if (arg.startsWith('-')) return invalidOption(call, arg.slice(0, 2))
    else {
      await sh.complainAs('dirs', `${arg}: invalid option`)
      return usage(call)
    }
  }
  let all = stack(sh).map((path) => shown(sh, path, long))
  if (index !== undefined) all = [all[index]!]
  if (numbers) await sh.write(all.map((path, i) => `${String(index ?? i).padStart(2)}  ${path}\n`).join(''))
  else await sh.write(all.join(lines ? '\n' : ' ') + '\n')
  return 0
}

export async function pushd(call: BuiltinCall): Promise<number> {
  const { sh, args } = call
  const noChange = args[0] === '-n'
  const arg = (noChange ? args.slice(1) : args).filter((one) => one !== '--')[0]
  const all = stack(sh)
  if (arg === undefined) {
    if (all.length < 2) {
      await sh.complainAs('pushd', 'no other directory')
      return 1
    }
    return go(call, [all[1]!, all[0]!, ...all.slice(2)], noChange)
  }
  if (/^[+-]\d+$/.test(arg)) {
    const n = Number(arg.slice(1))
    const index = arg.startsWith('+') ? n : all.length - 1 - n
    if (index < 0 || index >= all.length) {
      await sh.complainAs(
        'pushd',
        all.length === 1 ? 'directory stack empty' : `${arg}: directory stack index out of range`,
      )
      return 1
    }
    return go(call, [...all.slice(index), ...all.slice(0, index)], noChange)
  }
  const path =
    arg === '-' ? (sh.get('OLDPWD') ?? '') : arg.startsWith('~') ? (tildeDirectory(sh, arg.slice(1)) ?? arg) : arg
  if (noChange) {
    sh.directories = [logicalPath(all[0]!, path), ...sh.directories]
    return dirs({ ...call, args: [] })
  }
  return go(call, [path, ...all], false)
}
export async function popd(call: BuiltinCall): Promise<number> {
  const { sh, args } = call
  const noChange = args[0] === '-n'
  const arg = (noChange ? args.slice(1) : args)[0]
  const all = stack(sh)
  if (all.length < 2) {
    await sh.complainAs('popd', 'directory stack empty')
    return 1
  }
  let index = 0
  if (arg !== undefined) {
    if (!/^[+-]\d+$/.test(arg)) {
      await sh.complainAs('popd', `${arg}: invalid argument`)
      return usage(call)
    }
    const n = Number(arg.slice(1))
    index = arg.startsWith('+') ? n : all.length - 1 - n
    if (index < 0 || index >= all.length) {
      await sh.complainAs('popd', `${arg}: directory stack index out of range`)
      return 1
    }
  } else if (noChange) index = 1
  const rest = all.filter((_, i) => i !== index)
  return go(call, rest, index !== 0)
}
async function go(call: BuiltinCall, wanted: string[], stay: boolean): Promise<number> {
  const { sh } = call
  if (!stay) {
    try {
      change(sh, wanted[0]!, false)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      await sh.complainAs(call.name, `${wanted[0]!}: ${strerror(error.code)}`)
      return 1
    }
  }
  sh.directories = wanted.slice(1)
  return dirs({ ...call, name: 'dirs', args: [] })
}
