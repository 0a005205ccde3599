/**
 * From a path to the program to run (execve(2), fs/exec.c, fs/binfmt_script.c, fs/binfmt_elf.c): permission, #! lines, the name in the header of our
 * executables.
 */
import { S_IFREG, S_ISGID, S_ISUID, X_OK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { decode } from '../../base/bytes.ts'
import type { Program } from '../sys/types.ts'
import type { LazyProgram, KernelOptions } from '../types.ts'
import { programOfBytes } from '../vfs/content.ts'
import type { Location } from '../vfs/mount-namespace.ts'
import { permitted } from '../vfs/permission.ts'
import { pathOf, resolve, type WalkContext } from '../vfs/walk.ts'

/** What exec needs of the file: enough for our header and for a #! line (BINPRM_BUF_SIZE is 256). */
const HEAD_BYTES = 384
const SHEBANG_BYTES = 256
const MAX_INTERPRETERS = 5
const MAX_ARG_STRLEN = 131072
/** A quarter of the 8 MiB stack. */
const MAX_ARG_BYTES = 2097152

export interface Image {
  /** The name in the executable's header. */
  readonly name: string
  readonly program: Program | LazyProgram | undefined
  /** With the interpreter and the script's path in front, if there was a #! line. */
  readonly argv: readonly string[]
  /** Resolved path of the executable (of the interpreter). */
  readonly exe: string
  readonly location: Location
  /** Last component of the path that was asked for. */
  readonly comm: string
  /** Bytes of the executable. */
  readonly size: number
  /** From setuid and setgid bits. */
  readonly owner: { uid?: number; gid?: number }
}

/** ENOENT (also for a missing interpreter), EACCES, ENOEXEC, ELOOP, E2BIG … with the path asked for. */
export function findImage(
  context: WalkContext,
  options: Pick<KernelOptions, 'programs' | 'otherPrograms'>,
  path: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Image {
  checkSize(argv, env, path)
  let file = path
  let args = argv
  for (let depth = 0; depth <= MAX_INTERPRETERS; depth++) {
    const location = executableAt(context, file, path)
    const stat = location.inode.stat()
    const head = headOf(location)
    const name = programOfBytes(head)
    if (name !== null) {
      const nosuid = location.mount.flags.includes('nosuid')
      return {
        name,
        program: Object.hasOwn(options.programs, name) ? options.programs[name] : options.otherPrograms?.(name),
        argv: args,
        location,
        exe: pathOf(location, context.root) ?? file,
        comm: path.slice(path.lastIndexOf('/') + 1).slice(0, 15),
        size: stat.size,
        owner: {
          uid: stat.mode & S_ISUID && !nosuid ? stat.uid : undefined,
          gid: (stat.mode & (S_ISGID | 0o010)) === (S_ISGID | 0o010) && !nosuid ? stat.gid : undefined,
        },
      }
    }
    const interpreter = shebang(head)
    if (!interpreter) throw new SysError('ENOEXEC', path)
    args = [interpreter.path, ...(interpreter.argument === null ? [] : [interpreter.argument]), file, ...args.slice(1)]
    file = interpreter.path
  }
  throw new SysError('ELOOP', path)
}

function executableAt(context: WalkContext, file: string, asked: string): Location {
  let location: Location
  try {
    location = resolve(context, file)
  } catch (error) {
    throw error instanceof SysError ? new SysError(error.code, asked) : error
  }
  const stat = location.inode.stat()
  if (
    location.inode.type !== S_IFREG ||
    location.mount.flags.includes('noexec') ||
    !permitted(stat, context.credentials, X_OK)
  )
    throw new SysError('EACCES', asked)
  return location
}

function headOf(location: Location): Uint8Array {
  const handle = location.inode.open(false)
  try {
    return handle.read(0, HEAD_BYTES)
  } finally {
    handle.close()
  }
}

/** "#! /bin/sh -e x" → /bin/sh, "-e x": everything after the interpreter is one argument. */
function shebang(head: Uint8Array): { path: string; argument: string | null } | null {
  if (head[0] !== 0x23 || head[1] !== 0x21) return null
  const bytes = head.subarray(2, SHEBANG_BYTES)
  const end = bytes.indexOf(10)
  const line = decode(end < 0 ? bytes : bytes.subarray(0, end)).replace(/^[ \t]+|[ \t]+$/g, '')
  const match = /^([^ \t\0]+)[ \t]*(.*)$/.exec(line)
  if (!match) return null
  return { path: match[1]!, argument: match[2] || null }
}

function checkSize(argv: readonly string[], env: Readonly<Record<string, string>>, path: string): void {
  let total = 0
  const count = (length: number): void => {
    if (length >= MAX_ARG_STRLEN) throw new SysError('E2BIG', path)
    total += length + 9
  }
  for (const arg of argv) count(arg.length)
  for (const name in env) count(name.length + 1 + env[name]!.length)
  if (total > MAX_ARG_BYTES) throw new SysError('E2BIG', path)
}

/** execvp's search, for Kernel.spawn with a bare name: the first executable file in PATH. ENOENT. */
export function searchPath(context: WalkContext, name: string, path: string): string {
  for (const dir of path.split(':')) {
    const candidate = `${dir || '.'}/${name}`
    try {
      executableAt(context, candidate, candidate)
      return candidate
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  throw new SysError('ENOENT', name)
}
