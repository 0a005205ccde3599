/** Operators of test and [[ that look at files. */
import { SysError } from '../../../base/abi/errno.ts'
import {
  R_OK,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  S_ISGID,
  S_ISUID,
  S_ISVTX,
  type Stat,
  W_OK,
  X_OK,
} from '../../../base/abi/files.ts'
import type { Shell } from '../state/shell.ts'

function look(sh: Shell, path: string, follow = true): Stat | undefined {
  const fd = /^\/dev\/fd\/(\d+)$/.exec(path)?.[1]
  try {
    if (fd !== undefined) return sh.sys.fstat(Number(fd))
    return follow ? sh.sys.stat(path) : sh.sys.lstat(path)
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}
const TYPES: Readonly<Record<string, number>> = {
  '-b': S_IFBLK,
  '-c': S_IFCHR,
  '-d': S_IFDIR,
  '-f': S_IFREG,
  '-p': S_IFIFO,
  '-S': S_IFSOCK,
}
const BITS: Readonly<Record<string, number>> = { '-g': S_ISGID, '-u': S_ISUID, '-k': S_ISVTX }
const ACCESS: Readonly<Record<string, number>> = { '-r': R_OK, '-w': W_OK, '-x': X_OK }
export const FILE_TESTS = new Set([...'abcdefghkprstuwxGLNOS'].map((letter) => `-${letter}`))

export function fileTest(sh: Shell, op: string, path: string): boolean {
  if (op === '-t') {
    try {
      return sh.sys.isatty(Number(path))
    } catch (error) {
      if (error instanceof SysError) return false
      throw error
    }
  }
  const stat = look(sh, path, op !== '-L' && op !== '-h')
  if (!stat) return false
  if (op === '-L' || op === '-h') return (stat.mode & S_IFMT) === S_IFLNK
  if (op in TYPES) return (stat.mode & S_IFMT) === TYPES[op]
  if (op in BITS) return (stat.mode & BITS[op]!) !== 0
  if (op in ACCESS) return sh.sys.access(path, ACCESS[op]!)
  if (op === '-s') return stat.size > 0
  if (op === '-O') return stat.uid === sh.sys.euid
  if (op === '-G') return stat.gid === sh.sys.egid
  if (op === '-N') return stat.mtime > stat.atime
  return true
}
export function compareFiles(sh: Shell, op: string, left: string, right: string): boolean {
  const a = look(sh, left)
  const b = look(sh, right)
  if (op === '-ef') return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
  if (op === '-nt') return a !== undefined && (b === undefined || a.mtime > b.mtime)
  return b !== undefined && (a === undefined || a.mtime < b.mtime)
}
