/** Finding programs along PATH, with the shell's hash table. */
import { isDir, isFile, X_OK } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Shell } from '../state/shell.ts'

/** What kind of file a path is for execution. */
export function executableState(sh: Shell, path: string): 'missing' | 'directory' | 'forbidden' | 'ok' {
  try {
    const stat = sh.sys.stat(path)
    if (isDir(stat)) return 'directory'
    if (!isFile(stat)) return 'forbidden'
    return sh.sys.access(path, X_OK) ? 'ok' : 'forbidden'
  } catch (error) {
    if (error instanceof SysError) return 'missing'
    throw error
  }
}

/** Along `path` (PATH): the first executable file, else the first file that is not executable. */
export function searchPath(sh: Shell, name: string, path = sh.get('PATH')): string | undefined {
  let loser: string | undefined
  for (const directory of (path ?? '').split(':')) {
    const candidate =
      directory === '' || directory === '.'
        ? `./${name}`
        : directory.endsWith('/')
          ? directory + name
          : `${directory}/${name}`
    const state = executableState(sh, candidate)
    if (state === 'ok') return candidate
    if (state === 'forbidden') loser ??= candidate
  }
  return loser
}
/** All executables of that name along PATH (type -a). */
export function searchAll(sh: Shell, name: string): string[] {
  return (sh.get('PATH') ?? '')
    .split(':')
    .map((directory) => (directory === '' ? `./${name}` : `${directory}/${name}`))
    .filter((candidate) => executableState(sh, candidate) === 'ok')
}

/** The program for a command name, remembered; undefined: not found. */
export function findProgram(sh: Shell, name: string): string | undefined {
  if (name.includes('/')) return name
  const known = sh.hash.get(name)
  if (known) {
    if (executableState(sh, known.path) === 'ok' || (sh.dialect.bash && !sh.shopt('checkhash'))) {
      known.hits++
      return known.path
    }
    sh.hash.delete(name)
  }
  // bash without a PATH tries the working directory.
  if (sh.dialect.bash && !sh.get('PATH')) return name
  const path = searchPath(sh, name)
  if (path !== undefined && (sh.dialect.almquist || sh.opt('hashall')) && executableState(sh, path) === 'ok')
    sh.hash.set(name, { path, hits: 1 })
  return path
}
