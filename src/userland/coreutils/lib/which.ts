/** PATH look-up as execvp(3) does it, and starting what was found. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { isDir, X_OK } from '../../../base/abi/files.ts'
import type { WaitStatus } from '../../../kernel/proc/types.ts'
import type { SpawnRequest, Sys } from '../../../kernel/sys/types.ts'

const DEFAULT_PATH = '/bin:/usr/bin'

/** All executables of this name in the order of PATH. */
export function candidates(sys: Sys, name: string, path = sys.env['PATH'] ?? DEFAULT_PATH): string[] {
  if (name.includes('/')) return [name]
  return path.split(':').map((dir) => (dir === '' ? `./${name}` : `${dir.replace(/\/+$/, '')}/${name}`))
}
export function isExecutable(sys: Sys, path: string): boolean {
  const stat = attempt(() => sys.stat(path))
  return !(stat instanceof SysError) && !isDir(stat) && sys.access(path, X_OK)
}
/** execvp(3)'s choice. Throws ENOENT or EACCES as it would. */
export function findProgram(sys: Sys, name: string, path?: string): string {
  if (name === '') throw new SysError('ENOENT', name)
  if (name.includes('/')) return name
  let denied = false
  for (const candidate of candidates(sys, name, path)) {
    if (isExecutable(sys, candidate)) return candidate
    const stat = attempt(() => sys.stat(candidate))
    if (stat instanceof SysError ? stat.code === 'EACCES' : !isDir(stat)) denied = true
  }
  throw new SysError(denied ? 'EACCES' : 'ENOENT', name)
}

/** spawn with execvp(3)'s rules: PATH, and scripts without #! go to /bin/sh. */
export async function spawnp(sys: Sys, request: Omit<SpawnRequest, 'path'>): Promise<number> {
  const name = request.argv[0] ?? ''
  const path = findProgram(sys, name, request.env?.['PATH'])
  try {
    return await sys.spawn({ ...request, path })
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'ENOEXEC') throw error
    return sys.spawn({ ...request, path: '/bin/sh', argv: ['/bin/sh', path, ...request.argv.slice(1)] })
  }
}
/** exec with execvp(3)'s rules. */
export async function execvp(sys: Sys, argv: readonly string[]): Promise<never> {
  const path = findProgram(sys, argv[0] ?? '')
  try {
    return await sys.exec(path, argv)
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'ENOEXEC') throw error
    return sys.exec('/bin/sh', ['/bin/sh', path, ...argv.slice(1)])
  }
}
/** Waits for one child to end. */
export async function waitFor(sys: Sys, pid: number): Promise<WaitStatus> {
  for (;;) {
    const result = await sys.wait(pid)
    if (result && (result.status.kind === 'exited' || result.status.kind === 'signaled')) return result.status
  }
}
/** 127: not found, 126: found but it cannot run. */
export const execStatus = (error: SysError): number => (error.code === 'ENOENT' ? 127 : 126)
