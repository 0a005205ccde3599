/**
 * What runc, containerd and dockerd make of a process that cannot be started: the sentence, the exit code and the kind of the error
 * (moby daemon/start_linux.go, errors.go setExitCodeFromError; Go's exec.LookPath).
 */
import { ApiError, invalid, system } from '../../api/types/index.ts'
import { SysError, strerror, type Errno } from '../../base/abi/errno.ts'
import { goQuote } from '../go.ts'

/** Go's text of an errno: the kernel's words without the capital. */
export const goErrno = (code: Errno): string => {
  const text = strerror(code)
  if (code === 'EIO') return 'input/output error'
  return text.charAt(0).toLowerCase() + text.slice(1)
}
/** runc's part of the sentence. */
export class OciError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'OciError'
  }
}
/** exec.LookPath failed; `reason` null: no such name in any directory of PATH. */
export const lookPathError = (file: string, reason: string | null): OciError =>
  new OciError(`exec: ${goQuote(file)}: ${reason ?? 'executable file not found in $PATH'}`)
export const chdirError = (cwd: string, code: Errno): OciError =>
  new OciError(`chdir to cwd (${goQuote(cwd)}) set in config.json failed: ${goErrno(code)}`)

export const createSentence = (error: OciError): string =>
  `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${error.message}: unknown`
/** Cwd must be absolute: found before the process is made. */
export const execSentence = (error: OciError): string =>
  error.message.startsWith('Cwd ')
    ? `OCI runtime exec failed: exec failed: ${error.message}: unknown`
    : `OCI runtime exec failed: exec failed: unable to start container process: ${error.message}: unknown`

export interface StartFailure {
  /** null: nothing in the sentence says; the caller's default stays. */
  exitCode: number | null
  error: ApiError
}
export function classifyStartError(sentence: string): StartFailure {
  const text = sentence.toLowerCase()
  if (text.includes('permission denied')) return { exitCode: 126, error: invalid(sentence) }
  if (text.includes('is a directory')) return { exitCode: 126, error: invalid(`${sentence}: permission denied`) }
  if (text.includes('not a directory')) {
    return {
      exitCode: 127,
      error: invalid(
        `${sentence}: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type`,
      ),
    }
  }
  if (/executable file not found|no such file or directory|system cannot find the file specified/.test(text)) {
    return { exitCode: 127, error: invalid(sentence) }
  }
  return { exitCode: null, error: system(sentence) }
}
export const asSysError = (error: unknown): SysError | null => (error instanceof SysError ? error : null)
