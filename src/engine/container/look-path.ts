/** Whether a command can be run in a container, found out as runc does before the execve: chdir, then Go's exec.LookPath. */
import { S_IFDIR, X_OK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { Credentials, Namespaces } from '../../kernel/proc/types.ts'
import { permitted, resolve, type MountTable, type WalkContext } from '../../kernel/vfs/index.ts'
import { chdirError, goErrno, lookPathError } from './oci-error.ts'
import type { ProcessSpec } from './runtime.ts'

export const walkContext = (
  namespaces: Pick<Namespaces, 'mount'>,
  credentials: Credentials,
  cwd = '/',
): WalkContext => {
  const root = (namespaces.mount as MountTable).root
  const top: WalkContext = { root, cwd: root, credentials }
  return cwd === '/' ? top : { ...top, cwd: resolve(top, cwd) }
}

/** Go's exec.LookPath and the chdir before it, as the process's user. */
export function checkCommand(namespaces: Namespaces, spec: ProcessSpec): string {
  const file = spec.argv[0] ?? ''
  let context: WalkContext
  try {
    context = walkContext(namespaces, spec.credentials, spec.cwd)
    if (context.cwd.inode.type !== S_IFDIR) throw new SysError('ENOTDIR')
    if (!permitted(context.cwd.inode.stat(), spec.credentials, X_OK)) throw new SysError('EACCES')
  } catch (error) {
    if (error instanceof SysError) throw chdirError(spec.cwd, error.code)
    throw error
  }
  if (file.includes('/')) {
    const reason = findExecutable(context, file)
    if (reason !== null) throw lookPathError(file, reason)
    return file
  }
  for (const directory of (spec.env['PATH'] ?? '').split(':')) {
    if (file === '') break
    const candidate = directory === '' ? `./${file}` : `${directory.replace(/\/$/, '')}/${file}`
    if (findExecutable(context, candidate) === null) return candidate
  }
  throw lookPathError(file, null)
}
/** null: may be run; else why not, in Go's words. */
function findExecutable(context: WalkContext, file: string): string | null {
  try {
    const location = resolve(context, file)
    const stat = location.inode.stat()
    if ((stat.mode & 0o170000) === 0o040000) return 'is a directory'
    if (location.mount.flags.includes('noexec') || !permitted(stat, context.credentials, X_OK))
      return 'permission denied'
    return null
  } catch (error) {
    if (error instanceof SysError) return `stat ${file}: ${goErrno(error.code)}`
    throw error
  }
}
